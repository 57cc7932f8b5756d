"""The catalogue: the answer to one question to the programmes, with its facets, counts, order and page."""

from dataclasses import dataclass

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import language_name
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import BadInput
from cluster_portal.core.text import fold
from programmes import isced
from programmes.cards import cards_of, for_cards
from programmes.catalogue_form import HEADINGS, LABELS, LISTED, STATUS_ORDER, CatalogueForm
from programmes.catalogue_index import Index
from programmes.facets import Facet, Narrowing, Option, in_order_of_labels
from programmes.models import Programme
from programmes.vocabulary import Level

PAGE_SIZE = 20
MOST_WAYS_OUT = 5
TOGETHER = {"partner"}  # a programme has several at once: whoever chooses two wants those that they share
FIRST_FACETS = {"home", "level", "subject"}  # what a student knows before anything else; they stand unfolded


@dataclass(frozen=True)
class Chip:
    """Something that was chosen: what it is called, in which facet, and the address without it."""

    heading: str
    label: str
    query: str


@dataclass(frozen=True)
class WayOut:
    """What to drop where nothing was found, in words, and how many programmes there are without it."""

    filters: str
    count: int
    query: str


@dataclass(frozen=True)
class Sorting:
    label: str
    query: str
    is_chosen: bool


class Catalogue:
    """The answer to one question to the catalogue, at a moment and on the day that it falls on here.

    Thirteen queries at most, whatever the number of programmes. Raises BadInput for a value that does not exist, and
    Http404 for a page beyond the last when that is asked for.
    """

    def __init__(self, query: QueryDict, now, day):
        self.now = now
        form = CatalogueForm(query)
        if not form.is_valid():
            field = next(iter(form.errors))
            if field == "page":
                raise Http404
            raise _no_such(form.fields[field].label)
        self.choice = form.cleaned_data
        self.index = Index(now, day, {*self.choice["home"], *self.choice["partner"]})
        self._refuse_strangers()

    # Universities and languages --------------------------------------------------------------------------------------

    @cached_property
    def _public(self):
        """{slug: University} of the partners that have a page, and of others that were asked for."""
        known = self.index.universities.values()
        return {university.slug: university for university in known if university.publication == Publication.PUBLISHED}

    def _refuse_strangers(self):
        """Raise BadInput for a university or language that does not exist. One without programmes does."""
        for name in ("home", "partner"):
            if not self._public.keys() >= set(self.choice[name]):
                raise _no_such(HEADINGS[name])
        if any(tag not in self.index.languages and language_name(tag) == tag for tag in self.choice["language"]):
            raise _no_such(HEADINGS["language"])

    # What fits -------------------------------------------------------------------------------------------------------

    @cached_property
    def _keys(self):
        """{facet: {value: keys of the programmes that have it}}."""
        index = self.index
        return {
            "home": self._by_slug(index.homes),
            "partner": self._by_slug(index.partners),
            "country": index.countries,
            "level": index.levels,
            "subject": index.subjects,
            "kind": index.kinds,
            "language": index.languages,
            "deadline": index.deadlines,
            "status": index.statuses,
        }

    def _by_slug(self, keys):
        return {slug: keys.get(university.pk, set()) for slug, university in self._public.items()}

    def _keys_of(self, facet, value):
        return self._keys[facet].get(value, set())

    def _deciding(self, facet):
        """Return the chosen values that decide: a broad field gives way to detailed ones that were chosen in it."""
        values = self.choice[facet]
        if facet != "subject":
            return values
        return [code for code in values if not any(isced.broad(other) == code != other for other in values)]

    def _fitting(self, facet):
        """Return the keys of the programmes that fit what was chosen in a facet: any of it, or all of it together."""
        keys = [self._keys_of(facet, value) for value in self._deciding(facet)]
        return set.intersection(*keys) if facet in TOGETHER else set().union(*keys)

    @cached_property
    def _narrowing(self):
        fitting = {facet: self._fitting(facet) for facet in HEADINGS if self.choice[facet]}
        if words := fold(self.choice["q"]).split():
            fitting["q"] = self.index.matching(words)
        return Narrowing(self.index.everything, fitting)

    @property
    def count(self):
        """How many programmes the answer has."""
        return len(self._narrowing.found)

    @property
    def total(self):
        """How many programmes there are."""
        return len(self.index.everything)

    # Facets ----------------------------------------------------------------------------------------------------------

    def _label(self, facet, value):
        return LABELS[facet](value) if facet in LABELS else self._public[value].short_name

    def _options(self, facet, values):
        """Return an `Option` for each value; those that would give nothing are left out, unless they are chosen."""
        within = self._narrowing.found if facet in TOGETHER else self._narrowing.without(facet)
        chosen = self.choice[facet]
        counts = ((value, len(self._keys_of(facet, value) & within)) for value in values)
        return [
            Option(facet, value, self._label(facet, value), count, value in chosen)
            for value, count in counts
            if count or value in chosen
        ]

    def _fields_of_study(self):
        """Return the broad fields as options; under one that was chosen, or in which something was, the detailed."""
        chosen = self.choice["subject"]
        unfolded = {isced.broad(code) for code in chosen}
        codes = {*self.index.subjects, *chosen}
        within = self._narrowing.without("subject")
        options = []
        for broad in {isced.broad(code) for code in codes}:
            count = len(self._keys_of("subject", broad) & within)
            detailed = [code for code in codes if isced.broad(code) == broad != code] if broad in unfolded else []
            if count or detailed or broad in chosen:
                option = Option("subject", broad, self._label("subject", broad), count, broad in chosen)
                options.append(option.with_further(in_order_of_labels(self._options("subject", detailed))))
        return options

    def _facet(self, name):
        if name in LISTED:
            options = self._options(name, LISTED[name])
        else:
            values = {*self._keys[name], *self.choice[name]}
            options = self._fields_of_study() if name == "subject" else self._options(name, values)
            options = in_order_of_labels(options)
        chosen = len(self.choice[name])
        return Facet(name, HEADINGS[name], options, chosen, is_open=bool(chosen) or name in FIRST_FACETS)

    @cached_property
    def facets(self):
        """The facets that offer something, in their order."""
        facets = (self._facet(name) for name in HEADINGS)
        return [facet for facet in facets if facet.options]

    @property
    def chosen_count(self):
        """How many options are chosen, of all facets together."""
        return sum(len(self.choice[name]) for name in HEADINGS)

    # Addresses -------------------------------------------------------------------------------------------------------

    def address(self, **changes):
        """Return the query string of this question with changes; what is empty, and the page, are left out."""
        query = QueryDict(mutable=True)
        for name, value in {**self.choice, "page": None, **changes}.items():
            if isinstance(value, list):
                query.setlist(name, value)
            elif value:
                query[name] = value
        return f"?{query.urlencode()}"

    def _without(self, facet, value):
        is_wide = facet == "subject"  # a broad field takes the detailed ones in it along
        kept = [other for other in self.choice[facet] if value not in {other, is_wide and isced.broad(other)}]
        return self.address(**{facet: kept})

    @cached_property
    def chips(self):
        """What was chosen, piece by piece."""
        words = self.choice["q"]
        chips = [Chip(CatalogueForm.base_fields["q"].label, words, self.address(q=""))] if words else []
        return chips + [
            Chip(heading, self._label(facet, value), self._without(facet, value))
            for facet, heading in HEADINGS.items()
            for value in self.choice[facet]
        ]

    @cached_property
    def ways_out(self):
        """Where nothing was found, which filters to drop so that something is: the fewest that do."""
        return [
            WayOut("; ".join(map(self._in_words, facets)), count, self.address(**dict.fromkeys(facets)))
            for facets, count in self._narrowing.ways_out()[:MOST_WAYS_OUT]
        ]

    def _in_words(self, facet):
        chosen = self.choice[facet]
        labels = chosen if facet == "q" else ", ".join(str(self._label(facet, value)) for value in chosen)
        return _("%(label)s: %(value)s") % {"label": CatalogueForm.base_fields[facet].label, "value": labels}

    @cached_property
    def sortings(self):
        """The orders to choose from."""
        choices = CatalogueForm.base_fields["sort"].choices
        return [Sorting(label, self.address(sort=value), value == self.choice["sort"]) for value, label in choices]

    # The page --------------------------------------------------------------------------------------------------------

    def _tiers(self):
        """Return sets of keys, in the chosen order; within each the titles decide."""
        index, sort = self.index, self.choice["sort"]
        by_status = [index.statuses[status] for status in STATUS_ORDER]
        if sort == CatalogueForm.Sort.TITLE:
            return [index.everything]
        if sort == CatalogueForm.Sort.LEVEL:
            return [index.levels[level] & keys for level in Level.values for keys in by_status]
        if sort == CatalogueForm.Sort.DEADLINE:
            standings = sorted(index.standings, key=lambda pair: pair[0].urgency)
            return [keys & with_status for _standing, keys in standings for with_status in by_status]
        return by_status

    def _between(self, start, stop):
        """Return the keys of the answer from one place to another; only the tiers that are shown are sorted."""
        shown = []
        for tier in self._tiers():
            found = tier & self._narrowing.found
            if start < len(found) and stop > 0:
                shown.append((found, start, stop))
            start, stop = max(start - len(found), 0), stop - len(found)
        titles = self.index.titles(set().union(*(found for found, *_places in shown)))
        return [
            key for found, first, last in shown for key in sorted(found, key=lambda key: (titles[key], key))[first:last]
        ]

    @cached_property
    def page(self):
        """The page that was asked for: a Django `Page`. What stands on it is in `cards`."""
        try:
            return Paginator(range(self.count), PAGE_SIZE).page(self.choice["page"] or 1)
        except EmptyPage:
            raise Http404 from None

    @cached_property
    def cards(self):
        """The programmes of the page: a list of `ProgrammeCard`."""
        keys = self._between(self.page.start_index() - 1, self.page.end_index()) if self.count else []
        programmes = for_cards(Programme.objects.filter(pk__in=keys)).in_bulk()
        return cards_of([programmes[int(key)] for key in keys], self.now, self.index.universities)


def _no_such(label):
    return BadInput(
        _("The address has a value for “%(label)s” that does not exist. Choose one of those offered.")
        % {"label": label}
    )
