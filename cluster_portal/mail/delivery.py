"""Handing mail over to the mail server: one message at a time, over one connection, never inside a transaction.

A run takes a message in hand by moving its next attempt `IN_HAND` ahead, in a transaction of its own. Whoever looks
meanwhile does not find it due. If the run dies, the message is due again after that time: so one message at most is
sent twice, and none is lost.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from cluster_portal.mail.models import Message, State

logger = logging.getLogger(__name__)

BATCH = 100  # messages over one connection: many servers hang up on more
IN_HAND = timedelta(minutes=15)  # longer than a conversation whose every step takes EMAIL_TIMEOUT
# From one attempt to the next; together 46 hours, so that a server that is down for a weekend night is waited for.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]
MAX_ATTEMPTS = len(PAUSES) + 1
ERROR_LENGTH = 1000
DIED = "The portal stopped while it handed this over."
OF_ONE_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


@dataclass
class Report:
    """What one run did. `trouble` says why it ended early: the server took nothing more."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    trouble: str = ""

    @property
    def attempted(self):
        return self.sent + self.postponed + self.failed


def deliver(*, messages=None, most=BATCH, clock=timezone.now):
    """Hand over up to `most` messages that are due, of the given ones or of all, and return a `Report`.

    One that is refused is postponed, longer each time, and fails for good after `MAX_ATTEMPTS`. Where the server itself
    does not answer the run ends: the other messages would only lose an attempt. Two runs at once share the work.
    """
    messages = Message.objects.all() if messages is None else messages
    report = Report(failed=_give_up(messages, clock()))
    connection = get_connection()
    try:
        while report.attempted < most and not report.trouble and (message := _take_in_hand(messages, clock())):
            error = _hand_over(message, connection)
            _settle(message, error, clock(), report)
    finally:
        _close(connection)
    return report


def deliver_one(pk):
    """Hand over one message that is due, for a portal that waits for no timer."""
    deliver(messages=Message.objects.filter(pk=pk))


def _give_up(messages, now):
    """Let fail what a run had in hand for the last time when it died, and return how many."""
    lost = messages.filter(state=State.WAITING, next_attempt_at__lte=now, attempts__gte=MAX_ATTEMPTS)
    return lost.update(state=State.FAILED, error=DIED)


@transaction.atomic(durable=True)
def _take_in_hand(messages, now):
    # PostgreSQL passes over rows that another run is about to take; SQLite has one writer at a time anyway.
    message = messages.due(now).select_for_update(skip_locked=True).first()
    if message:
        message.attempts += 1
        message.next_attempt_at = now + IN_HAND
        message.save(update_fields=["attempts", "next_attempt_at"])
    return message


def _hand_over(message, connection):
    """Return what went wrong, None for a message that was taken."""
    try:
        connection.open()
        if connection.send_messages([message.as_mail()]) != 1:
            raise OSError("The mail server took nothing and said nothing.")
    except Exception as error:  # noqa: BLE001 - whatever a backend raises, the message stays and the others go on
        return error
    return None


def _settle(message, error, now, report):
    """Write down how an attempt ended."""
    ours = Message.objects.filter(pk=message.pk, state=State.WAITING, attempts=message.attempts)
    if error is None:
        erased = {"text": "", "html": ""} if message.is_secret else {}
        ours.update(state=State.SENT, sent_at=now, error="", **erased)
        report.sent += 1
        return
    words = f"{type(error).__name__}: {error}".replace("\0", "")[:ERROR_LENGTH]
    if isinstance(error, OSError) and not isinstance(error, OF_ONE_MESSAGE):
        report.trouble = words
    if message.attempts < MAX_ATTEMPTS:
        ours.update(next_attempt_at=now + PAUSES[message.attempts - 1], error=words)
        report.postponed += 1
        return
    ours.update(state=State.FAILED, error=words)
    report.failed += 1
    # The words of the server may name the recipient, so they stand in the back office and not in the log.
    logger.error("Mail %s (%s) could not be handed over: %s", message.pk, message.name, type(error).__name__)


def _close(connection):
    try:
        connection.close()
    except Exception:  # noqa: BLE001 - the messages are handed over; how the server says goodbye is its own affair
        logger.warning("The connection to the mail server did not close properly.")
