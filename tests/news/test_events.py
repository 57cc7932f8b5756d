"""Events: their moments, lists, pages and calendars."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.utils.translation import override
from icalendar import Calendar

from cluster_portal.core.requests import BadInput
from news.events import EventList, event_data, load_event, when
from news.history import History
from news.models import Event
from tests.factories.members import GroupFactory, UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.news import DocumentFactory, EventFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def listed(query="", now=NOW):
    return EventList(QueryDict(query), now)


def slugs(events):
    return [event.slug for event in events]


def code_of(event):
    with pytest.raises(ValidationError) as caught:
        event.full_clean()
    return {field: [error.message for error in errors] for field, errors in caught.value.error_dict.items()}


def test_moments_are_those_of_the_zone_of_the_event():
    whole_days = EventFactory(starts_on=date(2026, 3, 28), ends_on=date(2026, 3, 30), time_zone="Asia/Shanghai")
    assert whole_days.first_moment == datetime(2026, 3, 27, 16, tzinfo=UTC)
    assert whole_days.last_moment == datetime(2026, 3, 30, 15, 59, 59, tzinfo=UTC)
    timed = EventFactory(
        starts_on=date(2026, 7, 1), starts_at=time(14, 0), ends_at=time(16, 30), time_zone="Europe/Lisbon"
    )
    assert timed.first_moment == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert timed.last_moment == datetime(2026, 7, 1, 15, 30, tzinfo=UTC)
    month = EventFactory(starts_on=date(2026, 2, 1), precision="month", time_zone="Europe/Paris")
    assert month.last_moment == datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"ends_on": date(2009, 12, 31)}, "ends_on", "The last day is before the first."),
        ({"starts_at": time(14), "ends_at": time(13)}, "ends_at", "The event ends before it starts."),
        (
            {"starts_on": date(2026, 3, 29), "starts_at": time(2, 30), "time_zone": "Europe/Berlin"},
            "starts_at",
            "This time does not exist on that day: the clocks are put forward.",
        ),
        ({"ends_at": time(13)}, "starts_at", "An event that ends at a time starts at one, too."),
        ({"time_zone": "Mars/Base"}, "time_zone", "“Mars/Base” is not a time zone"),
        (
            {"precision": "month", "starts_at": time(9)},
            "precision",
            "Where only the month or year is known there is neither a time nor a last day.",
        ),
        ({"attendance": "on-site"}, "place_en", "Say where it takes place."),
        (
            {"attendance": "online", "starts_on": date(2999, 1, 1)},
            "online_url",
            "Say where it takes place online, or where people register.",
        ),
        (
            {"registration_closes_on": date(2010, 1, 2)},
            "registration_closes_on",
            "Registration closes after the event.",
        ),
        ({"status": "moved"}, "previous_starts_on", "Say when it was to take place before it was moved."),
        ({"summary_en": ""}, "summary_en", "Write this in the source language."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(values, field, message):
    found = code_of(EventFactory.build(**values))
    assert list(found) == [field]
    assert message in found[field][0] % {"zone": "Mars/Base"}


def test_a_time_that_the_clock_shows_twice_is_taken_the_first_time():
    event = EventFactory(
        starts_on=date(2026, 10, 25), starts_at=time(2, 30), ends_at=time(4), time_zone="Europe/Berlin"
    )
    event.full_clean()
    assert event.first_moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_what_was_online_and_is_over_needs_no_address():
    EventFactory.build(attendance="online").full_clean()


# Lists ------------------------------------------------------------------------------------------------------------


def test_what_goes_on_is_not_over_and_what_is_hidden_is_in_no_list():
    EventFactory(slug="over", starts_on=date(2026, 11, 24), time_zone="UTC")
    EventFactory(slug="going-on", starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 25), time_zone="UTC")
    EventFactory(slug="next", starts_on=date(2026, 12, 1))
    EventFactory(slug="cancelled", starts_on=date(2026, 12, 2), status="cancelled")
    EventFactory(slug="draft", publication="draft", starts_on=date(2026, 12, 1))
    EventFactory(slug="withdrawn", publication="withdrawn")
    events = listed()
    assert slugs(events.upcoming) == ["going-on", "next", "cancelled"]
    assert slugs(events.page.object_list) == ["over"]


def test_the_list_of_a_month_has_what_touches_it_in_its_own_zone():
    EventFactory(slug="before", starts_on=date(2026, 10, 31), time_zone="Pacific/Auckland")
    EventFactory(slug="into", starts_on=date(2026, 10, 30), ends_on=date(2026, 11, 2))
    EventFactory(slug="first", starts_on=date(2026, 11, 1), time_zone="Pacific/Auckland")
    EventFactory(slug="last", starts_on=date(2026, 11, 30), time_zone="America/Los_Angeles")
    EventFactory(slug="unknown-day", starts_on=date(2026, 11, 1), precision="month")
    EventFactory(slug="after", starts_on=date(2026, 12, 1))
    EventFactory(slug="draft", starts_on=date(2026, 11, 5), publication="draft")
    events = listed("month=2026-11")
    assert slugs(events.of_month) == ["into", "first", "unknown-day", "last"]
    assert (events.month.before.address, events.month.after.address) == ("2026-10", "2026-12")


def test_the_calendar_of_the_portal_has_an_end_on_both_sides():
    assert listed("month=1900-01").month.before is None
    assert listed("month=2199-12").month.after is None


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "0001-01", "2026", "11-2026", "x", "2026-1", "²026-11"])
def test_what_is_no_month_is_refused_in_words(client, month):
    with pytest.raises(BadInput, match="is no month"):
        listed(QueryDict("", mutable=True).urlencode() + f"month={month}")
    assert client.get("/fi/events/", {"month": month}).status_code == 400


def test_the_events_of_a_group_are_its_own_and_a_hidden_group_has_no_list():
    group = GroupFactory(slug="africa", name_en="Africa")
    GroupFactory(slug="secret", publication="draft")
    EventFactory(slug="ours", group=group)
    EventFactory(slug="others")
    assert slugs(listed("group=africa").page.object_list) == ["ours"]
    for slug in ("secret", "nothing"):
        with pytest.raises(Http404):
            listed(f"group={slug}")


def test_pages_of_the_past_follow_each_other_without_a_gap():
    for number in range(65):
        EventFactory(slug=f"e{number:02}", starts_on=date(2000 + number // 12, number % 12 + 1, 1))
    found = [slug for page in (1, 2, 3) for slug in slugs(listed(f"page={page}").page.object_list)]
    assert found == [f"e{number:02}" for number in reversed(range(65))]
    with pytest.raises(Http404):
        _ = listed("page=4").page


@pytest.mark.parametrize("page", ["2", "x", "0", "-1"])
def test_a_page_that_does_not_exist_is_not_found(client, page):
    EventFactory()
    assert client.get("/fi/events/", {"page": page}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 5), ("?month=2010-01", 3), ("?group=africa", 6)])
def test_the_list_asks_the_same_number_of_queries_whatever_it_shows(
    client, count, query, queries, django_assert_num_queries
):
    group = GroupFactory(slug="africa")
    for _number in range(count):
        EventFactory(host=UniversityFactory(name="KTH"), group=group)
        EventFactory(starts_on=date(2999, 1, 1), group=group)
    with django_assert_num_queries(queries):
        client.get(f"/fi/events/{query}")


# Pages ------------------------------------------------------------------------------------------------------------


def test_the_page_says_what_there_is_to_know(client):
    NetworkFactory()
    kth = UniversityFactory(slug="kth", name="KTH", membership="full")
    EventFactory(
        slug="assembly",
        kind="general-assembly",
        title_en="Assembly",
        starts_on=date(2026, 4, 9),
        ends_on=date(2026, 4, 11),
        place_en="Stockholm",
        country="SE",
        host=kth,
        group=GroupFactory(slug="ga", name_en="General Assembly"),
        attendance="on-site",
        sources={"title": "https://www.kth.se/"},
    )
    page = Page(client.get("/en/events/assembly/"))
    words = page.text()
    for part in ("9–11 April 2026", "Stockholm, Sweden", "KTH", "On site", "This event (iCalendar)"):
        assert part in words
    (event, _crumbs) = page.json_ld
    assert event == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Assembly",
        "description": "What it is about.",
        "url": "http://testserver/en/events/assembly/",
        "startDate": "2026-04-09",
        "endDate": "2026-04-11",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Stockholm",
                "address": {"@type": "PostalAddress", "addressLocality": "Stockholm", "addressCountry": "SE"},
            }
        ],
        "organizer": {"@type": "Organization", "name": "KTH"},
    }


@pytest.mark.parametrize(
    ("values", "sentence", "status"),
    [
        ({"status": "cancelled"}, "This event is cancelled.", "Cancelled"),
        ({"status": "postponed"}, "This event is postponed; a new date is not known yet.", "Postponed"),
        (
            {"status": "moved", "previous_starts_on": date(2009, 12, 1)},
            "This event was moved: it was to begin on 1 December 2009.",
            "Rescheduled",
        ),
    ],
)
def test_what_became_of_an_event_is_said_on_its_page_and_to_machines(client, values, sentence, status):
    EventFactory(slug="it", **values)
    assert sentence in Page(client.get("/en/events/it/")).text()
    assert event_data(load_event("it"), str)["eventStatus"] == f"https://schema.org/Event{status}"


@pytest.mark.parametrize(("publication", "status"), [("published", 200), ("draft", 404), ("withdrawn", 410)])
def test_only_a_published_event_has_a_page_and_a_calendar(client, publication, status):
    event = EventFactory(slug="it", publication=publication)
    assert client.get("/en/events/it/").status_code == status
    assert client.get("/en/events/it/event.ics").status_code == status
    assert client.get(f"/id/event/{event.uuid}").status_code == (404 if status == 404 else 303)


def test_the_old_address_of_an_event_leads_to_the_new_one(client):
    event = Event.objects.get(pk=EventFactory(slug="old").pk)
    event.slug = "new"
    event.save()
    assert client.get("/fi/events/old/")["Location"] == "/fi/events/new/"
    assert client.get("/fi/events/old/event.ics")["Location"] == "/fi/events/new/event.ics"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_seven_queries_whatever_it_shows(client, count, django_assert_num_queries):
    for number in range(count):
        EventFactory(slug=f"e{number}", host=UniversityFactory(name="KTH"), group=GroupFactory())
    for _number in range(count):
        DocumentFactory().events.add(Event.objects.get(slug="e0"))
    with django_assert_num_queries(7):
        client.get("/fi/events/e0/")


def test_the_page_names_the_documents_that_everybody_may_read(client):
    event = EventFactory(slug="it")
    for access in ("public", "members", "staff"):
        DocumentFactory(slug=access, title_en=f"For {access}", access=access).events.add(event)
    DocumentFactory(title_en="For nobody yet", publication="draft").events.add(event)
    words = Page(client.get("/en/events/it/")).text()
    assert "For public (TXT)" in " ".join(words.split())
    assert [part for part in ("For members", "For staff", "For nobody") if part in words] == []


def test_dates_are_written_no_more_exactly_than_they_are_known():
    assert when(EventFactory.build(precision="month")) == "January 2010"
    assert when(EventFactory.build(starts_at=time(9), ends_at=time(17, 30))) == "1 January 2010, 09:00–17:30"
    with override("fi"):
        assert when(EventFactory.build(ends_on=date(2010, 1, 3))) == "1.–3. tammikuuta 2010"


# Calendars --------------------------------------------------------------------------------------------------------


def entries(client, address):
    return list(Calendar.from_ical(client.get(address).content).walk("VEVENT"))


def test_an_event_stays_the_same_entry_and_counts_its_changes(client):
    event = Event.objects.get(pk=EventFactory(slug="it", starts_on=date(2999, 5, 1)).pk)
    (before,) = entries(client, "/en/events/calendar.ics")
    event.slug, event.starts_on, event.status = "renamed", date(2999, 6, 1), "moved"
    event.save()
    (after,) = entries(client, "/fi/events/calendar.ics")
    assert before["UID"] == after["UID"] == f"event-{event.uuid}@localhost"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (after["DTSTART"].dt, after["DTEND"].dt, after["STATUS"]) == (
        date(2999, 6, 1),
        date(2999, 6, 2),
        "CONFIRMED",
    )
    assert Event.objects.get().previous_starts_on == date(2999, 5, 1)
    event.title_en = "Another title"
    event.save()
    assert Event.objects.get().sequence == 1  # calendars need not take it anew


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, "CONFIRMED"),
        ({"status": "cancelled"}, "CANCELLED"),
        ({"status": "postponed"}, "TENTATIVE"),
        ({"certainty": "announced"}, "TENTATIVE"),
        ({"certainty": "announced", "status": "cancelled"}, "CANCELLED"),
    ],
)
def test_every_event_keeps_its_entry_whatever_becomes_of_it(client, values, status):
    EventFactory(slug="it", starts_on=date(2999, 5, 1), **values)
    (entry,) = entries(client, "/en/events/calendar.ics")
    assert entry["STATUS"] == status


def test_a_timed_event_has_moments_in_utc(client):
    EventFactory(slug="it", starts_at=time(14), ends_at=time(16), time_zone="Asia/Shanghai")
    (entry,) = entries(client, "/en/events/it/event.ics")
    assert entry["DTSTART"].dt == datetime(2010, 1, 1, 6, tzinfo=UTC)
    assert entry["DTEND"].dt == datetime(2010, 1, 1, 8, tzinfo=UTC)


def test_calendars_have_what_is_theirs_and_not_too_old_and_known_to_the_day(client):
    group = GroupFactory(slug="africa")
    ours = EventFactory(starts_on=date(2999, 1, 1), group=group)
    others = EventFactory(starts_on=date(2999, 1, 2))
    EventFactory(starts_on=date(2001, 1, 1))
    EventFactory(starts_on=date(2999, 1, 1), precision="month")
    EventFactory(starts_on=date(2999, 1, 1), publication="draft", group=group)
    uids = [f"event-{event.uuid}@localhost" for event in (ours, others)]
    assert [entry["UID"] for entry in entries(client, "/en/events/calendar.ics")] == uids
    assert [entry["UID"] for entry in entries(client, "/en/events/calendar/africa.ics")] == uids[:1]
    assert client.get("/en/events/calendar/nothing.ics").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_asks_two_queries_whatever_is_in_it(client, count, django_assert_num_queries):
    for _number in range(count):
        EventFactory(starts_on=date(2999, 1, 1), host=UniversityFactory())
    with django_assert_num_queries(2):
        client.get("/en/events/calendar.ics")


# History ----------------------------------------------------------------------------------------------------------


def test_the_history_tells_the_events_that_belong_there_once_they_have_been():
    EventFactory(slug="told", is_milestone=True, title_en="Told")
    EventFactory(is_milestone=True, starts_on=date(2010, 1, 2), title_en="Not yet")
    EventFactory(is_milestone=True, status="cancelled", title_en="Never")
    EventFactory(title_en="Small")
    EventFactory(is_milestone=True, publication="draft", title_en="Hidden")
    assert [str(entry.title) for entry in History(date(2010, 1, 1)).entries] == ["Told"]
