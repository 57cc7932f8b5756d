"""Who did not answer: the lead contact and deputy after two weeks, staff after four, each once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from cluster_portal.freshness.campaign import key_of, send_campaign
from cluster_portal.freshness.reminders import remind_universities
from cluster_portal.mail.models import Message, Notice
from cluster_portal.mail.notices import kind_of
from cluster_portal.review.freshness import confirm_for, confirmables
from cluster_portal.review.models import Channel, FactGroup
from members.models import University
from tests.factories.members import AffiliationFactory
from tests.freshness.conftest import AT


@pytest.fixture
def staff(editor):
    from cluster_portal.accounts.models import User
    from cluster_portal.accounts.roles import editors_group

    editor.groups.set([editors_group("members", "programmes", "review")])
    return User.objects.get(pk=editor.pk)


@pytest.fixture
def asked(kth, lead, ada, deputy, programme, staff):
    """The campaign of 2027 has asked KTH."""
    send_campaign(2027, at=AT)
    Message.objects.update(created_at=AT)


def remind(day):
    """Run the reminders of a day after `AT`, twice: the second time nothing may happen."""
    remind_universities(at=AT + timedelta(days=day))
    assert remind_universities(at=AT + timedelta(days=day)) == 0
    again = Message.objects.filter(key__contains="-again-").order_by("to").values_list("to", flat=True)
    kth = University.objects.get(slug="kth")
    notices = Notice.objects.filter(context__university=kth.pk).order_by("pk").values_list("user__email", "kind")
    return list(again), list(notices)


def confirm(university, user, at):
    seen = {each.key: each.seen for each in confirmables(university.pk, timezone.localdate(at))}
    confirm_for(university.pk, user=user, seen=seen, at=at, channel=Channel.LINK)


def test_first_the_lead_contact_and_the_deputy_then_staff(asked):
    assert remind(13) == ([], [])
    both = ["deputy@kth.se", "lead@kth.se"]
    assert remind(14) == remind(27) == (both, [])
    assert remind(28) == remind(50) == (both, [("editor@example.org", "confirmation-unanswered")])


def test_the_reminder_says_that_it_is_one(asked):
    remind(14)
    message = Message.objects.filter(to="deputy@kth.se").get()
    assert message.subject.startswith("Reminder: ")
    assert "On 11 January 2027 we asked" in message.text
    assert "nobody has answered yet" in message.text
    assert "/en/confirm/" in message.text


def test_a_deputy_who_comes_later_reads_the_day_of_the_mail(asked, kth):
    remind(14)
    AffiliationFactory(university=kth, is_deputy=True, user__email="later@kth.se")
    remind(40)
    text = " ".join(Message.objects.get(to="later@kth.se").text.split())
    assert "On 11 January 2027 we asked whether what stands on the portal about KTH is right" in text


def test_who_has_answered_is_left_alone(asked, kth, lead):
    confirm(kth, lead, AT + timedelta(days=5))
    assert remind(14) == remind(30) == ([], [])


def test_an_answer_of_before_the_mail_is_none(asked, kth, lead):
    confirm(kth, lead, AT - timedelta(days=5))
    assert remind(14)[0] == ["deputy@kth.se", "lead@kth.se"]


def test_without_a_campaign_what_is_overdue_is_told_in_the_mail_of_the_day(kth, lead, ada, deputy, programme, staff):
    since = AT - timedelta(days=1)
    FactGroup.objects.update(changed_at=since)
    University.objects.update(created_at=since)
    first = [("lead@kth.se", "confirmation-overdue")]
    assert remind(0) == remind(12) == ([], first)
    second = [*first, ("deputy@kth.se", "confirmation-overdue")]
    assert remind(13) == ([], second)
    assert remind(27) == ([], [*second, ("editor@example.org", "confirmation-overdue")])
    sentence = kind_of("confirmation-overdue").sentence(Notice.objects.first().context)
    assert sentence == "KTH: 3 pages wait to be confirmed."


def test_what_is_confirmed_is_not_told(kth, lead, programme, staff):
    confirm(kth, lead, AT)
    assert remind(1) == ([], [])
    assert remind(200)[1] == [("lead@kth.se", "confirmation-overdue")]  # the contacts, after six months


def test_staff_is_told_in_a_whole_sentence(asked):
    remind(28)
    notice = Notice.objects.get(kind="confirmation-unanswered")
    said = kind_of(notice.kind).sentence(notice.context)
    assert said == "KTH has not answered the mail of 2027 that asks whether its pages are right."
    assert "Ada" not in said


def test_the_command_reminds_universities_and_partners(kth, lead, programme):
    now = timezone.now()
    send_campaign(now.year, at=now)
    Message.objects.update(created_at=now - timedelta(days=15))
    out = StringIO()
    call_command("send_reminders", stdout=out)
    assert out.getvalue().splitlines() == [
        "Proposals of which partners were reminded: 0",
        "Mails and notices to universities: 1",
    ]
    assert Message.objects.filter(key=f"{key_of(now.year, kth.pk)}-again-{lead.pk}").exists()
