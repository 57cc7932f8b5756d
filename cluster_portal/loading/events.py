"""Events, `events.json`: how each is read, and where it is stored."""

from datetime import date, time
from zoneinfo import available_timezones

from cluster_portal.core.languages import ENGLISH
from cluster_portal.core.publishing import Publication
from cluster_portal.loading import checks, reading
from cluster_portal.loading.columns import dated, field_of, same, write_plain, write_sources, write_texts
from cluster_portal.loading.reading import Field
from cluster_portal.loading.stored import present_by_slug, store_each
from members.models import FormerGroupSlug, FormerUniversitySlug, Group, University
from news.models import Event, FormerEventSlug

FILE = "events.json"


def zone(value):
    """Check the name of a time zone."""
    is_zone = isinstance(value, str) and value in available_timezones()
    return "" if is_zone else f"{value!r} is not a time zone: write it like Europe/Stockholm."


def full_day(value):
    """Check a date that is known to the day."""
    return checks.known_day(value) if isinstance(value, str) and len(value) == 10 else "write 2027-01-15."


clock = checks.matching(r"([01][0-9]|2[0-3]):[0-5][0-9]", "14:30")
TEXTS = ("title", "summary", "note", "place", "registration_url")
FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "kind": Field(checks.one_of(*Event.Kind.values), is_required=True),
    "status": Field(checks.one_of(*Event.Status.values)),
    "certainty": Field(checks.one_of(*Event.Certainty.values)),
    "date": Field(checks.known_day, is_required=True),
    "end": Field(full_day),
    "start_time": Field(clock),
    "end_time": Field(clock),
    "time_zone": Field(zone, is_required=True, is_sourced=False),
    "former_date": Field(full_day),
    "title": Field(checks.text, is_required=True),
    "summary": Field(checks.text, is_required=True),
    "note": Field(checks.text),
    "attendance": Field(checks.one_of(*(value for value in Event.Attendance.values if value))),
    "place": Field(checks.text),
    "address": Field(checks.text),
    "country": Field(checks.country),
    "online_url": Field(checks.web_address),
    "host": Field(checks.slug),
    "external_host": Field(checks.text),
    "group": Field(checks.slug),
    "audience": Field(checks.one_of(*(value for value in Event.Audience.values if value))),
    "registration_url": Field(checks.web_address),
    "registration_closes": Field(full_day),
    "website": Field(checks.web_address),
    "is_milestone": Field(checks.flag, is_sourced=False),
    "more_sources": Field(checks.list_of(checks.web_address), is_sourced=False),
}
PLAIN = (
    "kind",
    "status",
    "certainty",
    "time_zone",
    "attendance",
    "address",
    "country",
    "online_url",
    "external_host",
    "audience",
    "website",
    "is_milestone",
    "more_sources",
)
SOURCES = {
    **{name: name for name in (*TEXTS, *PLAIN, "host", "group")},
    "date": "starts_on",
    "end": "ends_on",
    "start_time": "starts_at",
    "end_time": "ends_at",
    "former_date": "previous_starts_on",
    "registration_closes": "registration_closes_on",
}


def read(folder, translations, problems):
    """Return the `Record` of each event that is right; all problems are added to the given ones."""
    return reading.read_records(folder, FILE, "events", FIELDS, TEXTS, translations, problems)


def store(records, ledger, problems):
    """Bring the events in the database to what their records say, each where the ledger lets it."""
    known = {
        "host": present_by_slug(University, FormerUniversitySlug),
        "group": present_by_slug(Group, FormerGroupSlug),
    }

    def write(event, record):
        return _write(event, record, known, problems)

    store_each(Event, records, present_by_slug(Event, FormerEventSlug), ledger, write)


def _write(event, record, known, problems):
    """Write an event. Return whether it was valid."""
    event.slug = record.key
    event.publication, event.source_language = Publication.PUBLISHED, ENGLISH
    write_sources(event, record, SOURCES)
    write_plain(event, record, same(*PLAIN))
    write_texts(event, record, same(*TEXTS), missing="")
    event.starts_on, event.precision = dated(record.values["date"])
    for name in ("end", "former_date", "registration_closes"):
        value = record.get(name)
        setattr(event, SOURCES[name], date.fromisoformat(value) if value else None)
    for name in ("start_time", "end_time"):
        value = record.get(name)
        setattr(event, SOURCES[name], time.fromisoformat(value) if value else None)
    is_known = True
    for name, objects in known.items():
        slug = record.get(name)
        if slug and slug not in objects:
            problems.add(FILE, record.key, name, f"“{slug}” is no {'university' if name == 'host' else name}.")
            is_known = False
        setattr(event, name, objects.get(slug))
    if not is_known or not reading.is_valid(event, record, field_of(SOURCES), problems):
        return False
    event.save()
    return True
