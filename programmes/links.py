"""The lines of the network picture: which universities share a programme that leads to degrees."""

from collections import Counter
from itertools import combinations, groupby

from programmes.routes import open_partners
from programmes.vocabulary import Kind


def shared_programmes(day, universities=None):
    """Return the pairs of universities that share open programmes on the day: [(slug, slug, how many)].

    The slugs of a pair, and the pairs, are in alphabetical order. `universities`, slugs, keeps to pairs of which both
    are among them. One query.
    """
    partners = (
        open_partners(day)
        .filter(university__isnull=False)
        .exclude(programme__kind=Kind.EXCHANGE)
        .order_by("programme_id")
        .values_list("programme_id", "university__slug")
    )
    pairs = Counter()
    for _programme, rows in groupby(partners, key=lambda row: row[0]):
        slugs = sorted({slug for _key, slug in rows if universities is None or slug in universities})
        pairs.update(combinations(slugs, 2))
    return [(first, second, count) for (first, second), count in sorted(pairs.items())]
