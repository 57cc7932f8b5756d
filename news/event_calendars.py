"""Events as iCalendar (RFC 5545): the same event stays the same entry, whatever becomes of it.

The UID belongs to the row, SEQUENCE is its count of changes. An event of which only the month or year is known has no
entry yet: a day would be made up.
"""

from django.utils.translation import gettext as _
from icalendar import Event as Entry

from cluster_portal.core.calendars import A_DAY, KEPT, empty_calendar, host
from cluster_portal.core.languages import text_columns, text_of
from cluster_portal.core.moments import moment
from cluster_portal.core.validity import Precision
from news.models import Event

STATUS = {"scheduled": "CONFIRMED", "moved": "CONFIRMED", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}
TEXTS = ("title", "summary", "place")


def for_calendars(events):
    """Load what calendars show of events: one query."""
    texts = [*TEXTS, "body", "note", "registration_url"]
    hidden = text_columns(*texts)
    return events.with_texts(*TEXTS).defer(*texts, *hidden, "sources", "more_sources").order_by("first_moment", "pk")


def recent(events, now):
    """Return of a queryset of events those that a calendar shows: what lies ahead, and what is over for a year."""
    return events.filter(last_moment__gte=now - KEPT)


def calendar_of(events, name, address):
    """Return the bytes of a calendar in the active language; `address` makes a full address of a path."""
    calendar = empty_calendar(name, "events")
    for event in for_calendars(events):
        if event.precision == Precision.DAY:
            calendar.add_component(_entry(event, address))
    return calendar.to_ical()


def _entry(event, address):
    entry = Entry()
    entry.add("uid", f"event-{event.uuid}@{host()}")
    changed = event.updated_at.replace(microsecond=0)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", event.sequence)
    is_announced = event.certainty == Event.Certainty.ANNOUNCED and STATUS[event.status] == "CONFIRMED"
    entry.add("status", "TENTATIVE" if is_announced else STATUS[event.status])
    entry.add("summary", text_of(event, "title").value)
    entry.add("description", "\n".join(line for line in _description(event) if line))
    places = [text_of(event, "place").value, event.address, event.country.name if event.country else ""]
    if where := ", ".join(part for part in places if part) or event.online_url:
        entry.add("location", where)
    entry.add("url", address(event.get_absolute_url()))
    if event.is_all_day:
        entry.add("dtstart", event.starts_on)
        entry.add("dtend", event.last_local_day + A_DAY)  # the first day that is not part of it
        entry.add("transp", "TRANSPARENT")
    else:
        # Moments in UTC, which need no description of a time zone.
        entry.add("dtstart", event.first_moment)
        ends_at = event.ends_at or event.starts_at
        entry.add("dtend", moment(event.last_local_day, ends_at, event.time_zone))
    return entry


def _description(event):
    yield text_of(event, "summary").value
    if event.status != Event.Status.SCHEDULED:
        yield event.get_status_display()
    if event.certainty == Event.Certainty.ANNOUNCED:
        yield _("The date is expected and not confirmed: look at the page before you rely on it.")
    yield event.online_url
