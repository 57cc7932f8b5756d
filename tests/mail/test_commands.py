"""What timers run."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from cluster_portal.mail import delivery
from cluster_portal.mail.actions import notify, send
from cluster_portal.mail.digests import send_digests
from cluster_portal.mail.models import Message, Notice
from tests.factories.accounts import UserFactory
from tests.factories.mail import MessageFactory

pytestmark = pytest.mark.django_db

DEPLOY = Path(django_settings.BASE_DIR) / "deploy"


def said(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_a_campaign_is_delivered_in_batches_and_can_be_started_again(server, settings, monkeypatch):
    """Two hundred universities: the campaign stops half-way, runs again from the start, and nobody gets two."""
    from cluster_portal.mail.management.commands import deliver_mail

    settings.DELIVERS_MAIL_AT_ONCE = False
    monkeypatch.setattr(deliver_mail, "BATCH", 50)
    monkeypatch.setattr(deliver_mail, "deliver", lambda: delivery.deliver(most=50))
    addresses = [f"university{number}@example.org" for number in range(200)]
    for address in [*addresses[:120], *addresses]:
        send("sample", to=address, key=f"campaign:2027:{address.partition('@')[0]}")
    assert said("deliver_mail").splitlines() == ["Handed over: 50, to be tried again: 0, failed: 0"] * 4
    assert [message.to[0] for message in mail.outbox] == addresses
    assert server.opened >= 4
    assert server.closed == 5  # the last batch was a full one, so there was another look
    assert said("deliver_mail") == ""


def test_a_server_that_is_down_ends_the_command_with_an_error(server):
    MessageFactory.create_batch(2)
    server.answers = [ConnectionRefusedError("no")] * 2
    with pytest.raises(CommandError, match="The mail server took no more: ConnectionRefusedError: no"):
        said("deliver_mail")
    assert len(server.asked) == 1


def test_the_command_says_what_was_refused(server):
    MessageFactory.create_batch(3)
    server.answers = [ValueError("odd")]
    assert said("deliver_mail") == "Handed over: 2, to be tried again: 1, failed: 0\n"


@pytest.mark.usefixtures("kinds")
def test_the_mails_of_the_day_are_written_by_the_command(monkeypatch):
    from cluster_portal.mail.management.commands import send_digests as command

    now = timezone.now().replace(hour=12)
    notify(UserFactory(), "arrival", context={"name": "A"})
    Notice.objects.update(created_at=now - timedelta(days=1))
    monkeypatch.setattr(command, "send_digests", lambda: send_digests(at=now))
    assert [said("send_digests"), said("send_digests")] == ["Mails of the day: 1\n", "Mails of the day: 0\n"]
    assert said("send_digests", verbosity=0) == ""


def test_old_mail_is_deleted_by_the_command():
    MessageFactory(state="failed", created_at=timezone.now() - timedelta(days=91))
    kept = MessageFactory()
    call_command("delete_old_mail")
    assert list(Message.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("unit", "command"),
    [("portal-mail", "deliver_mail"), ("portal-digests", "send_digests"), ("portal-nightly", "delete_old_mail")],
)
def test_each_command_has_a_timer_that_runs_it(unit, command):
    service, timer = (DEPLOY / f"{unit}.{kind}" for kind in ("service", "timer"))
    assert f"manage.py {command} --verbosity 0\n" in service.read_text(encoding="utf-8")
    assert "OnCalendar=" in timer.read_text(encoding="utf-8")
