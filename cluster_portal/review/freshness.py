"""How long ago a university last said that what the portal says of it is right, and what it is asked about again.

When something was last confirmed is another question than when it was last changed: pages show both. Apps say what a
university is asked (`Subject.confirmables`), this module when it is due, and it takes the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property

from cluster_portal.core.languages import Text
from cluster_portal.core.moments import months_later
from cluster_portal.review import trail
from cluster_portal.review.confirmations import confirm_all
from cluster_portal.review.models import Channel, TrailEntry
from cluster_portal.review.permissions import is_reviewer
from cluster_portal.review.registry import parties, subject_of, subjects
from cluster_portal.review.values import fingerprint

# In months: people in offices change more often than what a university or a programme is.
INTERVALS = {"profile": 12, "contacts": 6, "programme": 12}
SOON = timedelta(days=30)  # as long before it is due somebody sees it coming

ENTRIES = {
    Channel.LINK: TrailEntry.Entry.LINK,
    Channel.WORKSPACE: TrailEntry.Entry.WORKSPACE,
    Channel.STAFF: TrailEntry.Entry.ADMIN,
}


@dataclass(frozen=True)
class Confirmable:
    """Something that a university is asked whether it is right: what it is called, and what it says now."""

    instance: models.Model
    scope: str  # one of INTERVALS
    label: str | Text  # a `Text` where it may be in another language than the page
    read_facts: Callable[[], dict]  # {scope of the confirmation: fingerprint}; asked only where they are needed
    due_on: date
    last_confirmed_at: datetime | None = None  # None: never, or not all of it
    unconfirmed: frozenset = frozenset()  # of the facts, those that it has not confirmed as they are now

    @cached_property
    def facts(self):
        """What it says now: {scope of the confirmation: fingerprint}."""
        return self.read_facts()

    @property
    def key(self):
        """What it goes by in a form: another one for each thing that can be confirmed by itself."""
        return f"{self.scope}-{self.instance.pk}"

    @property
    def seen(self):
        """What it says now, as a short text: a page sends it along, so that nobody confirms what they did not see."""
        return fingerprint(self.facts)

    def is_overdue(self, on):
        """Tell whether its university should have said by the day that it is right. The day itself is in time."""
        return self.due_on < on

    def is_due(self, on):
        """Tell whether its university should say that it is right by the day, or soon after it."""
        return self.due_on <= on + SOON

    def was_confirmed_on(self, day):
        """Tell whether all of it, as it is now, was confirmed on the day."""
        last = self.last_confirmed_at
        return not self.unconfirmed and last is not None and timezone.localdate(last) == day


@dataclass(frozen=True)
class Due:
    """Something that waits to be confirmed by a university, or soon will."""

    subject: str
    object: models.Model
    scope: str
    last_confirmed_at: datetime | None
    due_on: date
    is_overdue: bool


@dataclass(frozen=True)
class Mark:
    """How something stands: "confirmed", "stated", "unconfirmed" or "overdue", and the sentence that says so."""

    state: str
    words: str


@dataclass
class Outcome:
    """What became of a confirmation: what is confirmed now, and what has changed since it was looked at."""

    confirmed: list = field(default_factory=list)
    changed: list = field(default_factory=list)


def due_after(moment, scope):
    """Return the day by which something has to be confirmed again that was confirmed at a moment."""
    return months_later(timezone.localdate(moment), INTERVALS[scope])


def confirmables(university, on):
    """Return what a university (primary key) is asked about: its own page first, then what it shares with others."""
    return [each for subject in reversed(subjects()) for each in subject.confirmables(university, on)]


def due(university, on):
    """Return what a university (primary key) should confirm by the day or `SOON` after it, the longest due first."""
    found = sorted(confirmables(university, on), key=lambda each: each.due_on)
    return [
        Due(str(each.label), each.instance, each.scope, each.last_confirmed_at, each.due_on, each.is_overdue(on))
        for each in found
        if each.is_due(on)
    ]


def may_confirm(user, university, channel):
    """Tell whether a user may say for a university (primary key) that something is right: its editors, by themselves.

    Staff may for a university that cannot, and it is marked as theirs.
    """
    if channel == Channel.STAFF:
        return is_reviewer(user)
    return user.is_active and university in parties().acts_for(user)


@transaction.atomic
def confirm_for(university, *, user, seen, at, channel):
    """Let somebody say for a university (primary key) that things are right: {key: `Confirmable.seen`}; an `Outcome`.

    Each is confirmed as it was seen: what says something else by now is not, and stands in `changed`. What does not
    concern the university is passed over, and what was confirmed the same day stays as it is. Raises PermissionDenied.
    """
    if not may_confirm(user, university, channel):
        raise PermissionDenied
    day, outcome = timezone.localdate(at), Outcome()
    for each in confirmables(university, day):
        if each.key in seen:
            (outcome.confirmed if seen[each.key] == each.seen else outcome.changed).append(each)
    new = [each for each in outcome.confirmed if not each.was_confirmed_on(day)]
    facts, keys = {}, {}
    for each in new:
        facts.setdefault(each.instance, {}).update(each.facts)
        keys.setdefault(type(each.instance), []).append(each.instance.pk)
    confirm_all(university, facts, by=user, channel=channel, at=at)
    for model, objects in keys.items():
        subject_of(model).confirmed(objects, university, at)
    told = [(each.instance, "confirmed_on", _day(each.last_confirmed_at), _day(at)) for each in new]
    trail.note(told, actor=user, entry=ENTRIES[channel], at=at)
    return outcome


def _day(at):
    return timezone.localdate(at).isoformat() if at else None
