"""Each mail is handed over once: whatever the server says, however many runs there are, wherever one of them stops."""

import smtplib
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.db import connection

from cluster_portal.mail.actions import send_again
from cluster_portal.mail.delivery import BATCH, IN_HAND, MAX_ATTEMPTS, PAUSES, deliver
from cluster_portal.mail.models import Message
from tests.factories.mail import MessageFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 15, 9, tzinfo=UTC)


def at(moment):
    """The clock of a run that takes no time."""
    return lambda: moment


def waiting(count=1, **kwargs):
    """Messages that are due at NOW, the first for longest."""
    return [
        MessageFactory(next_attempt_at=NOW - timedelta(seconds=count - number), **kwargs) for number in range(count)
    ]


def recipients():
    return [sent.to[0] for sent in mail.outbox]


def test_what_is_due_is_handed_over_longest_due_first():
    first, second = waiting(2)
    later = MessageFactory(next_attempt_at=NOW + timedelta(seconds=1))
    report = deliver(clock=at(NOW))
    assert (report.sent, report.postponed, report.failed, report.trouble) == (2, 0, 0, "")
    assert recipients() == [first.to, second.to]
    assert list(Message.objects.filter(state="sent").order_by("pk").values_list("pk", "sent_at", "attempts")) == [
        (first.pk, NOW, 1),
        (second.pk, NOW, 1),
    ]
    assert Message.objects.get(state="waiting") == later


def test_nothing_is_handed_over_twice():
    waiting(3)
    for hours in range(100):
        deliver(clock=at(NOW + timedelta(hours=hours)))
    assert len(recipients()) == len(set(recipients())) == 3


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_takes_one_connection_and_three_queries_a_message(count, server, django_assert_num_queries):
    waiting(count)
    transactions = 2 * (count + 1)  # savepoints here, in the transaction of the test
    with django_assert_num_queries(2 + 3 * count + transactions):
        deliver(clock=at(NOW))
    assert (len(server.asked), server.closed) == (count, 1)


def test_a_run_takes_no_more_than_a_batch():
    waiting(5)
    assert (deliver(most=3, clock=at(NOW)).sent, deliver(most=3, clock=at(NOW)).sent) == (3, 2)
    assert BATCH == 100


def test_a_mail_has_a_text_and_html_and_says_that_a_program_wrote_it():
    (message,) = waiting(language="fi", reply_to="office@example.org", subject="Jäsenet", text="Sanat", html="<p>S</p>")
    deliver(clock=at(NOW))
    sent = mail.outbox[0].message()
    assert [part.get_content_type() for part in sent.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert sent["Auto-Submitted"] == "auto-generated"
    assert (sent["Content-Language"], sent["Reply-To"], sent["To"]) == ("fi", "office@example.org", message.to)
    assert (sent["Cc"], sent["Bcc"]) == (None, None)


def test_every_attempt_has_the_same_message_id(server):
    waiting()
    server.answers = [smtplib.SMTPDataError(451, "later")]
    for moment in (NOW, NOW + PAUSES[0]):
        deliver(clock=at(moment))
    message = Message.objects.get()
    assert mail.outbox[0].message()["Message-ID"] == message.as_mail().message()["Message-ID"]
    assert message.as_mail().message()["Message-ID"].startswith(f"<mail-{message.pk}-")


# Refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "refusal", [ConnectionRefusedError("no"), smtplib.SMTPDataError(451, "later"), ValueError("odd"), TimeoutError("")]
)
def test_a_mail_that_is_refused_twice_arrives_at_the_third_attempt(refusal, server):
    (message,) = waiting()
    server.answers = [refusal, refusal]
    moment = NOW
    for pause in PAUSES[:2]:
        deliver(clock=at(moment))
        deliver(clock=at(moment + pause - timedelta(seconds=1)))  # too early: nothing is tried
        moment += pause
    message.refresh_from_db()
    assert (message.state, message.attempts, recipients()) == ("waiting", 2, [])
    assert message.error == f"{type(refusal).__name__}: {refusal}"
    deliver(clock=at(moment))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == ("sent", 3, "")
    assert recipients() == [message.to]


def test_a_mail_that_is_always_refused_fails_within_two_days(server, caplog):
    (message,) = waiting()
    server.answers = [smtplib.SMTPRecipientsRefused({message.to: (550, b"unknown")}) for _ in range(20)]
    moment, moments = NOW, []
    while Message.objects.filter(state="waiting"):
        moment = Message.objects.get().next_attempt_at
        moments.append(moment)
        deliver(clock=at(moment))
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert (len(moments), pauses) == (MAX_ATTEMPTS, PAUSES)
    assert pauses == sorted(pauses)
    assert timedelta(days=1) < moments[-1] - NOW < timedelta(days=2)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.sent_at) == ("failed", 9, None)
    assert "550" in message.error
    assert message.to not in caplog.text
    assert deliver(clock=at(NOW + timedelta(days=30))).attempted == 0


def test_one_mail_that_is_refused_does_not_keep_the_others_waiting(server):
    refused, *others = waiting(3)
    server.answers = [smtplib.SMTPRecipientsRefused({refused.to: (550, b"unknown")})]
    report = deliver(clock=at(NOW))
    assert (report.sent, report.postponed, report.trouble) == (2, 1, "")
    assert recipients() == [other.to for other in others]


def test_a_server_that_is_down_is_asked_once_in_a_run(server):
    waiting(3)
    server.answers = [ConnectionRefusedError("no")] * 3
    report = deliver(clock=at(NOW))
    assert (report.sent, report.postponed, report.trouble) == (0, 1, "ConnectionRefusedError: no")
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_a_server_that_takes_nothing_without_a_word_has_not_taken_it(server, monkeypatch):
    waiting()
    monkeypatch.setattr(server, "send_messages", lambda *_: 0)
    report = deliver(clock=at(NOW))
    assert (report.sent, report.trouble) == (0, "OSError: The mail server took nothing and said nothing.")


def test_a_server_that_says_goodbye_badly_has_taken_it_all_the_same(server, monkeypatch):
    waiting(2)

    def close(self):
        raise ConnectionResetError

    monkeypatch.setattr(server, "close", close)
    assert deliver(clock=at(NOW)).sent == 2


# Several runs, and runs that die ----------------------------------------------------------------------------------


def test_a_run_during_another_takes_only_what_the_other_has_not_in_hand(server):
    messages = waiting(3)
    reports = []
    server.answers = [lambda: reports.append(deliver(clock=at(NOW)))]
    reports.append(deliver(clock=at(NOW)))
    assert [report.sent for report in reports] == [2, 1]
    assert sorted(recipients()) == sorted(message.to for message in messages)


@pytest.mark.parametrize("after_the_server_took_it", [False, True])
def test_a_run_that_dies_loses_nothing_and_repeats_at_most_what_was_in_flight(server, after_the_server_took_it):
    messages = waiting(3)

    def die():
        if after_the_server_took_it:
            mail.outbox.append(Message.objects.get(to=server.asked[-1]).as_mail())
        raise KeyboardInterrupt

    server.answers = [None, die]
    with pytest.raises(KeyboardInterrupt):
        deliver(clock=at(NOW))
    assert deliver(clock=at(NOW + timedelta(minutes=1))).sent == 1  # the one in flight may still be in hand
    assert deliver(clock=at(NOW + IN_HAND)).sent == 1
    assert set(recipients()) == {message.to for message in messages}
    repeated = [to for to in set(recipients()) if recipients().count(to) == 2]
    assert repeated == ([messages[1].to] if after_the_server_took_it else [])
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_mail_at_which_every_run_dies_fails_in_the_end(server):
    (message,) = waiting()
    server.answers = [KeyboardInterrupt() for _ in range(20)]
    for attempt in range(MAX_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            deliver(clock=at(NOW + attempt * IN_HAND))
    assert deliver(clock=at(NOW + MAX_ATTEMPTS * IN_HAND)).failed == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, len(server.asked)) == ("failed", 9, 9)
    assert message.error == "The portal stopped while it handed this over."


@pytest.mark.django_db(transaction=True)
def test_nothing_is_handed_over_inside_a_transaction():
    from django.db import transaction

    waiting()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        deliver(clock=at(NOW))
    assert (recipients(), Message.objects.get().attempts) == ([], 0)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time")
@pytest.mark.django_db(transaction=True)
def test_several_runs_at_once_share_the_messages(server):
    import threading

    messages = waiting(30)

    def run():
        try:
            deliver(clock=at(NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(server.asked) == sorted(message.to for message in messages)
    assert Message.objects.filter(state="sent", attempts=1).count() == 30


# Secrets, and once more -------------------------------------------------------------------------------------------


def test_the_words_of_a_secret_mail_are_erased_when_they_are_handed_over():
    waiting(is_secret=True)
    waiting()
    deliver(clock=at(NOW))
    assert [sent.body for sent in mail.outbox] == ["Words", "Words"]
    assert sorted(Message.objects.values_list("is_secret", "text", "html")) == [
        (False, "Words", "<p>Words</p>"),
        (True, "", ""),
    ]


def test_what_failed_is_sent_again_with_all_its_attempts():
    failed = MessageFactory(state="failed", attempts=9, error="no")
    MessageFactory(state="sent", sent_at=NOW, attempts=1)
    MessageFactory(attempts=4, next_attempt_at=NOW + timedelta(days=9999))
    assert send_again(Message.objects.all()) == [failed]
    assert deliver().sent == 1
    assert recipients() == [failed.to]
