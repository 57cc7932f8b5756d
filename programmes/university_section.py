"""What the page of a university says of its programmes, of whom it is linked to, and of the agreements it signed."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from cluster_portal.core.languages import Text, as_text, text_of
from cluster_portal.core.publishing import Publication
from cluster_portal.core.text import fold
from members.places import picture_of, rows_of
from members.portrait import Section
from programmes.agreement_page import LIST_FIELDS as AGREEMENT_FIELDS
from programmes.cards import getting_in
from programmes.catalogue_form import STATUS_ORDER
from programmes.catalogue_index import Joined
from programmes.deadlines import Standing, overall
from programmes.models import FrameworkAgreement, ProgrammePartner, TeachingLanguage
from programmes.models.intake import TERMS_FIELDS, terms_of
from programmes.overview import links_between
from programmes.routes import open_partners
from programmes.titles import TitleOf
from programmes.vocabulary import Kind, Level, Status

MOST = 30  # lines of a level on the page; the catalogue has them all

ROW_FIELDS = (
    "programme",
    "title",
    "programme__slug",
    "programme__kind",
    "programme__level",
    "programme__status",
    "programme__ects_total",
    "tags",
)
PART_FIELDS = (
    "university",
    "external_name",
    "is_unnamed",
    "is_entry",
    "is_exit",
    "agreement_from",
    "agreement_to",
    "is_open",
)


class Row(NamedTuple):
    """What a page needs of one `Programme`: ROW_FIELDS of a partner."""

    key: int
    title: str  # see `with_texts`
    slug: str
    kind: str
    level: str
    status: str
    ects: int | None
    tags: str | None  # of the languages, with commas between them


class Part(NamedTuple):
    """What a page needs of one `ProgrammePartner`: PART_FIELDS."""

    university: int | None  # primary key
    external_name: str
    is_unnamed: bool
    is_entry: bool
    is_exit: bool
    agreement_from: date | None
    agreement_to: date | None
    is_open: bool  # see `programmes.routes.open_partners`

    takes_part_on = ProgrammePartner.takes_part_on


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme as the page of one of its partners lists it: plain values, and nothing else, as they are shown."""

    title: Text
    url: str
    kind: Kind
    level: Level
    status: Status
    others: tuple  # the other partners of the day, by short name
    has_unnamed: bool  # whether there are further partners that no source names
    ects: int | None
    languages: tuple
    standing: Standing
    has_left: bool  # whether the university itself no longer takes part

    @property
    def is_over(self):
        return self.has_left or self.status == Status.CLOSED

    @property
    def partners(self):
        """The other partners in words."""
        unnamed = [gettext("further partners, not named")] if self.has_unnamed else []
        return ", ".join([*self.others, *unnamed])

    @property
    def get_status_display(self):
        return self.status.label

    @property
    def takes_applications(self):
        return self.status.takes_applications and not self.is_over


@dataclass(frozen=True)
class Group:
    """The programmes of one level: the first ones, and how many there are."""

    level: Level
    lines: list
    count: int


@dataclass(frozen=True)
class Signed:
    """An agreement that the university signed; `holds` tells whether agreement and signature hold on the day."""

    agreement: FrameworkAgreement
    holds: bool


class UniversityProgrammes:
    """What the programmes say of one university on one day: three queries, whatever their number."""

    def __init__(self, portrait):
        self.university = portrait.university
        self.universities = portrait.university.others
        self.day = portrait.on
        self.now = portrait.now

    # Programmes ------------------------------------------------------------------------------------------------------

    @cached_property
    def _parts(self):
        """{`Row`: [`Part`]} of each published programme."""
        languages = TeachingLanguage.objects.filter(programme=OuterRef("programme")).order_by().values("programme")
        partners = (
            ProgrammePartner.objects.rewrite(False)
            .filter(programme__publication=Publication.PUBLISHED, programme__partners__university=self.university)
            .annotate(title=TitleOf("programme"))
            .annotate(tags=Subquery(languages.values(tags=Joined("language"))))
            .annotate(is_open=Exists(open_partners(self.day).filter(pk=OuterRef("pk"))))
        )
        parts = defaultdict(list)
        for values in partners.values_list(*ROW_FIELDS, *PART_FIELDS):
            parts[Row(*values[: len(ROW_FIELDS)])].append(Part(*values[len(ROW_FIELDS) :]))
        return parts

    @cached_property
    def lines(self):
        """A line for each published programme, what one can get into first, then by title."""
        terms = defaultdict(list)
        deadlines = getting_in().filter(programme__in=[row.key for row in self._parts]).order_by().rewrite(False)
        for key, *values in deadlines.values_list("programme", *TERMS_FIELDS):
            terms[key].append(terms_of(values))
        lines = [self._line(row, parts, terms[row.key]) for row, parts in self._parts.items()]
        return sorted(lines, key=lambda line: (STATUS_ORDER.index(line.status), fold(line.title.value), line.url))

    def _line(self, row, parts, terms):
        status = Status(row.status)
        own = next(part for part in parts if part.university == self.university.pk)
        current = [part for part in parts if part.takes_part_on(self.day)] or parts
        return ProgrammeLine(
            title=as_text(row.title),
            url=reverse("programmes:programme_detail", args=[row.slug]),
            kind=Kind(row.kind),
            level=Level(row.level),
            status=status,
            others=tuple(self._name(part) for part in current if part is not own and not part.is_unnamed),
            has_unnamed=any(part.is_unnamed for part in current),
            ects=row.ects,
            languages=tuple(sorted({*(row.tags or "").split(",")} - {""})),
            standing=overall(terms, self.now, takes_applications=status.takes_applications),
            has_left=own.agreement_to is not None and own.agreement_to <= self.day,
        )

    def _name(self, part):
        return self._names[part.university] if part.university else part.external_name

    @cached_property
    def _names(self):
        return {key: university.short_name for key, university in self.universities.items()}

    @cached_property
    def groups(self):
        """The programmes that are not over, by level."""
        levels = {level: [line for line in self.lines if line.level == level and not line.is_over] for level in Level}
        return [Group(level, lines[:MOST], len(lines)) for level, lines in levels.items() if lines]

    @cached_property
    def over(self):
        """The programmes that are closed, or in which the university no longer takes part."""
        return [line for line in self.lines if line.is_over]

    @property
    def shown_over(self):
        return self.over[:MOST]

    @property
    def has_routes(self):
        """Whether there is a programme into which somebody may still get."""
        return any(line.takes_applications for line in self.lines)

    # Whom it is linked to --------------------------------------------------------------------------------------------

    @cached_property
    def _places(self):
        return [one for one in self.universities.values() if one.publication == Publication.PUBLISHED]

    @cached_property
    def links(self):
        """A `Link` to each university with which it shares open programmes: those of `shared_programmes`.

        It leads to the programmes that begin here and, where none of the shared ones does, to those that begin there.
        """
        here = self.university.slug
        numbers, homes = Counter(), {}
        for row, parts in self._parts.items():
            slugs = {
                self.universities[part.university].slug: part for part in parts if part.university and part.is_open
            }
            if here not in slugs or not Kind(row.kind).awards_degrees:
                continue
            has_roles = any(part.is_entry or part.is_exit for part in parts)
            for there, part in slugs.items():
                if there != here:
                    pair = tuple(sorted((here, there)))
                    numbers[pair] += 1
                    if not has_roles or slugs[here].is_entry:
                        homes[pair] = here
                    elif part.is_entry:
                        homes.setdefault(pair, there)
        shared = [(*pair, number) for pair, number in sorted(numbers.items())]
        return links_between(self._places, shared, sorted(homes.items()))

    @cached_property
    def picture(self):
        """The network picture with the university's own lines; None where there are none to draw."""
        linked = {self.university.slug}.union(*(link.keys for link in self.links))
        places = [one for one in self._places if one.slug in linked]
        picture = picture_of(places, self.links, focus=self.university.slug)
        return picture if picture.has_lines else None

    @property
    def has_no_picture(self):
        return self.picture is None

    @cached_property
    def neighbours(self):
        """Whom it is linked to, and by how many programmes, by name: a list of `Neighbour`."""
        places = sorted(self._places, key=lambda one: (fold(one.name.value), one.slug))
        return next(row.neighbours for row in rows_of(places, self.links) if row.university is self.university)

    # Agreements ------------------------------------------------------------------------------------------------------

    @cached_property
    def agreements(self):
        """The published agreements that it signed, those that hold first; each has its signature's own dates."""
        own = FilteredRelation("signatures", condition=Q(signatures__university=self.university))
        agreements = FrameworkAgreement.objects.published().annotate(own=own).filter(own__isnull=False)
        agreements = (
            agreements.with_texts("title")
            .only(*AGREEMENT_FIELDS)
            .annotate(
                own_from=F("own__valid_from"),
                own_to=F("own__valid_to"),
                withdrawn_on=F("own__withdrawn_on"),
                is_inferred=F("own__is_inferred"),
            )
        )
        signed = [Signed(agreement, self._holds(agreement)) for agreement in agreements]
        return sorted(signed, key=lambda one: (not one.holds, fold(text_of(one.agreement, "title").value)))

    def _holds(self, agreement):
        has_begun = agreement.own_from is None or agreement.own_from <= self.day
        ends = [end for end in (agreement.own_to, agreement.withdrawn_on) if end]
        return agreement.is_valid_on(self.day) and has_begun and all(self.day < end for end in ends)


def partners_of(slug):
    """Return the condition for the universities that take or took part in programmes of one of them."""
    partners = ProgrammePartner.objects.filter(programme__partners__university__slug=slug, university__isnull=False)
    return Q(pk__in=partners.order_by().values("university"))


SECTION = Section("members/university_programmes.html", UniversityProgrammes, partners_of)
