import math

import pytest

from members.dots_and_lines import GROUPS, Line, arc_path, clear_arc, mark, points_on


def test_every_group_has_its_own_mark_but_an_unconfirmed_one_has_the_outline_of_an_associate():
    marks = {group: mark(group, 10) for group in GROUPS}
    assert marks == {
        "full": "M-10 0A10 10 0 1 1 10 0A10 10 0 1 1 -10 0Z",
        "associate": "M0 -12.5L12.5 0 0 12.5 -12.5 0Z",
        "candidate": "M0 -12L12 9.6 -12 9.6Z",
        "observer": "M-8.5 -8.5L8.5 -8.5 8.5 8.5 -8.5 8.5Z",
        "former": "M-8.5 0A8.5 8.5 0 1 1 8.5 0A8.5 8.5 0 1 1 -8.5 0Z",
        "suspended": "M-8.5 -8.5L8.5 8.5M-8.5 8.5L8.5 -8.5",
        "unconfirmed": "M0 -12.5L12.5 0 0 12.5 -12.5 0Z",
    }


@pytest.mark.parametrize(("weight", "strength"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (90, 4)])
def test_strength_of_a_line_has_four_steps(weight, strength):
    assert Line(a_key="a", b_key="b", name="", url="", weight=weight, path="").strength == strength


def test_arc_rises_northwards_and_is_the_same_from_both_ends():
    there, back = clear_arc((0, 50), (100, 50), [], 10), clear_arc((100, 50), (0, 50), [], 10)
    assert there == back
    assert arc_path(there) == "M0 50Q50 32 100 50"
    assert all(y < 50 for _, y in points_on(there))


def test_arc_keeps_clear_of_a_third_dot():
    third = (50, 41)
    nearest = [
        min(math.dist(point, third) for point in points_on(clear_arc((0, 50), (100, 50), others, 5)))
        for others in ([], [third])
    ]
    assert nearest[0] < 1
    assert nearest[1] > 5


def test_arc_that_cannot_keep_clear_stays_as_far_away_as_it_can():
    arc = clear_arc((0, 50), (100, 50), [(50, 40)], 30)
    assert arc_path(arc) == "M0 50Q50 58 100 50"
