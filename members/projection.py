"""Degrees in, plate units out: the two map projections, and the crops of them that the portal draws on.

A plate has its own units: 1000 of them across, x to the right, y downwards. The coast lines are drawn beforehand by
``manage.py draw_coast_lines`` with the same plates, so a dot and its shore always agree.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

EARTH_RADIUS_KM = 6371.0
CENTRE_OF_EUROPE = (52.0, 10.0)  # latitude and longitude that the European statistical office has its maps around
EDGE_OF_THE_WORLD = -168.4  # longitude of Bering Strait, where no land of any size but Antarctica is cut


def equal_area_km(latitude, longitude):
    """Return kilometres east and south of the centre of Europe, Lambert azimuthal equal-area, on a sphere.

    Every country keeps its true size, as on the maps of the European statistical office.
    """
    phi, phi_0 = math.radians(latitude), math.radians(CENTRE_OF_EUROPE[0])
    turn = math.radians(longitude - CENTRE_OF_EUROPE[1])
    cos_distance = math.sin(phi_0) * math.sin(phi) + math.cos(phi_0) * math.cos(phi) * math.cos(turn)
    scale = EARTH_RADIUS_KM * math.sqrt(2 / max(1 + cos_distance, 1e-9))  # the antipode has no image: keep it finite
    east = scale * math.cos(phi) * math.sin(turn)
    north = scale * (math.cos(phi_0) * math.sin(phi) - math.sin(phi_0) * math.cos(phi) * math.cos(turn))
    return east, -north


def from_equal_area_km(east, south):
    """Return latitude and longitude of a point: equal_area_km the other way round."""
    north = -south
    distance = math.hypot(east, north)
    if distance == 0:
        return CENTRE_OF_EUROPE
    phi_0 = math.radians(CENTRE_OF_EUROPE[0])
    angle = 2 * math.asin(distance / (2 * EARTH_RADIUS_KM))
    latitude = math.asin(math.cos(angle) * math.sin(phi_0) + north * math.sin(angle) * math.cos(phi_0) / distance)
    longitude = math.atan2(
        east * math.sin(angle),
        distance * math.cos(phi_0) * math.cos(angle) - north * math.sin(phi_0) * math.sin(angle),
    )
    return math.degrees(latitude), CENTRE_OF_EUROPE[1] + math.degrees(longitude)


def natural_earth(latitude, longitude):
    """Return x and y (downwards) on a globe of radius 1, Natural Earth projection (Savric and others, 2011).

    The map is cut open at Bering Strait instead of at 180 degrees, so that Asia stays in one piece.
    """
    phi = math.radians(latitude)
    turn = math.radians((longitude - EDGE_OF_THE_WORLD) % 360 - 180)
    p2 = phi * phi
    p4 = p2 * p2
    x = turn * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
    y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
    return x, -y


@dataclass(frozen=True)
class Plate:
    """A map with its crop: what the coast line is drawn for and what the dots are set on.

    ``left``, ``top``, ``right``, ``bottom`` are in the measure of ``projection``. Text sizes are the largest that will
    ever be set: style sheets may make labels smaller, which keeps them apart, but never larger.
    """

    map: str
    projection: Callable
    left: float
    top: float
    right: float
    bottom: float
    text_size: float
    small_text_size: float
    radius: float
    target_radius: float
    narrow_right: float | None = None
    width: float = 1000.0

    @property
    def scale(self):
        return self.width / (self.right - self.left)

    @property
    def height(self):
        return float(round((self.bottom - self.top) * self.scale))

    @property
    def narrow_width(self):
        """Return the width to show on a narrow screen, from the left edge."""
        return self.width if self.narrow_right is None else float(round((self.narrow_right - self.left) * self.scale))

    def position(self, latitude, longitude):
        """Return x and y in plate units, outside 0 to width and 0 to height for what the crop leaves out."""
        x, y = self.projection(latitude, longitude)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def shows(self, place):
        """Tell whether the dot of anything with a latitude and a longitude lies wholly on the plate."""
        x, y = self.position(place.latitude, place.longitude)
        # A dot cut in half by the frame would be worse than one in the inset.
        return self.radius <= x <= self.width - self.radius and self.radius <= y <= self.height - self.radius


# From the Atlantic off Lisbon to the Black Sea, from Oulu to the Strait of Gibraltar. A narrow screen loses what is
# east of Helsinki, unless there is a place.
EUROPE = Plate(
    map="europe",
    projection=equal_area_km,
    left=-2180,
    top=-1560,
    right=2420,
    bottom=1660,
    narrow_right=1080,
    text_size=15.5,  # 11 CSS pixels where the wide layout starts, at 720 pixels
    small_text_size=28.5,  # 11 CSS pixels at 278, what a phone of 320 pixels leaves
    radius=6,
    target_radius=17,  # 24 CSS pixels across at 720
)
# Without the poles, where nobody studies.
WORLD = Plate(
    map="world",
    projection=natural_earth,
    left=-2.64,
    top=-1.29,
    right=2.72,
    bottom=0.98,
    text_size=15.5,
    small_text_size=40,
    radius=6,
    target_radius=17,
)
# The same map when it is an inset: much smaller on the screen, so all that is on it is larger in its own units.
WORLD_INSET = replace(WORLD, text_size=42, small_text_size=42, radius=15, target_radius=42)


def world_around(places):
    """Return the part of the world that the places need, as a plate of its own.

    Never smaller than 40 % of the width of the world: the coast line is too coarse for a closer look.
    """
    points = [WORLD.projection(place.latitude, place.longitude) for place in places]
    whole_width, whole_height = WORLD.right - WORLD.left, WORLD.bottom - WORLD.top
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    width = max(1.25 * (right - left), 0.4 * whole_width, 1.25 * (bottom - top))  # a quarter is room for labels
    width = min(width, whole_width)
    height = min(max(1.25 * (bottom - top), 0.5 * width), whole_height)
    left = min(max((left + right - width) / 2, WORLD.left), WORLD.right - width)
    top = min(max((top + bottom - height) / 2, WORLD.top), WORLD.bottom - height)
    return replace(WORLD, left=left, top=top, right=left + width, bottom=top + height)


def edge_of_europe(plate, steps=8):
    """Return the edge of the map of Europe as points on another plate, so many to each of its four sides."""
    corners = [
        (EUROPE.left, EUROPE.top),
        (EUROPE.right, EUROPE.top),
        (EUROPE.right, EUROPE.bottom),
        (EUROPE.left, EUROPE.bottom),
    ]
    points = []
    for (x, y), (next_x, next_y) in zip(corners, corners[1:] + corners[:1], strict=True):
        for step in range(steps):
            share = step / steps
            points.append(plate.position(*from_equal_area_km(x + (next_x - x) * share, y + (next_y - y) * share)))
    return points
