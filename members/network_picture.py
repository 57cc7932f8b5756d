"""
Where everything in the network picture stands: the only place that knows the map projections and the drawing geometry.

Places and links in, numbers out; no model, no query, no template. The coast lines are drawn beforehand by
``manage.py draw_coast_lines`` with the same projections, so a dot and its shore always agree.

A picture is made of one or two plates. The main plate shows Europe; what lies outside goes to a small world inset.
When most places lie outside Europe, the main plate is the world, or the part of it that they need, and there is no
inset. Each plate has its own units: 1000 of them across, x to the right, y downwards. All results are rounded to one
decimal and depend on nothing but the arguments: the same network gives the same picture, byte for byte, in whatever
order the places come.
"""

import math
import unicodedata
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy

# In the order of the legend.
GROUPS = {
    "full": gettext_lazy("Full member"),
    "associate": gettext_lazy("Associate member"),
    "former": gettext_lazy("Former member"),
    "suspended": gettext_lazy("Membership suspended"),
    "unconfirmed": gettext_lazy("Membership not confirmed"),
}

EARTH_RADIUS_KM = 6371.0
EDGE_OF_THE_WORLD = -168.4  # longitude of Bering Strait, where no land of any size but Antarctica is cut


# --- What goes in ---


@dataclass(frozen=True)
class Place:
    """
    One university as the picture needs it.

    ``name`` is read out and shown on hover, in ``name_language`` (empty when it is the language of the page).
    ``label`` is set beside the dot; ``short_label``, such as an acronym, replaces it on a narrow screen.
    ``latitude`` and ``longitude`` are degrees or None. ``group`` is one of GROUPS. ``url`` may be empty: no link then.
    """

    key: str
    name: str
    name_language: str
    label: str
    url: str
    latitude: float | None
    longitude: float | None
    group: str
    short_label: str = ""
    city: str = ""

    @property
    def is_placed(self):
        return self.latitude is not None and self.longitude is not None

    @property
    def full_name(self):
        """Return name, labels and city, such as "Technical University of Munich (TUM), Garching"."""
        # People who speak to their computer say what they see, so the labels belong to the accessible name.
        labels = []
        for label in (self.label, self.short_label):
            if label and label not in self.name and label not in labels:
                labels.append(label)
        name = f"{self.name} ({', '.join(labels)})" if labels else self.name
        return f"{name}, {self.city}" if self.city and self.city not in name else name


@dataclass(frozen=True)
class Link:
    """What two places share; ``weight`` counts it (1 or more), ``name`` is read out, ``url`` may be empty."""

    a_key: str
    b_key: str
    weight: int
    name: str
    url: str


# --- What comes out ---


@dataclass(frozen=True)
class Label:
    """
    A name set beside its dot. ``x`` is where it starts, ends or has its middle (``anchor``), ``y`` is half its height.

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


@dataclass(frozen=True)
class Dot:
    """
    One place on a plate. ``mark`` is the path of its shape, around (0, 0): move it to ``x``, ``y``.

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
    """One link on a plate: the path of an arc, and its ``strength`` from 1 (thin) to 4 (strong)."""

    a_key: str
    b_key: str
    name: str
    url: str
    weight: int
    strength: int
    path: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Legend:
    """One kind of place that occurs in the picture; ``mark`` is its shape at a radius of 6."""

    group: str
    mark: str

    @property
    def group_name(self):
        return GROUPS[self.group]


@dataclass(frozen=True)
class NetworkPicture:
    """
    One plate, with the inset on top of it if there is one (itself a NetworkPicture).

    ``map`` is "europe" or "world", and says which coast line to lay underneath. ``narrow_width`` is how much of the
    width, from the left edge, a narrow screen needs to show. ``ends`` are the points where the lines of an inset meet
    places of the main plate, ``frame`` is the outline of the main plate there. ``corner`` is where the inset covers
    nothing: "top-left", "bottom-right", "top-right", "bottom-left", or "below" when every corner is taken.
    ``coast_transform`` is how the coast line is moved when only a part of the world is shown, else empty.
    ``legend`` has the groups that occur, ``unplaced`` the places that have no coordinates.
    """

    map: str
    width: float
    height: float
    narrow_width: float
    text_size: float
    small_text_size: float
    dots: tuple
    lines: tuple
    inset: "NetworkPicture | None" = None
    is_inset: bool = False
    corner: str = ""
    ends: tuple = ()
    frame: str = ""
    coast_transform: str = ""
    legend: tuple = ()
    unplaced: tuple = ()

    @property
    def plates(self):
        return (self, self.inset) if self.inset else (self,)

    @property
    def is_cropped_when_narrow(self):
        return self.narrow_width < self.width


@dataclass(frozen=True)
class Locator:
    """One place on a small map: ``map`` is "europe" or "world"; the rest is in units of that map."""

    map: str
    width: float
    height: float
    x: float
    y: float
    radius: float
    mark: str
    crosshair: str
    group: str


# --- Projections ---


def equal_area_km(latitude, longitude, centre=(52.0, 10.0)):
    """
    Return kilometres east and south of the centre, Lambert azimuthal equal-area, on a sphere.

    Every country keeps its true size, as on the maps of the European statistical office, which have the same centre.
    """
    phi, phi_0 = math.radians(latitude), math.radians(centre[0])
    turn = math.radians(longitude - centre[1])
    cos_distance = math.sin(phi_0) * math.sin(phi) + math.cos(phi_0) * math.cos(phi) * math.cos(turn)
    scale = EARTH_RADIUS_KM * math.sqrt(2 / max(1 + cos_distance, 1e-9))  # the antipode has no image: keep it finite
    east = scale * math.cos(phi) * math.sin(turn)
    north = scale * (math.cos(phi_0) * math.sin(phi) - math.sin(phi_0) * math.cos(phi) * math.cos(turn))
    return east, -north


def natural_earth(latitude, longitude):
    """
    Return x and y (downwards) on a globe of radius 1, Natural Earth projection (Savric and others, 2011).

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
    """
    A map with its crop: what the coast line is drawn for and what the dots are set on.

    ``left``, ``top``, ``right``, ``bottom`` are in the measure of ``projection``. Text sizes are the largest that will
    ever be set: style sheets may make labels smaller, which keeps them apart, but never larger.
    """

    map: str
    projection: object
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

INSET_SHARE = 0.36  # of the width of the main plate; the style sheet has the same number
INSET_MARGIN = 12.0
INSET_CORNERS = ("top-left", "bottom-right", "top-right", "bottom-left")  # the Atlantic is the emptiest

MAX_WEIGHT_BY_STRENGTH = (1, 2, 4)  # one, two, three to four, more: more steps could not be told apart

AWAY_COST = 4.0  # a label beside its dot may cross a few lines before it is worth a leader

BENDS = (0.09, 0.11, 0.07, 0.13, 0.05, 0.15, 0.03, -0.04)  # the first that is clear of other dots


# --- The two pictures ---


def network_picture(places, links=(), focus=None):
    """
    Return the NetworkPicture of the places and of the links between them.

    Places without coordinates are in ``unplaced`` and links that lead to them or to an unknown key are left out: both
    belong in the table under the picture. With ``focus``, the key of one place, whatever is not linked to it is quiet.
    """
    places = sorted(places, key=lambda place: place.key)
    placed = [place for place in places if place.is_placed]
    unplaced = tuple(place for place in places if not place.is_placed)
    by_key = {place.key: place for place in placed}
    links = sorted(
        (link for link in links if link.a_key in by_key and link.b_key in by_key and link.a_key != link.b_key),
        # What is drawn last lies on top: the strongest, and what is in focus.
        key=lambda link: (focus in (link.a_key, link.b_key), link.weight, link.a_key, link.b_key, link.name),
    )
    neighbours = _neighbours(links, focus)

    in_europe = [place for place in placed if EUROPE.shows(place)]
    legend = _legend(places)
    if placed and 2 * len(in_europe) < len(placed):
        plate, coast_transform = _world_around(placed)
        picture = _draw(plate, placed, links, focus, neighbours)
        return replace(picture, coast_transform=coast_transform, legend=legend, unplaced=unplaced)

    shown = {place.key for place in in_europe}
    elsewhere = [place for place in placed if place.key not in shown]
    inset, corner, blocked = None, "", ()
    if elsewhere:
        inset = _draw_inset(
            elsewhere, in_europe, [link for link in links if not {link.a_key, link.b_key} <= shown], focus, neighbours
        )
        corner, blocked = _free_corner(EUROPE, in_europe)
    picture = _draw(
        EUROPE, in_europe, [link for link in links if {link.a_key, link.b_key} <= shown], focus, neighbours, blocked
    )
    return replace(picture, inset=inset, corner=corner, legend=legend, unplaced=unplaced)


def locator(place):
    """Return the Locator of one place, on the map of Europe if it is there, else of the world; None if unplaced."""
    if not place.is_placed:
        return None
    plate = EUROPE if EUROPE.shows(place) else WORLD
    x, y = plate.position(place.latitude, place.longitude)
    radius, gap = 22.0, 50.0  # a locator is about a quarter of the size of a picture
    crosshair = (
        f"M{_text(x)} 0V{_text(max(y - gap, 0))}M{_text(x)} {_text(min(y + gap, plate.height))}V{_text(plate.height)}"
        f"M0 {_text(y)}H{_text(max(x - gap, 0))}M{_text(min(x + gap, plate.width))} {_text(y)}H{_text(plate.width)}"
    )
    return Locator(
        map=plate.map,
        width=_number(plate.width),
        height=_number(plate.height),
        x=_number(x),
        y=_number(y),
        radius=_number(radius),
        mark=_mark(place.group, radius),
        crosshair=crosshair,
        group=place.group,
    )


def _neighbours(links, focus):
    """Return the keys that stay strong when one place is in focus: itself and whom it is linked to."""
    return {focus} | {key for link in links if focus in (link.a_key, link.b_key) for key in (link.a_key, link.b_key)}


def _legend(places):
    groups = {place.group for place in places if place.is_placed}
    return tuple(Legend(group=group, mark=_mark(group, 6.0)) for group in GROUPS if group in groups)


def _draw(plate, places, links, focus, neighbours, blocked=(), anchors=None):
    """Return one plate with its dots, lines and labels. ``anchors`` are positions of places that are not dots here."""
    positions = _spread([(place.key, *plate.position(place.latitude, place.longitude)) for place in places], plate)
    ends = {**(anchors or {}), **positions}
    arcs = []
    for link in links:
        others = [position for key, position in positions.items() if key not in (link.a_key, link.b_key)]
        arcs.append((link, _clear_arc(ends[link.a_key], ends[link.b_key], others, plate)))
    lines = tuple(
        Line(
            a_key=link.a_key,
            b_key=link.b_key,
            name=link.name,
            url=link.url,
            weight=link.weight,
            strength=1 + sum(link.weight > limit for limit in MAX_WEIGHT_BY_STRENGTH),
            path=_arc_path(arc),
            is_quiet=focus is not None and focus not in (link.a_key, link.b_key),
        )
        for link, arc in arcs
    )

    narrow_width = plate.narrow_width
    if any(x > narrow_width - plate.radius for x, _ in positions.values()):
        narrow_width = plate.width
    small_text_size = plate.small_text_size * narrow_width / plate.narrow_width
    important = [place for place in places if focus is None or place.key in neighbours]
    rest = [place for place in places if place not in important]
    order = [*_by_crowding(important, positions, plate, focus), *_by_crowding(rest, positions, plate, focus)]
    curves = [_points_on(arc) for _, arc in arcs]

    wide = _Placement(plate, plate.width, plate.text_size, positions, curves, blocked)
    labels = wide.place([(place.key, place.label) for place in order])
    if plate.small_text_size == plate.text_size:
        small_labels = labels
    else:
        # On a narrow screen the inset stands below, so it covers nothing.
        narrow = _Placement(plate, narrow_width, small_text_size, positions, curves, ())
        small_labels = narrow.place([(place.key, place.short_label or place.label) for place in order])

    dots = tuple(
        Dot(
            key=place.key,
            full_name=place.full_name,
            name_language=place.name_language,
            url=place.url,
            group=place.group,
            x=_number(positions[place.key][0]),
            y=_number(positions[place.key][1]),
            radius=_number(plate.radius),
            target=_number(_target(place.key, positions, plate)),
            mark=_mark(place.group, plate.radius),
            label=labels[place.key],
            small_label=small_labels[place.key],
            is_focus=place.key == focus,
            is_quiet=focus is not None and place.key not in neighbours,
        )
        for place in places
    )
    return NetworkPicture(
        map=plate.map,
        width=_number(plate.width),
        height=_number(plate.height),
        narrow_width=_number(narrow_width),
        text_size=_number(plate.text_size),
        small_text_size=_number(small_text_size),
        dots=dots,
        lines=lines,
    )


def _draw_inset(elsewhere, in_europe, links, focus, neighbours):
    """Return the world inset: dots for what is elsewhere, and only line ends for what the main plate shows."""
    linked = {key for link in links for key in (link.a_key, link.b_key)}
    anchors = {
        place.key: WORLD_INSET.position(place.latitude, place.longitude) for place in in_europe if place.key in linked
    }
    picture = _draw(WORLD_INSET, elsewhere, links, focus, neighbours, anchors=anchors)
    ends = tuple((_number(x), _number(y)) for _, (x, y) in sorted(anchors.items()))
    return replace(picture, is_inset=True, ends=ends, frame=_frame_of_europe())


def _frame_of_europe(steps=8):
    """Return the path that the edge of the map of Europe makes on the map of the world."""
    width, height = EUROPE.width, EUROPE.height
    corners = [(0, 0), (width, 0), (width, height), (0, height), (0, 0)]
    points = []
    for (x, y), (next_x, next_y) in zip(corners, corners[1:], strict=False):
        for step in range(steps):
            share = step / steps
            latitude, longitude = _from_europe(x + (next_x - x) * share, y + (next_y - y) * share)
            points.append(WORLD_INSET.position(latitude, longitude))
    return "M" + "L".join(f"{_text(x)} {_text(y)}" for x, y in points) + "Z"


def _from_europe(x, y, centre=(52.0, 10.0)):
    """Return latitude and longitude of a point on the map of Europe: equal_area_km the other way round."""
    east = EUROPE.left + x / EUROPE.scale
    north = -(EUROPE.top + y / EUROPE.scale)
    distance = math.hypot(east, north)
    if distance == 0:
        return centre
    phi_0 = math.radians(centre[0])
    angle = 2 * math.asin(distance / (2 * EARTH_RADIUS_KM))
    latitude = math.asin(math.cos(angle) * math.sin(phi_0) + north * math.sin(angle) * math.cos(phi_0) / distance)
    longitude = math.atan2(
        east * math.sin(angle),
        distance * math.cos(phi_0) * math.cos(angle) - north * math.sin(phi_0) * math.sin(angle),
    )
    return math.degrees(latitude), centre[1] + math.degrees(longitude)


def _world_around(places):
    """
    Return the part of the world that the places need, as a plate of its own, and how the coast line is moved to fit.

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
    plate = replace(WORLD, left=left, top=top, right=left + width, bottom=top + height)
    zoom = plate.scale / WORLD.scale
    x, y = (WORLD.left - left) * plate.scale, (WORLD.top - top) * plate.scale
    return plate, f"translate({_text(x)} {_text(y)}) scale({zoom:.4f})"


def _free_corner(plate, places):
    """Return the first corner where the inset covers no dot, and the rectangle it takes there."""
    width = INSET_SHARE * plate.width
    height = width * WORLD_INSET.height / WORLD_INSET.width
    for corner in INSET_CORNERS:
        top = INSET_MARGIN if corner.startswith("top") else plate.height - INSET_MARGIN - height
        left = INSET_MARGIN if corner.endswith("left") else plate.width - INSET_MARGIN - width
        box = (left, top, left + width, top + height)
        room = _grown(box, 2 * plate.radius)
        if not any(_contains(room, plate.position(place.latitude, place.longitude)) for place in places):
            return corner, (box,)
    return "below", ()


# --- Dots and lines ---


def _mark(group, radius):
    """Return the path of a shape around (0, 0); groups differ in shape, so that colour is never alone."""
    r = radius
    if group in ("associate", "unconfirmed"):
        d = r * 1.25  # a diamond looks smaller than a disc of the same radius
        return f"M0 {_text(-d)}L{_text(d)} 0 0 {_text(d)} {_text(-d)} 0Z"
    if group == "suspended":
        d = r * 0.85
        return f"M{_text(-d)} {_text(-d)}L{_text(d)} {_text(d)}M{_text(-d)} {_text(d)}L{_text(d)} {_text(-d)}"
    if group == "former":
        r = radius * 0.85
    return f"M{_text(-r)} 0A{_text(r)} {_text(r)} 0 1 1 {_text(r)} 0A{_text(r)} {_text(r)} 0 1 1 {_text(-r)} 0Z"


def _spread(points, plate, rounds=60):
    """
    Return positions by key, moved apart just enough that no two dots touch.

    Two universities in one city are further apart in life than their dots could be: readability wins over a few
    kilometres, as on any printed map.
    """
    nearest = 2 * plate.radius + 0.2 * plate.radius
    moved = {key: [x, y] for key, x, y in points}
    keys = [key for key, _, _ in points]
    for _ in range(rounds):
        calm = True
        for index, key in enumerate(keys):
            for other_index in range(index + 1, len(keys)):
                other = keys[other_index]
                dx = moved[other][0] - moved[key][0]
                dy = moved[other][1] - moved[key][1]
                distance = math.hypot(dx, dy)
                if distance >= nearest - 0.05:
                    continue
                calm = False
                if distance < 0.01:
                    angle = 2.4 * other_index  # the golden angle: dots at one spot leave in all directions
                    dx, dy, distance = math.cos(angle), math.sin(angle), 1.0
                    push = nearest / 2
                else:
                    push = (nearest - distance) / 2
                moved[key][0] -= dx / distance * push
                moved[key][1] -= dy / distance * push
                moved[other][0] += dx / distance * push
                moved[other][1] += dy / distance * push
        if calm:
            break
    return {
        key: (
            min(max(x, plate.radius), plate.width - plate.radius),
            min(max(y, plate.radius), plate.height - plate.radius),
        )
        for key, (x, y) in moved.items()
    }


def _target(key, positions, plate):
    x, y = positions[key]
    distances = [
        math.hypot(x - other_x, y - other_y) for other, (other_x, other_y) in positions.items() if other != key
    ]
    return max(plate.radius, min([plate.target_radius, *(distance / 2 for distance in distances)]))


def _clear_arc(start, end, others, plate):
    """Return the flattest arc that does not run through another dot, which would seem to be linked as well."""

    def clearance(arc):
        points = _points_on(arc)
        return min((math.dist(point, other) for point in points for other in others), default=math.inf)

    arcs = [_arc(start, end, bend) for bend in BENDS]
    clear = (arc for arc in arcs if clearance(arc) > 1.7 * plate.radius)
    return next(clear, None) or max(arcs, key=clearance)


def _arc(start, end, bend):
    """
    Return start, control point and end of an arc that rises above the chord by ``bend``, a share of its length.

    It rises northwards, as the shortest way on a globe does; with a negative bend to the other side.
    """
    (x1, y1), (x2, y2) = start, end
    if (x2, y2) < (x1, y1):
        x1, y1, x2, y2 = x2, y2, x1, y1  # from west to east, so that both directions give the same line
    # The normal that points up, or to the west for a line straight up and down.
    normal_x, normal_y = y2 - y1, -(x2 - x1)
    return (x1, y1), ((x1 + x2) / 2 + 2 * bend * normal_x, (y1 + y2) / 2 + 2 * bend * normal_y), (x2, y2)


def _arc_path(arc):
    (x1, y1), (cx, cy), (x2, y2) = arc
    return f"M{_text(x1)} {_text(y1)}Q{_text(cx)} {_text(cy)} {_text(x2)} {_text(y2)}"


def _points_on(arc, steps=24):
    (x1, y1), (cx, cy), (x2, y2) = arc
    points = []
    for step in range(1, steps):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        points.append((a * x1 + b * cx + c * x2, a * y1 + b * cy + c * y2))
    return points


# --- Labels ---


def text_width(text, size):
    """
    Return about how wide a text is set in a sans-serif face, rather too wide than too narrow.

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


def _by_crowding(places, positions, plate, focus):
    """Return the places in the order in which they choose where their label goes: the least free first."""

    def crowding(place):
        x, y = positions[place.key]
        near = 6 * plate.radius
        return sum(math.hypot(x - other_x, y - other_y) < near for other_x, other_y in positions.values())

    return sorted(
        places,
        key=lambda place: (place.key != focus, -crowding(place), list(GROUPS).index(place.group), place.key),
    )


@dataclass(frozen=True)
class _Candidate:
    label: Label
    cost: float
    leader_ends: tuple = ()


@dataclass
class _Placement:
    """
    Sets the labels of one plate: first the label with the fewest choices, each at the cheapest place still free.

    Never allowed: over a dot, another label, another leader line, the inset or the edge. Costly: over a line, away from
    the dot, and close to another. Afterwards every label may choose once more, knowing where the others are, until all
    are content.
    """

    plate: Plate
    width: float
    text_size: float
    positions: dict
    curves: list
    blocked: tuple
    taken: dict = field(default_factory=dict)

    def place(self, texts):
        """Return a Label by key, for (key, text) pairs in the order in which they may choose."""
        beside = {key: self._beside(key, text) for key, text in texts}
        away = {}
        for _ in range(4):
            before = dict(self.taken)
            for key, text in texts:
                self.taken.pop(key, None)
                best = self._first_free(key, beside[key])
                if best is None or best.cost > AWAY_COST:
                    if key not in away:
                        away[key] = self._away(key, text)  # a hundred of them: only for the few labels that need it
                    found = [best, self._first_free(key, away[key])]
                    best = min((one for one in found if one), key=lambda one: one.cost, default=None)
                if best:
                    self.taken[key] = best
            if self.taken == before:
                break
        return {
            key: self.taken[key].label if key in self.taken else self._label_on_demand(key, text) for key, text in texts
        }

    def _first_free(self, key, candidates):
        return next((candidate for candidate in candidates if self._is_free(key, candidate)), None)

    def _beside(self, key, text):
        """Return the positions that touch the dot, the cheapest first."""
        x, y = self.positions[key]
        size, radius = self.text_size, self.plate.radius
        gap = radius + 0.32 * size
        slant = 0.72 * radius + 0.12 * size
        rise = slant + 0.32 * size
        above = radius + 0.66 * size
        return self._cheapest_first(
            self._candidate(key, text, anchor, x + dx, y + dy, cost)
            for anchor, dx, dy, cost in (
                ("start", gap, 0.0, 0.0),
                ("end", -gap, 0.0, 0.5),
                ("start", slant, -rise, 1.0),
                ("start", slant, rise, 1.1),
                ("middle", 0.0, -above, 1.2),
                ("middle", 0.0, above, 1.3),
                ("end", -slant, -rise, 1.4),
                ("end", -slant, rise, 1.5),
            )
        )

    def _away(self, key, text):
        """Return the positions at a distance, joined to the dot by a leader, the cheapest first."""
        x, y = self.positions[key]
        found = []
        for ring, distance in enumerate((1.5, 2.2, 3.0, 4.0, 5.2, 6.6)):
            for step in range(24):
                angle = 2 * math.pi * step / 24
                dx = math.cos(angle) * (self.plate.radius + distance * self.text_size)
                dy = math.sin(angle) * (self.plate.radius + distance * self.text_size)
                anchor = "middle" if abs(math.cos(angle)) < 0.3 else "start" if dx > 0 else "end"
                # Level and upright leaders look accidental; slanted ones look meant.
                awkward = 0.4 if min(abs(math.cos(angle)), abs(math.sin(angle))) < 0.2 else 0.0
                cost = AWAY_COST + 1.3 * ring + awkward + (0.2 if dx < 0 else 0.0)
                found.append(self._candidate(key, text, anchor, x + dx, y + dy, cost, with_leader=True))
        return self._cheapest_first(found)

    def _cheapest_first(self, candidates):
        inside = [candidate for candidate in candidates if self._is_inside(candidate)]
        return sorted(inside, key=lambda candidate: candidate.cost)  # stable: equal costs keep their order

    def _candidate(self, key, text, anchor, x, y, cost, with_leader=False):
        """Return a label whose start, end or middle is at x, and whose middle height is at y."""
        width, size = text_width(text, self.text_size), self.text_size
        left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
        box = (left, y - 0.62 * size, left + width, y + 0.62 * size)
        leader, leader_ends = "", ()
        if with_leader:
            leader_ends = self._leader(key, anchor, x, y)
            (x1, y1), (x2, y2) = leader_ends
            leader = f"M{_text(x1)} {_text(y1)}L{_text(x2)} {_text(y2)}"
        crossed = sum(_contains(box, point) for curve in self.curves for point in curve)
        label = Label(
            text=text,
            x=_number(x),
            y=_number(y),
            anchor=anchor,
            box=tuple(_number(side) for side in box),
            leader=leader,
        )
        cost += 0.35 * min(crossed, 8) + self._ambiguity(key, box)
        return _Candidate(label=label, cost=round(cost, 3), leader_ends=leader_ends)

    def _ambiguity(self, key, box):
        """Return what it costs that a label could be read as the name of another dot: 0 when that one is far enough."""
        cost = 0.0
        for other, (x, y) in self.positions.items():
            if other == key:
                continue
            dx, dy = max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3])
            room = math.hypot(dx, dy) - self.plate.radius
            cost += 2.5 * max(0.0, 1 - max(room, 0) / (0.8 * self.text_size))
        return cost

    def _leader(self, key, anchor, x, y):
        dot_x, dot_y = self.positions[key]
        size = self.text_size
        if anchor == "middle":
            end = (x, y + (0.62 * size if y < dot_y else -0.62 * size))
        else:
            end = (x - 0.2 * size if anchor == "start" else x + 0.2 * size, y)
        length = math.hypot(end[0] - dot_x, end[1] - dot_y) or 1.0
        share = (self.plate.radius + 0.1 * size) / length
        return (dot_x + (end[0] - dot_x) * share, dot_y + (end[1] - dot_y) * share), end

    def _is_inside(self, candidate):
        edge = 0.3 * self.text_size
        left, top, right, bottom = candidate.label.box
        if left < edge or top < edge or right > self.width - edge or bottom > self.plate.height - edge:
            return False
        return not any(_overlap(_grown(box, edge), candidate.label.box) for box in self.blocked)

    def _is_free(self, key, candidate):
        box = _grown(candidate.label.box, 0.08 * self.text_size)
        reach = self.plate.radius + 0.12 * self.text_size
        for other, (x, y) in self.positions.items():
            if other == key:
                continue
            dot = (x - reach, y - reach, x + reach, y + reach)
            if _overlap(dot, box):
                return False
            if candidate.leader_ends and _crosses(candidate.leader_ends, dot):
                return False
        for other, taken in self.taken.items():
            if other == key:
                continue
            if _overlap(taken.label.box, box):
                return False
            if candidate.leader_ends and _crosses(candidate.leader_ends, taken.label.box):
                return False
            if taken.leader_ends and _crosses(taken.leader_ends, box):
                return False
            if candidate.leader_ends and taken.leader_ends and _cut(candidate.leader_ends, taken.leader_ends):
                return False
        return True

    def _label_on_demand(self, key, text):
        x, y = self.positions[key]
        gap = self.plate.radius + 0.32 * self.text_size
        to_the_right = x + gap + text_width(text, self.text_size) <= self.width or x < self.width / 2
        anchor, label_x = ("start", x + gap) if to_the_right else ("end", x - gap)
        return replace(self._candidate(key, text, anchor, label_x, y, 0.0).label, on_demand=True)


# --- Small geometry ---


def _number(value):
    """Return a number with one decimal at most, whole where it can be: a shorter page, and never "-0.0"."""
    value = round(value, 1) + 0.0
    return int(value) if value == int(value) else value


def _text(value):
    return str(_number(value))


def _grown(box, by):
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _contains(box, point):
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(segment, box):
    (x1, y1), (x2, y2) = segment
    if _contains(box, (x1, y1)) or _contains(box, (x2, y2)):
        return True
    corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
    return any(_cut(segment, (corners[i], corners[(i + 1) % 4])) for i in range(4))


def _cut(first, second):
    def side(a, b, point):
        return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])

    (a, b), (c, d) = first, second
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
