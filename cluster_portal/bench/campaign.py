"""The yearly mail to two hundred universities of three people each, stopped in the middle and started again."""

import time
from contextlib import suppress
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from cluster_portal.accounts.models import User
from cluster_portal.bench.generated import made_up_to
from cluster_portal.bench.line import Line
from cluster_portal.freshness import campaign
from cluster_portal.mail.models import Message
from members.models import Affiliation, Role, University
from programmes.history import note_facts

UNIVERSITIES, PEOPLE = 200, 3
FORMER = 20  # more than there are real ones that belong to the network no more
PROGRAMMES = 300
SECONDS_EACH = 0.5  # a run may take minutes, not hours: nobody waits for it
ROLES = (Role.LEAD, Role.EDITOR, Role.EDITOR)


class _Stopped(BaseException):
    pass


def campaign_lines():
    """Return lines on a campaign: how long a mail takes, and that nobody gets two or none after a crash."""
    with made_up_to(universities=UNIVERSITIES + FORMER, programmes=PROGRAMMES), transaction.atomic():
        note_facts()
        members = list(University.objects.published().members().order_by("pk")[:UNIVERSITIES])
        _give_people(members)
        began = time.perf_counter()
        batches = _run_until_half(members) + _run_to_the_end(members)
        seconds = (time.perf_counter() - began) / len(members)
        mails = Message.objects.filter(name="confirmation")
        to = mails.values("to").distinct().count()
        text = f"{mails.count()} mails, {mails.count() - to} twice"
        is_whole = mails.count() == to == len(members)
    what = f"campaign to {len(members)} universities"
    return [
        Line(f"{what}, stopped once, {batches} batches", text, "none twice", is_whole),
        Line(f"{what}: each", f"{seconds * 1000:.0f} ms", f"<= {SECONDS_EACH:.1f} s", seconds <= SECONDS_EACH),
    ]


def _give_people(universities):
    Affiliation.objects.filter(university__in=universities).delete()
    users = User.objects.bulk_create(
        User(email=f"campaign{number}-{place}@example.org")
        for number in range(len(universities))
        for place in range(PEOPLE)
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            user=user,
            university=universities[number // PEOPLE],
            role=ROLES[number % PEOPLE],
            is_deputy=number % PEOPLE == 1,
            starts_at=datetime(2020, 1, 1, tzinfo=UTC),
            source=Affiliation.Source.STAFF,
        )
        for number, user in enumerate(users)
    )


def _run_until_half(universities):
    """Run until half of the universities are done, then break off as a machine does that is switched off."""
    done = 0

    def stop(report, total):
        nonlocal done
        done += 1
        if report.written >= total / 2:
            raise _Stopped

    with suppress(_Stopped):
        campaign.send_campaign(timezone.now().year, at=timezone.now(), universities=universities, tell=stop)
    return done


def _run_to_the_end(universities):
    told = []
    campaign.send_campaign(
        timezone.now().year,
        at=timezone.now(),
        universities=universities,
        tell=lambda report, _total: told.append(report),
    )
    return len(told)
