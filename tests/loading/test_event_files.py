"""Events from data files: events.json."""

from datetime import date, time

import pytest

from news.models import Event

pytestmark = pytest.mark.django_db

SOURCED = ("kind", "date", "title", "end", "start_time", "end_time", "host", "place", "country", "attendance")
MEETING = {
    "slug": "assembly",
    "kind": "general-assembly",
    "date": "2019-05-01",
    "end": "2019-05-03",
    "start_time": "09:00",
    "end_time": "17:30",
    "time_zone": "America/Guayaquil",
    "title": "Assembly",
    "summary": "They meet.",
    "place": "Quito",
    "country": "EC",
    "attendance": "on-site",
    "host": "cordillera",
    "is_milestone": True,
    "sources": {**dict.fromkeys(SOURCED, "https://example.org/"), "summary": "own-words"},
}


@pytest.fixture
def met(folder):
    folder.write("events.json", [MEETING])
    folder.edit("texts/es.json", lambda texts: texts.update(events={"assembly": {"title": "Asamblea"}}))
    return folder


def test_events_are_loaded_and_a_second_run_keeps_what_staff_edited(met):
    assert met.load() == "5 added, 0 changed, 0 unchanged"
    event = Event.objects.get()
    assert (event.title_en, event.title_es, event.host.slug, event.country.code) == (
        "Assembly",
        "Asamblea",
        "cordillera",
        "EC",
    )
    assert (event.starts_on, event.ends_on, event.starts_at, event.ends_at) == (
        date(2019, 5, 1),
        date(2019, 5, 3),
        time(9),
        time(17, 30),
    )
    assert event.sources["starts_on"] == "https://example.org/"
    assert met.load() == "0 added, 0 changed, 5 unchanged"
    Event.objects.update(title_en="Edited")
    assert "kept as edited by staff: assembly" in met.load()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"host": "atlantis"}, "host: “atlantis” is no university."),
        ({"group": "nobody"}, "group: “nobody” is no group."),
        ({"time_zone": "Quito"}, "time_zone: 'Quito' is not a time zone: write it like Europe/Stockholm."),
        ({"start_time": "9:00"}, "start_time: “9:00” is not written like 14:30."),
        ({"end": "2019-04-30"}, "end: The last day is before the first."),
        ({"end": "2019-06"}, "end: write 2027-01-15."),
        ({"date": "2019-13-01"}, 'date: "2019-13-01" is no date: write 2018, 2020-04 or 2020-04-03.'),
    ],
)
def test_a_broken_event_changes_nothing_and_is_named(met, change, problem):
    def break_it(records):
        records[0].update(change)
        records[0]["sources"].update(dict.fromkeys(change.keys() - {"time_zone"}, "editorial"))

    met.edit("events.json", break_it)
    assert met.problems() == [f"events.json, assembly, {problem}"]
    assert not Event.objects.exists()
