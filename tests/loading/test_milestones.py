"""`milestones.json`: what becomes of each field, and what is refused."""

from datetime import date

import pytest

from news.models import Milestone

FOUNDED = {
    "slug": "founded",
    "kind": "founding",
    "date": "1990-05",
    "title": "Lyra is founded",
    "summary": "Three universities begin.",
    "place": "Quito",
    "country": "EC",
    "university": "cordillera",
    "more_sources": ["https://example.org/more"],
    "sources": {
        **dict.fromkeys(("kind", "date", "title", "place", "country", "university"), "https://example.org/"),
        "summary": "own-words",
    },
}


@pytest.fixture
def remembered(folder):
    folder.write("milestones.json", [FOUNDED])
    folder.edit("texts/es.json", lambda texts: texts.update(milestones={"founded": {"title": "Fundación de Lyra"}}))
    return folder


def test_milestones_are_loaded_and_a_second_run_changes_nothing(remembered):
    assert remembered.load() == "5 added, 0 changed, 0 unchanged"
    milestone = Milestone.objects.get()
    assert (milestone.code, milestone.title_en, milestone.title_es, milestone.happened_on) == (
        "founded",
        "Lyra is founded",
        "Fundación de Lyra",
        date(1990, 5, 1),
    )
    assert (milestone.happened_on_precision, milestone.university.slug, milestone.country.code) == (
        "month",
        "cordillera",
        "EC",
    )
    assert milestone.sources["happened_on"] == "https://example.org/"
    assert milestone.more_sources == ["https://example.org/more"]
    assert remembered.load() == "0 added, 0 changed, 5 unchanged"
    Milestone.objects.update(title_en="Edited")
    assert "kept as edited by staff: founded" in remembered.load()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"university": "atlantis"}, "university: “atlantis” is no university."),
        ({"presidency": "nobody"}, "presidency: “nobody” is no presidency."),
        ({"agreement": "none"}, "agreement: “none” is no agreement."),
        ({"date": "1990-13"}, 'date: "1990-13" is no date: write 2018, 2020-04 or 2020-04-03.'),
        ({"date": "2999"}, "date: A milestone lies in the past: announce it as news."),
        (
            {"more_sources": ["nowhere"]},
            "more_sources: “nowhere” is not a web address: write it with https:// or http://.",
        ),
    ],
)
def test_a_broken_milestone_changes_nothing_and_is_named(remembered, change, problem):
    def break_it(records):
        records[0].update(change)
        records[0]["sources"].update(dict.fromkeys(change.keys() - {"more_sources"}, "editorial"))

    remembered.edit("milestones.json", break_it)
    assert remembered.problems() == [f"milestones.json, founded, {problem}"]
    assert not Milestone.objects.exists()
