"""Folding of text: the form in which names are compared, sorted and found, whatever their accents and capitals."""

import unicodedata

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "·": ""})


def _without_accents(text):
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def fold(text):
    """Return the text without capitals, accents and doubled blanks: "Politècnica de" is "politecnica de".

    Databases differ in what they fold (SQLite: ASCII only), so both sides of a comparison go through here.
    """
    bare = _without_accents(text.translate(_APOSTROPHES)).casefold().translate(_LETTERS)
    # Twice: some capitals and letters hide in characters that only take them apart, and some accents come of that.
    return " ".join(_without_accents(bare).casefold().split())
