"""Facets: what each choice would give under all the other choices. Plain sets, no database.

A thing that fits every choice is found; one that fails the choice of a single facet counts for the other options of
that facet only. Things are known by their keys.
"""

from dataclasses import dataclass, replace
from itertools import combinations

from cluster_portal.core.text import fold


@dataclass(frozen=True)
class Option:
    """One choice of a facet: what it is called, how many it would give, and the finer choices under it."""

    facet: str
    value: str
    label: str
    count: int
    is_chosen: bool
    further: tuple = ()

    @property
    def id(self):
        """The id of its control, the same on each page on which the option is offered."""
        return f"{self.facet}-{self.value}"

    def with_further(self, options):
        return replace(self, further=tuple(options))


@dataclass(frozen=True)
class Facet:
    """The options of one facet under their heading, how many of them are chosen, and whether they stand unfolded."""

    name: str
    heading: str
    options: list
    chosen: int
    is_open: bool


class Narrowing:
    """What is left of many things under several choices, and what would be left without some of them."""

    def __init__(self, everything, fitting):
        """`fitting` has, for each facet in which something was chosen, the set of the things that fit the choice."""
        self.everything = everything
        self.fitting = fitting
        self._without = {}

    @property
    def found(self):
        """The things that fit every choice."""
        return self.without()

    def without(self, *facets):
        """Return the things that fit every choice but those of some facets."""
        dropped = self.fitting.keys() & set(facets)
        key = frozenset(dropped)
        if key not in self._without:
            sets = sorted((things for facet, things in self.fitting.items() if facet not in dropped), key=len)
            self._without[key] = self.everything.intersection(*sets) if sets else self.everything
        return self._without[key]

    def ways_out(self):
        """Return [(facets, count)]: where nothing is left, the fewest choices to drop so that something is.

        Those that give most come first.
        """
        for number in range(1, len(self.fitting) + 1):
            ways = [(facets, len(self.without(*facets))) for facets in combinations(self.fitting, number)]
            if found := [way for way in ways if way[1]]:
                return sorted(found, key=lambda way: -way[1])
        return []


def in_order_of_labels(options):
    """Return options as a reader looks for them: by label, without regard to accents and capitals."""
    return sorted(options, key=lambda option: fold(str(option.label)))
