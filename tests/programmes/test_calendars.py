"""Calendars: the same event stays the same event, whatever moves."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from programmes.calendars import calendar_of, deadlines_of, entries_of, for_calendars
from programmes.models import Deadline, FormerProgrammeSlug, Programme
from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import DeadlineFactory, IntakeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


def university(slug, **kwargs):
    return UniversityFactory(slug=slug, name=slug.upper(), name__kind="short", membership="full", **kwargs)


def events(programmes=None, now=NOW, **choice):
    """Return the events of the calendar of some programmes at a moment."""
    programmes = Programme.objects.all() if programmes is None else programmes
    entries = entries_of(deadlines_of(programmes, **choice), for_calendars(programmes), now)
    content = calendar_of(entries, "Name", lambda path: f"https://x.example{path}")
    return Calendar.from_ical(content).walk("VEVENT")


def fetch(client, path, language="en"):
    return client.get(f"/{language}/programmes/{path}")


def summaries(response):
    return [str(event["summary"]) for event in Calendar.from_ical(response.content).walk("VEVENT")]


# What a file is -------------------------------------------------------------------------------------------------------


def test_a_programme_has_a_calendar_that_parses_and_is_well_formed(client):
    programme = ProgrammeFactory(slug="energy", title_en="Energy; and, water" + " long" * 30)
    DeadlineFactory(intake__programme=programme, closes_on=date(2099, 1, 15), note_en="A note,\nin two lines.")
    response = fetch(client, "energy/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="energy.ics"'
    assert "public" in response["Cache-Control"]
    lines = response.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    calendar = Calendar.from_ical(response.content)
    assert calendar.errors == []
    assert (str(calendar["version"]), str(calendar["method"])) == ("2.0", "PUBLISH")
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    assert str(event["url"]) == "http://testserver/en/programmes/energy/"


def test_two_fetches_are_the_same_to_the_byte_and_the_second_is_not_sent(client):
    DeadlineFactory(intake__programme__slug="energy", closes_on=date(2099, 1, 15))
    first, second = fetch(client, "energy/calendar.ics"), fetch(client, "energy/calendar.ics")
    assert first.content == second.content
    again = client.get("/en/programmes/energy/calendar.ics", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_a_day_is_a_whole_day_and_its_end_is_not_part_of_it():
    DeadlineFactory(closes_on=date(2028, 2, 29), time_zone="Pacific/Auckland")
    (event,) = events()
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2028, 2, 29), date(2028, 3, 1))
    assert "time zone of Auckland" in event["description"]


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("Pacific/Auckland", date(2027, 1, 15), datetime(2027, 1, 14, 23, 0, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2027, 1, 15), datetime(2027, 1, 15, 15, 0, tzinfo=UTC)),
        ("Europe/Stockholm", date(2027, 1, 15), datetime(2027, 1, 15, 11, 0, tzinfo=UTC)),
        ("Europe/Stockholm", date(2027, 7, 15), datetime(2027, 7, 15, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_a_moment_in_utc(zone, day, utc):
    DeadlineFactory(closes_on=day, closes_at=time(12, 0), precision="minute", time_zone=zone)
    (event,) = events()
    assert event.decoded("dtstart") == event.decoded("dtend") == utc


def test_a_month_stands_on_its_last_day_and_says_so():
    DeadlineFactory(closes_on=date(2028, 2, 1), precision="month")
    (event,) = events()
    assert event.decoded("dtstart") == date(2028, 2, 29)
    assert "Only the month is known." in event["description"]


# What stays and what moves --------------------------------------------------------------------------------------------


def test_a_deadline_that_moves_is_the_same_event_with_a_higher_sequence():
    deadline = DeadlineFactory(closes_on=date(2027, 3, 1))
    (before,) = events()
    deadline.closes_on = date(2027, 3, 15)
    deadline.save()
    (after,) = events()
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstart") == date(2027, 3, 15)


def test_a_new_note_does_not_raise_the_sequence():
    deadline = DeadlineFactory(closes_on=date(2027, 3, 1))
    deadline.note_en = "Another note."
    deadline.save()
    assert [event["sequence"] for event in events()] == [0]


def test_a_cancelled_intake_cancels_its_events_and_raises_their_sequence():
    deadline = DeadlineFactory(closes_on=date(2027, 3, 1))
    (before,) = events()
    deadline.intake.state = "cancelled"
    deadline.intake.save()
    (after,) = events()
    assert (str(before["status"]), str(after["status"])) == ("CONFIRMED", "CANCELLED")
    assert (after["uid"], after["sequence"]) == (before["uid"], 1)


@pytest.mark.parametrize(
    ("certainty", "status", "prefix"), [("firm", "CONFIRMED", "Application"), ("expected", "TENTATIVE", "Expected")]
)
def test_what_is_expected_is_tentative_and_says_so(certainty, status, prefix):
    DeadlineFactory(closes_on=date(2027, 3, 1), certainty=certainty)
    (event,) = events()
    assert str(event["status"]) == status
    assert str(event["summary"]).startswith(prefix)


def test_a_usual_date_is_an_event_of_its_own_each_year():
    intake = IntakeFactory(academic_year=None)
    deadline = DeadlineFactory(intake=intake, closes_on=date(2000, 2, 29), certainty="expected")
    found = [events(now=datetime(year, 1, 10, tzinfo=UTC)) for year in (2027, 2028)]
    assert [[event.decoded("dtstart") for event in each] for each in found] == [
        [date(2027, 2, 28)],
        [date(2028, 2, 29)],
    ]
    assert [str(each[0]["uid"]) for each in found] == [
        f"deadline-{deadline.uuid}-{year}@localhost" for year in (2027, 2028)
    ]
    assert {str(each[0]["status"]) for each in found} == {"TENTATIVE"}


def test_last_years_date_is_expected_next_year_until_a_new_one_is_there():
    intake = IntakeFactory(academic_year=2026)
    DeadlineFactory(intake=intake, closes_on=date(2026, 3, 1))
    found = [(event.decoded("dtstart"), str(event["status"])) for event in events()]
    assert found == [(date(2026, 3, 1), "CONFIRMED"), (date(2027, 3, 1), "TENTATIVE")]
    newer = IntakeFactory(programme=intake.programme, academic_year=2027)
    DeadlineFactory(intake=newer, closes_on=date(2027, 2, 20))
    found = [(event.decoded("dtstart"), str(event["status"])) for event in events()]
    assert found == [(date(2026, 3, 1), "CONFIRMED"), (date(2027, 2, 20), "CONFIRMED")]


def test_what_is_long_over_and_what_was_only_expected_is_left_out():
    intake = IntakeFactory(academic_year=2022)
    DeadlineFactory(intake=intake, closes_on=date(2022, 3, 1))
    DeadlineFactory(intake=intake, closes_on=date(2026, 10, 1), certainty="expected", purpose="documents")
    assert events() == []


@pytest.mark.parametrize("status", ["closed", "paused", "phasing-out"])
def test_a_programme_that_takes_nobody_promises_nothing(status):
    programme = ProgrammeFactory(status=status)
    usual = IntakeFactory(programme=programme, academic_year=None)
    DeadlineFactory(intake=usual, closes_on=date(2000, 5, 1), certainty="expected")
    DeadlineFactory(intake=IntakeFactory(programme=programme), closes_on=date(2027, 3, 1))
    assert [str(event["status"]) for event in events()] == ["CANCELLED"]


# Whose calendar -------------------------------------------------------------------------------------------------------


def test_the_language_of_the_address_decides_the_texts(client):
    programme = ProgrammeFactory(slug="energy", title_en="Energy", title_fi="Energia")
    DeadlineFactory(intake__programme=programme, closes_on=date(2099, 1, 15))
    assert [summaries(fetch(client, "energy/calendar.ics", code))[0].split(": ")[-1] for code in ("en", "fi")] == [
        "Energy",
        "Energia",
    ]


@pytest.mark.parametrize(("publication", "status"), [("draft", 404), ("withdrawn", 410)])
def test_what_is_not_public_has_no_calendar(client, publication, status):
    ProgrammeFactory(slug="energy", publication=publication)
    university("kth", publication=publication)
    assert fetch(client, "energy/calendar.ics").status_code == status
    assert fetch(client, "calendar/kth.ics").status_code == status
    assert fetch(client, "nothing/calendar.ics").status_code == 404
    assert fetch(client, "calendar/nothing.ics").status_code == 404


def test_a_former_address_leads_to_the_calendar(client):
    FormerProgrammeSlug.objects.create(target=ProgrammeFactory(slug="new"), slug="old")
    response = fetch(client, "old/calendar.ics", "de")
    assert (response.status_code, response["Location"]) == (301, "/de/programmes/new/calendar.ics")


def dated(title, *universities, **kwargs):
    programme = ProgrammeFactory(slug=title.lower(), title_en=title, partners=universities)
    DeadlineFactory(intake__programme=programme, **{"closes_on": date(2099, 1, 15), **kwargs})
    return programme


def test_a_university_has_the_deadlines_of_its_published_programmes(client):
    kth, upc = university("kth"), university("upc")
    dated("Energy", kth, upc)
    dated("Water", upc)
    Programme.objects.filter(pk=dated("Secret", kth).pk).update(publication="draft")
    assert summaries(fetch(client, "calendar/kth.ics")) == ["Application: Energy"]


def test_a_visitor_chooses_home_group_and_programmes(client):
    kth, upc = university("kth"), university("upc")
    dated("Energy", kth, upc, applicant_group="eu")
    dated("Water", kth, upc, applicant_group="non-eu")
    dated("Data", upc)
    dated("Nomination", kth, upc, purpose="nomination", university=upc)
    assert summaries(fetch(client, "calendar/own.ics?home=kth&group=eu")) == [
        "Application (Citizens of the EU, the EEA and Switzerland): Energy"
    ]
    assert summaries(fetch(client, "calendar/own.ics?p=data&p=energy&group=non-eu")) == ["Application: Data"]
    assert len(summaries(fetch(client, "calendar/own.ics?home=upc"))) == 4


@pytest.mark.parametrize(
    "query",
    ["", "group=eu", "home=nothing", "home=draft", "p=nothing", "p=secret", "home=kth&group=martians",
     "&".join(f"p=p{number}" for number in range(21))],
)  # fmt: skip
def test_a_choice_that_does_not_exist_is_refused(client, query):
    university("kth")
    university("draft", publication="draft")
    ProgrammeFactory(slug="secret", publication="draft")
    assert fetch(client, f"calendar/own.ics?{query}").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_whatever_there_is(client, count, django_assert_num_queries):
    kth = university("kth")
    for number in range(count):
        dated(f"P{number}", kth, university=kth)
    with django_assert_num_queries(6):
        fetch(client, "calendar/kth.ics", "fi")
    with django_assert_num_queries(7):
        fetch(client, "calendar/own.ics?home=kth", "fi")


def test_a_deadline_that_is_over_is_kept_for_a_year():
    DeadlineFactory(closes_on=date(2026, 3, 1), intake__programme__status="closed")
    days = [events(now=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=each)) for each in (0, 360, 400)]
    assert [len(each) for each in days] == [1, 1, 0]
    assert Deadline.objects.count() == 1
