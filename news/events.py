"""Events as pages show them: what lies ahead, what is over, and one month of either. All by a moment that is given."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import InvalidPage, Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cluster_portal.core.calendars import A_DAY
from cluster_portal.core.dates import date_range, known_date
from cluster_portal.core.languages import text_columns, text_of
from cluster_portal.core.provenance import Source
from cluster_portal.core.requests import BadInput
from cluster_portal.core.structured_data import without_gaps
from cluster_portal.core.validity import Precision
from cluster_portal.pictures.models import Picture
from members.models import Group, University
from members.models.university_queries import CARD_FIELDS
from members.portrait import SourceUse
from news.models import Document, Event

PAGE_SIZE = 30
LINE_FIELDS = (
    "slug",
    "source_language",
    "kind",
    "status",
    "certainty",
    "starts_on",
    "starts_at",
    "ends_on",
    "ends_at",
    "precision",
    "time_zone",
    "previous_starts_on",
    "attendance",
    "country",
    "first_moment",
    "last_moment",
)
FIRST_YEAR, LAST_YEAR = 1900, 2199
_MONTH = re.compile(r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])\Z", re.ASCII)


def lines(events):
    """Load what lists show of events: one query."""
    return events.with_texts("title", "summary", "place").only(*LINE_FIELDS)


def when(event):
    """Return the dates of an event in words: "1–3 February 2017", "9 April 2025, 14:00–16:00", "November 2017"."""
    if event.precision != Precision.DAY:
        return known_date(event.starts_on, event.precision)
    words = date_range(event.starts_on, event.last_local_day)
    if event.starts_at:
        times = [format_time(at) for at in (event.starts_at, event.ends_at) if at]
        words = f"{words}, {'–'.join(times)}"
    return words


def format_time(at):
    return at.strftime("%H:%M")


@dataclass(frozen=True)
class Month:
    """A month of a calendar."""

    first: date

    @property
    def address(self):
        return f"{self.first:%Y-%m}"

    @property
    def name(self):
        return known_date(self.first, "month")

    @property
    def before(self):
        return self.moved(-1)

    @property
    def after(self):
        return self.moved(1)

    def moved(self, months):
        """Return the month so many months later; None where the portal's calendar ends."""
        number = self.first.year * 12 + self.first.month - 1 + months
        return (
            Month(date(number // 12, number % 12 + 1, 1)) if FIRST_YEAR * 12 <= number < (LAST_YEAR + 1) * 12 else None
        )


class EventList:
    """The answer to one question: all events, those of a group, or those of a month (`?month=2026-11`).

    Four queries at most, whatever there is. Raises BadInput for a month that is none, Http404 for a group that nobody
    may see and for a page beyond the last.
    """

    def __init__(self, query, now):
        self.query, self.now = query, now
        self.month = self._month()
        self.group = self._group()

    def _month(self):
        asked = self.query.get("month", "")
        if asked and not _MONTH.match(asked):
            raise BadInput(_("“%(month)s” is no month: write it as 2026-11.") % {"month": asked[:40]})
        return Month(date(int(asked[:4]), int(asked[5:7]), 1)) if asked else None

    def _group(self):
        slug = self.query.get("group", "")
        if not slug:
            return None
        group = Group.objects.published().filter(slug=slug[:80]).with_texts("name").only("slug", "source_language")
        if (found := group.first()) is None:
            raise Http404
        return found

    @cached_property
    def _events(self):
        events = Event.objects.published()
        if self.group:
            events = events.filter(group=self.group)
        if self.month:
            # By the moments that are kept; an event belongs to the month in its own zone, which is checked below.
            first, following = self.month.first, self.month.moved(1)
            events = events.filter(last_moment__gt=datetime(*first.timetuple()[:3], tzinfo=UTC) - A_DAY)
            if following:
                events = events.filter(first_moment__lt=datetime(*following.first.timetuple()[:3], tzinfo=UTC) + A_DAY)
        return events

    @cached_property
    def upcoming(self):
        """What is not over, the next first."""
        return list(lines(self._events.upcoming(self.now)).order_by("first_moment", "pk")) if not self.month else []

    @cached_property
    def of_month(self):
        """The events of the month that was asked for, in the order of time."""
        last = self.month.moved(1)
        rows = lines(self._events).order_by("first_moment", "pk")
        return [
            event
            for event in rows
            if event.last_local_day >= self.month.first and (last is None or event.starts_on < last.first)
        ]

    @cached_property
    def page(self):
        """One page of what is over, the latest first: a Django `Page` of loaded events."""
        past = self._events.past(self.now).order_by("-last_moment", "-pk")
        number = self.query.get("page") or "1"
        try:
            page = Paginator(past.values_list("pk", flat=True), PAGE_SIZE).page(number)
        except InvalidPage:
            raise Http404 from None
        # The keys come first and alone, so that a deep page skips short rows and not texts in ten languages.
        found = lines(Event.objects.filter(pk__in=page.object_list.values("pk")))
        page.object_list = list(found.order_by("-last_moment", "-pk"))
        return page

    def address(self, **changes):
        """Return the query string of the same question with changes; "" takes one away."""
        asked = {"group": self.group.slug if self.group else "", **changes}
        return f"?{urlencode({name: value for name, value in asked.items() if value not in ('', None)})}"

    @property
    def this_month(self):
        return Month(self.now.astimezone(ZoneInfo("Europe/Brussels")).date().replace(day=1))


def load_event(slug):
    """Return an event, public or not, with all that its page needs: six queries at most. Raises Event.DoesNotExist."""
    hosts = University.objects.only(*CARD_FIELDS, "publication").prefetch_related("names")
    groups = Group.objects.with_texts("name").only("slug", "source_language", "publication")
    documents = Document.objects.for_everybody().with_texts("title").only("slug", "source_language", "media_type")
    texts = ("title", "summary", "body", "note", "place", "registration_url")
    columns = text_columns(*texts)
    return (
        Event.objects.with_texts(*texts)
        .defer(*texts, *columns)
        .prefetch_related(Prefetch("host", hosts), Prefetch("group", groups), Prefetch("documents", documents))
        .prefetch_related(Prefetch("picture", Picture.objects.for_page()))
        .get(slug=slug)
    )


def source_uses(event):
    """Return where the content of the page was read: [SourceUse], each source once."""
    uses = {}
    for field, code in event.sources.items():
        label = Event._meta.get_field(field).verbose_name
        uses.setdefault(code, []).append(label)
    for code in event.more_sources:
        uses.setdefault(code, [])
    return [SourceUse(Source(code), labels) for code, labels in uses.items()]


def event_data(event, address):
    """Return the event as JSON-LD; `address` makes a full address of a path."""
    modes = {"on-site": "Offline", "online": "Online", "mixed": "Mixed"}
    status = {"scheduled": "Scheduled", "moved": "Rescheduled", "postponed": "Postponed", "cancelled": "Cancelled"}
    place = text_of(event, "place").value
    locations = []
    if event.attendance != Event.Attendance.ONLINE and (place or event.address or event.country):
        parts = {"streetAddress": event.address, "addressLocality": place, "addressCountry": event.country.code}
        found = {"@type": "PostalAddress", **{name: value for name, value in parts.items() if value}}
        locations.append({"@type": "Place", "name": place or event.address or event.country.name, "address": found})
    if event.online_url:
        locations.append({"@type": "VirtualLocation", "url": event.online_url})
    organiser = event.host.short_name if event.host else event.external_host
    data = {
        "@type": "Event",
        "name": text_of(event, "title").value,
        "description": text_of(event, "summary").value,
        "url": address(event.get_absolute_url()),
        "startDate": _iso(event, event.starts_on, event.starts_at),
        "endDate": _iso(event, event.last_local_day, event.ends_at),
        "eventStatus": f"https://schema.org/Event{status[event.status]}",
        "eventAttendanceMode": (
            f"https://schema.org/{modes[event.attendance]}EventAttendanceMode" if event.attendance else ""
        ),
        "previousStartDate": event.previous_starts_on.isoformat() if event.previous_starts_on else "",
        "location": locations,
        "image": address(event.picture.address) if event.picture else "",
        "organizer": {"@type": "Organization", "name": organiser} if organiser else "",
    }
    return without_gaps(data)


def _iso(event, day, at):
    if event.precision != Precision.DAY:
        return day.isoformat()[: 4 if event.precision == Precision.YEAR else 7]
    if at is None:
        return day.isoformat()
    return datetime.combine(day, at, tzinfo=ZoneInfo(event.time_zone)).isoformat()
