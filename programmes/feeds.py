"""New and changed programmes as an Atom feed (RFC 4287), one for each language."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.core.feeds import ENTRIES, empty_feed
from cluster_portal.core.languages import text_of
from cluster_portal.core.publishing import Publication
from programmes.history import labels_of
from programmes.models import Programme, ProgrammeChange


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
    title = _("%(network)s: new and changed programmes") % {"network": network_name}
    path, page = reverse("programmes:programme_feed"), reverse("programmes:programme_list")
    feed = empty_feed(title, path, page, network_name, address)
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
