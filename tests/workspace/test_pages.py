"""The pages of the workspace: what they show, to whom, and in how many queries."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cluster_portal.core.validity import today
from cluster_portal.review import freshness
from cluster_portal.review.actions import answer, submit
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.models import Confirmation, Proposal
from cluster_portal.review.tree import Change, Key, Operation
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.workspace import due
from cluster_portal.workspace.views import directory
from members.models import Affiliation, Contact, University
from members.proposals import UNIVERSITY
from programmes.history import note_facts
from programmes.proposals import PROGRAMME
from programmes.quality import notices
from tests.clients import PortalClient
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory, ContactFactory, PersonFactory, UniversityFactory
from tests.factories.programmes import AgreementFactory, ProgrammeFactory, SignatureFactory
from tests.pages import Page
from tests.review.conftest import NOW

pytestmark = pytest.mark.django_db


def proposed(subject, target, author, university, column, new, *, is_sent=True):
    """Return a proposal of one change of an object itself."""
    key = Key(subject.label, str(target.pk))
    draft = begin(subject, target, author=author, university=university.pk, at=NOW)
    old = getattr(target, column)
    Draft(draft, author).put([Change(Operation.CHANGE, key, column, old, new)])
    return submit(draft, user=author, at=NOW) if is_sent else draft


def home(university):
    return reverse("workspace:home", args=[university.slug])


def test_who_is_not_signed_in_is_led_to_the_sign_in(client, kth):
    response = client.get(home(kth))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_who_acts_for_one_university_comes_to_it_at_once(ada_client, kth):
    assert ada_client.get(reverse("workspace:first")).url == home(kth)


def test_who_acts_for_two_chooses(ada_client, ada, kth, upc):
    AffiliationFactory(user=ada, university=upc)
    html = ada_client.get(reverse("workspace:first")).content.decode()
    assert home(kth) in html
    assert home(upc) in html


def test_what_is_due_stands_in_order_with_the_next_best_thing_first(ada_client, ada, pau, kth, upc, programme):
    theirs = proposed(PROGRAMME, programme, pau, upc, "duration_months", 24)
    mine = proposed(UNIVERSITY, kth, ada, kth, "summary_en", "Draft.", is_sent=False)
    agreement = AgreementFactory(title_en="Framework", valid_to=today() + timedelta(days=200))
    SignatureFactory(agreement=agreement, university=kth)
    due = ada_client.get(home(kth)).context["agenda"].due
    assert [each.url for each in due] == [
        reverse("workspace:proposal", args=[theirs.uuid]),
        reverse("workspace:confirm", args=["kth"]),
        reverse("workspace:proposal", args=[mine.uuid]),
        agreement.get_absolute_url(),
        reverse("workspace:colleagues", args=["kth"]),
        reverse("workspace:about", args=["kth"]) + "#translations-heading",  # translations are missing
    ]


def test_nothing_due_says_so(ada_client, ada, boss, kth):
    seen = {each.key: each.seen for each in freshness.confirmables(kth.pk, today())}
    freshness.confirm_for(kth.pk, user=ada, seen=seen, at=timezone.now(), channel="workspace")
    TranslationUnit.objects.all().delete()  # as where all is translated
    assert "Nothing: all is confirmed, answered and sent." in ada_client.get(home(kth)).content.decode()


def tasks(client, university):
    """Return (title, action) of what is due on the home of a university."""
    return [(each.title, each.action) for each in client.get(home(university)).context["agenda"].due]


def test_who_may_only_look_is_asked_to_do_nothing_and_sees_no_proposals(ada, pau, kth, upc, programme):
    theirs = proposed(PROGRAMME, programme, pau, upc, "duration_months", 24)
    mine = proposed(UNIVERSITY, kth, ada, kth, "summary_en", "Better.")
    viewer = PortalClient()
    viewer.force_login(AffiliationFactory(university=kth, role="viewer").user)
    assert tasks(viewer, kth) == [
        ("Is what we publish still right?", "Look at it"),
        ("Colleagues", "Look at it"),
        ("Translations", "See what is published"),
    ]
    for address in (home(kth), reverse("workspace:proposals", args=[kth.slug])):
        html = viewer.get(address).content.decode()
        assert "Only those who act for the university see its proposals." in html
        for proposal in (theirs, mine):
            assert str(proposal.uuid) not in html


def test_a_lead_is_asked_to_invite_a_second_person_and_nobody_else_is(ada_client, kth):
    assert ("Colleagues", "Look at it") in tasks(ada_client, kth)
    Affiliation.objects.update(role="lead")
    assert ("Colleagues", "Invite somebody") in tasks(ada_client, kth)


def test_an_approver_is_shown_what_they_can_decide_however_much_else_waits(
    monkeypatch, boss_client, ada, kth, upc, programme
):
    monkeypatch.setattr(due, "MOST", 2)
    for column, new in (("duration_months", 24), ("duration_months", 30)):
        proposed(PROGRAMME, programme, ada, kth, column, new)  # these wait for the partner
    mine = proposed(UNIVERSITY, kth, ada, kth, "summary_en", "Better.")
    urls = [each.url for each in boss_client.get(home(kth)).context["agenda"].due if each.title == mine.name]
    assert urls == [reverse("workspace:proposal", args=[mine.uuid])]
    shown = [each.url for each in boss_client.get(home(kth)).context["agenda"].due if "/proposals/" in each.url]
    assert shown == urls


def test_who_acts_for_both_is_not_asked_to_answer_themselves(ada_client, ada, kth, upc, programme):
    AffiliationFactory(user=ada, university=upc)
    proposed(PROGRAMME, programme, ada, kth, "duration_months", 24)
    assert [each.url for each in ada_client.get(home(upc)).context["agenda"].due if "/proposals/" in each.url] == []
    assert ada_client.get(reverse("workspace:proposals", args=[upc.slug])).context["asked"] == []


def test_who_acts_for_no_university_is_told_so(client, kth):
    client.force_login(UserFactory())
    response = client.get(reverse("workspace:first"))
    assert response.status_code == 200
    assert "You act for no university at the moment." in response.content.decode()
    assert home(kth) not in response.content.decode()


def test_a_title_in_another_language_says_so(ada_client, kth, upc):
    agreement = AgreementFactory(title_en="Framework", valid_to=today() + timedelta(days=200))
    SignatureFactory(agreement=agreement, university=kth)
    english = ProgrammeFactory(slug="robotics", title_en="Robotics", route=[kth, upc])
    both = ProgrammeFactory(slug="chemistry", title_en="Chemistry", title_de="Chemie", route=[kth, upc])
    note_facts()
    in_german = {
        home(kth): '<p class="due-line__title"><span lang="en" dir="auto">Framework</span>',
        reverse("workspace:confirm", args=[kth.slug]): '<span lang="en" dir="auto">Robotics</span>',
        reverse("workspace:object", args=[kth.slug, "programme", english.uuid]): (
            '<h1><span lang="en" dir="auto">Robotics</span>'
        ),
        reverse("workspace:object", args=[kth.slug, "programme", both.uuid]): "<h1>Chemie</h1>",
    }
    for address, words in in_german.items():
        assert words in ada_client.get(address.replace("/en/", "/de/")).content.decode(), address
        assert 'lang="en" dir="auto"' not in ada_client.get(address).content.decode(), address


def test_the_overview_leads_to_what_is_to_be_translated_in_each_language(ada_client, kth, programme):
    html = ada_client.get(reverse("workspace:about", args=[kth.slug])).content.decode()
    for code, uuid in (("university", kth.uuid), ("programme", programme.uuid)):
        address = reverse("workspace:object", args=[kth.slug, code, uuid])
        assert f'href="{address}?in=de"' in html
        assert ada_client.get(f"{address}?in=de").status_code == 200
    address = reverse("workspace:object", args=[kth.slug, "university", kth.uuid])
    assert f'href="{address}?in=sv"' not in html  # its Swedish text is there


def test_the_page_of_an_object_says_what_it_lacks(ada_client, kth, programme):
    for code, uuid, lacks in (
        ("university", kth.uuid, "There is no logo: the page shows a monogram."),
        ("programme", programme.uuid, str(notices(programme)[0])),
    ):
        html = ada_client.get(reverse("workspace:object", args=[kth.slug, code, uuid])).content.decode()
        assert "Missing or uncertain" in html
        assert f"<li>{lacks}</li>" in html


def test_an_agreement_that_is_over_is_not_said_to_hold(ada_client, kth):
    over = AgreementFactory(title_en="Framework", valid_from=date(2016, 1, 1), valid_to=date(2022, 1, 1))
    SignatureFactory(agreement=over, university=kth)
    html = ada_client.get(reverse("workspace:about", args=[kth.slug])).content.decode()
    assert "Holds until" not in html
    assert re.search(r"1 January 2016.*–.*1 January 2022", re.sub(r"<[^>]*>", " ", html), re.DOTALL)


def test_who_may_only_look_is_told_of_no_draft(ada_client, kth):
    viewer = PortalClient()
    viewer.force_login(AffiliationFactory(university=kth, role="viewer").user)
    address = reverse("workspace:object", args=[kth.slug, "university", kth.uuid])
    sentence = "What you change here stays a draft until you send it."
    assert sentence in ada_client.get(address).content.decode()
    assert sentence not in viewer.get(address).content.decode()


def test_the_completeness_is_that_of_what_is_published_in_whatever_language_one_reads(ada_client, ada, kth):
    proposed(UNIVERSITY, kth, ada, kth, "strengths_en", "Robots.", is_sent=False)
    address = reverse("workspace:about", args=[kth.slug])
    profiles = [ada_client.get(address.replace("/en/", f"/{code}/")).context["profile"] for code in ("en", "de", "sv")]
    before = (profiles[0].filled, profiles[0].total)
    assert [(each.filled, each.total) for each in profiles] == [before] * 3
    University.objects.filter(pk=kth.pk).update(strengths_en="Robots.")
    profile = ada_client.get(address).context["profile"]
    assert (profile.filled, profile.total) == (before[0] + 1, before[1])


@pytest.mark.parametrize("who", ["ada_client", "boss_client"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_home_asks_the_same_of_the_database_however_much_waits(
    request, who, ada, pau, kth, upc, count, django_assert_num_queries
):
    client = request.getfixturevalue(who)
    for number in range(count):
        programme = ProgrammeFactory(title_en=f"Programme {number}", route=[kth, upc])
        proposed(PROGRAMME, programme, pau, upc, "duration_months", 24)
        proposed(PROGRAMME, programme, ada, kth, "mode", "full-time")
        agreement = AgreementFactory(title_en=f"Agreement {number}", valid_to=today() + timedelta(days=200))
        SignatureFactory(agreement=agreement, university=kth)
    client.get(home(kth))
    with django_assert_num_queries(19):
        client.get(home(kth))


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_asks_the_same_of_the_database_however_much_there_is(
    ada_client, kth, upc, count, django_assert_num_queries
):
    for number in range(count):
        ProgrammeFactory(title_en=f"Programme {number}", route=[kth, upc])
        ContactFactory(university=kth, function="press")
    address = reverse("workspace:about", args=[kth.slug])
    ada_client.get(address)
    with django_assert_num_queries(32):
        response = ada_client.get(address)
    assert len(response.context["programmes"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_proposals_asks_the_same_of_the_database_however_long_it_is(
    ada_client, ada, pau, kth, upc, count, django_assert_num_queries
):
    for number in range(count):
        programme = ProgrammeFactory(title_en=f"Programme {number}", route=[kth, upc])
        proposed(PROGRAMME, programme, pau, upc, "duration_months", 24)
        proposed(PROGRAMME, programme, ada, kth, "mode", "full-time")
    address = reverse("workspace:proposals", args=[kth.slug])
    ada_client.get(address)
    with django_assert_num_queries(11):
        response = ada_client.get(address)
    assert (len(response.context["asked"]), len(response.context["page"].object_list)) == (count, count)


def test_the_directory_shows_what_the_public_does_not_see_and_nothing_for_staff(ada_client, kth, upc):
    ContactFactory(university=upc, visibility=Contact.Visibility.MEMBERS, mailbox_email="members@upc.edu")
    ContactFactory(university=upc, visibility=Contact.Visibility.STAFF, mailbox_email="staff@upc.edu")
    person, left = PersonFactory(email="grace@upc.edu"), PersonFactory(email="gone@upc.edu", left_on=date(2020, 1, 1))
    ContactFactory(university=upc, person=person, visibility=Contact.Visibility.MEMBERS)
    ContactFactory(university=upc, person=left, visibility=Contact.Visibility.MEMBERS)
    former = UniversityFactory(slug="former")
    ContactFactory(university=former, mailbox_email="former@example.org")
    html = ada_client.get(reverse("workspace:contacts", args=[kth.slug])).content.decode()
    assert "members@upc.edu" in html
    assert "grace@upc.edu" in html
    for hidden in ("staff@upc.edu", "gone@upc.edu", "former@example.org"):
        assert hidden not in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_directory_asks_the_same_of_the_database_however_long_it_is(
    ada_client, kth, upc, count, django_assert_num_queries
):
    for _ in range(count):
        ContactFactory(university=upc, person=PersonFactory())
        UniversityFactory(membership="full")
    address = reverse("workspace:contacts", args=[kth.slug])
    ada_client.get(address)
    with django_assert_num_queries(10):
        ada_client.get(address)


def test_the_directory_is_searched_by_university_and_function(ada_client, kth, upc):
    ContactFactory(university=upc, function="press", mailbox_email="press@upc.edu")
    ContactFactory(university=upc, function="data", mailbox_email="data@upc.edu")
    ContactFactory(university=kth, function="press", mailbox_email="press@kth.se")
    address = reverse("workspace:contacts", args=[kth.slug])
    html = ada_client.get(address, {"q": "upc", "function": "press"}).content.decode()
    assert "press@upc.edu" in html
    assert "data@upc.edu" not in html
    assert "press@kth.se" not in html
    for odd in ({"function": "nothing"}, {"page": "x"}, {"page": "99"}, {"q": "\u00ff" * 300}):
        assert ada_client.get(address, odd).status_code == 200


def test_the_pages_of_the_directory_keep_what_was_searched(ada_client, kth, monkeypatch):
    monkeypatch.setattr(directory, "PER_PAGE", 1)
    for name in ("Tec A", "Tec B", "Tec C", "Elsewhere"):
        UniversityFactory(name=name, membership="full")
    address = reverse("workspace:contacts", args=[kth.slug])
    page = Page(ada_client.get(address, {"q": "tec a", "function": "press"}))
    assert page.all("a", class_="pagination__link") == []
    page = Page(ada_client.get(address, {"q": "tec", "function": "press", "page": "2"}))
    ways = [link.get("href") for link in page.all("a", class_="pagination__link")]
    assert ways == [f"?q=tec&function=press&page={number}" for number in (1, 1, 2, 3, 3)]


def test_a_partner_answers_on_the_page_of_the_proposal(ada_client, pau_client, ada, kth, upc, pau, programme):
    proposal = proposed(PROGRAMME, programme, ada, kth, "duration_months", 24)
    item = proposal.items.get()
    address = reverse("workspace:proposal", args=[proposal.uuid])
    assert f'name="answer-{item.pk}"' in pau_client.get(address).content.decode()
    assert f'name="answer-{item.pk}"' not in ada_client.get(address).content.decode()
    refused = pau_client.post(address, {"do": "answer", "for": upc.pk, f"answer-{item.pk}": "no"})
    assert refused.status_code == 422
    said = {"do": "answer", "for": upc.pk, f"answer-{item.pk}": "no", f"comment-{item.pk}": "It is 30."}
    assert pau_client.post(address, {**said, f"counter-{item.pk}": "30"}).status_code == 302
    html = ada_client.get(address).content.decode()
    assert "It is 30." in html
    pau_client.post(address, {"do": "answer", "for": upc.pk, f"answer-{item.pk}": "yes"})
    programme.refresh_from_db()
    assert programme.duration_months == 24


def test_an_approver_decides_on_the_page_and_the_author_does_not(ada_client, boss_client, ada, kth):
    proposal = proposed(UNIVERSITY, kth, ada, kth, "summary_en", "Better.")
    item = proposal.items.get()
    address = reverse("workspace:proposal", args=[proposal.uuid])
    said = {"do": "decide", "version": proposal.version, f"decision-{item.pk}": "accept"}
    assert ada_client.post(address, said).status_code == 403
    assert boss_client.post(address, {**said, "version": 0}).status_code == 409
    assert boss_client.post(address, said).status_code == 302
    kth.refresh_from_db()
    assert kth.summary_en == "Better."


def test_what_is_hostile_is_shown_as_text(ada_client, ada, kth):
    proposal = proposed(UNIVERSITY, kth, ada, kth, "summary_en", "<script>alert(1)</script>", is_sent=False)
    html = ada_client.get(reverse("workspace:proposal", args=[proposal.uuid])).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_every_page_may_be_kept_by_nobody(ada_client, kth):
    for name in ("home", "about", "proposals", "colleagues", "contacts", "pictures"):
        response = ada_client.get(reverse(f"workspace:{name}", args=[kth.slug]))
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_answers_of_the_past_do_not_wait(ada, pau, kth, upc, programme, pau_client):
    proposal = proposed(PROGRAMME, programme, ada, kth, "duration_months", 24)
    answer(proposal, university=upc.pk, answers={proposal.items.get(): (True, "", None)}, user=pau, at=NOW)
    assert Proposal.objects.get().state == "accepted"
    assert pau_client.get(reverse("workspace:proposals", args=[upc.slug])).context["asked"] == []


def test_what_is_ticked_is_confirmed_as_it_was_seen_and_nothing_else(ada_client, kth, programme):
    address = reverse("workspace:confirm", args=[kth.slug])
    rows = {entry.confirmable.scope: entry.confirmable for entry, *_rest in ada_client.get(address).context["rows"]}
    profile, contacts = rows["profile"], rows["contacts"]
    ContactFactory(university=kth, function="press")
    seen = [f"{each.key}:{each.seen}" for each in (profile, contacts)]
    response = ada_client.post(address, {"right": seen})
    assert response.status_code == 409
    assert [each.scope for each in response.context["changed"]] == ["contacts"]
    assert list(Confirmation.objects.values_list("scope", "university")) == [("profile", kth.pk)]
    kth.refresh_from_db()
    assert kth.confirmed_on == today()


def test_what_the_home_counts_as_due_is_ticked_with_its_day_and_what_has_changed_is_not(ada_client, ada, kth):
    at = timezone.now() - timedelta(days=170)  # the contacts are due in a fortnight, the profile is not
    seen = {each.key: each.seen for each in freshness.confirmables(kth.pk, today())}
    freshness.confirm_for(kth.pk, user=ada, seen=seen, at=at, channel="workspace")
    address = reverse("workspace:confirm", args=[kth.slug])
    html = ada_client.get(address).content.decode()
    contacts = next(each for each in freshness.confirmables(kth.pk, today()) if each.scope == "contacts")
    right = f"{contacts.key}:{contacts.seen}"
    assert "1 entry waits" in ada_client.get(home(kth)).content.decode()
    assert re.findall(r'value="([a-z]+)-\d+:\w+" checked', html) == ["contacts"]
    assert re.findall(r"By ([^<]*)\.</span>", html) == [date_format(contacts.due_on, "DATE_FORMAT")]
    ContactFactory(university=kth, function="press")
    again = ada_client.post(address, {"right": right})
    assert again.status_code == 409
    assert " checked" not in again.content.decode()


def test_nothing_ticked_is_told_and_nonsense_confirms_nothing(ada_client, kth):
    address = reverse("workspace:confirm", args=[kth.slug])
    for right in ([], ["x"], ["profile-1:wrong", "nothing:"], ["::"]):
        assert ada_client.post(address, {"right": right}).status_code in (302, 409)
    assert not Confirmation.objects.exists()


def test_who_may_only_look_confirms_nothing(kth, upc, pau_client):
    viewer = AffiliationFactory(university=kth, role="viewer").user
    client = PortalClient()
    client.force_login(viewer)
    address = reverse("workspace:confirm", args=[kth.slug])
    html = client.get(address).content.decode()
    assert "Tick what is right" not in html
    assert "Look through and change" not in html
    assert client.post(address, {"right": ["profile-1:x"]}).status_code == 403
    assert pau_client.post(address, {"right": ["profile-1:x"]}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_confirmations_asks_the_same_of_the_database_however_much_there_is(
    ada_client, kth, upc, count, django_assert_num_queries
):
    for number in range(count):
        ProgrammeFactory(title_en=f"Programme {number}", route=[kth, upc])
    note_facts()
    address = reverse("workspace:confirm", args=[kth.slug])
    ada_client.get(address)
    with django_assert_num_queries(26):
        response = ada_client.get(address)
    assert len(response.context["rows"]) == 2 + count
