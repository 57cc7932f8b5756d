import pytest

from cluster_portal.core.languages import CODES
from cluster_portal.search.words import ALGORITHMS, STOP_WORDS, as_read, forms, stem, stop_words, words


def folded(text):
    return [word.folded for word in words(as_read(text))]


def test_a_text_is_cut_into_folded_words_that_know_where_they_stand():
    text = as_read("L’École de München, 2nd ed.")
    assert [(word.folded, text[word.start : word.end]) for word in words(text)] == [
        ("l", "L"),
        ("ecole", "École"),
        ("de", "de"),
        ("munchen", "München"),
        ("2nd", "2nd"),
        ("ed", "ed"),
    ]


def test_letters_that_are_written_otherwise_where_a_keyboard_lacks_them_have_both_spellings():
    assert {word.folded: set(word.variants) for word in words("Göteborg Straße Århus Malmø Torino")} == {
        "goteborg": {"goeteborg"},
        "strasse": set(),
        "arhus": {"aarhus"},
        "malmo": {"malmoe"},
        "torino": set(),
    }


def test_a_word_is_never_longer_than_its_column():
    [word] = words("ß" * 100)
    assert (len(word.folded), word.end) == (60, 100)
    [word] = words("ä" * 100)
    assert {len(form) for form in (word.folded, *word.variants)} == {60}


def test_marks_that_nobody_sees_are_no_part_of_a_word():
    assert folded("uni\u00adver\u200bsity \u202eabc\u202c e\u0301cole") == ["university", "abc", "ecole"]
    assert folded("🎓 … \0 _ \u200b") == []


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ca", "universitats", "universitat"),
        ("de", "Studiengänge", "Studiengang"),
        ("en", "energies", "energy"),
        ("es", "universidades", "universidad"),
        ("fi", "yliopistossa", "yliopisto"),
        ("fr", "universités", "université"),
        ("it", "universitari", "universitario"),
        ("nl", "universiteiten", "universiteit"),
        ("pt", "universidades", "universidade"),
        ("sv", "universiteten", "universitet"),
    ],
)
def test_forms_of_a_word_have_one_stem_in_each_language(language, one, other):
    assert stem(folded(one)[0], language) == stem(folded(other)[0], language)


def test_each_language_has_a_stemmer_and_stop_words():
    assert set(ALGORITHMS) == set(STOP_WORDS) == set(CODES)
    assert {"der", "the"} <= stop_words("de")
    assert "der" not in stop_words("fi")


def test_the_index_gets_each_word_with_its_spellings_and_its_stem():
    assert forms("Universities in München", "en") == [
        ("universities", ("universiti",)),
        ("in", ()),
        ("munchen", ("muenchen",)),
    ]


def test_numbers_and_short_words_are_their_own_stem():
    assert [stem(word, "en") for word in ("2026", "bus", "is")] == ["2026", "bus", "is"]
