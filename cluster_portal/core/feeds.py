"""Atom feeds (RFC 4287) of the portal: one for each language, with the way to the others."""

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed

from cluster_portal.core.languages import CODES, visitor_language

ENTRIES = 30


class LinkedAtomFeed(Atom1Feed):
    """An Atom feed that names the same feed in the other languages, and the language of each title."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for code, href in self.feed["alternates"]:
            attributes = {"rel": "alternate", "type": "application/atom+xml", "hreflang": code, "href": href}
            handler.addQuickElement("link", "", attributes)

    def add_item_elements(self, handler, item):
        title, language = item["title"], item["title_language"]
        super().add_item_elements(_WithLanguage(handler, title, language), item)


class _WithLanguage:
    """A handler of XML that writes the language of a title beside it."""

    def __init__(self, handler, title, language):
        self._handler, self._title, self._language = handler, title, language

    def __getattr__(self, name):
        return getattr(self._handler, name)

    def addQuickElement(self, name, contents=None, attrs=None):  # noqa: N802  the name is Django's
        if name == "title" and self._language:
            attrs = {**(attrs or {}), "xml:lang": self._language}
        self._handler.addQuickElement(name, contents, attrs)


def empty_feed(title, path, page_path, network_name, address):
    """Return a feed without entries in the active language; `address` makes full addresses of the two paths.

    `path` is the feed's own, `page_path` that of the page which shows the same.
    """
    language = visitor_language()
    return LinkedAtomFeed(
        title=title,
        link=address(page_path),
        description="",
        language=language,
        feed_url=address(path),
        feed_guid=address(path),
        author_name=network_name,
        alternates=[
            (code, address(path.replace(f"/{language}/", f"/{code}/", 1))) for code in CODES if code != language
        ],
    )


def feed_answer(feed):
    """Return the response with a feed."""
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
