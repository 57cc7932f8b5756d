"""The answer to a question: results by kind with their counts, ranked, with the words marked."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.dates import date_range, known_date
from cluster_portal.core.languages import Text, visitor_language
from cluster_portal.core.requests import BadInput
from cluster_portal.core.validity import Precision
from cluster_portal.search.index import catch_up
from cluster_portal.search.marks import Marker
from cluster_portal.search.models import Kind, SearchEntry
from cluster_portal.search.question import Question
from cluster_portal.search.ranking import corrections_of, is_answered, ranked

PAGE_SIZE = 20
MOST_OF_A_KIND = 4  # on the page of all kinds
OVER = {
    Kind.UNIVERSITY: _("not a member today"),
    Kind.PROGRAMME: _("takes no applications"),
    Kind.DEGREE: _("takes no applications"),
    Kind.AGREEMENT: _("no longer in force"),
    Kind.GROUP: _("has ended"),
    Kind.EVENT: _("is over"),
    Kind.DOCUMENT: _("replaced by a newer one"),
}


class SearchForm(forms.Form):
    """What may stand in the address of the search besides the question, which may be anything."""

    kind = forms.ChoiceField(required=False, choices=Kind, label=_("What to show"))
    page = forms.IntegerField(required=False, min_value=1, label=_("Page"))


@dataclass(frozen=True)
class Tab:
    """A kind of results, how many there are, and the address that shows them."""

    label: str
    count: int
    query: str
    is_selected: bool


@dataclass(frozen=True)
class Result:
    """One result as the page shows it: texts as lists of `Part`s, each with its language."""

    entry: SearchEntry
    title: list
    detail: list
    quote: list
    quote_text: Text  # whose language the quote is in
    is_over: bool

    @property
    def over(self):
        """What of it is over, in words; "" of what is not."""
        return OVER.get(self.entry.kind, "") if self.is_over else ""

    @property
    def url(self):
        return self.entry.url

    @property
    def when(self):
        """The date of it in words; "" where it has none."""
        entry = self.entry
        if not entry.first_day:
            return ""
        if entry.precision != Precision.DAY:
            return known_date(entry.first_day, entry.precision)
        return date_range(entry.first_day, entry.last_day or entry.first_day)


@dataclass(frozen=True)
class Group:
    """The results of one kind: the first of them, and how many there are in all."""

    kind: Kind
    count: int
    results: list
    query: str

    @property
    def has_more(self):
        return self.count > len(self.results)


class Search:
    """The answer to one question, at a moment.

    Three queries, whatever was asked, and a few more where nothing was found. Raises BadInput for a kind that does not
    exist, and Http404 for a page beyond the last.
    """

    def __init__(self, query, now):
        self.now = now
        form = SearchForm(query)
        if not form.is_valid():
            if "page" in form.errors:
                raise Http404
            raise BadInput(_("There are no results of this kind. Choose one of those offered."))
        self.choice = form.cleaned_data
        self.asked = Question(query.get("q", ""))
        catch_up()

    @cached_property
    def correction(self):
        """The question that may have been meant, where nothing answers the one that was asked; else None."""
        if self.asked.is_empty or self._as_asked:
            return None
        corrections = corrections_of(self.asked, self.now)
        if not corrections:
            return None
        meant = Question(self.asked.with_words(corrections))
        return meant if is_answered(meant, self.now) else None

    @cached_property
    def _as_asked(self):
        return [] if self.asked.is_empty else ranked(self.asked, self.now)

    @property
    def question(self):
        """The question that the results answer."""
        return self.correction or self.asked

    @cached_property
    def _matches(self):
        return ranked(self.correction, self.now) if self.correction else self._as_asked

    @cached_property
    def _counts(self):
        return Counter(match.kind for match in self._matches)

    @property
    def total(self):
        """How many results there are of all kinds."""
        return len(self._matches)

    @cached_property
    def count(self):
        """How many results there are of the chosen kind, or of all."""
        return self._counts[self.kind] if self.kind else self.total

    @property
    def kind(self):
        return self.choice["kind"]

    @property
    def heading(self):
        """What the chosen kind is called; "" where none is."""
        return Kind(self.kind).label if self.kind else ""

    def address(self, **changes):
        """Return the query string of this question with changes; what is empty is left out."""
        query = {"q": self.asked.typed, "kind": self.kind, **changes}
        return f"?{urlencode({name: value for name, value in query.items() if value})}"

    @cached_property
    def tabs(self):
        """The kinds of which there are results, and all of them."""
        return [
            Tab(_("All"), self.total, self.address(kind=""), not self.kind),
            *(
                Tab(kind.label, self._counts[kind], self.address(kind=kind.value), self.kind == kind)
                for kind in Kind
                if self._counts[kind] or self.kind == kind
            ),
        ]

    @cached_property
    def single_words(self):
        """The words of a question that nothing answers, each with its address: one alone may find something."""
        if len(self.asked.terms) < 2:
            return []
        typed = (" ".join(word.folded for word in term.words) for term in self.asked.terms)
        return [(word, self.address(q=word, kind="")) for word in typed]

    # What is shown ---------------------------------------------------------------------------------------------------

    @cached_property
    def page(self):
        """The page of results of one kind: a Django `Page` of `Result`s. None on the page of all kinds."""
        if not self.kind:
            if (self.choice["page"] or 1) > 1:
                raise Http404
            return None
        matches = [match for match in self._matches if match.kind == self.kind]
        try:
            page = Paginator(matches, PAGE_SIZE).page(self.choice["page"] or 1)
        except EmptyPage:
            raise Http404 from None
        page.object_list = self._results(page.object_list)
        return page

    @cached_property
    def groups(self):
        """The first results of each kind; the kind with the best result comes first."""
        if self.kind:
            return []
        first = defaultdict(list)
        for match in self._matches:
            if len(first[match.kind]) < MOST_OF_A_KIND:
                first[match.kind].append(match)
        results = {result.entry.pk: result for result in self._results([m for some in first.values() for m in some])}
        return [
            Group(
                Kind(kind),
                self._counts[kind],
                [results[match.pk] for match in matches if match.pk in results],
                self.address(kind=Kind(kind).value),
            )
            for kind, matches in first.items()
        ]

    def _results(self, matches):
        """Load what is shown of matches, in their order: one query."""
        entries = SearchEntry.objects.defer("vector", "names").in_bulk([match.pk for match in matches])
        marker = Marker(self.question)
        # An entry that was written anew since the matches were read is left to the next question.
        return [_result(entries[match.pk], match, marker) for match in matches if match.pk in entries]


def _result(entry, match, marker):
    summary, text = entry.shown_summary, Text(entry.text, entry.language, entry.language != visitor_language())
    quoted, source = marker.quote(summary.value, summary.language), summary
    if not quoted and (quoted := marker.quote(text.value, text.language)):
        source = text
    if not quoted:
        quoted, source = marker.parts(_beginning(summary.value), summary.language), summary
    title, detail = marker.parts(entry.title, entry.title_language), marker.parts(entry.detail, visitor_language())
    return Result(entry, title, detail, quoted, source, match.is_over)


def _beginning(text, letters=240):
    if len(text) <= letters:
        return text
    return f"{text[: text.rfind(' ', 0, letters)]} …"
