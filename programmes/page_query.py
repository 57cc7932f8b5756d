"""The row of one programme with its texts, and with the rows of its small tables in columns of their own: one query."""

from cluster_portal.core.languages import text_columns
from cluster_portal.core.publishing import Publication
from programmes.joined_rows import joined_rows
from programmes.models import Accreditation, Programme, ProgrammeChange, ProgrammeSubject, Signature, TeachingLanguage
from programmes.translation import ProgrammeTranslation

TEXTS = ProgrammeTranslation.fields
AGREEMENT_FIELDS = (
    "slug",
    "kind",
    "state",
    "publication",
    "valid_from",
    "valid_from_precision",
    "valid_to",
    "valid_to_precision",
    "ended_on_unknown_day",
    "source_language",
)
SIGNATURE_FIELDS = ("university", "external_name", "withdrawn_on", "valid_from", "valid_to")


def load_programme(slug):
    """Return the published or withdrawn programme of a slug with its texts. Raises Programme.DoesNotExist."""
    beside = [f"agreement__{name}" for name in AGREEMENT_FIELDS]
    beside += [f"successor__{name}" for name in ("slug", "publication", "source_language")]
    beside += text_columns("agreement__title", "successor__title")
    own = [field.name for field in Programme._meta.concrete_fields if field.name not in TEXTS]
    return (
        Programme.objects.exclude(publication=Publication.DRAFT)
        .with_texts(*TEXTS)
        .annotate(
            subject_rows=joined_rows(ProgrammeSubject, "position", "code"),
            language_rows=joined_rows(TeachingLanguage, "language", "university"),
            accreditation_rows=joined_rows(Accreditation, "valid_from", "valid_to", "agency", "reference_url"),
            signature_rows=joined_rows(Signature, *SIGNATURE_FIELDS, belongs_by="agreement", outer="agreement"),
            change_rows=joined_rows(ProgrammeChange, "changed_at", "areas"),
        )
        .select_related("agreement", "successor")
        .only(*(name for name in own if name not in text_columns(*TEXTS)), *beside)
        .get(slug=slug)
    )
