"""Documents as pages list them: by kind, the newest first, with what replaced what."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from news.models import Document

FIELDS = (
    "slug",
    "source_language",
    "kind",
    "access",
    "languages",
    "media_type",
    "size",
    "checksum",
    "version",
    "document_date",
    "replaces",
)


@dataclass(frozen=True)
class KindOfDocuments:
    """The documents of one kind: [(Document, the one that replaced it or None)]."""

    heading: str
    rows: list


class DocumentList:
    """What a queryset of documents says: one query."""

    def __init__(self, documents):
        self._documents = documents

    @cached_property
    def kinds(self):
        """The kinds of which there are documents, in the order of `Document.Kind`."""
        rows = self._documents.with_texts("title", "description").only(*FIELDS)
        documents = sorted(rows, key=lambda each: (str(each.document_date or ""), each.slug), reverse=True)
        newer = {each.replaces_id: each for each in documents if each.replaces_id}
        kinds = {kind: [] for kind in Document.Kind}
        for document in documents:
            kinds[document.kind].append((document, newer.get(document.pk)))
        return [KindOfDocuments(kind.label, found) for kind, found in kinds.items() if found]
