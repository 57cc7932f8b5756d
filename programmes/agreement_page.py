"""The page of one agreement: who signed it, for how long it holds, and which programmes rest on it."""

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import text_columns
from cluster_portal.core.provenance import Source
from cluster_portal.core.publishing import Publication
from members.models import University
from members.models.university_queries import CARD_FIELDS as UNIVERSITY_FIELDS
from members.portrait import SourceUse
from programmes.cards import cards_of, for_cards
from programmes.models import FrameworkAgreement, Programme
from programmes.translation import FrameworkAgreementTranslation

TEXTS = FrameworkAgreementTranslation.fields
LIST_FIELDS = (
    "slug",
    "kind",
    "state",
    "source_language",
    "valid_from",
    "valid_from_precision",
    "valid_to",
    "valid_to_precision",
    "ended_on_unknown_day",
)


def load_agreement(slug):
    """Return the published or withdrawn agreement of a slug. Raises FrameworkAgreement.DoesNotExist."""
    columns = text_columns(*TEXTS)
    agreements = FrameworkAgreement.objects.exclude(publication=Publication.DRAFT).with_texts(*TEXTS)
    return agreements.defer(*columns).get(slug=slug)


class AgreementPage:
    """What the page of an agreement, loaded by `load_agreement`, shows at a moment."""

    def __init__(self, agreement, now):
        self.agreement, self.now, self.day = agreement, now, timezone.localdate(now)

    @property
    def holds(self):
        return self.agreement.is_valid_on(self.day)

    @cached_property
    def signatures(self):
        """The signatures with their universities, each with whether it holds on the day: [(signature, holds)]."""
        universities = University.objects.only(*UNIVERSITY_FIELDS, "publication").with_standing(self.day)
        rows = self.agreement.signatures.with_texts("signatory_function").prefetch_related(
            Prefetch("university", universities.prefetch_related("names"))
        )
        return [(row, row.holds_on(self.day)) for row in rows.defer(*text_columns("signatory_function"))]

    @cached_property
    def cards(self):
        """A `ProgrammeCard` for each published programme that rests on it."""
        programmes = Programme.objects.published().filter(agreement=self.agreement).order_by("slug")
        return cards_of(for_cards(programmes), self.now)

    @cached_property
    def source_uses(self):
        """Where the content of the page was read: each source once, with what was read there."""
        labels = {field.name: field.verbose_name for field in FrameworkAgreement._meta.concrete_fields}
        read = [(source, labels[name]) for name, source in self.agreement.sources.items() if name in labels]
        read += [(signature.source, _("signatures")) for signature, _holds in self.signatures]
        uses = {}
        for source, label in read:
            if source and label not in uses.setdefault(source, []):
                uses[source].append(label)
        return [SourceUse(Source(code), found) for code, found in uses.items()]
