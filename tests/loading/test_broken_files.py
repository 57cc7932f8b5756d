"""A broken file changes nothing, and each problem is told with file, record, field and reason."""

import subprocess
import sys
from pathlib import Path

import pytest

from cluster_portal.models import LoadedRecord
from cluster_portal.network.models import Network
from members.models import University, UniversityName
from tests.factories.members import UniversityFactory, UniversityIdentifierFactory

PARTS = (
    "“network”, “universities”, “agreements”, “programmes”, “groups”, “presidencies”, “milestones”, “events”, "
    "“pages”, “topics”, “articles”, “phrases”"
)
NO_COUNTRY = 'country: "KOR" is not a country: write its two capitals in ISO 3166-1, for example SE.'

pytestmark = pytest.mark.any_database


def nothing_is_loaded():
    return not any(table.objects.exists() for table in (Network, University, UniversityName, LoadedRecord))


BROKEN_VALUES = [
    ({"founded_year": "1954"}, 'founded_year: a whole number is expected, not "1954".'),
    ({"founded_year": 19540}, "founded_year: 19540 is out of range: a year from 800 to "),
    ({"joined_year": 999}, "joined_year: 999 is out of range: a year from 1000 to "),
    ({"student_count": -1}, "student_count: a whole number is expected, not -1."),
    ({"student_count": True}, "student_count: a whole number is expected, not true."),
    ({"student_count": 3e9}, "student_count: a whole number is expected, not "),
    ({"city": 7}, "city: a text is expected, not 7."),
    ({"city": ""}, "city: is empty: leave it out, or write null."),
    ({"city": " Los Andes"}, "city: has blanks or new lines at its ends."),
    ({"city": "Los\0Andes"}, "city: holds a control character."),
    ({"city": "\ud83d"}, "city: holds half a character (a lone surrogate)."),
    ({"city": "x" * 81}, "city: Ensure this value has at most 80 characters (it has 81)."),
    ({"official_name": "x" * 201}, "official_name: Ensure this value has at most 200 characters (it has 201)."),
    ({"country": "XX"}, 'country: "XX" is not a country: write its two capitals in ISO 3166-1, for example SE.'),
    ({"country": ["CL"]}, 'country: ["CL"] is not a country'),
    ({"latitude": 91}, "latitude: a number from -90 to 90 is expected."),
    ({"latitude": "32"}, "latitude: a number from -90 to 90 is expected."),
    ({"latitude": 1.23456}, "latitude: Ensure that there are no more than 4 decimal places."),
    ({"longitude": None}, "longitude: Give both coordinates or none."),
    ({"coordinate_precision": "street"}, 'coordinate_precision: "street" is none of campus, city.'),
    ({"time_zone": "Chile/Andes"}, "time_zone: “Chile/Andes” is not a time zone"),
    ({"website": "cordillera.example.org"}, "website: “cordillera.example.org” is not a web address"),
    ({"website": "javascript:alert(1)"}, "website: “javascript:alert(1)” is not a web address"),
    ({"domain": "@Cordillera"}, "domain: “@Cordillera” is not written like kth.se."),
    ({"category": "gold"}, 'category: "gold" is none of full, associate, candidate, observer.'),
    ({"category": None}, "membership_status: stands with a category, or neither is there."),
    ({"membership_status": "gone"}, 'membership_status: "gone" is none of current, suspended, unknown, former.'),
    ({"left_year": 2015}, "left_year: is there, but the membership status is not “former”."),
    (
        {"membership_status": "former", "left_year": 2011},
        "left_year: 2011 does not come after the year of joining, 2011.",
    ),
    ({"status_is_inferred": "yes"}, "status_is_inferred: true or false is expected."),
    ({"names": ["Cordillera"]}, "names: an object is expected."),
    ({"names": {"Spanish": "Cordillera"}}, "names: Spanish: “Spanish” is not written like sv or zh-Hant."),
    ({"names": {"it": ""}}, "names: it: is empty"),
    ({"official_language": None}, "official_language: is missing: the official name is in some language."),
    ({"official_name": None, "english_name": None}, "official_name: a name with a source is needed"),
    ({"successor": "atlantis"}, "successor: “atlantis” is no other university of this file."),
    ({"successor": "cordillera"}, "successor: “cordillera” is no other university of this file."),
    ({"ror_id": "https://ror.org/026vcq607"}, "ror_id: The check digits of this ROR identifier do not fit"),
    ({"pic": "12345"}, "pic: A PIC is nine digits."),
    ({"erasmus_code": "stockholm"}, "erasmus_code: An Erasmus code is the country in three places"),
    ({"identifier_notes": {"isbn": "?"}}, 'identifier_notes: isbn: "isbn" is none of '),
    ({"identifier_notes": {"ror_id": "?"}}, "identifier_notes: ror_id is not there."),
    ({"colour": "red"}, "colour: is an unknown field."),
    ({"sources": ["own-words"]}, "sources: an object is expected that maps fields to sources."),
]


@pytest.mark.parametrize(("values", "reason"), BROKEN_VALUES)
def test_a_wrong_value_is_told_and_nothing_is_loaded(folder, values, reason):
    folder.edit_university("cordillera", **values)
    if "colour" in values:
        folder.edit("universities.json", lambda universities: universities[0]["sources"].pop("colour"))

    assert any(problem.startswith(f"universities.json, cordillera, {reason}") for problem in folder.problems())
    assert nothing_is_loaded()


@pytest.mark.parametrize(
    ("sources", "problem"),
    [
        ({"city": "a book"}, "sources.city: “a book” is not a source"),
        ({"city": ["own-words"]}, 'sources.city: a text is expected, not ["own-words"].'),
        ({"city": f"https://example.org/{'x' * 500}"}, "sources.city: is longer than 500 characters."),
        ({"colour": "own-words"}, "sources.colour: is the source of an unknown field."),
    ],
)
def test_a_source_of_a_wrong_shape_is_told(folder, sources, problem):
    folder.edit("universities.json", lambda universities: universities[0]["sources"].update(sources))

    assert len(problems := folder.problems()) == 1
    assert problems[0].startswith(f"universities.json, cordillera, {problem}")
    assert nothing_is_loaded()


def test_a_value_without_a_source_is_told(folder):
    folder.edit("universities.json", lambda universities: universities[0]["sources"].pop("city"))

    assert folder.problems() == [
        "universities.json, cordillera, city: has no source: say in “sources” where it was read."
    ]
    assert nothing_is_loaded()


def test_every_problem_of_every_file_is_told_at_once(folder):
    folder.edit_university("cordillera", founded_year="old", city="x" * 81)
    folder.edit_university("hanbit", country="KOR")
    folder.edit_university(
        "old-academy", summary=None, founded_year=1900, website="https://old.example.org/" + "x" * 200
    )
    folder.edit_network(accent="blue", accent_dark="#000000")
    folder.write("texts/es.json", {"universities": {"hanbit": {"summary": ""}}, "clubs": {}})

    assert folder.problems() == [
        f"texts/es.json, clubs: is an unknown part: {PARTS} are expected.",
        "network.json, Lyra, accent: “blue” is not written like #0b5fa5.",
        'universities.json, cordillera, founded_year: a whole number is expected, not "old".',
        f"universities.json, hanbit, {NO_COUNTRY}",
        "texts/es.json, hanbit, summary: is empty: leave it out, or write null.",
        "universities.json, old-academy, website: Ensure this value has at most 200 characters (it has 224).",
    ]
    assert nothing_is_loaded()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[{"slug": "a",}]', "universities.json: is not JSON: line 1, column 15: "),
        ("[\n{]", "universities.json: is not JSON: line 2, column 2: "),
        ('[{"slug": "a", "slug": "b"}]', "universities.json: is not JSON: “slug” stands twice in one object."),
        ("[NaN]", "universities.json: is not JSON: NaN is not JSON."),
        ("[" * 100_000, "universities.json: is nested too deeply."),
        ('{"slug": "a"}', "universities.json: a list of objects is expected."),
        ('["a"]', "universities.json: a list of objects is expected."),
        ("", "universities.json: is not JSON: line 1, column 1: "),
        (b'[{"slug": "\xff"}]', "universities.json: is not UTF-8: byte 12 is wrong."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_the_place(folder, content, problem):
    folder.write("universities.json", content)

    assert folder.problems()[0].startswith(problem)
    assert nothing_is_loaded()


@pytest.mark.parametrize("file", ["network.json", "universities.json"])
def test_a_missing_file_is_told(folder, file):
    (folder.path / file).unlink()

    assert f"{file}: the file is missing." in folder.problems()
    assert nothing_is_loaded()


def test_a_record_without_a_slug_is_named_by_its_place(folder):
    folder.edit("universities.json", lambda universities: universities[1].pop("slug"))

    assert "universities.json, record 2, slug: is missing." in folder.problems()


def test_a_slug_or_an_identifier_of_two_records_is_told(folder):
    folder.edit_university("hanbit", wikidata_qid="https://www.wikidata.org/wiki/Q900000001")
    folder.edit_university("old-academy", slug="hanbit")

    assert folder.problems() == [
        "universities.json, hanbit, slug: stands in more than one record.",
        "universities.json, hanbit, wikidata_qid: “Q900000001” belongs to cordillera already.",
    ]
    assert nothing_is_loaded()


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("texts/xx.json", {}, "texts/xx.json: “xx” is none of the languages en, pt, fr, de, it, es, ca, nl, sv, fi."),
        ("texts/en.json", {}, "texts/en.json: English stands in the files of the records."),
        ("texts/pt.json", "{", "texts/pt.json: is not JSON: line 1, column 2: "),
        (
            "texts/pt.json",
            [],
            f"texts/pt.json: an object with {PARTS} is expected.",
        ),
        ("texts/pt.json", {"universities": []}, "texts/pt.json, universities: an object is expected."),
        (
            "texts/pt.json",
            {"universities": {"atlantis": {}}},
            "texts/pt.json, atlantis: universities.json has no university of this slug.",
        ),
        ("texts/pt.json", {"universities": {"hanbit": []}}, "texts/pt.json, hanbit: an object of texts is expected."),
        (
            "texts/pt.json",
            {"universities": {"hanbit": {"country": "KR"}}},
            "texts/pt.json, hanbit, country: is not translated here: city, summary, ",
        ),
        (
            "texts/pt.json",
            {"universities": {"hanbit": {"alliance_role": "parceira"}}},
            "texts/pt.json, hanbit, alliance_role: translates what universities.json does not say.",
        ),
        (
            "texts/pt.json",
            {"universities": {"hanbit": {"summary": "\ud83d"}}},
            "texts/pt.json, hanbit, summary: holds half a character (a lone surrogate).",
        ),
        ("texts/pt.json", {"network": {"name": "Lira"}}, "texts/pt.json, network, name: is not translated here: "),
    ],
)
def test_a_translation_that_fits_nothing_is_told(folder, file, content, problem):
    folder.write(file, content)

    assert len(problems := folder.problems()) == 1
    assert problems[0].startswith(problem)
    assert nothing_is_loaded()


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"accent": "#eeeeee"}, "accent: Text in this colour would be hard to read"),
        ({"contact_email": "nobody"}, "contact_email: Enter a valid email address."),
        ({"website": "lyra"}, "website: “lyra” is not a web address"),
        ({"figures": {"students": 1}}, "figures: a list of objects is expected."),
        (
            {"figures": [{"kind": "ghosts", "value": 1, "source": "own-words"}]},
            'figures: figure 1: kind: "ghosts" is none',
        ),
        ({"figures": [{"kind": "students", "source": "own-words"}]}, "figures: figure 1: value is missing."),
        ({"figures": [{"kind": "students", "value": 1}]}, "figures: figure 1: source is missing."),
        (
            {"figures": 2 * [{"kind": "students", "value": 1, "source": "own-words"}]},
            "figures: students is there twice.",
        ),
        ({"members": 3}, "members: is an unknown field."),
        ({"legal_form": "Club"}, "legal_form: has no source"),
    ],
)
def test_a_wrong_value_of_the_network_is_told(folder, values, problem):
    folder.edit_network(**values)

    assert len(problems := folder.problems()) == (2 if "members" in values else 1) or problems
    assert problems[0].startswith(f"network.json, Lyra, {problem}")
    assert nothing_is_loaded()


def test_what_only_the_database_knows_is_told_in_the_same_way(folder):
    UniversityIdentifierFactory(university=UniversityFactory(slug="elsewhere"), scheme="pic", value="900000001")

    assert folder.problems() == ["universities.json, cordillera, pic: Another university has this identifier."]
    assert [university.slug for university in University.objects.all()] == ["elsewhere"]
    assert not Network.objects.exists()


def test_a_broken_file_leaves_what_was_loaded_before(folder):
    folder.load()
    folder.edit_network(founded_year=2012)
    folder.edit_university("hanbit", city="Seoul")
    folder.edit_university("old-academy", country="??")

    assert len(folder.problems()) == 1
    assert Network.objects.get().founded_year == 2011
    assert University.objects.get(slug="hanbit").city_en == "Daejeon"


def test_a_folder_that_is_not_there_is_told(folder):
    folder.path = folder.path / "nowhere"

    assert folder.refusal() == f"{folder.path} is not a folder."


def test_the_command_ends_with_one_and_without_a_traceback(folder, tmp_path):
    folder.write("universities.json", "[")
    manage = Path(__file__).parents[2] / "manage.py"

    run = subprocess.run(
        [sys.executable, manage, "load_network", "--skip-checks", folder.path],
        env={"VAR_DIR": str(tmp_path / "var"), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )

    # Its own database is empty, which the command finds out first in words, too.
    assert run.returncode == 1
    assert run.stderr.startswith("CommandError: The database refuses: no such table: ")
    assert "Traceback" not in run.stderr
    assert run.stdout == ""
