"""What changed in a programme, by the parts of its page."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from programmes.history import Area, labels_of, record_changes, snapshot
from programmes.models import Programme, ProgrammeChange
from tests.factories.members import UniversityFactory
from tests.factories.programmes import (
    AccreditationFactory,
    DeadlineFactory,
    FeeFactory,
    LearningOutcomeFactory,
    ProgrammeFactory,
    RequirementFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def programme():
    universities = [UniversityFactory(membership="full") for _each in range(2)]
    programme = ProgrammeFactory(route=universities, subjects=["0713"], languages=["en"])
    DeadlineFactory(intake__programme=programme)
    FeeFactory(programme=programme)
    RequirementFactory(programme=programme)
    LearningOutcomeFactory(programme=programme)
    AccreditationFactory(programme=programme)
    return programme


def edit(thing, **values):
    for name, value in values.items():
        setattr(thing, name, value)
    thing.save()


CHANGES = {
    "status": lambda p: edit(p, status="paused"),
    "texts": lambda p: edit(p, summary_fi="Uusi."),
    "study": lambda p: p.languages.create(language="fr"),
    "partners": lambda p: edit(p.partners.first(), degree_title="Other"),
    "paths": lambda p: edit(p.steps.first(), ects=30),
    "dates": lambda p: edit(p.deadlines.get(), closes_on=date(2027, 2, 1)),
    "fees": lambda p: p.fees.all().delete(),
    "requirements": lambda p: edit(p.outcomes.get(), text_en="Something else."),
    "agreement": lambda p: edit(p.accreditations.get(), agency="Other"),
}


@pytest.mark.parametrize("area", CHANGES)
def test_each_part_is_told_from_the_others(programme, area):
    before = snapshot(programme)
    CHANGES[area](programme)
    change = record_changes(programme, before, NOW)
    assert (change.areas, change.changed_at) == ([area], NOW)


def test_every_area_has_a_change_that_moves_it():
    assert set(CHANGES) | {"created"} == set(Area.values)


def test_nothing_is_recorded_where_no_page_says_anything_else(programme):
    before = snapshot(programme)
    edit(programme.intakes.get(), override_reason="internal")
    edit(programme)
    assert record_changes(programme, before, NOW) is None
    assert not ProgrammeChange.objects.exists()


def test_a_new_programme_and_one_that_is_published_are_new(programme):
    assert snapshot(Programme()) == {}
    assert record_changes(programme, {}, NOW).areas == ["created"]
    edit(programme, publication="draft")
    before = snapshot(programme)
    assert before == {}
    edit(programme, publication="published")
    assert record_changes(programme, before, NOW).areas == ["created"]


def test_what_is_no_longer_public_says_nothing(programme):
    before = snapshot(programme)
    edit(programme, publication="withdrawn")
    assert record_changes(programme, before, NOW) is None


def test_changes_are_read_in_the_language_of_the_visitor(programme):
    change = ProgrammeChange(programme=programme, areas=["dates", "no longer known"])
    assert labels_of(change) == ["Intakes and deadlines"]
    with translation.override("de"):
        assert len(labels_of(change)) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_snapshot_is_the_same_number_of_queries_whatever_there_is(count, django_assert_num_queries):
    programme = ProgrammeFactory()
    for _number in range(count):
        FeeFactory(programme=programme)
    with django_assert_num_queries(13):
        snapshot(programme)
