"""The directory of universities: what may be asked of it, and the answer with its counts, groups and page."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Case, Count, F, OuterRef, Subquery, Value, When
from django.http import Http404, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cluster_portal.core.countries import country_name
from cluster_portal.core.requests import BadInput
from cluster_portal.core.text import fold
from cluster_portal.core.validity import today
from members.models import Membership, University
from members.models.membership import Standing

PAGE_SIZE = 24

GROUP_HEADINGS = {
    Standing.FULL: _("Full members"),
    Standing.ASSOCIATE: _("Associate members"),
    Standing.CANDIDATE: _("Candidates"),
    Standing.OBSERVER: _("Observers"),
    Standing.SUSPENDED: _("Suspended"),
    Standing.UNCONFIRMED: _("Membership not confirmed"),
    Standing.FORMER: _("Former members"),
}


class DirectoryForm(forms.Form):
    """What may stand in the address of the directory."""

    class View:
        LIST, MAP = "list", "map"

    q = forms.CharField(required=False, max_length=100, label=_("Name"))
    status = forms.ChoiceField(required=False, choices=GROUP_HEADINGS.items(), label=_("Standing"))
    country = forms.CharField(required=False, label=_("Country"))  # of 250 choices, each request would copy each
    sort = forms.ChoiceField(
        required=False,
        label=_("Sort by"),
        choices=[("name", _("By group and name")), ("country", _("By country")), ("since", _("By year of joining"))],
    )
    view = forms.ChoiceField(
        required=False, choices=[(View.LIST, _("List")), (View.MAP, _("Map"))], label=_("List or map")
    )
    page = forms.IntegerField(required=False, min_value=1, label=_("Page"))

    def clean_country(self):
        country = self.cleaned_data["country"]
        if country and country not in countries:
            raise forms.ValidationError(_("There is no country."), code="country")
        return country


@dataclass(frozen=True)
class Note:
    """What a card says besides: a few words, and where they lead."""

    words: str
    url: str


_note_takers = []


def register_notes(take):
    """Let each card say something more; a higher layer does so in its `apps.py`.

    `take(universities, on)` returns {primary key: Note} in one query; who is missing there has no note.
    """
    _note_takers.append(take)


@dataclass(frozen=True)
class Option:
    """One choice of a filter: what it is called, what choosing it would give, and the address that chooses it."""

    value: str
    label: str
    count: int
    query: str  # "?status=full", or "?" for all
    is_selected: bool


@dataclass(frozen=True)
class Group:
    """Universities under one heading; `count` is how many there are in the whole answer, on other pages too."""

    heading: str
    count: int
    universities: list
    key: str = ""


class Directory:
    """The answer to one question to the directory, on one day.

    Five queries for a list, and one for each kind of notes, whatever the number of universities. Raises BadInput for a
    filter that does not exist and Http404 for a page beyond the last.
    """

    def __init__(self, query: QueryDict, on=None):
        self.query = query
        self.on = on
        form = DirectoryForm(query)
        if not form.is_valid():
            field = next(iter(form.errors))
            if field == "page":
                raise Http404
            raise BadInput(
                _("The address has a value for “%(label)s” that does not exist. Choose one of those offered.")
                % {"label": form.fields[field].label}
            )
        self.choice = form.cleaned_data
        self.is_map = self.choice["view"] == DirectoryForm.View.MAP
        self.sort = self.choice["sort"] or "name"

    @cached_property
    def day_query(self):
        """The day as an address asks for it, "" for today."""
        return self.on.isoformat() if self.on and self.on != today() else ""

    @cached_property
    def _matching(self):
        return University.objects.published().ever_members(self.on).matching(self.choice["q"]).with_standing(self.on)

    @cached_property
    def _tally(self):
        rows = self._matching.order_by().values("standing_rank", "country").annotate(number=Count("pk"))
        return [(Standing.at(row["standing_rank"]), row["country"], row["number"]) for row in rows]

    def _counts(self, by):
        """Count the universities by "status" or "country", under the other choice."""
        counts = Counter()
        for standing, country, number in self._tally:
            if by == "status" and self.choice["country"] in ("", country):
                counts[standing] += number
            elif by == "country" and self.choice["status"] in ("", standing):
                counts[country] += number
        return counts

    @cached_property
    def count(self):
        """How many universities the answer has."""
        return sum(
            number
            for standing, country, number in self._tally
            if self.choice["status"] in ("", standing) and self.choice["country"] in ("", country)
        )

    def address(self, **changes):
        """Return the query string of this question with changes; what is empty, and the page, are left out."""
        query = {**self._asked, **changes}
        return f"?{urlencode({name: value for name, value in query.items() if value})}"

    @cached_property
    def _asked(self):
        asked = {name: self.choice[name] for name in ("q", "status", "country", "sort", "view")}
        return {**asked, "on": self.day_query}

    def _options(self, name, counts, labels):
        return [
            Option(value, label, counts[value], self.address(**{name: value}), self.choice[name] == value)
            for value, label in labels
            if counts[value] or self.choice[name] == value
        ]

    @cached_property
    def statuses(self):
        """The standings to choose from, each with its count; those that would give nothing are left out."""
        return self._options("status", self._counts("status"), GROUP_HEADINGS.items())

    @cached_property
    def countries(self):
        """The countries to choose from, in the order of their names in the visitor's language."""
        counts = self._counts("country")
        codes = {code for code in counts if code} | ({self.choice["country"]} - {""})
        labels = sorted(((code, country_name(code)) for code in codes), key=lambda pair: fold(pair[1]))
        return self._options("country", counts, labels)

    @cached_property
    def sorts(self):
        """The orders to choose from."""
        labels = DirectoryForm.base_fields["sort"].choices
        return [Option(value, label, 0, self.address(sort=value), self.sort == value) for value, label in labels]

    @cached_property
    def views(self):
        """List and map."""
        labels = DirectoryForm.base_fields["view"].choices
        return [
            Option(value, label, 0, self.address(view=value), self.is_map == (value == DirectoryForm.View.MAP))
            for value, label in labels
        ]

    @property
    def has_filters(self):
        return any(self.choice[name] for name in ("q", "status", "country"))

    @cached_property
    def _found(self):
        universities = self._matching
        if self.choice["status"]:
            universities = universities.of_standing(self.choice["status"])
        if self.choice["country"]:
            universities = universities.filter(country=self.choice["country"])
        universities = universities.in_reading_order(on=self.on)
        if self.sort == "country":
            order = [Case(*self._country_ranks(), default=Value(999)), "reading_name", "slug"]
        elif self.sort == "since":
            first = Membership.objects.filter(university=OuterRef("pk")).order_by(F("valid_from").asc(nulls_first=True))
            universities = universities.annotate(since=Subquery(first.values("valid_from")[:1]))
            order = [F("since").asc(nulls_last=True), "reading_name", "slug"]
        else:
            order = ["standing_rank", "reading_name", "slug"]
        return universities.order_by(*order)

    def _country_ranks(self):
        return [When(country=option.value, then=Value(rank)) for rank, option in enumerate(self.countries)]

    @cached_property
    def page(self):
        """The page of universities that was asked for: a Django `Page`. A map has a single one."""
        paginator = Paginator(self._found.for_cards(), max(self.count, 1) if self.is_map else PAGE_SIZE)
        paginator.count = self.count  # known from the tally
        try:
            return paginator.page(self.choice["page"] or 1)
        except EmptyPage:
            raise Http404 from None

    @cached_property
    def groups(self):
        """The universities of this page under their headings, in the chosen order, each with its `notes`."""
        universities = list(self.page)
        taken = [take(universities, self.on) for take in _note_takers]
        for university in universities:
            university.notes = [notes[university.pk] for notes in taken if university.pk in notes]
        if self.sort == "since":
            return [Group(_("By year of joining"), self.count, universities)]
        by_country = self.sort == "country"
        totals = self._counts("country" if by_country else "status")
        groups = {}
        for university in universities:
            key = university.country.code if by_country else university.standing
            groups.setdefault(key, []).append(university)
        return [
            Group(
                (country_name(key) or _("Country not known")) if by_country else GROUP_HEADINGS[key],
                totals[key],
                universities,
                key or "unknown",
            )
            for key, universities in groups.items()
        ]
