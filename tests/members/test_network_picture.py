import itertools
import json
import math
import random
import re
from pathlib import Path

import pytest
from django.conf import settings

from members.network_picture import INSET_MARGIN, INSET_SHARE, Link, Place, locator, network_picture
from members.projection import EUROPE, WORLD

PORTAL = Path(__file__).resolve().parents[2] / "cluster_portal"

FEW = [
    ("ku-leuven", "KU Leuven", 50.8796, 4.7009, "full"),
    ("uclouvain", "UCLouvain", 50.6705, 4.6157, "full"),
    ("tu-eindhoven", "TU/e", 51.4482, 5.4855, "full"),
    ("kit", "KIT", 49.0096, 8.4117, "full"),
    ("tu-darmstadt", "TU Darmstadt", 49.875, 8.6563, "full"),
    ("tecnico-lisboa", "Técnico Lisboa", 38.7368, -9.1394, "full"),
    ("aalto", "Aalto", 60.1864, 24.827, "full"),
    ("imperial", "Imperial", 51.5085, -0.1257, "former"),
    ("helsinki-tkk", "TKK", None, None, "former"),
    ("polymtl", "Polytechnique Montréal", 45.5045, -73.6177, "associate"),
    ("usp", "USP", -23.5475, -46.6361, "associate"),
]


def place(key, label=None, latitude=50.0, longitude=8.0, group="full", **more):
    return Place(
        key=key,
        name=more.pop("name", f"University {key}"),
        name_language="",
        label=label or key,
        url=f"/{key}/",
        latitude=latitude,
        longitude=longitude,
        group=group,
        **more,
    )


def link(a_key, b_key, weight=1):
    return Link(a_key=a_key, b_key=b_key, weight=weight, name=f"{a_key} and {b_key}", url=f"/{a_key}-{b_key}/")


@pytest.fixture(scope="module")
def network():
    """The network's own places where the project has them, else the difficult ones among them."""
    source = PORTAL / "data" / "universities.json"
    if not source.exists():
        return [place(*row) for row in FEW]
    groups = {"former": "former", "suspended": "suspended", "unknown": "unconfirmed"}
    return [
        place(
            row["slug"],
            row["short_name"],
            row.get("latitude"),
            row.get("longitude"),
            groups.get(row.get("membership_status"), row.get("category") or "full"),
            name=row["english_name"],
            short_label=row.get("acronym") or "",
            city=row.get("city") or "",
        )
        for row in json.loads(source.read_text())
    ]


@pytest.fixture(scope="module")
def many_links(network):
    keys = sorted(one.key for one in network if one.is_placed)
    chosen = random.Random(7).sample(list(itertools.combinations(keys, 2)), 15)
    return [link(a, b, weight=1 + index % 6) for index, (a, b) in enumerate(chosen)]


def boxes_that_touch(labels, dots):
    shown = [label for label in labels if not label.on_demand]
    touching = [
        (a.text, b.text)
        for a, b in itertools.combinations(shown, 2)
        if a.box[0] < b.box[2] and b.box[0] < a.box[2] and a.box[1] < b.box[3] and b.box[1] < a.box[3]
    ]
    for label, dot in itertools.product(shown, dots):
        nearest_x = min(max(dot.x, label.box[0]), label.box[2])
        nearest_y = min(max(dot.y, label.box[1]), label.box[3])
        if (nearest_x - dot.x) ** 2 + (nearest_y - dot.y) ** 2 < (dot.radius - 1) ** 2:
            touching.append((label.text, dot.key))
    return touching


def distance(dot, path):
    x1, y1, cx, cy, x2, y2 = map(float, re.findall(r"-?[\d.]+", path))
    points = [
        ((1 - t) ** 2 * x1 + 2 * t * (1 - t) * cx + t * t * x2, (1 - t) ** 2 * y1 + 2 * t * (1 - t) * cy + t * t * y2)
        for t in (step / 100 for step in range(101))
    ]
    return min(math.dist(point, (dot.x, dot.y)) for point in points)


# --- Labels ---


def test_no_two_labels_of_the_network_overlap(network, many_links):
    for picture in (network_picture(network), network_picture(network, many_links)):
        for plate in picture.plates:
            assert boxes_that_touch([dot.label for dot in plate.dots], plate.dots) == []
            assert boxes_that_touch([dot.small_label for dot in plate.dots], plate.dots) == []


def test_every_label_of_the_network_finds_room_on_the_plate(network, many_links):
    for plate in network_picture(network, many_links).plates:
        for dot in plate.dots:
            assert not dot.label.on_demand and not dot.small_label.on_demand
            for label, width in ((dot.label, plate.width), (dot.small_label, plate.narrow_width)):
                left, top, right, bottom = label.box
                assert 0 <= left < right <= width and 0 <= top < bottom <= plate.height


def test_labels_stay_clear_of_the_inset(network):
    picture = network_picture(network)
    right = INSET_MARGIN + INSET_SHARE * picture.width
    bottom = INSET_MARGIN + INSET_SHARE * picture.inset.height
    assert picture.corner == "top-left"
    assert [dot.key for dot in picture.dots if dot.label.box[0] < right and dot.label.box[1] < bottom] == []


def test_label_away_from_its_dot_has_a_leader(network):
    for plate in network_picture(network).plates:
        for dot in plate.dots:
            left, top, right, bottom = dot.label.box
            away = max(left - dot.x, dot.x - right, top - dot.y, dot.y - bottom)
            assert bool(dot.label.leader) == (away > 2 * dot.radius)


def test_crowd_keeps_what_fits_and_shows_the_rest_on_demand():
    crowd = [place(f"u{number:02}", f"University of the crowd {number}", 50.0, 8.0) for number in range(60)]
    picture = network_picture(crowd)
    labels = [dot.label for dot in picture.dots]
    assert len(labels) == 60
    assert boxes_that_touch(labels, picture.dots) == []
    assert 0 < sum(label.on_demand for label in labels) < 60


def test_narrow_screen_gets_the_short_label():
    dot = network_picture([place("leuven", "KU Leuven", 50.9, 4.7, short_label="KUL")]).dots[0]
    assert (dot.label.text, dot.small_label.text) == ("KU Leuven", "KUL")


def test_neighbours_in_one_city_are_moved_apart():
    one, other = network_picture([place("one"), place("other")]).dots
    assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= (2 * one.radius) ** 2


# --- Names, links, groups ---


def test_full_name_has_what_is_written_on_the_map():
    named = place("leuven", "KU Leuven", name="University of Leuven", short_label="KUL", city="Leuven")
    assert named.full_name == "University of Leuven, KU Leuven, KUL"
    assert place("x", "Aalto", name="Aalto University", city="Espoo").full_name == "Aalto University, Espoo"
    assert place("x", "Aal", name="Aalto-yliopisto").full_name == "Aalto-yliopisto, Aal"


def test_lines_are_ordered_and_weighted():
    places = [
        place("a", latitude=40, longitude=0),
        place("b", latitude=55, longitude=3),
        place("c", latitude=45, longitude=20),
    ]
    lines = network_picture(places, [link("b", "c", 9), link("a", "b", 1), link("a", "c", 3)]).lines
    assert [(line.a_key, line.b_key, line.weight, line.strength, line.url) for line in lines] == [
        ("a", "b", 1, 1, "/a-b/"),
        ("a", "c", 3, 3, "/a-c/"),
        ("b", "c", 9, 4, "/b-c/"),
    ]


def test_line_does_not_run_through_a_third_dot():
    ends = [place("a", latitude=45, longitude=0), place("b", latitude=45, longitude=20)]
    between = place("m", latitude=46.75, longitude=10)
    free = network_picture(ends, [link("a", "b")]).lines[0]
    picture = network_picture([*ends, between], [link("a", "b")])
    dot = next(dot for dot in picture.dots if dot.key == "m")
    assert distance(dot, free.path) < dot.radius < distance(dot, picture.lines[0].path)


def test_link_to_an_unknown_or_unplaced_place_is_left_out():
    places = [place("a"), place("b", latitude=None, longitude=None)]
    assert network_picture(places, [link("a", "b"), link("a", "nobody"), link("a", "a")]).lines == ()


def test_link_to_another_continent_is_drawn_in_the_inset_only():
    places = [
        place("turin", latitude=45.1, longitude=7.7),
        place("other"),
        place("usp", latitude=-23.5, longitude=-46.6),
    ]
    picture = network_picture(places, [link("turin", "usp", 2)])
    assert picture.lines == ()
    assert [(line.a_key, line.b_key) for line in picture.inset.lines] == [("turin", "usp")]
    assert [dot.key for dot in picture.inset.dots] == ["usp"]
    assert len(picture.inset.ends) == 1


def test_place_without_coordinates_is_returned_as_unplaced():
    unplaced = place("tkk", latitude=None, longitude=None)
    picture = network_picture([unplaced, place("aalto", latitude=60.2, longitude=24.8)])
    assert picture.unplaced == (unplaced,)
    assert [dot.key for dot in picture.dots] == ["aalto"]


def test_no_places_make_an_empty_map_of_europe():
    picture = network_picture([])
    assert (picture.map, picture.dots, picture.lines, picture.inset, picture.legend) == ("europe", (), (), None, ())


def test_legend_has_the_groups_that_occur_each_with_its_own_shape():
    groups = ["suspended", "full", "former", "associate", "unconfirmed"]
    picture = network_picture([place(group, group=group) for group in groups])
    assert [entry.group for entry in picture.legend] == ["full", "associate", "former", "suspended", "unconfirmed"]
    marks = {entry.group: entry.mark for entry in picture.legend}
    # The last one has the outline of an associate, and the style sheet leaves it hollow.
    assert len(set(marks.values())) == 4 and marks["associate"] == marks["unconfirmed"]


def test_focus_leaves_only_its_own_links_strong():
    places = [
        place("a", latitude=40, longitude=0),
        place("b", latitude=55, longitude=3),
        place("c", latitude=45, longitude=20),
    ]
    picture = network_picture(places, [link("a", "b"), link("b", "c")], focus="a")
    assert [(dot.key, dot.is_focus, dot.is_quiet) for dot in picture.dots] == [
        ("a", True, False),
        ("b", False, False),
        ("c", False, True),
    ]
    assert [(line.a_key, line.is_quiet) for line in picture.lines] == [("b", True), ("a", False)]


# --- Other networks ---


def test_network_in_asia_gets_its_part_of_the_world_as_the_main_plate():
    cities = [
        ("tokyo", 35.7, 139.7),
        ("seoul", 37.5, 127.0),
        ("delhi", 28.6, 77.2),
        ("singapore", 1.4, 103.8),
        ("zurich", 47.4, 8.5),
    ]
    picture = network_picture(
        [place(city, latitude=latitude, longitude=longitude) for city, latitude, longitude in cities]
    )
    assert (picture.map, picture.inset, picture.corner) == ("world", None, "")
    assert [dot.key for dot in picture.dots] == ["delhi", "seoul", "singapore", "tokyo", "zurich"]
    assert picture.coast_transform.startswith("translate(")
    assert all(0 < dot.x < picture.width and 0 < dot.y < picture.height for dot in picture.dots)
    assert boxes_that_touch([dot.label for dot in picture.dots], picture.dots) == []


def test_moved_coast_line_agrees_with_the_dots():
    places = [place("tokyo", latitude=35.7, longitude=139.7), place("delhi", latitude=28.6, longitude=77.2)]
    picture = network_picture(places)
    shift_x, shift_y, zoom = map(float, re.findall(r"-?[\d.]+", picture.coast_transform))
    for dot, (latitude, longitude) in zip(picture.dots, [(28.6, 77.2), (35.7, 139.7)], strict=True):
        x, y = WORLD.position(latitude, longitude)
        assert (shift_x + zoom * x, shift_y + zoom * y) == pytest.approx((dot.x, dot.y), abs=0.3)


def test_inset_moves_to_another_corner_when_there_is_a_place_under_it():
    places = [
        place("faroe", latitude=62.0, longitude=-6.8),
        place("kit"),
        place("usp", latitude=-23.5, longitude=-46.6),
    ]
    assert network_picture(places).corner == "bottom-right"


def test_place_east_of_helsinki_keeps_the_whole_map_on_a_narrow_screen():
    assert network_picture([place("kit")]).is_cropped_when_narrow
    assert not network_picture([place("kyiv", latitude=50.4, longitude=30.5)]).is_cropped_when_narrow


# --- Output ---


def test_same_network_gives_the_same_picture_in_any_order(network, many_links):
    shuffled, shuffled_links = list(network), list(many_links)
    random.Random(3).shuffle(shuffled)
    random.Random(4).shuffle(shuffled_links)
    assert network_picture(shuffled, shuffled_links) == network_picture(network, many_links)


def test_numbers_have_one_decimal_at_most(network, many_links):
    for plate in network_picture(network, many_links).plates:
        paths = [line.path for line in plate.lines] + [dot.mark for dot in plate.dots] + [plate.frame]
        assert re.findall(r"\d\.\d\d+", " ".join(paths)) == []
        for dot in plate.dots:
            for number in (dot.x, dot.y, dot.target, dot.label.x, dot.label.y, *dot.small_label.box):
                assert number == round(number, 1)


def test_locator_is_on_the_map_of_europe_or_else_of_the_world():
    assert locator(place("kit")).map == "europe"
    assert locator(place("usp", latitude=-23.5, longitude=-46.6)).map == "world"
    assert locator(place("tkk", latitude=None, longitude=None)) is None


# --- What has to agree with it ---


def test_style_sheet_has_the_measures_of_the_plates():
    css = (PORTAL / "static" / "css" / "components" / "network-picture.css").read_text()
    assert f"aspect-ratio: {EUROPE.narrow_width:g} / {EUROPE.height:g};" in css
    assert f"inline-size: {INSET_SHARE:.0%}; /* INSET_SHARE */" in css
    assert f"margin: {INSET_MARGIN / 10:g}%; /* INSET_MARGIN */" in css


@pytest.mark.skipif(not settings.configured, reason="needs the project's templates")
@pytest.mark.parametrize("language", ["en", "de"])
def test_page_has_points_in_its_numbers_in_every_language(language, network, many_links):
    from django.template.loader import render_to_string
    from django.utils import translation

    context = {"picture": network_picture(network, many_links), "title": "T", "description": "D", "table_id": "facts"}
    with translation.override(language):
        html = render_to_string("components/network_picture.html", context)
        html += render_to_string("components/locator_map.html", {"locator": locator(network[0]), "title": "T"})
    numbers = re.findall(r' (?:x|y|cx|cy|r|d|width|height|viewBox|transform|font-size)="([^"]*)"', html)
    assert len(numbers) > 100
    assert [number for number in numbers if "," in number] == []
    assert " style=" not in html and "<script" not in html and " on" not in re.sub(r">[^<]*<|\"[^\"]*\"", "", html)


def test_a_crowd_too_large_to_label_is_drawn_with_labels_on_demand():
    crowd = [place(f"k{number}", latitude=40 + number / 10, longitude=number / 10) for number in range(100)]
    assert all(dot.label.on_demand for dot in network_picture(crowd).dots)
    assert not any(dot.label.on_demand for dot in network_picture(crowd[::20]).dots)
