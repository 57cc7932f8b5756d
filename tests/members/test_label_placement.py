import itertools
import math

import pytest

from members.label_placement import Label, LabelPlacement, crowding, spread, target_radius, text_width
from members.projection import EUROPE


def placed(positions, texts=None, **more):
    placement = LabelPlacement(EUROPE, more.pop("width", EUROPE.width), EUROPE.text_size, positions, **more)
    return placement.place(list((texts or {key: key for key in positions}).items()))


# --- Dots ---


def test_dots_at_one_spot_are_moved_until_none_touch():
    moved = spread(dict.fromkeys("abcd", (300.0, 300.0)), EUROPE)
    assert list(moved) == ["a", "b", "c", "d"]
    assert all(math.dist(one, other) > 2 * EUROPE.radius for one, other in itertools.combinations(moved.values(), 2))


def test_dots_that_do_not_touch_stay_where_they_are():
    positions = {"a": (300.0, 300.0), "b": (320.0, 300.0)}
    assert spread(positions, EUROPE) == positions


def test_dots_are_not_moved_out_of_the_frame():
    moved = spread({"a": (6.0, 6.0), "b": (6.0, 6.0)}, EUROPE)
    assert all(min(position) >= EUROPE.radius for position in moved.values())


def test_target_ends_half_way_to_the_next_dot_but_never_inside_its_own():
    positions = {"a": (100, 100), "b": (120, 100), "c": (128, 100), "d": (600, 100)}
    assert [target_radius(key, positions, EUROPE) for key in positions] == [10, 6, 6, 17]
    assert target_radius("a", {"a": (100, 100)}, EUROPE) == 17


def test_crowding_counts_the_dots_that_are_near():
    positions = {"a": (100, 100), "b": (130, 100), "c": (160, 100), "d": (600, 100)}
    assert [crowding(key, positions, EUROPE) for key in positions] == [2, 3, 2, 1]


# --- Labels ---


def test_accents_take_no_room_of_their_own_and_full_width_characters_take_twice_as_much():
    assert text_width("e\N{COMBINING ACUTE ACCENT}", 10) == text_width("\N{LATIN SMALL LETTER E WITH ACUTE}", 10) == 5.5
    assert text_width("東大", 10) == 20


def test_label_stands_to_the_right_of_a_dot_that_is_alone():
    width = text_width("KTH", EUROPE.text_size)
    assert placed({"KTH": (400.0, 300.0)}) == {
        "KTH": Label("KTH", 411, 300, "start", (411, 290.4, round(410.96 + width, 1), 309.6))
    }


@pytest.mark.parametrize(
    "hindrance",
    [
        {"positions": {"KTH": (400.0, 300.0), "": (420.0, 300.0)}},
        {"positions": {"KTH": (400.0, 300.0)}, "blocked": (410, 0, 900, 700)},
        {"positions": {"KTH": (400.0, 300.0)}, "line_points": [(430, 297), (430, 300), (430, 303)]},
        {"positions": {"KTH": (990.0, 300.0)}},
    ],
    ids=["dot", "inset", "line", "edge"],
)
def test_label_stands_to_the_left_when_something_is_on_the_right(hindrance):
    positions = hindrance["positions"]
    label = placed(texts={"KTH": "KTH"}, **hindrance)["KTH"]
    assert (label.anchor, label.y, label.leader, label.on_demand) == ("end", 300, "", False)
    assert label.box[2] < positions["KTH"][0]


def test_label_that_chooses_first_has_the_better_spot():
    # Both want the room between the two dots: "b" stands at the edge.
    positions = {"a": (300.0, 300.0), "b": (510.0, 300.0)}
    names = {"a": "University of the West", "b": "University of the East"}
    west_first = placed(positions, names, width=520)
    east_first = placed(positions, dict(reversed(names.items())), width=520)
    level = [[key for key, label in labels.items() if label.y == 300] for labels in (west_first, east_first)]
    assert level == [["a"], ["b", "a"]]
    assert (west_first["a"].anchor, east_first["b"].anchor, east_first["a"].anchor) == ("start", "end", "end")


def test_label_with_no_room_at_its_dot_has_a_leader():
    around = {f"{step}": (400 + 26 * math.cos(step), 300 + 26 * math.sin(step)) for step in range(6)}
    label = placed({"KTH": (400.0, 300.0), **around}, {"KTH": "KTH"})["KTH"]
    assert label.leader.startswith("M")
    assert not label.on_demand


def test_label_that_fits_nowhere_is_shown_on_demand_to_the_right():
    label = placed({"a": (20.0, 300.0)}, {"a": "University without a short name"}, width=100)["a"]
    assert (label.x, label.anchor, label.leader, label.on_demand) == (31, "start", "", True)
