"""Words as the index has them: folded, with their transliterations and with the stems of their language.

Both databases get the same words from here. PostgreSQL's own dictionaries are the Snowball stemmers that we call, but
they know neither "Universite" nor "Muenchen", and SQLite has none: docs/decisions/0015.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from cluster_portal.core.languages import CODES
from cluster_portal.core.text import fold

LONGEST = 60  # letters; what is longer is no word that anybody types
LEAST_LETTERS = 3  # of a word in which a typing mistake can be told
_WORD = re.compile(r"[^\W_]+")
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# As German, Dutch and the Nordic languages write these letters where a keyboard has none of them.
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss"})
ALGORITHMS = {
    "ca": "catalan",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "sv": "swedish",
}
# The words of which a text of a language is full whatever it is about. A question is not held to them.
STOP_WORDS = {
    language: frozenset(fold(words).split())
    for language, words in {
        "ca": "a al als amb d de del dels el els en es i l la les o per que s un una",
        "de": "als am an auf aus bei das dem den der des die ein eine einer für im in ist mit und von wie zu zum zur",
        "en": "a an and are as at by for from how in is it of on or that the to what where which who with",
        "es": "a al como con de del donde el en es la las lo los o para por que se un una y",
        "fi": "ei ja joka jos kun mikä mitä missä on se tai",
        "fr": "à au aux avec ce d dans de des du en est et l la le les ou où par pour qu que sur un une",
        "it": "a al alla con d da dal del della delle dei di e è gli i il in l la le lo nel nella o per su un una",
        "nl": "aan bij de een en het hoe in is met of om op te tot uit van voor waar wat",
        "pt": "a ao aos as com como da das de do dos e em na nas no nos o onde os ou para por que um uma",
        "sv": "att av den det en ett från för hur i med och om på som till vad var är",
    }.items()
}


@dataclass(frozen=True)
class Word:
    """One word of a text: as it is folded, how else it may be written, and where it stands in the text."""

    folded: str
    variants: frozenset
    start: int
    end: int


def as_read(text):
    """Return a text as a reader sees it, which is what `words` wants: composed letters, no marks that nobody sees."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def words(text):
    """Return the `Word`s of a text (`as_read`) in their order."""
    return [_word(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]


def _word(written, start, end):
    folded, variants = _forms(written[:LONGEST])
    return Word(folded, variants, start, end)


@lru_cache(maxsize=50_000)  # texts say the same words again and again
def _forms(written):
    # Cut once more: some letters are folded into several.
    folded = "".join(_WORD.findall(fold(written)))[:LONGEST]
    transliterated = "".join(_WORD.findall(fold(written.lower().translate(_TRANSLITERATED))))[:LONGEST]
    return folded, frozenset({transliterated} - {folded, ""})


def forms(text, language):
    """Return [(folded word, its transliterations and its stem)] of a text, as the index has them."""
    return [found for written in _WORD.findall(as_read(text)) if (found := _forms_in(written[:LONGEST], language))[0]]


@lru_cache(maxsize=100_000)
def _forms_in(written, language):
    folded, variants = _forms(written)
    others = {stem(form, language) for form in (folded, *variants)} | variants
    return folded, tuple(sorted(others - {folded}))


@lru_cache(maxsize=len(CODES))
def _stemmer(language):
    return snowballstemmer.stemmer(ALGORITHMS[language])


@lru_cache(maxsize=50_000)
def stem(folded, language):
    """Return the stem of a folded word in a language; the word itself where there is no stemmer, and of numbers."""
    if language not in ALGORITHMS or len(folded) < 4 or not folded.isalpha():
        return folded
    return _stemmer(language).stemWord(folded)


@lru_cache(maxsize=10_000)
def stems(folded):
    """Return the stems of a folded word in all languages: a question does not say in which it is written."""
    return frozenset(stem(folded, language) for language in CODES)


@lru_cache(maxsize=20)
def stop_words(language):
    """Return the stop words of questions that are asked on pages of a language: its own, and the English ones."""
    return STOP_WORDS.get(language, frozenset()) | STOP_WORDS["en"]
