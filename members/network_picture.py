"""The network picture: where every place, line and label stands, ready to be drawn as SVG.

Places and links in, numbers out; no model, no query, no template. ``members.projection`` knows the maps,
``members.dots_and_lines`` the marks and arcs, ``members.label_placement`` finds room for the names.

A picture is made of one or two plates. The main plate shows Europe; what lies outside goes to a small world inset.
When most places lie outside Europe, the main plate is the world, or the part of it that they need, and there is no
inset. All numbers are in plate units, rounded to one decimal, and depend on nothing but the arguments: the same network
gives the same picture, byte for byte, in whatever order the places come.
"""

import re
from dataclasses import dataclass, replace

from members.dots_and_lines import GROUPS, Dot, Legend, Line, arc_path, clear_arc, mark, points_on
from members.label_placement import LabelPlacement, crowding, spread, target_radius
from members.projection import EUROPE, WORLD, WORLD_INSET, edge_of_europe, world_around
from members.shapes import contains, grown, number, path_data

INSET_SHARE = 0.36  # of the width of the main plate; the style sheet has the same number
INSET_MARGIN = 12.0
INSET_CORNERS = ("top-left", "bottom-right", "top-right", "bottom-left")  # the Atlantic is the emptiest


# --- What goes in ---


@dataclass(frozen=True)
class Place:
    """One university as the picture needs it.

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
        """Return name, labels and city, such as "Technical University of Munich, TUM, Garching"."""
        # People who speak to their computer say what they see, so the labels belong to the accessible name, as whole
        # words and not in brackets, which some tools take off.
        parts = [self.name]
        for part in (self.label, self.short_label, self.city):
            if part and not any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", said) for said in parts):
                parts.append(part)
        return ", ".join(parts)


@dataclass(frozen=True)
class Link:
    """What two places share; ``weight`` counts it (1 or more), ``name`` is read out, ``url`` may be empty."""

    a_key: str
    b_key: str
    weight: int
    name: str
    url: str

    @property
    def keys(self):
        return {self.a_key, self.b_key}


# --- What comes out ---


@dataclass(frozen=True)
class NetworkPicture:
    """One plate, with the inset on top of it if there is one (itself a NetworkPicture).

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
    def has_lines(self):
        return any(plate.lines for plate in self.plates)

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


# --- The two pictures ---


def network_picture(places, links=(), focus=None):
    """Return the NetworkPicture of the places and of the links between them.

    Places without coordinates are in ``unplaced`` and links that lead to them or to an unknown key are left out: both
    belong in the table under the picture. With ``focus``, the key of one place, whatever is not linked to it is quiet.
    """
    places = sorted(places, key=lambda place: place.key)
    placed = [place for place in places if place.is_placed]
    keys = {place.key for place in placed}
    links = sorted(
        (link for link in links if link.keys <= keys and link.a_key != link.b_key),
        # What is drawn last lies on top: the strongest, and what is in focus.
        key=lambda link: (focus in link.keys, link.weight, link.a_key, link.b_key, link.name),
    )
    in_europe = [place for place in placed if EUROPE.shows(place)]
    is_european = 2 * len(in_europe) >= len(placed)
    focus = _Focus(focus, links)
    picture = _draw_europe(placed, in_europe, links, focus) if is_european else _draw_world(placed, links, focus)
    groups = {place.group for place in placed}
    return replace(
        picture,
        legend=tuple(Legend(group=group, mark=mark(group, 6.0)) for group in GROUPS if group in groups),
        unplaced=tuple(place for place in places if not place.is_placed),
    )


def locator(place):
    """Return the Locator of one place, on the map of Europe if it is there, else of the world; None if unplaced."""
    if not place.is_placed:
        return None
    plate = EUROPE if EUROPE.shows(place) else WORLD
    x, y = plate.position(place.latitude, place.longitude)
    radius, gap = 22.0, 50.0  # a locator is about a quarter of the size of a picture
    upright = ("M", x, 0, "V", max(y - gap, 0), "M", x, min(y + gap, plate.height), "V", plate.height)
    level = ("M", 0, y, "H", max(x - gap, 0), "M", min(x + gap, plate.width), y, "H", plate.width)
    return Locator(
        map=plate.map,
        width=number(plate.width),
        height=number(plate.height),
        x=number(x),
        y=number(y),
        radius=number(radius),
        mark=mark(place.group, radius),
        crosshair=path_data(*upright, *level),
        group=place.group,
    )


class _Focus:
    """What stays strong when one place is in focus: itself, its links and whom they lead to. All, without a key."""

    def __init__(self, key, links):
        self.key = key
        self.strong_keys = {key}.union(*(link.keys for link in links if key in link.keys))

    def is_quiet_place(self, key):
        return self.key is not None and key not in self.strong_keys

    def is_quiet_link(self, link):
        return self.key is not None and self.key not in link.keys


# --- Plates ---


def _draw_europe(placed, in_europe, links, focus):
    """Return the map of Europe, with the world inset if there is anything to show outside."""
    shown = {place.key for place in in_europe}
    elsewhere = [place for place in placed if place.key not in shown]
    if not elsewhere:
        return _draw(EUROPE, placed, links, focus)
    corner, room = _free_corner(in_europe)
    picture = _draw(EUROPE, in_europe, [link for link in links if link.keys <= shown], focus, blocked=room)
    inset = _draw_inset(elsewhere, in_europe, [link for link in links if not link.keys <= shown], focus)
    return replace(picture, inset=inset, corner=corner)


def _draw_world(placed, links, focus):
    """Return the part of the world that the places need."""
    plate = world_around(placed)
    x, y = (WORLD.left - plate.left) * plate.scale, (WORLD.top - plate.top) * plate.scale
    coast_transform = f"translate({number(x)} {number(y)}) scale({plate.scale / WORLD.scale:.4f})"
    return replace(_draw(plate, placed, links, focus), coast_transform=coast_transform)


def _draw_inset(elsewhere, in_europe, links, focus):
    """Return the world inset: dots for what is elsewhere, and only line ends for what the main plate shows."""
    linked = set().union(*(link.keys for link in links))
    anchors = {
        place.key: WORLD_INSET.position(place.latitude, place.longitude) for place in in_europe if place.key in linked
    }
    first, *others = edge_of_europe(WORLD_INSET)
    return replace(
        _draw(WORLD_INSET, elsewhere, links, focus, anchors=anchors),
        is_inset=True,
        ends=tuple((number(x), number(y)) for x, y in anchors.values()),
        frame=path_data("M", *first, *(part for x, y in others for part in ("L", x, y)), "Z"),
    )


def _free_corner(places):
    """Return the first corner of Europe where the inset covers no dot, and the box it takes there."""
    width = INSET_SHARE * EUROPE.width
    height = width * WORLD_INSET.height / WORLD_INSET.width
    positions = [EUROPE.position(place.latitude, place.longitude) for place in places]
    for corner in INSET_CORNERS:
        top = INSET_MARGIN if corner.startswith("top") else EUROPE.height - INSET_MARGIN - height
        left = INSET_MARGIN if corner.endswith("left") else EUROPE.width - INSET_MARGIN - width
        box = (left, top, left + width, top + height)
        room = grown(box, 2 * EUROPE.radius)
        if not any(contains(room, position) for position in positions):
            return corner, box
    return "below", ()


def _draw(plate, places, links, focus, *, blocked=(), anchors=None):
    """Return one plate with its dots, lines and labels; no label goes to the ``blocked`` box.

    ``anchors`` are the positions, by key, of linked places that are not dots here.
    """
    positions = spread({place.key: plate.position(place.latitude, place.longitude) for place in places}, plate)
    arcs = _arcs(plate, links, positions, anchors or {})
    is_wide = any(x > plate.narrow_width - plate.radius for x, _ in positions.values())
    narrow_width = plate.width if is_wide else plate.narrow_width
    small_text_size = plate.small_text_size * narrow_width / plate.narrow_width

    order = _order_of_choice(places, positions, plate, focus)
    line_points = [point for arc in arcs for point in points_on(arc)]
    wide = LabelPlacement(plate, plate.width, plate.text_size, positions, line_points, blocked)
    labels = small_labels = wide.place([(place.key, place.label) for place in order])
    if plate.small_text_size != plate.text_size:
        # On a narrow screen the inset stands below, so it covers nothing.
        narrow = LabelPlacement(plate, narrow_width, small_text_size, positions, line_points)
        small_labels = narrow.place([(place.key, place.short_label or place.label) for place in order])

    return NetworkPicture(
        map=plate.map,
        width=number(plate.width),
        height=number(plate.height),
        narrow_width=number(narrow_width),
        text_size=number(plate.text_size),
        small_text_size=number(small_text_size),
        dots=tuple(
            Dot(
                key=place.key,
                full_name=place.full_name,
                name_language=place.name_language,
                url=place.url,
                group=place.group,
                x=number(positions[place.key][0]),
                y=number(positions[place.key][1]),
                radius=number(plate.radius),
                target=number(target_radius(place.key, positions, plate)),
                mark=mark(place.group, plate.radius),
                label=labels[place.key],
                small_label=small_labels[place.key],
                is_focus=place.key == focus.key,
                is_quiet=focus.is_quiet_place(place.key),
            )
            for place in places
        ),
        lines=tuple(
            Line(
                a_key=link.a_key,
                b_key=link.b_key,
                name=link.name,
                url=link.url,
                weight=link.weight,
                path=arc_path(arc),
                is_quiet=focus.is_quiet_link(link),
            )
            for link, arc in zip(links, arcs, strict=True)
        ),
    )


def _arcs(plate, links, positions, anchors):
    """Return one arc for each link, clear of the dots that it does not join."""
    ends = anchors | positions
    return [
        clear_arc(
            ends[link.a_key],
            ends[link.b_key],
            others=[position for key, position in positions.items() if key not in link.keys],
            room=1.7 * plate.radius,
        )
        for link in links
    ]


def _order_of_choice(places, positions, plate, focus):
    """Return the places in the order in which they choose where their label goes: the least free first."""
    groups = list(GROUPS)
    return sorted(
        places,
        key=lambda place: (
            focus.is_quiet_place(place.key),
            place.key != focus.key,
            -crowding(place.key, positions, plate),
            groups.index(place.group),
            place.key,
        ),
    )
