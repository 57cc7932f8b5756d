"""What becomes of a translation when its source, or itself, is saved: from fingerprints alone."""

import pytest

from cluster_portal.translations.meaning import fingerprint, meaning
from cluster_portal.translations.states import NOTHING, Standing, State, decide, still_right, to_be_done_again

MISSING, OUTDATED, SAME, CURRENT = State.MISSING, State.OUTDATED, State.SAME, State.CURRENT
current = Standing(CURRENT, "a", "x")  # the translation x of the source a
outdated = Standing(OUTDATED, "a", "x")  # the source is another by now
marked = Standing(OUTDATED, "", "x")  # somebody said that it must be done again
same = Standing(SAME, "a", "a")
copied = Standing(OUTDATED, "", "a")  # a copy of the source that somebody said must be translated

# before, source and translation now, is it a small correction: after
TABLE = {
    "nothing was written": (NOTHING, "a", "", False, NOTHING),
    "a first translation": (NOTHING, "a", "x", False, current),
    "a first translation that is the same": (NOTHING, "a", "a", False, same),
    "saved without a change, missing": (NOTHING, "b", "", False, NOTHING),
    "saved without a change, current": (current, "a", "x", False, current),
    "saved without a change, outdated": (outdated, "b", "x", False, outdated),
    "saved without a change, same": (same, "a", "a", False, same),
    "saved without a change, marked": (marked, "b", "x", False, marked),
    "saved without a change, a marked copy": (copied, "a", "a", False, copied),
    "the source changed, missing": (NOTHING, "b", "", False, NOTHING),
    "the source changed, current": (current, "b", "x", False, outdated),
    "the source changed, same": (same, "b", "a", False, Standing(OUTDATED, "a", "a")),
    "the source changed again, outdated": (outdated, "c", "x", False, outdated),
    "the source changed, marked": (marked, "c", "x", False, marked),
    "the source changed back": (outdated, "a", "x", False, current),
    "the source changed back to what is the same": (Standing(OUTDATED, "a", "a"), "a", "a", False, same),
    "the source became what the translation says": (current, "x", "x", False, Standing(SAME, "x", "x")),
    "the translation changed, current": (current, "a", "y", False, Standing(CURRENT, "a", "y")),
    "the translation changed, outdated": (outdated, "b", "y", False, Standing(CURRENT, "b", "y")),
    "the translation changed, marked": (marked, "a", "y", False, Standing(CURRENT, "a", "y")),
    "a marked copy was translated": (copied, "a", "y", False, Standing(CURRENT, "a", "y")),
    "a different text where it was the same": (same, "a", "y", False, Standing(CURRENT, "a", "y")),
    "the same text where it was different": (current, "a", "a", False, same),
    "both changed, current": (current, "b", "y", False, Standing(CURRENT, "b", "y")),
    "both changed, outdated": (outdated, "c", "y", False, Standing(CURRENT, "c", "y")),
    "both changed to the same": (current, "b", "b", False, Standing(SAME, "b", "b")),
    "emptied, current": (current, "a", "", False, NOTHING),
    "emptied, outdated": (outdated, "b", "", False, NOTHING),
    "emptied, same": (same, "a", "", False, NOTHING),
    "emptied, marked": (marked, "a", "", False, NOTHING),
    "the source emptied, missing": (NOTHING, "", "", False, NOTHING),
    "the source emptied, current": (current, "", "x", False, outdated),
    "the source emptied, same": (same, "", "a", False, Standing(OUTDATED, "a", "a")),
    "the source emptied, outdated": (outdated, "", "x", False, outdated),
    "the source emptied, marked": (marked, "", "x", False, marked),
    "the source emptied as a small correction": (current, "", "x", True, outdated),
    "the source emptied, and the translation changed": (current, "", "y", False, Standing(OUTDATED, "a", "y")),
    "both emptied": (current, "", "", False, NOTHING),
    "a text that never had a source": (NOTHING, "", "x", False, NOTHING),
    "a small correction, missing": (NOTHING, "b", "", True, NOTHING),
    "a small correction, current": (current, "b", "x", True, Standing(CURRENT, "b", "x")),
    "a small correction, same": (same, "b", "a", True, Standing(CURRENT, "b", "a")),
    "a small correction, outdated": (outdated, "c", "x", True, outdated),
    "a small correction, marked": (marked, "c", "x", True, marked),
    "a small correction and a new translation": (outdated, "c", "y", True, Standing(CURRENT, "c", "y")),
    "a small correction and an emptied translation": (current, "b", "", True, NOTHING),
}


@pytest.mark.parametrize("case", TABLE)
def test_a_translation_after_a_save(case):
    old, source, translation, stays_valid, expected = TABLE[case]
    assert decide(old, source, translation, stays_valid=stays_valid) == expected


@pytest.mark.parametrize("case", TABLE)
def test_what_was_decided_stays_so_when_it_is_saved_once_more(case):
    _old, source, translation, _stays_valid, after = TABLE[case]
    assert decide(after, source, translation) == after


def test_somebody_finds_a_translation_right_or_wrong():
    assert still_right("b", "x") == Standing(CURRENT, "b", "x")
    assert still_right("b", "b") == Standing(SAME, "b", "b")
    assert still_right("b", "") == NOTHING
    assert to_be_done_again(same) == copied
    assert to_be_done_again(current) == marked
    assert to_be_done_again(NOTHING) == NOTHING


PICTURE = "11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    ("one", "other", "is_rich"),
    [
        ("Two  words\r\n", " Two\u00a0words", False),
        ("Universit\u00e9", "Universite\u0301", False),
        ("<p>Two words</p>", "<h2>Two <strong>words</strong></h2>\n", True),
        ("<p>Two</p><p>words</p>", "<ul><li>Two</li><li>words</li></ul>", True),
        ('<p><a href="/en/members/">Two</a> words</p>', '<p><em><a href="/en/members/">Two</a></em> words</p>', True),
        ("", None, False),
        ("<p> </p>", "", True),
    ],
)
def test_mark_up_and_white_space_do_not_count(one, other, is_rich):
    assert fingerprint(one, is_rich=is_rich) == fingerprint(other, is_rich=is_rich)


@pytest.mark.parametrize(
    ("one", "other", "is_rich"),
    [
        ("Two words", "Two Words", False),
        ("Two words", "Twowords", False),
        ("<b>Two</b>", "Two", False),  # a plain text has no mark-up: these are signs
        ('<p><a href="/en/members/">Two</a></p>', '<p><a href="/en/news/">Two</a></p>', True),
        ('<p><a href="/en/members/">Two</a></p>', "<p>Two</p>", True),
        (f'<p>Two <img src="/media/pictures/{PICTURE}/a.webp"></p>', "<p>Two </p>", True),
        (f'<p><img src="/media/pictures/{PICTURE}/a.webp" alt="A hall"></p>', "<p>A hall</p>", True),
    ],
)
def test_words_links_and_pictures_count(one, other, is_rich):
    assert fingerprint(one, is_rich=is_rich) != fingerprint(other, is_rich=is_rich)


def test_a_rich_and_a_plain_text_are_never_the_same():
    assert fingerprint("Two words", is_rich=True) != fingerprint("Two words")


def test_a_meaning_has_the_address_before_the_words_that_lead_there():
    assert meaning('<p>See <a href="/en/news/?a=1&amp;b=2">the news</a>.</p>', is_rich=True) == (
        "See [/en/news/?a=1&b=2] the news."
    )
