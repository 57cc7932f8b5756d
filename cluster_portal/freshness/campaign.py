"""The yearly mail to each university: what we publish of it, and two ways on: "right", or "something changed".

One university after the other, each in a transaction of its own and under a key that is used once: a run that was
stopped goes on where it was when it is started again, and nobody gets two.
"""

import logging
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import lazy

from cluster_portal.core.languages import ENGLISH
from cluster_portal.freshness.published import published_of
from cluster_portal.freshness.tokens import VALID, path_of, token_for
from cluster_portal.mail.actions import language_of, send, sent_at
from cluster_portal.review.registry import parties
from members.models import University

logger = logging.getLogger(__name__)

# Where one says what has changed, in the language in which it is read.
workspace_path = lazy(lambda: reverse("workspace:first"), str)

BATCH = 25  # so that the output says every few seconds how far it is


@dataclass
class Report:
    """What a run did: mails written, universities that had theirs before, without anybody to write to, or in error."""

    written: int = 0
    known: int = 0
    without_people: int = 0
    failed: int = 0


def asked_universities(on):
    """Return the members on the day that have a page, in the order of their English names."""
    universities = University.objects.published().members(on).in_reading_order(ENGLISH, on)
    return universities.only("slug", "source_language")


def key_of(year, university):
    """Return the key of a year's mail to a university (primary key)."""
    return f"confirmation-{year}-{university}"


def send_campaign(year, *, at, universities=None, is_dry_run=False, tell=lambda _report, _total: None):
    """Write the mail of a year to the lead contact of each member, or of those among `universities`; a `Report`.

    `tell(report, total)` is called after each batch. A dry run counts and writes nothing.
    """
    asked = asked_universities(timezone.localdate(at))
    if universities is not None:
        asked = asked.filter(pk__in=[university.pk for university in universities])
    asked = list(asked.values_list("pk", flat=True))
    report = Report()
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        known = sent_at(key_of(year, university) for university in batch)
        people = parties().people_of(batch)
        for university in batch:
            if key_of(year, university) in known:
                report.known += 1
            elif university not in people:
                report.without_people += 1
            elif is_dry_run:
                report.written += 1
            else:
                _ask_safely(university, people[university][0], year, at, report)
        tell(report, len(asked))
    return report


def _ask_safely(university, user, year, at, report):
    """Write one mail; what is wrong with one university keeps no other from its own, and is counted and logged."""
    try:
        key = key_of(year, university)
        if ask(university, user, key=key, at=at):
            report.written += 1
        elif sent_at([key]):  # by another run, just now
            report.known += 1
        else:  # an account without a usable address
            report.without_people += 1
    except Exception:
        logger.exception("The yearly mail to university %s could not be written.", university)
        report.failed += 1


@transaction.atomic
def ask(university, user, *, key, at, asked_at=None):
    """Write the mail that asks whether what we publish is right; return the `Message`, None where it was sent before.

    A reminder says when the university was asked before, `asked_at`. What it lists is read in the language of the
    account, so that the mail speaks one language.
    """
    if sent_at([key]):
        return None
    with translation.override(language_of(user)):
        entries = published_of(university, at)
    if not entries:
        return None
    context = {
        "university": entries[0].confirmable.instance.short_name,
        "entries": entries,
        "confirm_path": path_of(token_for(university, user, at)),
        "workspace_path": workspace_path(),
        "until": timezone.localdate(at + VALID),
        "asked_on": asked_at and timezone.localdate(asked_at),
    }
    return send("confirmation", to=user, context=context, key=key, is_secret=True)


def new_link(link, *, at):
    """Send somebody whose link has expired a new one, once a day at most; return whether one was written now."""
    acts = {user.pk for user in parties().people_of([link.university.pk]).get(link.university.pk, ())}
    if link.user.pk not in acts:
        return False
    day = timezone.localdate(at)
    key = f"confirmation-link-{link.university.pk}-{link.user.pk}-{day:%Y-%m-%d}"
    return ask(link.university.pk, link.user, key=key, at=at) is not None
