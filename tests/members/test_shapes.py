import pytest

from members.shapes import crosses, cut, number, path_data


@pytest.mark.parametrize(("value", "written"), [(2.0, "2"), (2.04, "2"), (2.06, "2.1"), (-0.04, "0"), (-1.5, "-1.5")])
def test_number_has_one_decimal_at_most_and_no_sign_on_nothing(value, written):
    assert str(number(value)) == written


def test_path_data_has_blanks_only_between_numbers():
    assert path_data("M", 0, -1.26, "L", 3.0, 4, 0, 2, "Z") == "M0 -1.3L3 4 0 2Z"


@pytest.mark.parametrize(
    ("segment", "is_crossing"),
    [
        (((-5, 5), (15, 5)), True),  # right through
        (((5, 5), (6, 6)), True),  # inside
        (((5, 5), (50, 5)), True),  # from inside
        (((-5, 11), (15, 11)), False),  # beside
        (((-5, 2), (2, -5)), False),  # past a corner
    ],
)
def test_segment_crosses_a_box_when_any_of_it_is_inside(segment, is_crossing):
    assert crosses(segment, (0, 0, 10, 10)) == is_crossing


def test_segments_that_only_touch_do_not_cut():
    assert cut(((0, 0), (2, 2)), ((0, 2), (2, 0)))
    assert not cut(((0, 0), (2, 2)), ((1, 1), (2, 0)))
