"""Names that are offered while a question is being typed."""

from dataclasses import dataclass

from cluster_portal.core.languages import Text, visitor_language
from cluster_portal.core.text import fold
from cluster_portal.search.backends import MOST_BEGUN, backend
from cluster_portal.search.index import catch_up
from cluster_portal.search.models import Kind, address_of
from cluster_portal.search.question import Question
from cluster_portal.search.ranking import judged

MOST_SUGGESTIONS = 8
LEAST_TYPED = 2  # letters, before anything is suggested


@dataclass(frozen=True)
class Suggestion:
    """A name that begins as what was typed, and the page that it leads to."""

    title: Text
    kind: str
    url: str


def suggestions(typed, now):
    """Return the `Suggestion`s for what is being typed: names only, the best first, each title once.

    Three queries at most, where the index is up to date.
    """
    catch_up()
    question = Question(typed)
    if question.is_empty or sum(len(word.folded) for term in question.terms for word in term.words) < LEAST_TYPED:
        return []
    entries = backend().starting_with(question, judged(question, now))
    start = fold(typed.strip(' "'))
    rows = entries.values("kind", "title", "title_language", "path", "language", "is_over", "age")
    ranked = sorted(rows[:MOST_BEGUN], key=lambda row: _closeness(row, start))
    found = {}
    for row in ranked:
        title = Text(row["title"], row["title_language"], row["title_language"] not in ("", visitor_language()))
        found.setdefault(
            (row["title"], row["kind"]),
            Suggestion(title, str(Kind(row["kind"]).label), address_of(row["path"])),
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
