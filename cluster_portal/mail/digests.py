"""The mail of the day: one for each person, with all that came up until the morning, in their language."""

import logging
from dataclasses import dataclass
from datetime import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation

from cluster_portal.core.languages import CODES
from cluster_portal.core.moments import moment
from cluster_portal.mail.actions import language_of, send
from cluster_portal.mail.frame import full_address
from cluster_portal.mail.models import Notice
from cluster_portal.mail.notices import all_kinds, parties_told

logger = logging.getLogger(__name__)

MORNING = time(7)  # in the site's time zone: there when people begin to work, between Lisbon and Helsinki


@dataclass(frozen=True)
class Line:
    """One notice as it is read."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Group:
    """The notices of one kind."""

    label: str
    lines: list


def send_digests(*, at=None):
    """Write to each person what came up before this morning, and return how many mails that makes.

    Before the morning nothing happens, and whoever has had the mail of the day gets no other: so it can run at any
    time, as often as one likes. What one person is told does not depend on what goes wrong with another.
    """
    now = at or timezone.now()
    day = timezone.localdate(now)
    morning = moment(day, MORNING, settings.TIME_ZONE)
    if now < morning:
        return 0
    waiting = Notice.objects.untold(morning)
    people = get_user_model()._default_manager.filter(is_active=True, pk__in=waiting.values("user")).order_by("pk")
    count = 0
    for user in people:
        try:
            count += _send_digest(user, waiting, day, now)
        except Exception:
            logger.exception("The mail of the day for account %s could not be written.", user.pk)
    return count


@transaction.atomic
def _send_digest(user, waiting, day, now):
    """Write the mail of the day and mark what stands in it as told; return whether there is one."""
    notices = list(waiting.filter(user=user).select_for_update())  # another run waits here, and then finds nothing
    notices = _still_theirs(notices, user)
    language = language_of(user)
    groups, told = _groups(notices, language)
    if not told:
        return False
    message = send(
        "digest", to=user, context={"groups": groups, "count": len(told)}, key=f"digest:{user.pk}:{day.isoformat()}"
    )
    if message is None:
        return False
    Notice.objects.filter(pk__in=told).update(told_at=now)
    return True


def _still_theirs(notices, user):
    """Return the notices without those for a party for which the person acts no more: they are told to nobody."""
    if not any("party" in notice.context for notice in notices):
        return notices
    told = parties_told(user)
    over = [notice for notice in notices if "party" in notice.context and notice.context["party"] not in told]
    Notice.objects.filter(pk__in=[notice.pk for notice in over]).delete()
    return [notice for notice in notices if notice not in over]


def _groups(notices, language):
    """Return the notices by kind as they are read in the language, and the keys of those that could be written."""
    groups, told = [], []
    with translation.override(language):
        for kind in all_kinds():
            lines = []
            for notice in notices:
                if notice.kind != kind.name or (sentence := _sentence(kind, notice)) is None:
                    continue
                lines.append(Line(sentence, full_address(_path_in(language, notice.link))))
                told.append(notice.pk)
            if lines:
                groups.append(Group(kind.label, lines))
    return groups, told


def _path_in(language, path):
    """Return the path of a page in the language; those of the back office have one path for all."""
    first, _slash, rest = path.removeprefix("/").partition("/")
    return f"/{language}/{rest}" if first in CODES else path


def _sentence(kind, notice):
    try:
        return " ".join(str(kind.sentence(notice.context)).split())
    except Exception:  # a notice that an older release wrote, perhaps; the others are told all the same
        logger.exception("Notice %s of the kind %s could not be written.", notice.pk, kind.name)
        return None
