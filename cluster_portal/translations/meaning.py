"""What a text means, mark-up and white space aside, and the fingerprint that tells whether two texts mean the same.

The words count, in NFC. So do the address of each link and each picture, with its words: a translation that leads to
the old address is wrong even if no word has moved. Bold, headings, lists and paragraphs do not count.
"""

import hashlib
import re
import unicodedata

from cluster_portal.core import rich_text

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>')
_IMAGE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r'\balt="([^"]*)"')


def _with_addresses(html):
    """Return a clean rich text in which what only attributes say stands between the words."""

    def written(image):
        identifiers = "".join(rich_text.picture_ids(image[0]))
        alt = _ALT.search(image[0])
        return f" [{identifiers}] {alt[1] if alt else ''} "

    return _IMAGE.sub(written, _LINK.sub(r" [\1] ", html))


def meaning(text, *, is_rich=False):
    """Return the words of a text in one line, with the addresses of links and pictures in brackets."""
    text = text or ""
    if is_rich:
        text = rich_text.plain(_with_addresses(rich_text.clean(text)))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def fingerprint(text, *, is_rich=False):
    """Return the fingerprint of what a text means, in hexadecimal; "" of an empty one.

    A rich text and a plain one never have the same: each is read in its own way.
    """
    words = meaning(text, is_rich=is_rich)
    kind = "rich" if is_rich else "plain"
    return hashlib.sha256(f"{kind}\n{words}".encode()).hexdigest() if words else ""
