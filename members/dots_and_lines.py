"""What stands on a plate besides names: dots, each with the mark of its group, and the lines that join them."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from members.label_placement import Label
from members.shapes import path_data

# In the order of the legend.
GROUPS = {
    "full": gettext_lazy("Full member"),
    "associate": gettext_lazy("Associate member"),
    "candidate": gettext_lazy("Candidate"),
    "observer": gettext_lazy("Observer"),
    "former": gettext_lazy("Former member"),
    "suspended": gettext_lazy("Membership suspended"),
    "unconfirmed": gettext_lazy("Membership not confirmed"),
}

MAX_WEIGHT_BY_STRENGTH = (1, 2, 4)  # one, two, three to four, more: more steps could not be told apart


@dataclass(frozen=True)
class Dot:
    """One place on a plate. ``mark`` is the path of its shape, around (0, 0): move it to ``x``, ``y``.

    ``target`` is the radius that answers to a finger; it ends half way to the next dot, so that nobody is covered.
    """

    key: str
    full_name: str
    name_language: str
    url: str
    group: str
    x: float
    y: float
    radius: float
    target: float
    mark: str
    label: Label
    small_label: Label
    is_focus: bool = False
    is_quiet: bool = False

    @property
    def group_name(self):
        return GROUPS[self.group]

    @property
    def has_one_label(self):
        return self.label == self.small_label


@dataclass(frozen=True)
class Line:
    """One link on a plate, as the path of an arc."""

    a_key: str
    b_key: str
    name: str
    url: str
    weight: int
    path: str
    is_quiet: bool = False

    @property
    def strength(self):
        """Return how strong the line is drawn, from 1 (thin) to 4."""
        return 1 + sum(self.weight > limit for limit in MAX_WEIGHT_BY_STRENGTH)


@dataclass(frozen=True)
class Legend:
    """One kind of place that occurs in the picture; ``mark`` is its shape at a radius of 6."""

    group: str
    mark: str

    @property
    def group_name(self):
        return GROUPS[self.group]


def mark(group, radius):
    """Return the path of a shape around (0, 0); groups differ in shape, so that colour is never alone."""
    if group in ("associate", "unconfirmed"):
        d = radius * 1.25  # a diamond looks smaller than a disc of the same radius
        return path_data("M", 0, -d, "L", d, 0, 0, d, -d, 0, "Z")
    if group == "candidate":
        d = radius * 1.2
        return path_data("M", 0, -d, "L", d, d * 0.8, -d, d * 0.8, "Z")
    if group == "observer":
        d = radius * 0.85
        return path_data("M", -d, -d, "L", d, -d, d, d, -d, d, "Z")
    if group == "suspended":
        d = radius * 0.85
        return path_data("M", -d, -d, "L", d, d, "M", -d, d, "L", d, -d)
    r = radius * 0.85 if group == "former" else radius
    return path_data("M", -r, 0, "A", r, r, 0, 1, 1, r, 0, "A", r, r, 0, 1, 1, -r, 0, "Z")


# --- Arcs: a start, a control point and an end ---

BENDS = (0.09, 0.11, 0.07, 0.13, 0.05, 0.15, 0.03, -0.04)  # the first that is clear of other dots


def clear_arc(start, end, others, room):
    """Return an arc that stays farther than ``room`` from the other points, or else as far as it can.

    An arc through a third dot would seem to link that one as well.
    """

    def clearance(arc):
        points = points_on(arc)
        return min((math.dist(point, other) for point in points for other in others), default=math.inf)

    arcs = [arc_between(start, end, bend) for bend in BENDS]
    return next((arc for arc in arcs if clearance(arc) > room), None) or max(arcs, key=clearance)


def arc_between(start, end, bend):
    """Return an arc that rises above the chord by ``bend``, a share of its length.

    It rises northwards, as the shortest way on a globe does; with a negative bend to the other side.
    """
    (x1, y1), (x2, y2) = sorted((start, end))  # from west to east, so that both directions give the same line
    # The normal that points up, or to the west for a line straight up and down.
    normal_x, normal_y = y2 - y1, x1 - x2
    return (x1, y1), ((x1 + x2) / 2 + 2 * bend * normal_x, (y1 + y2) / 2 + 2 * bend * normal_y), (x2, y2)


def arc_path(arc):
    start, control, end = arc
    return path_data("M", *start, "Q", *control, *end)


def points_on(arc, steps=24):
    """Return points along an arc, its ends left out."""
    (x1, y1), (cx, cy), (x2, y2) = arc
    points = []
    for step in range(1, steps):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        points.append((a * x1 + b * cx + c * x2, a * y1 + b * cy + c * y2))
    return points
