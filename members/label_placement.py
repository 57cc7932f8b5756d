"""Where dots and their labels go on a crowded plate: dots moved apart until none touch, no labels overlap.

Positions and texts in, positions and labels out, all in plate units. The order in which the texts are given is the
order in which they choose; nothing else decides.
"""

import math
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from members.shapes import crosses, cut, grown, number, overlap, path_data

MAX_LABELS = 60


@dataclass(frozen=True)
class Label:
    """A name set beside its dot. ``x`` is where it starts, ends or has its middle (``anchor``), ``y`` its middle.

    ``leader`` is the path of the hairline back to the dot, empty when the label touches it. ``box`` is the room taken:
    left, top, right, bottom. ``on_demand`` means that there was no room: show it only on hover and focus.
    """

    text: str
    x: float
    y: float
    anchor: str
    box: tuple
    leader: str = ""
    on_demand: bool = False


# --- Dots ---


def spread(positions, plate, rounds=60):
    """Return positions by key, moved apart just enough that no two dots touch, and inside the frame.

    Two universities in one city are further apart in life than their dots could be: readability wins over a few
    kilometres, as on any printed map.
    """
    gap = 0.2 * plate.radius
    nearest = 2 * plate.radius + gap
    moved = {key: list(position) for key, position in positions.items()}
    points = list(moved.values())
    for _ in range(rounds):
        calm = True
        for index, point in enumerate(points):
            for other_index, other in enumerate(points[index + 1 :], index + 1):
                dx, dy = other[0] - point[0], other[1] - point[1]
                distance = math.hypot(dx, dy)
                if distance >= nearest - 0.05:
                    continue
                calm = False
                push = (nearest - distance) / 2
                if distance < 0.01:
                    angle = 2.4 * other_index  # the golden angle: dots at one spot leave in all directions
                    dx, dy, distance = math.cos(angle), math.sin(angle), 1.0
                    push = nearest / 2
                point[0] -= dx / distance * push
                point[1] -= dy / distance * push
                other[0] += dx / distance * push
                other[1] += dy / distance * push
        if calm:
            break
    return {
        key: (
            min(max(x, plate.radius), plate.width - plate.radius),
            min(max(y, plate.radius), plate.height - plate.radius),
        )
        for key, (x, y) in moved.items()
    }


def target_radius(key, positions, plate):
    """Return the radius that answers to a finger: at most half way to the next dot, at least the dot itself."""
    distances = (math.dist(positions[key], position) for other, position in positions.items() if other != key)
    return max(plate.radius, min(plate.target_radius, min(distances, default=math.inf) / 2))


def crowding(key, positions, plate):
    """Return how many dots are near, itself included: who has many should choose early where the label goes."""
    return sum(math.dist(positions[key], position) < 6 * plate.radius for position in positions.values())


# --- Labels ---

HALF_HEIGHT = 0.62  # of a label, in text sizes
AWAY_COST = 4.0  # a label beside its dot may cross a few lines before it is worth a leader


def text_width(text, size):
    """Return about how wide a text is set in a sans-serif face, rather too wide than too narrow.

    The server has no font to measure with; a label that is a little narrower than its room does no harm.
    """
    width = 0.0
    for character in text:
        if unicodedata.combining(character):
            continue
        if unicodedata.east_asian_width(character) in "WF":
            width += 1.0
        elif character in " iIjl.,:;'’|!()[]/·-ftr":
            width += 0.32
        elif character in "mwMW@%–—":
            width += 0.88
        elif character.isupper():
            width += 0.65
        else:
            width += 0.55
    return width * size


class _Offset(NamedTuple):
    """How a label may stand to its dot; ``cost`` is what that costs at least."""

    anchor: str
    dx: float
    dy: float
    cost: float
    has_leader: bool = False


class _Spot(NamedTuple):
    """Where one label may stand; ``leader`` has the two ends of its hairline, or is empty."""

    anchor: str
    x: float
    y: float
    box: tuple
    leader: tuple = ()


class LabelPlacement:
    """Sets the labels of one plate, each at the cheapest spot that is still free.

    Never allowed: over a dot, another label, another leader, the ``blocked`` box (if any) or the edge. Costly: over a
    line, of which ``line_points`` are points close to each other; away from the dot; close to another dot. ``width`` is
    how much of the plate is shown.
    """

    def __init__(self, plate, width, text_size, positions, line_points=(), blocked=()):
        self.text_size = text_size
        self.radius = plate.radius
        self.width = width
        self.positions = positions
        self.line_points = sorted(line_points)
        self.offsets = _offsets(plate.radius, text_size)
        edge = 0.3 * text_size
        self.frame = (edge, edge, width - edge, plate.height - edge)
        self.blocked = grown(blocked, edge) if blocked else ()
        reach = plate.radius + 0.12 * text_size
        self.dot_boxes = {key: grown((x, y, x, y), reach) for key, (x, y) in positions.items()}
        self.taken = {}

    def place(self, texts):
        """Return a Label by key, for (key, text) pairs in the order in which they may choose.

        Afterwards every label may choose once more, knowing where the others are, until all are content. Of more than
        `MAX_LABELS` none would be read and the search would take seconds: all are then on demand.
        """
        widths = {key: text_width(text, self.text_size) for key, text in texts}
        for _ in range(4 if len(texts) <= MAX_LABELS else 0):
            before = dict(self.taken)
            for key, _text in texts:
                self.taken.pop(key, None)
                if spot := self._best_spot(key, widths[key]):
                    self.taken[key] = spot
            if self.taken == before:
                break
        labels = {}
        for key, text in texts:
            if spot := self.taken.get(key):
                labels[key] = self._label(text, spot)
            else:
                labels[key] = replace(self._label(text, self._spot_on_demand(key, widths[key])), on_demand=True)
        return labels

    def _best_spot(self, key, width):
        """Return the cheapest spot that is free, the first of those that cost the same; None when there is none."""
        best, lowest = None, math.inf
        for offset in self.offsets:
            if offset.cost >= lowest:
                continue
            spot = self._spot(key, width, offset)
            if self._is_inside(spot.box):
                cost = round(offset.cost + self._cost_of(key, spot.box), 3)
                if cost < lowest and self._is_free(key, spot):
                    best, lowest = spot, cost
        return best

    def _spot(self, key, width, offset):
        dot_x, dot_y = self.positions[key]
        anchor, x, y = offset.anchor, dot_x + offset.dx, dot_y + offset.dy
        left = x if anchor == "start" else x - width if anchor == "end" else x - width / 2
        half_height = HALF_HEIGHT * self.text_size
        box = (left, y - half_height, left + width, y + half_height)
        return _Spot(anchor, x, y, box, self._leader(key, anchor, x, y) if offset.has_leader else ())

    def _spot_on_demand(self, key, width):
        """Return the spot to the right of the dot, or to the left if the label would leave the plate there."""
        x, _ = self.positions[key]
        to_the_right, to_the_left = self.offsets[:2]
        is_room = x + to_the_right.dx + width <= self.width or x < self.width / 2
        return self._spot(key, width, to_the_right if is_room else to_the_left)

    def _leader(self, key, anchor, x, y):
        """Return the two ends of a hairline from the rim of the dot to the label."""
        dot_x, dot_y = self.positions[key]
        size = self.text_size
        if anchor == "middle":
            end = (x, y + (HALF_HEIGHT * size if y < dot_y else -HALF_HEIGHT * size))
        else:
            end = (x - 0.2 * size if anchor == "start" else x + 0.2 * size, y)
        length = math.hypot(end[0] - dot_x, end[1] - dot_y)
        share = (self.radius + 0.1 * size) / length
        return (dot_x + (end[0] - dot_x) * share, dot_y + (end[1] - dot_y) * share), end

    def _cost_of(self, key, box):
        """Return what the surroundings of a label cost: lines under it, and dots whose name it could seem to be."""
        left, top, right, bottom = box
        first = bisect_left(self.line_points, (left, -math.inf))
        last = bisect_right(self.line_points, (right, math.inf))
        crossed = sum(top <= y <= bottom for _, y in self.line_points[first:last])
        ambiguity = 0.0
        room = 0.8 * self.text_size
        reach = self.radius + room
        for other, (x, y) in self.positions.items():
            if left - reach < x < right + reach and top - reach < y < bottom + reach and other != key:
                distance = math.hypot(max(left - x, 0, x - right), max(top - y, 0, y - bottom)) - self.radius
                ambiguity += 2.5 * max(0.0, 1 - max(distance, 0) / room)
        return 0.35 * min(crossed, 8) + ambiguity

    def _is_inside(self, box):
        left, top, right, bottom = self.frame
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom:
            return False
        return not (self.blocked and overlap(self.blocked, box))

    def _is_free(self, key, spot):
        """Tell whether a spot and its leader keep clear of all other dots, labels and leaders."""
        box, leader = grown(spot.box, 0.08 * self.text_size), spot.leader
        for other, dot_box in self.dot_boxes.items():
            if other != key and (overlap(dot_box, box) or (leader and crosses(leader, dot_box))):
                return False
        for taken in self.taken.values():
            if overlap(taken.box, box):
                return False
            if leader and (crosses(leader, taken.box) or (taken.leader and cut(leader, taken.leader))):
                return False
            if taken.leader and crosses(taken.leader, box):
                return False
        return True

    def _label(self, text, spot):
        return Label(
            text=text,
            x=number(spot.x),
            y=number(spot.y),
            anchor=spot.anchor,
            box=tuple(number(side) for side in spot.box),
            leader=path_data("M", *spot.leader[0], "L", *spot.leader[1]) if spot.leader else "",
        )


@cache  # a few pairs of sizes, again and again
def _offsets(radius, size):
    """Return the ways a label may stand to its dot: eight that touch it, then 144 at a distance, with a leader."""
    gap = radius + 0.32 * size
    slant = 0.72 * radius + 0.12 * size
    rise = slant + 0.32 * size
    above = radius + 0.66 * size
    offsets = [
        _Offset("start", gap, 0.0, 0.0),
        _Offset("end", -gap, 0.0, 0.5),
        _Offset("start", slant, -rise, 1.0),
        _Offset("start", slant, rise, 1.1),
        _Offset("middle", 0.0, -above, 1.2),
        _Offset("middle", 0.0, above, 1.3),
        _Offset("end", -slant, -rise, 1.4),
        _Offset("end", -slant, rise, 1.5),
    ]
    for ring, distance in enumerate((1.5, 2.2, 3.0, 4.0, 5.2, 6.6)):
        for step in range(24):
            cos, sin = math.cos(2 * math.pi * step / 24), math.sin(2 * math.pi * step / 24)
            anchor = "middle" if abs(cos) < 0.3 else "start" if cos > 0 else "end"
            # Level and upright leaders look accidental; slanted ones look meant.
            awkward = 0.4 if min(abs(cos), abs(sin)) < 0.2 else 0.0
            cost = AWAY_COST + 1.3 * ring + awkward + (0.2 if cos < 0 else 0.0)
            away = radius + distance * size
            offsets.append(_Offset(anchor, cos * away, sin * away, cost, has_leader=True))
    return offsets
