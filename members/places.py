"""Universities as places of the network picture, and what they share as the lines between them."""

from dataclasses import dataclass, replace
from functools import lru_cache

from cluster_portal.core.languages import text_of
from members.models import University
from members.network_picture import Link, Place, network_picture

# To find room for the labels takes longer than the rest of a page. What is only read out is put in afterwards, so that
# one drawing serves all languages.
_draw = lru_cache(maxsize=128)(network_picture)


def place_of(university):
    """Return the `Place` of a university loaded by `for_cards().with_standing()`."""
    name = university.name
    return Place(
        key=university.slug,
        name=name.value,
        name_language=name.language if name.is_fallback else "",
        label=university.short_name,
        short_label=university.monogram,
        city=text_of(university, "city").value,
        url=university.get_absolute_url(),
        latitude=None if university.latitude is None else float(university.latitude),
        longitude=None if university.longitude is None else float(university.longitude),
        group=university.standing,
    )


def picture_of(universities, links=(), focus=None):
    """Return the network picture of loaded universities and of the `Link`s between them.

    With `focus`, the slug of one of them, whatever is not linked to it is quiet.
    """
    return _picture(tuple(map(place_of, universities)), tuple(links), focus)


@lru_cache(maxsize=128)
def _picture(places, links, focus):
    places = {place.key: place for place in places}
    links = {(link.a_key, link.b_key): link for link in links}
    silent_places = (replace(places[key], name="", name_language="", city="", url="") for key in sorted(places))
    silent_links = (replace(links[keys], name="", url="") for keys in sorted(links))
    return _named(_draw(tuple(silent_places), tuple(silent_links), focus), places, links)


def _named(picture, places, links):
    """Return a drawing with the names and addresses of its places and links."""
    return replace(
        picture,
        dots=tuple(_named_dot(dot, places[dot.key]) for dot in picture.dots),
        lines=tuple(_named_line(line, links[line.a_key, line.b_key]) for line in picture.lines),
        inset=picture.inset and _named(picture.inset, places, links),
        unplaced=tuple(places[place.key] for place in picture.unplaced),
    )


def _named_dot(dot, place):
    return replace(dot, full_name=place.full_name, name_language=place.name_language, url=place.url)


def _named_line(line, link):
    return replace(line, name=link.name, url=link.url)


@dataclass(frozen=True)
class Neighbour:
    """A university that shares something with another one, its short name, and the `Link` that says what."""

    university: University
    label: str
    link: Link


@dataclass(frozen=True)
class PlaceRow:
    """One university in the table under the picture, with those that it is linked to, in the order of the table."""

    university: University
    neighbours: tuple


def rows_of(universities, links=()):
    """Return a `PlaceRow` for each university: the same facts as in `picture_of`."""
    linked = {}
    for link in links:
        linked.setdefault(link.a_key, {})[link.b_key] = link
        linked.setdefault(link.b_key, {})[link.a_key] = link
    labels = {university.slug: university.short_name for university in universities}
    return [
        PlaceRow(
            university,
            tuple(
                Neighbour(other, labels[other.slug], linked[university.slug][other.slug])
                for other in universities
                if other.slug in linked.get(university.slug, {})
            ),
        )
        for university in universities
    ]


def current_members(on=None):
    """Return the published members on the day, full ones first, loaded for cards."""
    return (
        University.objects.published()
        .members(on)
        .with_standing(on)
        .for_cards()
        .in_reading_order(on=on)
        .order_by("standing_rank", "reading_name", "slug")
    )
