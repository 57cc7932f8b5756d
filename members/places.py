"""Universities as places of the network picture."""

from functools import lru_cache

from cluster_portal.core.languages import text_of
from members.models import University
from members.network_picture import Place, network_picture

# Placing the labels takes longer than the rest of a page; the same places in the same language give the same picture.
_draw = lru_cache(maxsize=64)(network_picture)


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


def picture_of(universities):
    """Return the network picture of loaded universities. Lines between them come with the programmes they share."""
    return _draw(tuple(place_of(university) for university in universities))


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
