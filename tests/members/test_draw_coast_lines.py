from pathlib import Path

import pytest

from members.management.commands.draw_coast_lines import clip, land_rings, open_path, simplify
from members.projection import EUROPE, WORLD

IMAGES = Path(__file__).resolve().parents[2] / "cluster_portal" / "static" / "img"


@pytest.mark.parametrize("plate", [EUROPE, WORLD], ids=["europe", "world"])
def test_coast_line_was_drawn_for_the_plate(plate):
    svg = (IMAGES / f"coast-{plate.map}.svg").read_text()
    assert f'viewBox="0 0 {plate.width:g} {plate.height:g}"' in svg
    assert svg.count("<path") == 2 and 'id="coast"' in svg and 'id="graticule"' in svg
    assert "style" not in svg and "script" not in svg


def test_land_is_read_from_topojson():
    topology = {
        "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
        "arcs": [[[0, 0], [2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2]]],
        "objects": {"land": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0, 1]]}]}},
    }
    assert land_rings(topology) == [[(10, 20), (11, 20), (11, 21), (10, 21), (10, 20)]]
    topology["objects"]["land"]["geometries"][0]["arcs"] = [[~1, ~0]]
    assert land_rings(topology) == [[(10, 20), (10, 21), (11, 21), (11, 20), (10, 20)]]


def test_land_is_cut_to_the_crop():
    square = [(-5, -5), (5, -5), (5, 5), (-5, 5), (-5, -5)]
    assert sorted(clip(square, (0, 0, 10, 10))) == [(0, 0), (0, 5), (5, 0), (5, 5)]
    assert clip(square, (20, 20, 30, 30)) == []


def test_simplified_shore_keeps_capes_and_drops_what_is_straight():
    assert simplify([(0, 0), (1, 0.1), (2, 0), (3, 4), (4, 0)], 0.5) == [(0, 0), (2, 0), (3, 4), (4, 0)]


def test_path_data_is_relative_and_short():
    assert open_path([(1, 2), (1.54, 1.5), (3, 4)]) == "M1 2l.5-.5 1.5 2.5"
