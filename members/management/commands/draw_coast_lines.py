"""Draws the two coast lines that lie under the network picture. Needed only when a crop or a projection changes."""

import gzip
import itertools
import json
import math
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from members.projection import EDGE_OF_THE_WORLD, EUROPE, WORLD

IMAGE_FOLDER = Path(__file__).resolve().parents[3] / "cluster_portal" / "static" / "img"

# Shores are drawn a little beyond the crop, so that the edge of a cut continent never shows as a line.
MARGIN = 15.0


class Command(BaseCommand):
    help = "Draw coast-europe.svg and coast-world.svg from two TopoJSON files of the land of the world (world-atlas)."

    def add_arguments(self, parser):
        parser.add_argument("europe_topology", type=Path, help="detailed file, such as land-50m.json")
        parser.add_argument("world_topology", type=Path, help="coarse file, such as land-110m.json")
        parser.add_argument("--folder", type=Path, default=IMAGE_FOLDER, help="where the two files are written")

    def handle(self, *args, europe_topology, world_topology, folder, **options):
        for plate, source, tolerance, smallest_area, degrees in (
            (EUROPE, europe_topology, 0.45, 2.0, 10),
            (WORLD, world_topology, 0.8, 10.0, 30),  # mostly seen as an inset, at a third of its size
        ):
            try:
                rings = land_rings(json.loads(source.read_text()))
            except (OSError, ValueError, KeyError) as error:
                raise CommandError(f"{source} is not a readable TopoJSON file of land: {error}") from error
            svg = coast_svg(plate, rings, tolerance=tolerance, smallest_area=smallest_area, degrees=degrees)
            target = folder / f"coast-{plate.map}.svg"
            target.write_text(svg)
            packed = len(gzip.compress(svg.encode(), 9))
            self.stdout.write(f"{target.name}: {len(svg)} bytes, {packed} compressed")


def land_rings(topology):
    """Return the rings of the object "land", each a list of (longitude, latitude), first point repeated at the end."""
    scale_x, scale_y = topology["transform"]["scale"]
    shift_x, shift_y = topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)

    def ring(indexes):
        points = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]  # a negative index walks the arc backwards
            points.extend(arc[1:] if points else arc)
        return points

    land = topology["objects"]["land"]
    polygons = []
    for geometry in land.get("geometries", [land]):
        polygons.extend(geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]])
    return [ring(indexes) for polygon in polygons for indexes in polygon]


def coast_svg(plate, rings, *, tolerance, smallest_area, degrees):
    """Return a standalone SVG: path "coast" for the land, path "graticule" for meridians and parallels.

    ``tolerance`` is how far a shore may stray, in plate units, and land below ``smallest_area`` is left out.
    A meridian and a parallel stand every so many ``degrees``.
    """
    window = (-MARGIN, -MARGIN, plate.width + MARGIN, plate.height + MARGIN)
    shores = []
    for ring in rings:
        if plate is EUROPE and not any(abs(latitude - 52) + abs(longitude - 10) < 90 for longitude, latitude in ring):
            continue  # the other side of the globe, where the projection tears
        if max(latitude for _, latitude in ring) < -60:
            continue  # Antarctica goes round the whole globe, and no crop reaches it
        points = [plate.position(latitude, longitude) for longitude, latitude in ring]
        clipped = clip(points, window)
        if len(clipped) < 4 or abs(area(clipped)) < smallest_area:
            continue
        shore = simplify_ring(clipped, tolerance)
        if len(shore) >= 4:
            shores.append(shore)
    shores.sort(key=lambda shore: -abs(area(shore)))
    coast = "".join(closed_path(shore) for shore in shores)
    graticule = "".join(open_path(line) for line in graticule_lines(plate, window, degrees))
    # Colours stand on the outermost element only: a <use> elsewhere brings its own, by inheritance.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plate.width:g} {plate.height:g}"'
        ' fill="none" stroke="#77828b" stroke-width=".75" stroke-linejoin="round">\n'
        f'<path id="graticule" fill="none" vector-effect="non-scaling-stroke" d="{graticule}"/>\n'
        f'<path id="coast" fill-rule="evenodd" vector-effect="non-scaling-stroke" d="{coast}"/>\n'
        "</svg>\n"
    )


def graticule_lines(plate, window, degrees):
    """Return meridians and parallels as lists of points, cut to where they are inside the window."""
    lines = [
        [plate.position(latitude, longitude) for latitude in range(-60, 86)]
        for longitude in range(degrees - 180, 180, degrees)
    ]
    # From strait to strait: the world is cut open at Bering Strait, and no line may cross the cut.
    lines += [
        [plate.position(latitude, EDGE_OF_THE_WORLD + step + 0.01) for step in range(360)]
        for latitude in range(degrees - 90, 90, degrees)
    ]
    if plate is WORLD:
        lines += [
            [plate.position(latitude, edge) for latitude in range(-60, 86)]
            for edge in (EDGE_OF_THE_WORLD + 0.01, EDGE_OF_THE_WORLD - 0.01)
        ]
    kept = []
    for line in lines:
        run = []
        for before, point in itertools.pairwise(line):
            # One step beyond the window on both sides, so that no line ends short of the frame.
            if any(_is_inside(end, window) for end in (before, point)):
                run = [*(run or [before]), point]
            elif run:
                kept.append(run)
                run = []
        if run:
            kept.append(run)
    return [simplify(run, 0.15) for run in kept]


def _is_inside(point, window):
    return window[0] <= point[0] <= window[2] and window[1] <= point[1] <= window[3]


def clip(points, window):
    """Return the ring cut to the window (Sutherland and Hodgman), without the repeated last point."""
    left, top, right, bottom = window
    points = points[:-1]
    for axis, limit, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        kept = []
        for index, point in enumerate(points):
            before = points[index - 1]
            inside, was_inside = (sign * (p[axis] - limit) >= 0 for p in (point, before))
            if inside != was_inside:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append(tuple(before[i] + share * (point[i] - before[i]) for i in (0, 1)))
            if inside:
                kept.append(point)
        points = kept
        if not points:
            break
    return points


def area(points):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True)) / 2


def simplify_ring(points, tolerance):
    """Return the ring with fewer points, split at the point farthest from the first so that both halves keep an end."""
    far = max(range(len(points)), key=lambda index: math.dist(points[0], points[index]))
    there, back = simplify(points[: far + 1], tolerance), simplify(points[far:] + points[:1], tolerance)
    return there[:-1] + back[:-1]


def simplify(points, tolerance):
    """Return the line with fewer points, none of which was farther than the tolerance (Douglas and Peucker)."""
    keep = {0, len(points) - 1}
    pending = [(0, len(points) - 1)]
    while pending:
        first, last = pending.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        length = math.hypot(x2 - x1, y2 - y1)
        worst, distance = None, tolerance
        for index in range(first + 1, last):
            x, y = points[index]
            across = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1))
            off = across / length if length else math.hypot(x - x1, y - y1)
            if off > distance:
                worst, distance = index, off
        if worst is not None:
            keep.add(worst)
            pending += [(first, worst), (worst, last)]
    return [points[index] for index in sorted(keep)]


def closed_path(points):
    return open_path(points) + "z"


def open_path(points):
    """Return path data in tenths of a unit, each point relative to the one before: half the size of absolute ones."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    parts = [f"M{short(tenths[0][0])} {short(tenths[0][1])}"]
    letter = "l"
    for (x1, y1), (x2, y2) in itertools.pairwise(tenths):
        dx, dy = short(x2 - x1), short(y2 - y1)
        if dx == dy == "0":
            continue
        gap = "" if letter or dx.startswith("-") else " "
        parts.append(f"{letter}{gap}{dx}{'' if dy.startswith('-') else ' '}{dy}")
        letter = ""
    return "".join(parts)


def short(tenths):
    """Return tenths as a number without the zeros that SVG does not need: -5 is "-.5"."""
    sign, tenths = "-" if tenths < 0 else "", abs(tenths)
    whole, rest = divmod(tenths, 10)
    return f"{sign}{whole or ''}.{rest}" if rest else f"{sign}{whole}"
