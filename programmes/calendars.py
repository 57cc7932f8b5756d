"""Deadlines as iCalendar (RFC 5545): the same event stays the same event, whatever moves.

A UID belongs to the deadline's row; for a day of every year, and for last year's date moved on, the year is part of it.
SEQUENCE is the row's own count of changes. Nothing in a calendar depends on the moment at which it is fetched, except
which events are in it: two fetches of one day give the same bytes.
"""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _
from icalendar import Event

from cluster_portal.core.calendars import A_DAY, KEPT, empty_calendar, host
from cluster_portal.core.languages import text_columns, text_of
from members.models import University
from programmes.deadlines import Terms, last_local_moment, last_moment, shifted, standing
from programmes.models import Deadline
from programmes.vocabulary import (
    ApplicantGroup,
    Certainty,
    DeadlinePrecision,
    IntakeState,
    Purpose,
    Status,
)
from programmes.wording import city_of

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True)
class Entry:
    """One event: the deadline's row, the terms that are shown, and how certain it is."""

    deadline: Deadline
    terms: Terms
    status: str
    has_year_in_uid: bool = False

    @property
    def uid(self):
        year = f"-{self.terms.closes_on.year}" if self.has_year_in_uid else ""
        return f"deadline-{self.deadline.uuid}{year}@{host()}"


def deadlines_of(programmes, *, home=None, group=""):
    """Return the deadlines of a queryset of programmes that concern a visitor: two queries when they are read.

    With `home`, a University, nominations of other universities are left out; with a group, what is for another group.
    """
    deadlines = (
        Deadline.objects.filter(programme__in=programmes.values("pk"))
        .select_related("intake")
        .with_texts("note")
        .defer(*text_columns("note", "intake__note"))
        .order_by("pk")
    )
    if home is not None:
        deadlines = deadlines.exclude(Q(purpose=Purpose.NOMINATION) & ~Q(university=home) & Q(university__isnull=False))
    if group:
        deadlines = deadlines.filter(applicant_group__in=[ApplicantGroup.ALL, group])
    return deadlines


def entries_of(deadlines, programmes, now):
    """Return an `Entry` for each deadline that a calendar shows at a moment; `programmes` by primary key."""
    rows = list(deadlines)
    newest = {}
    for row in rows:
        if row.last_moment:
            newest[_series(row)] = max(newest.get(_series(row), row.last_moment), row.last_moment)
    entries = []
    for row in rows:
        row.programme = programmes[row.programme_id]
        entries += _entries(row, now, is_newest=newest.get(_series(row)) == row.last_moment)
    return sorted(entries, key=lambda entry: (last_moment(entry.terms), entry.uid))


def _series(row):
    """Return what makes the deadlines of several years one series."""
    return row.programme_id, row.purpose, row.applicant_group, row.university_id, row.authority, row.round


def _entries(row, now, *, is_newest):
    takes = Status(row.programme.status).takes_applications
    is_cancelled = row.intake.state == IntakeState.CANCELLED
    terms = row.terms
    if not terms.has_year:
        if not takes or is_cancelled:
            return []
        day = standing(terms, now).day
        moved = replace(terms, closes_on=day, opens_on=None, has_year=True)
        return [Entry(row, moved, TENTATIVE, has_year_in_uid=True)]
    is_over = last_moment(terms) < now
    if terms.certainty == Certainty.EXPECTED:
        return [] if is_over or not takes else [Entry(row, terms, CANCELLED if is_cancelled else TENTATIVE)]
    entries = []
    if now - last_moment(terms) <= KEPT:
        is_off = is_cancelled or (not takes and not is_over)
        entries.append(Entry(row, terms, CANCELLED if is_off else CONFIRMED))
    if is_over and takes and is_newest and not is_cancelled and (moved := shifted(terms, now)):
        entries.append(Entry(row, moved, TENTATIVE, has_year_in_uid=True))
    return entries


def calendar_of(entries, name, address):
    """Return the bytes of a calendar in the active language; `address` makes a full address of a path."""
    calendar = empty_calendar(name, "programmes")
    universities = _short_names({entry.deadline.university_id for entry in entries} - {None})
    for entry in entries:
        calendar.add_component(_event(entry, universities, address))
    return calendar.to_ical()


def _event(entry, universities, address):
    deadline, programme = entry.deadline, entry.deadline.programme
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", programme.updated_at.replace(microsecond=0))
    event.add("last-modified", programme.updated_at.replace(microsecond=0))
    event.add("sequence", deadline.sequence)
    event.add("status", entry.status)
    event.add("summary", _summary(entry))
    event.add("description", _description(entry, universities))
    event.add("url", address(programme.get_absolute_url()))
    event.add("transp", "TRANSPARENT")  # it takes nobody's time
    if entry.terms.precision == DeadlinePrecision.MINUTE:
        # A moment in UTC, which needs no description of a time zone, and no length: that would be made up.
        event.add("dtstart", last_moment(entry.terms))
        event.add("dtend", last_moment(entry.terms))
    else:
        day = last_local_moment(entry.terms).date()
        event.add("dtstart", day)
        event.add("dtend", day + A_DAY)  # the first day that is not part of it
    return event


def _summary(entry):
    deadline = entry.deadline
    title = text_of(deadline.programme, "title").value
    if deadline.applicant_group == ApplicantGroup.ALL:
        words = _("%(purpose)s: %(title)s") % {"purpose": deadline.get_purpose_display(), "title": title}
    else:
        words = _("%(purpose)s (%(group)s): %(title)s") % {
            "purpose": deadline.get_purpose_display(),
            "group": deadline.get_applicant_group_display(),
            "title": title,
        }
    return _("Expected: %(event)s") % {"event": words} if entry.status == TENTATIVE else words


def _description(entry, universities):
    deadline = entry.deadline
    lines = [
        universities.get(deadline.university_id) or deadline.authority,
        text_of(deadline, "note").value,
        _("The date holds in the time zone of %(city)s.") % {"city": city_of(entry.terms.time_zone)},
    ]
    if entry.terms.precision == DeadlinePrecision.MONTH:
        lines.append(_("Only the month is known."))
    if entry.status == TENTATIVE:
        lines.append(_("The date is expected and not confirmed: look at the page before you rely on it."))
    elif entry.status == CANCELLED:
        lines.append(_("This date does not hold any more."))
    return "\n".join(line for line in lines if line)


def _short_names(keys):
    universities = University.objects.filter(pk__in=keys).only("slug", "source_language").prefetch_related("names")
    return {university.pk: university.short_name for university in universities}


def for_calendars(programmes):
    """Load of the programmes what a calendar shows, by primary key, in the visitor's language: one query."""
    rows = programmes.with_texts("title").only("slug", "status", "source_language", "updated_at")
    return {programme.pk: programme for programme in rows}
