"""The answer to a question: results by kind with their counts, ranked, with the words marked; and suggestions."""

import difflib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Case, Q, Value, When
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.dates import date_range, known_date
from cluster_portal.core.languages import Text, visitor_language
from cluster_portal.core.requests import BadInput
from cluster_portal.core.text import fold
from cluster_portal.core.validity import Precision
from cluster_portal.search.backends import backend
from cluster_portal.search.index import bring_up_to_date
from cluster_portal.search.marks import Marker
from cluster_portal.search.models import Kind, SearchEntry
from cluster_portal.search.question import Question
from cluster_portal.search.words import LEAST_LETTERS

PAGE_SIZE = 20
MOST_OF_A_KIND = 4  # on the page of all kinds
MOST_SUGGESTIONS = 8
LEAST_TYPED = 2  # letters, before anything is suggested
MOST_TRIES = 3  # at what may have been meant by one word
LIKENESS = 0.72  # of a word and what may have been meant; "Grenobel" and "grenoble" have 0.88
YEAR = timedelta(days=365)
# By how much it counts that a result is over, and how long ago it was known to be right.
IS_OVER, BY_AGE = 0.5, (1.0, 0.9, 0.75)
BY_KIND = {
    Kind.UNIVERSITY: 2.0
}  # programmes, degrees and news name universities; who types a name means the university

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
        return address_of(self.entry)

    @property
    def when(self):
        return when(self.entry)


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


class _Match(NamedTuple):
    """What is known of a match before it is loaded; in the order of its fields the best comes first."""

    is_other: bool  # exists only in another language than the question's
    is_called_else: bool  # the question is none of its names
    minus_worth: float
    pk: int
    kind: str
    is_over: bool


_COLUMNS = ("id", "kind", "language", "is_over", "age", "is_called_so")


def address_of(entry):
    """Return the address of the page that an entry leads to, in the visitor's language."""
    return f"/{visitor_language()}/{entry.path}"


def when(entry):
    """Return the date of an entry in words; "" where it has none."""
    if not entry.first_day:
        return ""
    if entry.precision != Precision.DAY:
        return known_date(entry.first_day, entry.precision)
    return date_range(entry.first_day, entry.last_day or entry.first_day)


def _judged(question, now):
    """Return the entries that a question may find at a moment, with what their rank depends on besides their words."""
    today = timezone.localdate(now)
    return SearchEntry.objects.visible(now, question.language).annotate(
        is_over=Case(When(current_until__lte=now, then=Value(1)), default=Value(0)),
        age=Case(
            When(fresh_on__gte=today - YEAR, then=Value(0)),
            When(Q(fresh_on__isnull=True) | Q(fresh_on__gte=today - 5 * YEAR), then=Value(1)),
            default=Value(2),
        ),
    )


def _ranked(question, now):
    """Return the `_Match`es of a question, the best first: current before closed, fresh before stale.

    What exists only in another language than the question's comes last.
    """
    name = f"|{fold(question.typed)}|"
    is_called_so = Case(When(names__contains=name, then=Value(1)), default=Value(0))
    rows = backend().find(question, _judged(question, now).annotate(is_called_so=is_called_so), _COLUMNS)
    return sorted(
        _Match(
            written != question.language,
            not is_called_so,
            -worth * (IS_OVER if is_over else 1) * BY_AGE[age] * BY_KIND.get(kind, 1),
            pk,
            kind,
            bool(is_over),
        )
        for pk, kind, written, is_over, age, is_called_so, worth in rows
    )


def _is_answered(question, now):
    return backend().answers(question, SearchEntry.objects.visible(now, question.language))


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
        bring_up_to_date()

    @cached_property
    def correction(self):
        """The question that may have been meant, where nothing answers the one that was asked; else None."""
        if self.asked.is_empty or self._as_asked:
            return None
        corrections = _corrections(self.asked, self.now)
        if not corrections:
            return None
        meant = Question(self.asked.with_words(corrections))
        return meant if _is_answered(meant, self.now) else None

    @cached_property
    def _as_asked(self):
        return [] if self.asked.is_empty else _ranked(self.asked, self.now)

    @property
    def question(self):
        """The question that the results answer."""
        return self.correction or self.asked

    @cached_property
    def _matches(self):
        return _ranked(self.correction, self.now) if self.correction else self._as_asked

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
                [results[match.pk] for match in matches],
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


# Typing mistakes -----------------------------------------------------------------------------------------------------


def _corrections(question, now):
    """Return {folded word: what may have been meant} for the words that no result has, but something like it."""
    typed = dict.fromkeys(word.folded for term in question.terms for word in term.words)
    corrections = {}
    for word in typed:
        if len(word) < LEAST_LETTERS or _is_answered(Question(word), now):
            continue
        known = {alike.folded: alike.written for alike in backend().alike(word)}
        close = difflib.get_close_matches(word, known, n=MOST_TRIES, cutoff=LIKENESS)
        meant = next((known[each] for each in close if _is_answered(Question(each), now)), None)
        if meant:
            corrections[word] = meant
    return corrections


# Suggestions ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suggestion:
    """A name that begins as what was typed, and the page that it leads to."""

    title: Text
    kind: str
    url: str


def suggestions(typed, now):
    """Return the `Suggestion`s for what is being typed: names only, the best first, each title once. Two queries."""
    bring_up_to_date()
    question = Question(typed)
    if question.is_empty or sum(len(word.folded) for term in question.terms for word in term.words) < LEAST_TYPED:
        return []
    entries = backend().starting_with(question, _judged(question, now))
    start = fold(typed.strip(' "'))
    rows = entries.values("kind", "title", "title_language", "path", "language", "is_over", "age")
    ranked = sorted(rows[:500], key=lambda row: _closeness(row, start))
    found = {}
    for row in ranked:
        title = Text(row["title"], row["title_language"], row["title_language"] not in ("", visitor_language()))
        found.setdefault(
            (row["title"], row["kind"]),
            Suggestion(title, str(Kind(row["kind"]).label), f"/{visitor_language()}/{row['path']}"),
        )
        if len(found) == MOST_SUGGESTIONS:
            break
    return list(found.values())


_PLACES = {kind.value: place for place, kind in enumerate(Kind)}


def _closeness(row, start):
    begins = fold(row["title"]).startswith(start)
    return (
        row["language"] != visitor_language(),
        not begins,
        row["is_over"],
        _PLACES[row["kind"]],
        row["age"],
        row["title"],
    )
