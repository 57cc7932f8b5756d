"""Whether a translation has all that its source has besides words: places for values, mark-up, links and pictures."""

import re
from collections import Counter
from html.parser import HTMLParser

from django.utils.translation import gettext

from cluster_portal.catalogues import placeholders
from cluster_portal.core.languages import CODES
from cluster_portal.core.rich_text import picture_ids

_EMPTY = {"br", "hr", "img"}  # elements without an end
_OF_PORTAL = re.compile(rf"/(?:{'|'.join(CODES)})(?=/)")


class _MarkUp(HTMLParser):
    """The tags and the addresses of links of a text, and whether each tag is closed where it should be."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.is_broken = Counter(), Counter(), False
        self._open = []
        self.feed(text)
        self.close()
        self.is_broken = self.is_broken or bool(self._open) or "<" in self.rawdata

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        if tag == "a":
            # A link within the portal leads to the same page in another language.
            self.links[_OF_PORTAL.sub("", dict(attrs).get("href") or "", count=1)] += 1
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self._open.pop()

    def handle_endtag(self, tag):
        if tag in _EMPTY:
            return
        if not self._open or self._open.pop() != tag:
            self.is_broken = True


def faults(source, translation, *, is_rich=False):
    """Return the sentences that say what a translation lacks or has too much, [] where nothing."""
    found = []
    wanted, has = Counter(placeholders(source)), Counter(placeholders(translation))
    if lost := wanted - has:
        found.append(gettext("A place for a value is missing: %(places)s.") % {"places": ", ".join(lost)})
    if added := has - wanted:
        found.append(gettext("A place for a value is not in the source: %(places)s.") % {"places": ", ".join(added)})
    return found + _faults_of_mark_up(source, translation, is_rich=is_rich)


def _faults_of_mark_up(source, translation, *, is_rich):
    wanted, has = _MarkUp(source), _MarkUp(translation)
    if is_rich and has.is_broken:
        return [gettext("The mark-up is broken: a tag is not closed, or closed where it was not open.")]
    found = []
    if lost := wanted.tags - has.tags:
        found.append(gettext("Mark-up of the source is missing: %(tags)s.") % {"tags": _in_words(lost)})
    if added := has.tags - wanted.tags:
        found.append(gettext("There is mark-up that the source has not: %(tags)s.") % {"tags": _in_words(added)})
    if wanted.links != has.links and not found:
        found.append(gettext("The links do not lead where those of the source lead."))
    if is_rich and sorted(picture_ids(source)) != sorted(picture_ids(translation)) and not found:
        found.append(gettext("The pictures are not those of the source."))
    return found


def _in_words(tags):
    return ", ".join(f"<{tag}>" for tag in tags)
