"""What a university confirms of its own page: the profile once a year, its contacts twice."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.core.dates import long_date
from cluster_portal.review.confirmations import own_confirmations
from cluster_portal.review.freshness import Confirmable, Mark, due_after
from cluster_portal.review.models import Channel
from cluster_portal.review.registry import subject_of
from cluster_portal.review.tree import read
from cluster_portal.review.values import fingerprint
from members.models import Contact, Person, University, UniversityFact, UniversityName

PROFILE, CONTACTS = "profile", "contacts"
MODELS = {PROFILE: (University, UniversityName, UniversityFact), CONTACTS: (Contact, Person)}


@dataclass(frozen=True)
class Assurance:
    """How a part of a university's page stands: when the university last said that it is right, None for never."""

    confirmed_on: date | None = None
    due_on: date | None = None
    by_staff: bool = False

    def mark(self, on):
        """Return the `Mark` that the page shows on the day."""
        if self.confirmed_on is None:
            return Mark("unconfirmed", _("Not yet confirmed by the university"))
        date = {"date": long_date(self.confirmed_on)}
        if self.due_on < on:
            return Mark("overdue", _("Not confirmed since %(date)s") % date)
        if self.by_staff:
            return Mark("confirmed", _("Confirmed by network staff, for the university, on %(date)s") % date)
        return Mark("confirmed", _("Confirmed by the university on %(date)s") % date)


def confirmables(university, on):
    """Return the profile and the contacts of a published university (primary key) as it is asked about them."""
    found = University.objects.published().filter(pk=university).prefetch_related("names").first()
    if found is None:
        return []
    given = own_confirmations(found, university)
    labels = {PROFILE: _("Your university’s page"), CONTACTS: _("Your contacts")}
    return [_confirmable(found, scope, label, given, on) for scope, label in labels.items()]


def _confirmable(university, scope, label, given, on):
    last = _last(university, scope, given)
    due_on = due_after(last, scope) if last else timezone.localdate(university.created_at)
    facts = partial(_facts, university, scope)
    # What is changed later stays confirmed as of its day; on the day itself one can say so again.
    said = given.get(scope)
    is_of_today = said is not None and timezone.localdate(said.at) == on
    is_right = last is not None and not (is_of_today and said.fingerprint != facts()[scope])
    unconfirmed = frozenset() if is_right else frozenset({scope})
    return Confirmable(university, scope, label, facts, due_on, last, unconfirmed)


def _facts(university, scope):
    return {scope: _fingerprint(university, MODELS[scope])}


def _fingerprint(university, models):
    """Return what rows of a university say: of each the columns that its people may change, and no others."""
    subject = subject_of(University)
    kinds = {model._meta.label_lower: subject.kind(model._meta.label_lower) for model in models}
    tree = read(subject, university, only=kinds)
    rows = {
        " ".join(key): {name: value for name, value in row.items() if name in kinds[key.model].columns}
        for key, row in tree.rows.items()
    }
    return fingerprint(rows)


def _last(university, scope, given):
    """Return when a part was last confirmed: at the portal, or on the day that a data file or staff gives."""
    if scope in given:
        return given[scope].at
    if scope == PROFILE and university.confirmed_on:
        return timezone.make_aware(datetime.combine(university.confirmed_on, time()))
    return None


def confirmed(universities, university, at):
    """Keep the day in step that stands with a university: it is asked in many places, without its history."""
    day = timezone.localdate(at)
    given = own_confirmations(University(pk=university), university)
    if university in universities and PROFILE in given and given[PROFILE].at == at:
        University.objects.filter(pk=university).update(confirmed_on=day)


def assurances(university):
    """Return {scope: Assurance} of a loaded university: one query."""
    given = own_confirmations(university, university.pk)
    return {scope: _assurance(university, scope, given) for scope in MODELS}


def _assurance(university, scope, given):
    last = _last(university, scope, given)
    if last is None:
        return Assurance()
    by_staff = scope in given and given[scope].channel == Channel.STAFF
    return Assurance(timezone.localdate(last), due_after(last, scope), by_staff)
