"""The yearly mail: to whom, in which language, what it says and what it does not, and each one once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cluster_portal.freshness import campaign
from cluster_portal.freshness.campaign import key_of, new_link, send_campaign
from cluster_portal.freshness.tokens import link_of, token_for
from cluster_portal.mail.models import Message
from tests.factories.members import AffiliationFactory, UniversityFactory
from tests.freshness.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(settings):
    settings.DELIVERS_MAIL_AT_ONCE = False  # so that the words can be read


def written():
    return list(Message.objects.order_by("to").values_list("to", "language", "key"))


def test_the_lead_contact_of_each_member_gets_one_and_nobody_else(kth, upc, lead, ada, deputy, programme):
    AffiliationFactory(university=UniversityFactory(slug="former", membership__valid_to="2020-01-01"), role="lead")
    AffiliationFactory(university=UniversityFactory(slug="draft", membership="full", publication="draft"))
    report = send_campaign(2027, at=AT)
    assert written() == [("lead@kth.se", "en", f"confirmation-2027-{kth.pk}")]
    assert (report.written, report.known, report.without_people) == (1, 0, 1)


def test_run_again_it_writes_nothing_and_in_another_year_it_writes_again(kth, lead, programme):
    send_campaign(2027, at=AT)
    again = send_campaign(2027, at=AT + timedelta(days=1))
    assert (again.written, again.known, Message.objects.count()) == (0, 1, 1)
    send_campaign(2028, at=AT + timedelta(days=365))
    assert Message.objects.count() == 2


def test_a_run_that_breaks_off_goes_on_where_it_was(kth, lead, programme, monkeypatch):
    for number in range(5):
        university = UniversityFactory(slug=f"more-{number}", membership="full")
        AffiliationFactory(university=university, user__email=f"more{number}@example.org")
    send, count = campaign.send, 0

    def breaks(*args, **kwargs):
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt
        return send(*args, **kwargs)

    monkeypatch.setattr(campaign, "send", breaks)
    with pytest.raises(KeyboardInterrupt):
        send_campaign(2027, at=AT)
    assert Message.objects.count() == 3
    report = send_campaign(2027, at=AT)
    assert (report.written, report.known) == (3, 3)
    assert Message.objects.values("to").distinct().count() == Message.objects.count() == 6


def test_one_university_in_error_keeps_no_other_from_its_mail(kth, lead, programme, monkeypatch, caplog):
    other = AffiliationFactory(user__email="other@example.org").university
    ask = campaign.ask

    def breaks(university, *args, **kwargs):
        if university == kth.pk:
            raise ValueError("An odd row.")
        return ask(university, *args, **kwargs)

    monkeypatch.setattr(campaign, "ask", breaks)
    report = send_campaign(2027, at=AT, universities=[kth, other])
    assert (report.written, report.failed) == (1, 1)
    assert Message.objects.get().to == "other@example.org"
    assert f"university {kth.pk} could not be written" in caplog.text


def test_it_tells_what_is_published_and_gives_two_ways_on(kth, lead, programme):
    send_campaign(2027, at=AT)
    message = Message.objects.get()
    assert message.subject.endswith("about KTH still right?")
    for words in (message.text, message.html):
        for said in ("A university.", "office@kth.se", "Robotics", "Incoming mobility", "Closes in 4 days", "KTH, UPC"):
            assert said in words
        assert f"/en/confirm/{token_for(kth.pk, lead, AT)}/" in words
        assert "/en/workspace/" in words
        assert "/en/members/kth/" in words
        assert "/en/programmes/robotics/" in words
        assert "12 March 2027" in words  # until when the link holds
    assert message.is_secret  # it lets its reader confirm


def test_it_says_nothing_about_other_people_and_nothing_that_is_not_public(kth, lead, ada, programme):
    send_campaign(2027, at=AT)
    message = Message.objects.get()
    for words in (message.text, message.html):
        for hidden in ("Byron", "private", "secret@kth.se", "ada@kth.se", "Lovelace"):
            assert hidden not in words


def test_it_speaks_the_language_of_its_reader_and_no_other(kth, lead, programme, speaks):
    speaks(lead, "fr")
    send_campaign(2027, at=AT)
    message = Message.objects.get()
    assert message.language == "fr"
    for words in (message.text, message.html):
        assert "Robotique" in words
        assert "/fr/confirm/" in words
        assert "/fr/workspace/" in words
        assert "/fr/programmes/robotics/" in words
        assert "12 mars 2027" in words
        assert "/en/" not in words


def test_a_lead_contact_without_a_usable_address_is_counted_as_nobody_to_write_to(kth, upc, lead, programme):
    type(lead).objects.filter(pk=lead.pk).update(email="nothing")
    AffiliationFactory(university=upc, user__email="pau@upc.edu")
    report = send_campaign(2027, at=AT)
    assert (report.written, report.known, report.without_people, report.failed) == (1, 0, 1, 0)
    assert [to for to, _language, _key in written()] == ["pau@upc.edu"]


def test_a_dry_run_counts_and_writes_nothing(kth, upc, lead, programme):
    report = send_campaign(2027, at=AT, is_dry_run=True)
    assert (report.written, report.without_people, Message.objects.count()) == (1, 1, 0)


def test_a_university_without_anything_to_show_is_asked_about_its_page_and_contacts(upc):
    AffiliationFactory(university=upc)
    send_campaign(2027, at=AT)
    text = Message.objects.get().text
    assert "No contact of this university is published." in text
    assert "not known" in text


# A new link


def test_who_still_acts_for_the_university_gets_a_new_link_once_a_day(kth, lead, programme):
    old = link_of(token_for(kth.pk, lead, AT - timedelta(days=90)))
    assert new_link(old, at=AT) is True
    assert new_link(old, at=AT + timedelta(hours=3)) is False
    assert new_link(old, at=AT + timedelta(days=1)) is True
    assert Message.objects.count() == 2


def test_who_has_left_gets_none(kth, programme):
    left = AffiliationFactory(university=kth, ends_at="2026-01-01T00:00Z").user
    assert new_link(link_of(token_for(kth.pk, left, AT)), at=AT) is False
    assert Message.objects.count() == 0


# The command


def run(*arguments):
    out = StringIO()
    call_command("send_confirmation_campaign", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_says_how_far_it_is_and_what_it_did(kth, upc, lead, programme, monkeypatch):
    monkeypatch.setattr(campaign, "BATCH", 1)
    year = str(AT.year - 1)
    assert run("--year", year) == [
        "1 of 2",
        "2 of 2",
        "Mails written: 1, written before: 0, universities without people: 1",
    ]
    assert run("--year", year, "--verbosity", "0") == []
    assert Message.objects.get().key == key_of(year, kth.pk)


def test_the_command_asks_one_university_and_knows_no_other_year_and_no_other_slug(kth, upc, lead):
    AffiliationFactory(university=upc)
    run("--year", "2026", "--university", "upc")
    assert Message.objects.get().key == key_of(2026, upc.pk)
    for wrong in (["--year", "1999"], ["--year", "2026", "--university", "nowhere"]):
        with pytest.raises(CommandError):
            run(*wrong)
