"""The agreements of the network, `agreements.json`: how each is read, and where it is stored."""

from cluster_portal.core.languages import ENGLISH
from cluster_portal.core.publishing import Publication
from cluster_portal.core.validity import Precision
from cluster_portal.loading import checks, reading
from cluster_portal.loading.columns import field_of, write_plain, write_sources, write_texts
from cluster_portal.loading.programme_rows import year_begins, year_ends
from cluster_portal.loading.reading import Field
from cluster_portal.loading.rows import Row, write_rows
from cluster_portal.loading.stored import present_by_slug, store_each
from members.models import FormerUniversitySlug, University
from programmes.models import FormerAgreementSlug, FrameworkAgreement
from programmes.vocabulary import AgreementKind, AgreementState, Level, Renewal

FILE = "agreements.json"
ENDED = "ended"

_SIGNATORIES = checks.objects({"university": checks.slug, "external": checks.text, "is_inferred": checks.flag})
FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "title": Field(checks.text, is_required=True),
    "kind": Field(checks.one_of(*AgreementKind.values), is_required=True),
    "levels": Field(checks.list_of(checks.one_of(Level.BACHELOR, Level.MASTER, Level.DOCTORATE))),
    "status": Field(checks.one_of(*AgreementState.values, ENDED), is_required=True),
    "signatories": Field(_SIGNATORIES, is_required=True),
    "field_of_study": Field(checks.text),
    "eligibility": Field(checks.text),
    "start_year": Field(checks.year),
    "end_year": Field(checks.year),
    "renewal": Field(checks.one_of(*Renewal.values)),
    "renewal_years": Field(checks.whole_number),
    "official_url": Field(checks.web_address),
    "description": Field(checks.text),
    "note": Field(checks.text),
}
PLAIN = {
    "slug": "slug",
    "kind": "kind",
    "renewal": "renewal",
    "renewal_years": "renewal_years",
    "official_url": "website",
}
TEXTS = {
    "title": "title",
    "field_of_study": "scope_note",
    "eligibility": "conditions",
    "description": "summary",
    "note": "note",
}
OWN_SOURCES = {**PLAIN, **TEXTS, "status": "state", "start_year": "valid_from", "end_year": "valid_to"}


def read(folder, translations, problems):
    """Return the `Record` of each agreement that is right; all problems are added to the given ones."""
    return reading.read_records(folder, FILE, "agreements", FIELDS, tuple(TEXTS), translations, problems)


def store(records, ledger, problems):
    """Bring the agreements in the database to what their records say, each where the ledger lets it."""
    universities = present_by_slug(University, FormerUniversitySlug)
    present = present_by_slug(FrameworkAgreement, FormerAgreementSlug)

    def write(agreement, record):
        return _write(agreement, record, universities, problems)

    store_each(FrameworkAgreement, records, present, ledger, write, ("signatures",))


def _write(agreement, record, universities, problems):
    """Write an agreement and its signatures. Return whether all of it was valid."""
    status, levels = record.values["status"], record.get("levels", ())
    agreement.publication = Publication.PUBLISHED
    agreement.source_language = ENGLISH
    write_sources(agreement, record, OWN_SOURCES)
    write_plain(agreement, record, PLAIN)
    write_texts(agreement, record, TEXTS)
    agreement.covers_bachelor = Level.BACHELOR in levels
    agreement.covers_master = Level.MASTER in levels
    agreement.covers_doctorate = Level.DOCTORATE in levels
    agreement.state = AgreementState.UNCONFIRMED if status == ENDED else status
    agreement.valid_from, agreement.valid_to = year_begins(record.get("start_year")), year_ends(record.get("end_year"))
    agreement.valid_from_precision = Precision.YEAR if agreement.valid_from else ""
    agreement.valid_to_precision = Precision.YEAR if agreement.valid_to else ""
    agreement.ended_on_unknown_day = status == ENDED and agreement.valid_to is None
    unknown = [
        each["university"]
        for each in record.values["signatories"]
        if each.get("university") and each["university"] not in universities
    ]
    for slug in unknown:
        problems.add(FILE, record.key, "signatories", f"“{slug}” is no university.")
    if unknown or not reading.is_valid(agreement, record, field_of(OWN_SOURCES), problems):
        return False
    agreement.save()
    return write_rows(agreement.signatures, _signature_rows(record, universities), record, problems)


def _signature_rows(record, universities):
    return [
        Row(
            "signatories",
            {
                "university": universities.get(each.get("university")),
                "external_name": each.get("external", ""),
            },
            {"is_inferred": each.get("is_inferred", False), "source": record.sources.get("signatories", "")},
        )
        for each in record.values["signatories"]
    ]
