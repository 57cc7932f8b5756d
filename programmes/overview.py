"""What the home page and lists of universities say of the programmes: how many, between whom, and what is due next."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.db.models import Count
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext

from cluster_portal.core.languages import Text, visitor_language
from cluster_portal.core.publishing import Publication
from cluster_portal.core.text import fold
from members.directory import Note
from members.network_picture import Link
from programmes import isced
from programmes.cards import getting_in
from programmes.catalogue_index import Joined
from programmes.deadlines import REMEMBERED_DAYS, Standing, State, overall_of_each
from programmes.models import Programme, ProgrammePartner
from programmes.models.intake import TERMS_FIELDS, terms_of
from programmes.models.partner import takes_part
from programmes.vocabulary import Kind, Level, Status

UPCOMING = 5
AHEAD = {State.CLOSING, State.OPEN, State.OPENS, State.EXPECTED}  # what a date can still be waited for


def links_between(universities, shared, homes=()):
    """Return a `Link` of the network picture for each pair of `shared` that is among the loaded universities.

    `shared` comes from `programmes.links.shared_programmes`; a link leads to the programmes that begin at the first of
    the two, or at the one of them that is among `homes`, [(pair, slug)].
    """
    names = tuple((university.slug, university.short_name) for university in universities)
    return list(_links(names, tuple(shared), tuple(homes), get_language()))


@lru_cache(maxsize=256)
def _links(names, shared, homes, _language):
    names, homes = dict(names), dict(homes)
    catalogue = reverse("programmes:programme_list")
    links = []
    for one, other, number in shared:
        if one in names and other in names:
            words = ngettext(
                "%(one)s and %(other)s: %(number)d programme", "%(one)s and %(other)s: %(number)d programmes", number
            ) % {"one": names[one], "other": names[other], "number": number}
            home = homes.get((one, other), one)
            partner = other if home == one else one
            links.append(Link(one, other, number, words, f"{catalogue}?home={home}&partner={partner}"))
    return tuple(links)


def running_notes(universities, day):
    """Return for each university in how many running programmes it takes part on the day: {primary key: `Note`}."""
    parts = (
        ProgrammePartner.objects.order_by()
        .rewrite(False)
        .filter(
            takes_part(day),
            university__in=[one.pk for one in universities],
            programme__publication=Publication.PUBLISHED,
            programme__status=Status.OPEN,
        )
    )
    numbers = dict(parts.values_list("university").annotate(Count("pk")))
    catalogue = reverse("programmes:programme_list")
    return {
        one.pk: Note(
            ngettext("%(number)d running programme", "%(number)d running programmes", numbers[one.pk])
            % {"number": numbers[one.pk]},
            f"{catalogue}?partner={one.slug}&status={Status.OPEN}",
        )
        for one in universities
        if one.pk in numbers
    }


@dataclass(frozen=True)
class Upcoming:
    """A programme with a date that is still to come."""

    title: Text
    url: str
    level: Level
    kind: Kind
    standing: Standing


@dataclass(frozen=True)
class FinderLine:
    """The choices of the finder in one line, each a list of (value, words), and the values that were chosen."""

    universities: list
    levels: list
    subjects: list
    university: str = ""  # slug
    level: str = ""
    subject: str = ""  # code


class Overview:
    """What the home page says of the published programmes, at a moment: three queries, whatever their number."""

    def __init__(self, now):
        self.now = now

    @cached_property
    def _columns(self):
        """[(status, level, broad field, keys of the programmes)]."""
        programmes = Programme.objects.published().order_by().rewrite(False)
        rows = programmes.values_list("status", "level", Substr("subjects__code", 1, 2))
        return [(*row, set(joined.split(","))) for *row, joined in rows.annotate(keys=Joined("pk"))]

    @cached_property
    def running(self):
        """How many programmes are running."""
        return len(set().union(*(keys for status, _level, _field, keys in self._columns if status == Status.OPEN)))

    def finder(self, universities, home=None, level="", subject=""):
        """Return the `FinderLine` for students of the loaded universities; None where there is nothing to find.

        Levels and fields of study that would give nothing are left out, unless they are what was chosen.
        """
        reachable = [row for row in self._columns if row[0] in Status.reachable()]
        if not reachable or not universities:
            return None
        levels = {row[1] for row in reachable} - {Level.ANY} | {level}
        fields = {row[2] for row in reachable} | {subject}
        homes = {one.slug: one.name.value for one in [*universities, *([home] if home else [])]}
        return FinderLine(
            universities=_by_words(homes.items()),
            levels=[(one.value, one.label) for one in Level if one in levels],
            subjects=_by_words((code, isced.label(code)) for code in fields if code),
            university=home.slug if home else "",
            level=level,
            subject=subject,
        )

    @cached_property
    def upcoming(self):
        """The next programmes into which one can get by a date that is firm or expected, by that date."""
        taking = [status for status in Status if status.takes_applications]
        rows = getting_in().order_by().rewrite(False)
        rows = rows.filter(programme__publication=Publication.PUBLISHED, programme__status__in=taking)
        # What is older says nothing any more.
        rows = rows.exclude(last_moment__lt=self.now - timedelta(days=REMEMBERED_DAYS))
        grouped = rows.values_list(*TERMS_FIELDS).annotate(keys=Joined("programme"))
        terms = [(terms_of(row), set(joined.split(","))) for *row, joined in grouped]
        everything = set().union(*(keys for _terms, keys in terms))
        standings = overall_of_each(everything, terms, self.now)
        ahead = [(one.day, int(key), one) for one, keys in standings if one.state in AHEAD for key in keys]
        ahead = sorted(ahead, key=lambda row: row[:2])[:UPCOMING]
        rows = Programme.objects.filter(pk__in=[key for _day, key, _one in ahead]).with_texts("title").order_by()
        programmes = {key: row for key, *row in rows.values_list("pk", "title_shown", "slug", "level", "kind")}
        return [_upcoming(*programmes[key], standing) for _day, key, standing in ahead]


def _upcoming(title, slug, level, kind, standing):
    text = Text(title[2:], title[:2], title[:2] != visitor_language())
    return Upcoming(text, reverse("programmes:programme_detail", args=[slug]), Level(level), Kind(kind), standing)


def _by_words(choices):
    return sorted(choices, key=lambda choice: (fold(choice[1]), choice[0]))
