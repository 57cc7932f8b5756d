"""What a record of `universities.json` means, as rows: names, identifiers, figures and the membership."""

from datetime import date

from cluster_portal.core.languages import ENGLISH, text_columns
from cluster_portal.core.text import fold
from cluster_portal.loading.columns import texts
from cluster_portal.loading.rows import Row
from members.identifiers import Scheme
from members.models import Membership, UniversityFact, UniversityIdentifier, UniversityName
from members.models.membership import Precision

IDENTIFIERS = {
    "ror_id": Scheme.ROR,
    "erasmus_code": Scheme.ERASMUS,
    "pic": Scheme.PIC,
    "erasmus_oid": Scheme.OID,
    "schac": Scheme.SCHAC,
    "wikidata_qid": Scheme.WIKIDATA,
    "eter_id": Scheme.ETER,
}
FACTS = {
    "student_count": UniversityFact.Kind.STUDENTS,
    "phd_count": UniversityFact.Kind.DOCTORAL_CANDIDATES,
    "staff_count": UniversityFact.Kind.STAFF,
}
STATES = {
    "current": Membership.State.ACTIVE,
    "suspended": Membership.State.SUSPENDED,
    "unknown": Membership.State.UNCONFIRMED,
    "former": Membership.State.ACTIVE,  # while it lasted
}


def _name_rows(record):
    kinds = UniversityName.Kind
    official, own = record.get("official_name"), record.get("official_language")
    english = record.get("english_name")
    named = []
    if official:
        named.append(("official_name", kinds.OFFICIAL, own, official))
    if english and not (english == official and own == ENGLISH):
        kind = kinds.OFFICIAL if english == official else kinds.TRANSLATION
        named.append(("english_name", kind, ENGLISH, english))
    for field, kind in (("short_name", kinds.SHORT), ("acronym", kinds.ACRONYM)):
        if value := record.get(field):
            named.append((field, kind, "", value))
    # Registers repeat a name with other capitals, or give the short one as the name in a language.
    seen = {fold(value) for _field, _kind, _language, value in named}
    for language, value in record.get("names", {}).items():
        if fold(value) not in seen:
            named.append(("names", kinds.TRANSLATION, language, value))
    return [
        Row(
            field,
            {"kind": kind, "language": language},
            {"value": value, "source": record.sources.get(field, ""), "valid_from": None, "valid_to": None},
        )
        for field, kind, language, value in named
    ]


def _identifier_rows(record):
    notes = record.get("identifier_notes", {})
    return [
        Row(
            name,
            {"scheme": scheme},
            {
                "value": record.values[name],
                "note": notes.get(name, ""),
                "source": record.sources[name],
                "valid_from": None,
                "valid_to": None,
            },
        )
        for name, scheme in IDENTIFIERS.items()
        if record.get(name)
    ]


def _fact_rows(record):
    return [
        Row(
            name,
            {"kind": kind, "reference_year": record.get(f"{name}_year")},
            {
                "value": record.values[name],
                "source": record.sources[name],
                **texts(record, f"{name}_note", "note"),
            },
        )
        for name, kind in FACTS.items()
        if record.get(name) is not None
    ]


def _membership_rows(record):
    status = record.get("membership_status")
    if status is None:
        return []
    joined, left = record.get("joined_year"), record.get("left_year")
    return [
        Row(
            "membership_status",
            {},  # a record knows one period
            {
                "category": record.values["category"],
                "state": STATES[status],
                "valid_from": date(joined, 1, 1) if joined else None,
                "valid_from_precision": Precision.YEAR if joined else "",
                "valid_to": date(left, 1, 1) if left else None,
                "valid_to_precision": Precision.YEAR if left else "",
                "ended_on_unknown_day": status == "former" and left is None,
                "is_inferred": record.get("status_is_inferred", False),
                "source": record.sources["membership_status"],
                **texts(record, "membership_note", "note"),
            },
        )
    ]


# Relation: its model, what a record makes of it, and the columns that are written.
_NOTES = tuple(text_columns("note"))
RELATIONS = {
    "names": (UniversityName, _name_rows, ("kind", "language", "value", "source", "valid_from", "valid_to")),
    "identifiers": (
        UniversityIdentifier,
        _identifier_rows,
        ("scheme", "value", "note", "source", "valid_from", "valid_to"),
    ),
    "facts": (UniversityFact, _fact_rows, ("kind", "reference_year", "value", "source", *_NOTES)),
    "memberships": (
        Membership,
        _membership_rows,
        (
            "category",
            "state",
            "valid_from",
            "valid_from_precision",
            "valid_to",
            "valid_to_precision",
            "ended_on_unknown_day",
            "is_inferred",
            "source",
            *_NOTES,
        ),
    ),
}
