from types import SimpleNamespace

import pytest

from members.projection import (
    EUROPE,
    WORLD,
    edge_of_europe,
    equal_area_km,
    from_equal_area_km,
    natural_earth,
    world_around,
)


def test_centre_of_the_map_of_europe_is_52_north_10_east():
    assert equal_area_km(52, 10) == (0, 0)


def test_distances_from_the_centre_of_europe_are_true_to_a_few_kilometres():
    east, south = equal_area_km(51, 10)
    assert (round(east), round(south)) == (0, 111)  # one degree of latitude


def test_known_places_stand_where_the_official_european_grid_has_them():
    # EPSG:3035 has the same centre, with 4321 km and 3210 km added, on an ellipsoid: a few kilometres of difference.
    lisbon_east, lisbon_south = equal_area_km(38.7223, -9.1393)
    assert (4321 + lisbon_east, 3210 - lisbon_south) == pytest.approx((2670, 1947), abs=8)


@pytest.mark.parametrize(("latitude", "longitude"), [(52.0, 10.0), (38.7, -9.1), (65.0, 25.5), (50.4, 30.5)])
def test_kilometres_lead_back_to_degrees(latitude, longitude):
    assert from_equal_area_km(*equal_area_km(latitude, longitude)) == pytest.approx((latitude, longitude))


def test_world_map_has_the_published_extent_of_natural_earth():
    east, _ = natural_earth(0, 11.6 + 179.99)
    _, north = natural_earth(90, 11.6)
    assert (round(east, 2), round(north, 3)) == (2.74, -1.422)


def test_asia_is_not_cut_at_180_degrees():
    before, _ = natural_earth(66, 179.9)
    after, _ = natural_earth(66, -179.9)
    assert 0 < after - before < 0.01


@pytest.mark.parametrize(
    ("city", "latitude", "longitude"),
    [
        ("Lisbon", 38.7, -9.1),
        ("Dublin", 53.3, -6.3),
        ("Espoo", 60.2, 24.8),
        ("Turin", 45.1, 7.7),
        ("Barcelona", 41.4, 2.2),
        ("Athens", 38.0, 23.7),
        ("Oulu", 65.0, 25.5),
        ("Kyiv", 50.4, 30.5),
    ],
)
def test_map_of_europe_shows_the_city(city, latitude, longitude):
    assert EUROPE.shows(SimpleNamespace(latitude=latitude, longitude=longitude)), city


@pytest.mark.parametrize(("city", "latitude", "longitude"), [("Montréal", 45.5, -73.6), ("Haifa", 32.8, 35.0)])
def test_map_of_europe_leaves_the_city_to_the_inset(city, latitude, longitude):
    place = SimpleNamespace(latitude=latitude, longitude=longitude)
    assert (EUROPE.shows(place), WORLD.shows(place)) == (False, True), city


def test_edge_of_europe_on_the_map_of_europe_is_its_frame():
    points = [(round(x, 6), round(y, 6)) for x, y in edge_of_europe(EUROPE, steps=2)]
    assert points == [(0, 0), (500, 0), (1000, 0), (1000, 350), (1000, 700), (500, 700), (0, 700), (0, 350)]


def test_part_of_the_world_has_all_its_places_and_is_never_a_close_look():
    tokyo, seoul = SimpleNamespace(latitude=35.7, longitude=139.7), SimpleNamespace(latitude=37.5, longitude=127.0)
    zurich = SimpleNamespace(latitude=47.4, longitude=8.5)
    near, far = world_around([tokyo, seoul]), world_around([tokyo, seoul, zurich])
    assert [near.shows(one) for one in (tokyo, seoul, zurich)] == [True, True, False]
    assert [far.shows(one) for one in (tokyo, seoul, zurich)] == [True, True, True]
    assert near.scale / WORLD.scale == pytest.approx(2.5)
    assert 1 < far.scale / WORLD.scale < 2.5
