"""The words of a question marked where they occur in a text, and the part of a long text to quote."""

from dataclasses import dataclass
from functools import cached_property

from cluster_portal.search.words import stem, words

QUOTED = 240  # letters of a text that are shown
BEFORE = 60  # of these before the first word that was found


@dataclass(frozen=True)
class Part:
    """A piece of a text, and whether it is one of the words that were looked for."""

    text: str
    is_found: bool = False


class Marker:
    """What of a text the terms of a question find."""

    def __init__(self, question):
        self._question = question

    @cached_property
    def _spellings(self):
        return {form for term in self._question.terms for forms in term.spellings for form in forms}

    @cached_property
    def _stems(self):
        return {form for term in self._question.terms for form in term.stems}

    def _is_found(self, word, language):
        forms = {word.folded, *word.variants}
        return bool(forms & self._spellings) or any(stem(form, language) in self._stems for form in forms)

    def found(self, text, language):
        """Return the `Word`s of a text that were looked for."""
        return [word for word in words(text) if word.folded and self._is_found(word, language)]

    def parts(self, text, language):
        """Return a text as `Part`s."""
        parts, place = [], 0
        for word in self.found(text, language):
            if word.start > place:
                parts.append(Part(text[place : word.start]))
            parts.append(Part(text[word.start : word.end], is_found=True))
            place = word.end
        return [*parts, Part(text[place:])] if place < len(text) else parts

    def quote(self, text, language):
        """Return the part of a text around the first word that was found, as `Part`s; [] where none is."""
        found = self.found(text, language)
        if not found:
            return []
        start, end = _window(text, found[0].start)
        quoted = " ".join(text[start:end].split())
        before, after = ("… " if start else ""), (" …" if end < len(text) else "")
        return self.parts(f"{before}{quoted}{after}", language)


def _window(text, place):
    """Return where to begin and to end, between words, so that the place stands near the beginning."""
    start = max(place - BEFORE, 0)
    if start:
        blank = text.find(" ", start, place)
        start = blank + 1 if blank >= 0 else place
    end = min(start + QUOTED, len(text))
    if end < len(text):
        blank = text.rfind(" ", start, end)
        end = blank if blank > place else end
    return start, end
