"""Which members may run a dual degree together, at which level, on which day: docs/decisions/0010.

A pair is covered by an agreement that holds and that both have signed, or by a programme that they run together. Of
several the best state counts. Plain rows are loaded once for the day; the pairs are worked out here.
"""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from io import StringIO
from itertools import combinations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from cluster_portal.core.languages import Text, as_text
from cluster_portal.core.publishing import Publication
from cluster_portal.core.text import fold
from members.models import University
from members.models.university_queries import CARD_FIELDS as UNIVERSITY_FIELDS
from programmes.deadlines import years_later
from programmes.models import ProgrammePartner, Signature
from programmes.titles import TitleOf
from programmes.vocabulary import AgreementKind, AgreementState, Kind, Level, Status


class Coverage(models.TextChoices):
    """How two universities stand to each other at a level, the best first."""

    COVERED = "covered", pgettext_lazy("coverage", "Covered")
    EXPIRING = "expiring", pgettext_lazy("coverage", "Expires within 12 months")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("coverage", "Not confirmed")
    MISSING = "missing", pgettext_lazy("coverage", "Missing")

    @property
    def rank(self):
        return list(type(self)).index(self)


LEVELS = (Level.BACHELOR, Level.MASTER, Level.DOCTORATE)
COVERS = {Level.BACHELOR: "covers_bachelor", Level.MASTER: "covers_master", Level.DOCTORATE: "covers_doctorate"}
RUNNING = (Status.OPEN, Status.ANNOUNCED, Status.PHASING_OUT, Status.UNCONFIRMED)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate instead of showing


@dataclass(frozen=True)
class Basis:
    """What covers a pair: an agreement or a programme. `until` is the first day without it, None if no end is known."""

    state: Coverage
    until: date | None
    title: Text
    url: str
    is_programme: bool


@dataclass(frozen=True)
class Cell:
    """One pair: its state, and what it rests on, the best first. `url` leads to it; "" where there is nothing."""

    one: University
    other: University
    state: Coverage
    bases: list
    url: str

    @property
    def until(self):
        return self.bases[0].until if self.bases else None

    @property
    def has_programme(self):
        return any(basis.is_programme for basis in self.bases)


class CoverageMatrix:
    """Members by members at one level on one day: four queries, whatever their number."""

    def __init__(self, level, day):
        self.level, self.day = Level(level), day

    @cached_property
    def members(self):
        """The published members of the day, in reading order."""
        rows = University.objects.published().members(self.day).only(*UNIVERSITY_FIELDS).prefetch_related("names")
        return sorted(rows, key=lambda university: (fold(university.short_name), university.slug))

    @cached_property
    def _bases(self):
        """{(key, key) of two members: [`Basis`, the best first]}."""
        members = {university.pk for university in self.members}
        bases = defaultdict(list)
        for basis, keys in [*self._agreements(), *self._programmes()]:
            for pair in combinations(sorted(keys & members), 2):
                bases[pair].append(basis(pair))
        return {pair: sorted(found, key=_best) for pair, found in bases.items()}

    def _state(self, until, *, is_confirmed):
        if not is_confirmed:
            return Coverage.UNCONFIRMED
        return Coverage.EXPIRING if until and until <= years_later(self.day) else Coverage.COVERED

    def _agreements(self):
        """Yield (function from a pair to its `Basis`, keys of the signatories) for each agreement that holds."""
        rows = (
            Signature.objects.on(self.day)
            .filter(
                Q(**{f"agreement__{COVERS[self.level]}": True}),
                Q(agreement__valid_from__isnull=True) | Q(agreement__valid_from__lte=self.day),
                Q(agreement__valid_to__isnull=True) | Q(agreement__valid_to__gt=self.day),
                agreement__publication=Publication.PUBLISHED,
                agreement__kind__in=AgreementKind.covering(),
                agreement__ended_on_unknown_day=False,
                university__isnull=False,
            )
            .annotate(title=TitleOf("agreement"))
            .order_by("agreement__slug")
        )
        grouped = defaultdict(dict)
        fields = (
            "agreement__slug",
            "title",
            "agreement__state",
            "agreement__valid_to",
            "university",
            "valid_to",
            "withdrawn_on",
        )
        for slug, title, state, agreement_end, university, end, withdrawn in rows.values_list(*fields):
            known = [day for day in (agreement_end, end, withdrawn) if day]
            ends = grouped[slug, title, state]
            # Of two signatures of one university the one that holds longer counts.
            ends[university] = _later(ends.get(university, _NEVER), min(known, default=None))
        for (slug, title, state), ends in grouped.items():
            url = reverse("programmes:agreement_detail", args=[slug])
            is_confirmed = state == AgreementState.CONFIRMED
            yield self._basis(title, url, ends, is_confirmed=is_confirmed, is_programme=False), set(ends)

    def _programmes(self):
        """Yield the same for each programme that runs."""
        rows = (
            ProgrammePartner.objects.taking_part(self.day)
            .filter(
                programme__publication=Publication.PUBLISHED,
                programme__status__in=RUNNING,
                programme__level__in=[self.level, Level.ANY],
                university__isnull=False,
            )
            .exclude(programme__kind=Kind.EXCHANGE)
            .annotate(title=TitleOf("programme"))
            .order_by("programme__slug")
        )
        grouped = defaultdict(dict)
        fields = ("programme__slug", "title", "programme__status", "university", "agreement_to")
        for slug, title, status, university, end in rows.values_list(*fields):
            grouped[slug, title, status][university] = end
        for (slug, title, status), ends in grouped.items():
            url = reverse("programmes:programme_detail", args=[slug])
            is_confirmed = status != Status.UNCONFIRMED
            yield self._basis(title, url, ends, is_confirmed=is_confirmed, is_programme=True), set(ends)

    def _basis(self, title, url, ends, *, is_confirmed, is_programme):
        text = as_text(title)

        def of(pair):
            until = min((ends[key] for key in pair if ends[key]), default=None)
            return Basis(self._state(until, is_confirmed=is_confirmed), until, text, url, is_programme)

        return of

    @cached_property
    def cells(self):
        """A `Cell` for each pair, {(key, key): cell} both ways round."""
        cells = {}
        for one, other in combinations(self.members, 2):
            pair = tuple(sorted((one.pk, other.pk)))
            bases = self._bases.get(pair, [])
            cell = Cell(one, other, bases[0].state if bases else Coverage.MISSING, bases, self._url(one, other, bases))
            cells[one.pk, other.pk] = cells[other.pk, one.pk] = cell
        return cells

    def _url(self, one, other, bases):
        if any(basis.is_programme for basis in bases):
            return f"{reverse('programmes:programme_list')}?partner={one.slug}&partner={other.slug}&level={self.level}"
        return bases[0].url if bases else ""

    @property
    def rows(self):
        """The matrix line by line: (university, a `Cell` for each column, None on the diagonal)."""
        return [(one, [self.cells.get((one.pk, other.pk)) for other in self.members]) for one in self.members]

    @cached_property
    def pairs(self):
        """Each pair once, in reading order."""
        return [self.cells[one.pk, other.pk] for one, other in combinations(self.members, 2)]

    @cached_property
    def counts(self):
        """How many pairs are in each state: [(state, number)], the best first."""
        counts = Counter(cell.state for cell in self.pairs)
        return [(state, counts[state]) for state in Coverage]

    @property
    def ready(self):
        """The pairs that could start tomorrow: covered by an agreement, and without a programme of their own."""
        covered = (Coverage.COVERED, Coverage.EXPIRING)
        return [cell for cell in self.pairs if cell.state in covered and not cell.has_programme]

    def as_csv(self):
        """Return the matrix as CSV text: a line for each pair, with what it rests on best."""
        out = StringIO()
        writer = csv.writer(out)
        writer.writerow(["day", "level", "university_a", "university_b", "state", "until", "basis"])
        for cell in self.pairs:
            until, basis = (cell.until or ""), (cell.bases[0].title.value if cell.bases else "")
            values = [self.day, self.level.value, cell.one.slug, cell.other.slug, cell.state.value, until, basis]
            writer.writerow([_harmless(str(value)) for value in values])
        return out.getvalue()


_NEVER = date.min


def _later(one, other):
    """Return the later of two ends, None being no end at all."""
    return None if one is None or other is None else max(one, other)


def _best(basis):
    return basis.state.rank, basis.until is not None, -(basis.until or date.max).toordinal(), basis.title.value


def _harmless(value):
    return f"'{value}" if value.startswith(FORMULAS) else value
