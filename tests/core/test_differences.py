import pytest

from cluster_portal.core.differences import difference, in_signs


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("The portal opens", "The new portal is open", "The {+new+} portal [-opens-] {+is open+}"),
        ("The portal", "The portal", "The portal"),
        ("One two", "Two", "[-One two-] {+Two+}"),
        ("", "New words", "{+New words+}"),
        ("Old words", "", "[-Old words-]"),
        ("a\n b", " a  b ", "a b"),
        ("", "", ""),
    ],
)
def test_what_changed_is_shown_word_by_word(old, new, shown):
    assert in_signs(difference(old, new)) == shown
