"""The entry by exit matrix of a programme: which first and second university go together, and what comes of it."""

from dataclasses import dataclass

from cluster_portal.core.text import fold


@dataclass(frozen=True)
class Cell:
    """What one first and one second university have between them: the paths, and the diplomas that they lead to."""

    ways: list

    @property
    def diplomas(self):
        """The partners that award a degree on any of the paths, each once."""
        return list({partner.pk: partner for way in self.ways for partner in way.diplomas}.values())

    @property
    def splits(self):
        """The ECTS credits of the steps of each path, "60 + 60"; nothing for a path of which they are not all known."""
        known = [[step.ects for step in way.steps] for way in self.ways]
        texts = [" + ".join(map(str, split)) for split in known if None not in split]
        return list(dict.fromkeys(texts))


@dataclass(frozen=True)
class Matrix:
    """`columns` are the second universities, `rows` are (first university, a `Cell` or None for each column)."""

    columns: list
    rows: list


def matrix_of(ways):
    """Return the `Matrix` of a programme's paths; None where fewer than two of them have both ends known."""
    cells = {}
    for way in ways:
        if way.first is not None and way.last is not None and way.first != way.last:
            cells.setdefault((way.first, way.last), []).append(way)
    if sum(map(len, cells.values())) < 2:
        return None
    firsts = sorted({first for first, _last in cells}, key=_by_name)
    lasts = sorted({last for _first, last in cells}, key=_by_name)
    rows = [
        (first, [Cell(cells[first, last]) if (first, last) in cells else None for last in lasts]) for first in firsts
    ]
    return Matrix(lasts, rows)


def _by_name(university):
    return fold(university.short_name), university.slug
