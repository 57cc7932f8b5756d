"""What was typed, as a question: words, "phrases in quotation marks", and -words that must not occur."""

import re
from dataclasses import dataclass
from functools import cached_property

from cluster_portal.core.languages import visitor_language
from cluster_portal.search.words import as_read, stems, stop_words, words

MOST_LETTERS = 200
MOST_TERMS = 12
# A term: perhaps a minus, then a phrase in any language's quotation marks, or all up to the next blank.
_QUOTES = r'"“”„«»‹›'
_TERM = re.compile(
    rf"(?P<minus>(?<!\S)[-−–])?"
    rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|‘(?P<single>[^‘’]*)’|(?P<plain>[^\s{_QUOTES}]+))"
)


@dataclass(frozen=True)
class Term:
    """A word, or several that stand one after the other."""

    words: tuple  # of search.words.Word

    @property
    def is_phrase(self):
        return len(self.words) > 1

    @cached_property
    def spellings(self):
        """For each word the folded ways to write it."""
        return tuple(tuple(sorted({word.folded, *word.variants})) for word in self.words)

    @cached_property
    def stems(self):
        """The stems of a single word, in all languages; a phrase is looked for as it stands."""
        if self.is_phrase:
            return ()
        return tuple(sorted(set().union(*(stems(spelling) for spelling in self.spellings[0]))))


class Question:
    """What a visitor asks of the search.

    `terms` have all to occur, none of `excluded` may. A stop word counts only in a phrase, or where there is nothing
    else. Whatever is typed makes a question; one of which nothing can be looked for `is_empty`.
    """

    def __init__(self, typed, language=None):
        self.typed = " ".join(as_read(typed.replace("\0", " ")).split())
        self.language = language or visitor_language()
        kept = self.typed[:MOST_LETTERS]
        terms, self.excluded = [], []
        for found in _TERM.finditer(kept):
            for term in _terms(found):
                (self.excluded if found["minus"] else terms).append(term)
        stop = stop_words(self.language)
        weighty = [term for term in terms if term.is_phrase or term.words[0].folded not in stop]
        wanted = weighty or terms
        self.terms = list(dict.fromkeys(wanted))[:MOST_TERMS]
        self.excluded = self.excluded[:MOST_TERMS]
        self.was_cut = len(kept) < len(self.typed) or len(wanted) > MOST_TERMS

    @property
    def is_empty(self):
        return not self.terms

    def with_words(self, corrections):
        """Return what would be typed with other words: {folded word: what to write in its place}."""

        def corrected(found):
            minus = found["minus"] or ""
            phrase = _phrase(found)
            text = found["plain"] if phrase is None else phrase
            for word in reversed(words(text)):
                if word.folded in corrections and not minus:
                    text = text[: word.start] + corrections[word.folded] + text[word.end :]
            return f"{minus}{text}" if phrase is None else f'{minus}"{text}"'

        return _TERM.sub(corrected, self.typed[:MOST_LETTERS])


def _phrase(found):
    """Return what a match has between quotation marks; None where it has none."""
    return found["single"] if found["phrase"] is None else found["phrase"]


def _terms(found):
    """Return the terms of a match: one for a phrase, and one for each word of what is joined by other signs."""
    if (phrase := _phrase(found)) is not None:
        of_phrase = tuple(word for word in words(phrase) if word.folded)
        return [Term(of_phrase)] if of_phrase else []
    return [Term((word,)) for word in words(found["plain"]) if word.folded]
