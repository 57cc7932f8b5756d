"""The mail of the day: one for each person, with all that came up until the morning, in their language, told once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from cluster_portal.mail import notices
from cluster_portal.mail.actions import delete_old, forget, notify
from cluster_portal.mail.digests import send_digests
from cluster_portal.mail.models import Message, Notice
from tests.factories.accounts import UserFactory
from tests.factories.mail import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]

MORNING = datetime(2027, 1, 15, 6, tzinfo=UTC)  # seven in Brussels
EVENING_BEFORE = MORNING - timedelta(hours=10)


def notice(user, name="KTH", kind="arrival", at=EVENING_BEFORE, **kwargs):
    """A notice that came up at a moment, the evening before the morning unless told otherwise."""
    made = notify(user, kind, context={"name": name}, **kwargs)
    Notice.objects.filter(pk=made.pk).update(created_at=at)
    return made


def words():
    """Return {recipient: lines of the notices} of all mails of the day."""
    return {
        message.to: [line.strip() for line in message.text.splitlines() if line.startswith(("- ", "  "))]
        for message in Message.objects.filter(name="digest")
    }


def test_all_of_a_day_stands_in_one_mail_by_kind():
    ada, bob = UserFactory(email="ada@example.org"), UserFactory(email="bob@example.org")
    for user, name, kind in [
        (ada, "A", "departure"),
        (ada, "B", "arrival"),
        (ada, "C", "departure"),
        (bob, "D", "arrival"),
    ]:
        notice(user, name, kind)
    assert send_digests(at=MORNING) == 2
    assert words() == {"ada@example.org": ["- News: B", "- A", "- C"], "bob@example.org": ["- News: D"]}
    text = Message.objects.get(to="ada@example.org").text
    assert text.index("Members") < text.index("News: B") < text.index("Events") < text.index("- A") < text.index("- C")
    assert not Notice.objects.filter(told_at=None)


@pytest.mark.parametrize(("count", "subject"), [(1, "one thing is new for you"), (3, "3 things are new for you")])
def test_a_mail_of_one_and_of_three_notices_takes_the_same_queries(count, subject, django_assert_num_queries):
    user = UserFactory()
    for number in range(count):
        notice(user, f"University {number}", key=str(number))
    transactions = 6  # savepoints of the transaction, of send() and of what has a key
    with django_assert_num_queries(6 + transactions):
        send_digests(at=MORNING)
    assert Message.objects.get().subject.endswith(subject)
    assert len(words()[user.email]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_each_person_takes_a_fixed_number_of_queries(count, django_assert_num_queries):
    for _ in range(count):
        notice(UserFactory())
    with django_assert_num_queries(1 + count * 11):
        assert send_digests(at=MORNING) == count


def test_the_mail_speaks_the_language_of_its_reader_whatever_was_spoken_before():
    notice(UserFactory(language="fi"), "KTH", link="/en/members/kth/?on=2019-05-01")
    send_digests(at=MORNING)
    message = Message.objects.get()
    assert message.language == "fi"
    assert '<html lang="fi">' in message.html
    assert "\nJäsenet\n\n- Uutiset: KTH\n  http://127.0.0.1:8000/fi/members/kth/?on=2019-05-01\n" in message.text
    assert ">Jäsenet</h2>" in message.html
    assert '<a href="http://127.0.0.1:8000/fi/members/kth/?on=2019-05-01">Uutiset: KTH</a>' in message.html


def test_a_link_of_no_page_with_a_language_stays_as_it_is():
    user = UserFactory()
    notice(user, link="/admin/members/university/?state=a&b=c")
    send_digests(at=MORNING)
    assert words()[user.email] == ["- News: KTH", "http://127.0.0.1:8000/admin/members/university/?state=a&b=c"]
    assert "?state=a&amp;b=c" in Message.objects.get().html


def test_what_is_typed_is_escaped_and_stays_in_its_line():
    user = UserFactory()
    notice(user, "<b>A</b>\n\n- B")
    send_digests(at=MORNING)
    assert words()[user.email] == ["- News: <b>A</b> - B"]
    assert "News: &lt;b&gt;A&lt;/b&gt; - B" in Message.objects.get().html


# When -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (datetime(2027, 1, 15, 5, 59, tzinfo=UTC), 0),
        (datetime(2027, 1, 15, 6, 0, tzinfo=UTC), 1),
        (datetime(2027, 7, 15, 4, 59, tzinfo=UTC), 0),  # summer time
        (datetime(2027, 7, 15, 5, 0, tzinfo=UTC), 1),
        (datetime(2027, 1, 15, 22, 59, tzinfo=UTC), 1),
        (datetime(2027, 1, 15, 23, 1, tzinfo=UTC), 0),  # the next day has begun, and not its morning
    ],
)
def test_nothing_is_written_before_the_morning_in_the_zone_of_the_site(moment, count):
    notice(UserFactory(), at=moment - timedelta(hours=23, minutes=59))
    assert send_digests(at=moment) == count


def test_what_comes_up_after_the_morning_waits_for_the_next():
    user = UserFactory()
    notice(user, "early", "departure", at=MORNING - timedelta(seconds=1))
    notice(user, "late", "departure", at=MORNING)
    for hours in range(18):
        send_digests(at=MORNING + timedelta(hours=hours))
    assert [message.text.count("- ") for message in Message.objects.all()] == [1]
    assert words()[user.email] == ["- early"]
    assert send_digests(at=MORNING + timedelta(days=1)) == 1
    latest = Message.objects.order_by("pk").last()
    assert ("- late" in latest.text, "- early" in latest.text) == (True, False)


def test_whoever_has_had_the_mail_of_the_day_gets_no_other():
    user = UserFactory()
    notice(user, "A", "departure")
    assert send_digests(at=MORNING) == 1
    notice(user, "B", "departure")  # came up before the morning, but was stored by a slow transaction
    assert send_digests(at=MORNING + timedelta(hours=1)) == 0
    assert Notice.objects.get(told_at=None).context == {"name": "B"}
    assert send_digests(at=MORNING + timedelta(days=1)) == 1
    assert list(Message.objects.order_by("pk").values_list("key", flat=True)) == [
        f"digest:{user.pk}:{day}" for day in (date(2027, 1, 15), date(2027, 1, 16))
    ]


def test_a_morning_that_was_missed_is_made_up_for():
    notice(UserFactory(), at=MORNING - timedelta(days=3))
    assert send_digests(at=MORNING) == 1


# Once, and taken back ---------------------------------------------------------------------------------------------


def test_the_same_is_told_once():
    ada, bob = UserFactory(email="ada@example.org"), UserFactory(email="bob@example.org")
    notice(ada, "A", key="1")
    assert notify(ada, "arrival", key="1", context={"name": "A"}) is None
    notice(ada, "B", "departure", key="1")
    notice(ada, "C", key="2")
    notice(bob, "A", key="1")
    send_digests(at=MORNING)
    assert words() == {"ada@example.org": ["- News: A", "- News: C", "- B"], "bob@example.org": ["- News: A"]}
    assert notify(ada, "arrival", key="1", context={"name": "A"}) is None
    assert send_digests(at=MORNING + timedelta(days=1)) == 0


def test_what_has_been_dealt_with_is_told_to_nobody():
    ada, bob = UserFactory(email="ada@example.org"), UserFactory(email="bob@example.org")
    for user in (ada, bob):
        notice(user, "A", key="1")
    notice(ada, "B", key="2")
    notice(bob, "C", "departure", key="1")
    forget("arrival", "1")
    send_digests(at=MORNING)
    assert words() == {"ada@example.org": ["- News: B"], "bob@example.org": ["- C"]}


def test_what_one_person_has_dealt_with_others_are_told():
    ada, bob = UserFactory(email="ada@example.org"), UserFactory(email="bob@example.org")
    for user in (ada, bob):
        notice(user, "A", key="1")
    forget("arrival", "1", user=ada)
    send_digests(at=MORNING)
    assert words() == {"bob@example.org": ["- News: A"]}


def test_what_was_dealt_with_and_comes_up_again_is_told_again():
    user = UserFactory()
    for day in range(2):
        notice(user, key="1")
        assert send_digests(at=MORNING + timedelta(days=day)) == 1
        forget("arrival", "1")
    assert Notice.objects.count() == 0


def test_nothing_without_a_key_is_taken_back():
    notice(UserFactory())
    with pytest.raises(ValueError, match="no key"):
        forget("arrival", "")
    assert Notice.objects.count() == 1


# Who, and what goes wrong -----------------------------------------------------------------------------------------


def test_an_inactive_account_is_told_nothing(caplog):
    leaver, inactive = UserFactory(), UserFactory(is_active=False)
    notice(leaver)
    assert notify(inactive, "arrival", context={"name": "A"}) is None
    assert f"account {inactive.pk} is not active" in caplog.text
    leaver.is_active = False
    leaver.save()
    assert send_digests(at=MORNING) == 0
    assert Message.objects.count() == 0


def test_a_kind_that_nobody_registered_is_a_mistake():
    with pytest.raises(LookupError):
        notify(UserFactory(), "unheard of")
    with pytest.raises(ValueError, match="already"):
        notices.register_notice("arrival", "Again", str)


def test_a_notice_that_cannot_be_written_keeps_back_no_other(caplog):
    user = UserFactory()
    broken = notify(user, "arrival", context={})
    Notice.objects.filter(pk=broken.pk).update(created_at=EVENING_BEFORE)
    notice(user, "B", "departure")
    assert send_digests(at=MORNING) == 1
    assert words() == {user.email: ["- B"]}
    assert Notice.objects.get(told_at=None) == broken
    assert f"Notice {broken.pk} of the kind arrival could not be written." in caplog.text


def test_where_no_notice_can_be_written_there_is_no_mail():
    Notice.objects.create(user=UserFactory(), kind="of an older release", created_at=EVENING_BEFORE)
    assert send_digests(at=MORNING) == 0
    assert Message.objects.count() == 0


def test_what_goes_wrong_with_one_person_does_not_concern_others(caplog, monkeypatch):
    from cluster_portal.mail import digests

    unlucky, lucky = UserFactory(), UserFactory()
    for user in (unlucky, lucky):
        notice(user)
    send = digests.send

    def send_to_some(name, *, to, **kwargs):
        if to == unlucky:
            raise RuntimeError
        return send(name, to=to, **kwargs)

    monkeypatch.setattr(digests, "send", send_to_some)
    assert send_digests(at=MORNING) == 1
    assert list(words()) == [lucky.email]
    assert list(Notice.objects.filter(told_at=None).values_list("user", flat=True)) == [unlucky.pk]
    assert f"account {unlucky.pk} could not be written" in caplog.text


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time")
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_one_mail_each():
    import threading

    for _ in range(5):
        notice(UserFactory())
    counts = []

    def run():
        try:
            counts.append(send_digests(at=MORNING))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (sum(counts), Message.objects.count(), Notice.objects.filter(told_at=None).count()) == (5, 5, 0)


# Keeping ----------------------------------------------------------------------------------------------------------


def test_words_are_deleted_after_ninety_days_and_keys_stay():
    old, recent = MORNING - timedelta(days=90, seconds=1), MORNING - timedelta(days=90)
    sent = {"state": "sent", "sent_at": old, "error": "once"}
    MessageFactory(subject="gone", created_at=old, **sent)
    MessageFactory(subject="gone", created_at=old, state="failed")
    emptied = MessageFactory(subject="emptied", created_at=old, key="a", reply_to="office@example.org", **sent)
    kept = [MessageFactory(created_at=recent, **sent), MessageFactory(created_at=old)]
    delete_old(at=MORNING)
    assert set(Message.objects.with_words()) == set(kept)
    assert list(
        Message.objects.exclude(pk__in=[message.pk for message in kept]).values_list(
            "pk", "key", "to", "reply_to", "subject", "text", "html", "error"
        )
    ) == [(emptied.pk, "a", "", "", "", "", "", "")]


def test_what_was_told_is_forgotten_after_ninety_days_and_not_told_again():
    user, leaver = UserFactory(), UserFactory(is_active=False)
    old = {"kind": "arrival", "created_at": MORNING - timedelta(days=91), "context": {"name": "A"}, "link": "/en/"}
    Notice.objects.create(user=user, told_at=MORNING, **old)
    Notice.objects.create(user=user, told_at=MORNING, key="1", **old)
    Notice.objects.create(user=leaver, key="1", **old)
    kept = notice(user, key="2", link="/fi/")
    delete_old(at=MORNING)
    assert list(Notice.objects.values_list("user", "key", "context", "link")) == [
        (user.pk, "1", {}, ""),
        (user.pk, kept.key, {"name": "KTH"}, "/fi/"),
    ]
    assert notify(user, "arrival", key="1", context={"name": "A"}) is None
