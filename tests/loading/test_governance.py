"""`groups.json` and `presidencies.json`: what becomes of each field, and what is refused."""

from datetime import date

import pytest

from members.models import Group, Presidency, University

GROUPS = [
    {
        "slug": "africa",
        "name": "Working group on Africa",
        "kind": "working-group",
        "status": "current",
        "start": "2021-03-19",
        "mandate": "Links with Africa.",
        "chairs": [{"university": "cordillera", "end": "2022-09"}, {"university": "cordillera", "start": "2024"}],
        "sources": {
            "name": "https://example.org/groups",
            "kind": "editorial",
            "status": "https://example.org/groups",
            "start": "https://example.org/groups",
            "mandate": "own-words",
            "chairs": "https://example.org/groups",
        },
    },
    {
        "slug": "old",
        "name": "Old group",
        "kind": "task-force",
        "status": "ended",
        "mission": "Never confirmed.",
        "part_of": "africa",
        "sources": {
            "name": "editorial",
            "kind": "editorial",
            "status": "editorial",
            "mission": "unverified",
            "part_of": "editorial",
        },
    },
]
PRESIDENCIES = [
    {
        "slug": "grace",
        "president": "Grace Hopper",
        "university": "cordillera",
        "start": "2016",
        "end": "2018-07-01",
        "note": "Elected in May.",
        "sources": dict.fromkeys(("president", "university", "start", "end", "note"), "https://example.org/"),
    },
    {"slug": "vacancy", "start": "2018-07-01", "is_vacant": True, "sources": {"start": "editorial"}},
]


@pytest.fixture
def governed(folder):
    folder.write("groups.json", GROUPS)
    folder.write("presidencies.json", PRESIDENCIES)
    folder.edit("texts/es.json", lambda texts: texts.update(groups={"africa": {"name": "Grupo sobre África"}}))
    return folder


def test_groups_and_presidencies_are_loaded_no_more_exactly_than_they_are_known(governed):
    assert governed.load() == "8 added, 0 changed, 0 unchanged"
    africa, old = Group.objects.order_by("slug")
    assert (africa.name_en, africa.name_es, africa.state, africa.valid_from, africa.publication) == (
        "Working group on Africa",
        "Grupo sobre África",
        "active",
        date(2021, 3, 19),
        "published",
    )
    assert africa.sources["valid_from"] == "https://example.org/groups"
    cordillera = University.objects.get(slug="cordillera").pk
    columns = ("university", "function", "valid_from", "valid_from_precision", "valid_to", "valid_to_precision")
    assert list(africa.memberships.order_by("pk").values_list(*columns)) == [
        (cordillera, "chair", None, "", date(2022, 9, 1), "month"),
        (cordillera, "chair", date(2024, 7, 1), "year", None, ""),
    ]
    assert (old.ended_on_unknown_day, old.parent, old.mission_en) == (True, africa, None)
    grace, vacancy = Presidency.objects.order_by("code")
    assert (grace.president_name, grace.valid_from, grace.valid_from_precision, grace.valid_to) == (
        "Grace Hopper",
        date(2016, 7, 1),
        "year",
        date(2018, 7, 1),
    )
    assert (vacancy.is_vacant, vacancy.university, vacancy.valid_to) == (True, None, None)


def test_a_second_run_changes_nothing_and_what_staff_edited_is_kept(governed):
    governed.load()
    assert governed.load() == "0 added, 0 changed, 8 unchanged"
    Group.objects.filter(slug="africa").update(mandate_en="Edited.")
    Presidency.objects.filter(code="grace").update(note_en="Edited.")
    assert governed.load() == (
        "0 added, 0 changed, 6 unchanged\nkept as edited by staff: africa, grace (--force overwrites)"
    )
    governed.load("--force")
    assert Group.objects.get(slug="africa").mandate_en == "Links with Africa."


DAYS = "is no date: write 2018, 2020-04 or 2020-04-03."
KINDS = "governing-body, office, task-force, department, working-group, student-body, project, other"
OVERLAP = "This period overlaps the presidency of Grace Hopper: that has to end before."


@pytest.mark.parametrize(
    ("file", "place", "change", "problem"),
    [
        ("groups.json", 1, {"start": "2021-3"}, f'old, start: "2021-3" {DAYS}'),
        ("groups.json", 1, {"kind": "club"}, f'old, kind: "club" is none of {KINDS}.'),
        ("groups.json", 1, {"part_of": "nowhere"}, "old, part_of: “nowhere” is no group that stands before it."),
        ("groups.json", 1, {"chairs": [{"university": "atlantis"}]}, "old, chairs: “atlantis” is no university."),
        ("presidencies.json", 0, {"university": "atlantis"}, "grace, university: “atlantis” is no university."),
        ("presidencies.json", 1, {"start": "2018-06-30"}, f"vacancy, start: {OVERLAP}"),
    ],
)
def test_a_broken_record_changes_nothing_and_is_named(governed, file, place, change, problem):
    def break_it(records):
        records[place].update(change)
        records[place]["sources"].update(dict.fromkeys(change, "editorial"))

    governed.edit(file, break_it)
    assert governed.problems() == [f"{file}, {problem}"]
    assert not Group.objects.exists()
    assert not Presidency.objects.exists()
