"""Which entries answer a question, the best first; and what may have been meant where none does."""

import difflib
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Case, Q, Value, When
from django.utils import timezone

from cluster_portal.core.text import fold
from cluster_portal.search.backends import backend
from cluster_portal.search.models import Kind, SearchEntry
from cluster_portal.search.question import Question
from cluster_portal.search.words import LEAST_LETTERS

YEAR = timedelta(days=365)
# By how much it counts that a result is over, and how long ago it was known to be right.
IS_OVER, BY_AGE = 0.5, (1.0, 0.9, 0.75)
# Programmes, degrees and news name universities; whoever types the name means the university itself.
BY_KIND = {Kind.UNIVERSITY: 2.0}
MOST_TRIES = 3  # at what may have been meant by one word
LIKENESS = 0.72  # of a word and what may have been meant; "Grenobel" and "grenoble" have 0.88
_COLUMNS = ("id", "kind", "language", "is_over", "age", "is_called_so")


class Match(NamedTuple):
    """What is known of a match before it is loaded; in the order of its fields the best comes first."""

    is_other: bool  # exists only in another language than the question's
    is_called_else: bool  # the question is none of its names
    minus_worth: float
    pk: int
    kind: str
    is_over: bool


def judged(question, now):
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


def ranked(question, now):
    """Return the `Match`es of a question, the best first: current before closed, fresh before stale.

    What exists only in another language than the question's comes last.
    """
    name = f"|{fold(question.typed)}|"
    is_called_so = Case(When(names__contains=name, then=Value(1)), default=Value(0))
    rows = backend().find(question, judged(question, now).annotate(is_called_so=is_called_so), _COLUMNS)
    return sorted(
        Match(
            written != question.language,
            not is_called_so,
            -worth * (IS_OVER if is_over else 1) * BY_AGE[age] * BY_KIND.get(kind, 1),
            pk,
            kind,
            bool(is_over),
        )
        for pk, kind, written, is_over, age, is_called_so, worth in rows
    )


def is_answered(question, now):
    """Tell whether anything answers a question, without ranking it."""
    return backend().answers(question, SearchEntry.objects.visible(now, question.language))


def corrections_of(question, now):
    """Return {folded word: what may have been meant} for the words that no result has, but something like it."""
    typed = dict.fromkeys(word.folded for term in question.terms for word in term.words)
    corrections = {}
    for word in typed:
        if len(word) < LEAST_LETTERS or is_answered(Question(word), now):
            continue
        known = {alike.folded: alike.written for alike in backend().alike(word)}
        close = difflib.get_close_matches(word, known, n=MOST_TRIES, cutoff=LIKENESS)
        meant = next((known[each] for each in close if is_answered(Question(each), now)), None)
        if meant:
            corrections[word] = meant
    return corrections
