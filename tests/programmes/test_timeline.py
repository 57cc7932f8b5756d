"""A path as a line of stays."""

import pytest

from programmes.models import PathStep
from programmes.page_parts import Way
from programmes.timeline import LONGEST, UNKNOWN_LENGTH, length_of, stays_of


def way(*months, homes=()):
    return Way(None, [PathStep(order=order, months=each) for order, each in enumerate(months, 1)], list(homes), [])


def drawn(stays):
    return [(stay.width, stay.first, stay.last) for stay in stays]


def test_stays_follow_each_other_by_semester():
    assert drawn(stays_of(way(12, 6, 6))) == [(2, 1, 2), (1, 3, 3), (1, 4, 4)]
    assert stays_of(way(12, 6))[1].is_one_semester


def test_after_a_stay_of_unknown_length_no_semester_is_named():
    stays = stays_of(way(12, None, 6))
    assert drawn(stays) == [(2, 1, 2), (UNKNOWN_LENGTH, None, None), (1, None, None)]
    assert [stay.has_unknown_length for stay in stays] == [False, True, False]


def test_months_that_make_no_whole_semester_are_drawn_and_not_numbered():
    assert drawn(stays_of(way(9, 6))) == [(2, None, None), (1, None, None)]


def test_a_very_long_stay_is_drawn_as_long_as_the_style_sheet_can():
    assert drawn(stays_of(way(66, 6))) == [(LONGEST, 1, 11), (1, 12, 12)]


def test_time_abroad_of_students_of_one_university_does_not_begin_with_semester_one():
    assert drawn(stays_of(way(18, 6, homes=["tuda"]))) == [(3, None, None), (1, None, None)]


@pytest.mark.parametrize(("months", "length"), [((12, 12), 24), ((12, None), None), ((6,), 6)])
def test_a_path_is_as_long_as_its_stays_or_of_unknown_length(months, length):
    assert length_of(way(*months)) == length
