"""The entry by exit matrix, held against a routine of another make."""

from itertools import product

import pytest

from programmes.matrix import matrix_of
from programmes.page import ProgrammePage
from programmes.page_query import load_programme
from tests.factories.members import UniversityFactory
from tests.factories.programmes import PartnerFactory, PathFactory, ProgrammeFactory, StepFactory

pytestmark = pytest.mark.django_db


def university(slug):
    return UniversityFactory(slug=slug, name=slug.upper(), name__kind="short", membership="full")


def ways_of(programme):
    return ProgrammePage(load_programme(programme.slug)).ways


def brute_force(programme):
    """Return {(first slug, last slug): {slugs of awarding universities}} by walking through every stored step."""
    awarding = {p.university_id: p.university.slug for p in programme.partners.all() if p.awarding == "yes"}
    found = {}
    for path in programme.paths.all():
        steps = list(path.steps.order_by("order"))
        if (
            all(step.university_id for step in (steps[0], steps[-1]))
            and steps[0].university_id != steps[-1].university_id
        ):
            key = (steps[0].university.slug, steps[-1].university.slug)
            found.setdefault(key, set()).update(
                awarding[step.university_id] for step in steps if step.university_id in awarding
            )
    return found


def as_pairs(matrix):
    return {
        (first.slug, last.slug): {partner.university.slug for partner in cell.diplomas}
        for first, cells in matrix.rows
        for last, cell in zip(matrix.columns, cells, strict=True)
        if cell
    }


def test_it_says_the_same_as_brute_force():
    kth, upc, aalto = map(university, ("kth", "upc", "aalto"))
    programme = ProgrammeFactory(partners=[kth, upc])
    PartnerFactory(programme=programme, university=aalto, awarding="unknown")
    for first, last in product((kth, upc), (kth, upc, aalto)):
        if first != last:
            PathFactory(programme=programme, code=f"{first.slug}-{last.slug}", places=[first, last])
    matrix = matrix_of(ways_of(programme))
    assert as_pairs(matrix) == brute_force(programme)
    assert as_pairs(matrix)["kth", "aalto"] == {"kth"}
    assert [one.slug for one in matrix.columns] == ["aalto", "kth", "upc"]
    assert [first.slug for first, _cells in matrix.rows] == ["kth", "upc"]


def test_a_pair_without_a_path_is_an_empty_cell():
    kth, upc, aalto = map(university, ("kth", "upc", "aalto"))
    programme = ProgrammeFactory(partners=[kth, upc, aalto])
    PathFactory(programme=programme, code="a", places=[kth, upc])
    PathFactory(programme=programme, code="b", places=[upc, aalto])
    matrix = matrix_of(ways_of(programme))
    assert [[cell is None for cell in cells] for _first, cells in matrix.rows] == [[True, False], [False, True]]


def test_a_single_path_makes_no_matrix_nor_does_one_with_an_open_end():
    kth, upc = university("kth"), university("upc")
    programme = ProgrammeFactory(route=[kth, upc])
    assert matrix_of(ways_of(programme)) is None
    open_ended = PathFactory(programme=programme, code="open", places=[kth])
    StepFactory(path=open_ended, order=2, university=None, place_en="a company")
    assert matrix_of(ways_of(programme)) is None


def test_a_cell_tells_how_the_credits_are_split_where_they_are_known():
    kth, upc = university("kth"), university("upc")
    programme = ProgrammeFactory(route=[kth, upc])
    PathFactory(programme=programme, code="other", places=[upc, kth], places__ects=None)
    cells = {first.slug: next(cell for cell in cells if cell) for first, cells in matrix_of(ways_of(programme)).rows}
    assert cells["kth"].splits == ["60 + 60"]
    assert cells["upc"].splits == []


def test_a_path_for_students_of_one_university_begins_there():
    kth, upc, tuda = map(university, ("kth", "upc", "tuda"))
    programme = ProgrammeFactory(partners=[kth, upc, tuda])
    path = PathFactory(programme=programme, code="abroad", places=[kth, upc])
    path.home_universities.set([tuda])
    PathFactory(programme=programme, code="other", places=[upc, kth])
    firsts = [first.slug for first, _cells in matrix_of(ways_of(programme)).rows]
    assert firsts == ["tuda", "upc"]
    assert [p.university.slug for p in ways_of(programme)[0].diplomas] == ["kth", "upc", "tuda"]
