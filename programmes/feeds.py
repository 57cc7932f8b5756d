"""New and changed programmes as an Atom feed (RFC 4287), one for each language."""

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from cluster_portal.core.languages import CODES, text_of, visitor_language
from cluster_portal.core.publishing import Publication
from programmes.history import labels_of
from programmes.models import Programme, ProgrammeChange

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


def latest_changes():
    """Return the latest changes of published programmes, the newest first, each with its programme: two queries."""
    changes = list(
        ProgrammeChange.objects.filter(programme__publication=Publication.PUBLISHED).order_by("-changed_at", "-pk")[
            :ENTRIES
        ]
    )
    programmes = (
        Programme.objects.filter(pk__in=[change.programme_id for change in changes])
        .with_texts("title", "summary")
        .only("uuid", "slug", "source_language")
        .in_bulk()
    )
    for change in changes:
        change.programme = programmes[change.programme_id]
    return changes


def feed_of(changes, network_name, address):
    """Return the feed of changes in the active language; `address` makes a full address of a path."""
    language = visitor_language()
    path = reverse("programmes:programme_feed")
    feed = LinkedAtomFeed(
        title=_("%(network)s: new and changed programmes") % {"network": network_name},
        link=address(reverse("programmes:programme_list")),
        description="",
        language=language,
        feed_url=address(path),
        feed_guid=address(path),
        author_name=network_name,
        alternates=[
            (code, address(path.replace(f"/{language}/", f"/{code}/", 1))) for code in CODES if code != language
        ],
    )
    for change in changes:
        programme = change.programme
        title = text_of(programme, "title")
        feed.add_item(
            title=title.value,
            title_language=title.language if title.is_fallback else "",
            link=address(programme.get_absolute_url()),
            description=", ".join(str(label) for label in labels_of(change)),
            # Neither the slug nor the language: the entry is the same wherever the page moves.
            unique_id=f"urn:uuid:{programme.uuid}#change-{change.pk}",
            updateddate=change.changed_at,
        )
    return feed
