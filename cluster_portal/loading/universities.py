"""The universities, `universities.json`: how each is read, and the rows that say the same in the database."""

from django.core.exceptions import ValidationError

from cluster_portal.core.languages import ENGLISH, text_columns
from cluster_portal.core.publishing import Publication
from cluster_portal.loading import checks, reading
from cluster_portal.loading.columns import field_of, write_plain, write_sources, write_texts
from cluster_portal.loading.reading import Field
from cluster_portal.loading.records import Verdict, fingerprint, serialised
from cluster_portal.loading.rows import write_rows
from cluster_portal.loading.stored import present_by_slug
from cluster_portal.loading.university_rows import FACTS, IDENTIFIERS, RELATIONS, STATES
from members.identifiers import normalise
from members.models import (
    FormerUniversitySlug,
    Membership,
    University,
)

FILE = "universities.json"

FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "official_name": Field(checks.text),
    "official_language": Field(checks.language_tag, is_sourced=False),
    "english_name": Field(checks.text),
    "short_name": Field(checks.text),
    "acronym": Field(checks.text),
    "names": Field(checks.texts_by(checks.language_tag)),
    "category": Field(checks.one_of(*Membership.Category.values)),
    "membership_status": Field(checks.one_of(*STATES)),
    "status_is_inferred": Field(checks.flag),
    "joined_year": Field(checks.year),
    "left_year": Field(checks.year),
    "membership_note": Field(checks.text),
    "city": Field(checks.text),
    "country": Field(checks.country),
    "address": Field(checks.text),
    "latitude": Field(checks.degrees(90)),
    "longitude": Field(checks.degrees(180)),
    "coordinate_precision": Field(checks.one_of("campus", "city")),
    "time_zone": Field(checks.text),
    "website": Field(checks.web_address),
    "domain": Field(checks.domain),
    "founded_year": Field(checks.founding_year),
    "successor": Field(checks.slug),
    **{
        f"{fact}{suffix}": Field(check)
        for fact in FACTS
        for suffix, check in (("", checks.whole_number), ("_year", checks.year), ("_note", checks.text))
    },
    **{name: Field(checks.text) for name in IDENTIFIERS},
    "identifier_notes": Field(checks.texts_by(checks.one_of(*IDENTIFIERS)), is_sourced=False),
    "alliance": Field(checks.text),
    "alliance_role": Field(checks.text),
    "international_office_url": Field(checks.web_address),
    "network_page_url": Field(checks.web_address),
    "summary": Field(checks.text),
}

# Field of the file: column of the university. Texts have a column for each language.
PLAIN = {
    "slug": "slug",
    "country": "country",
    "address": "address",
    "latitude": "latitude",
    "longitude": "longitude",
    "coordinate_precision": "coordinate_precision",
    "time_zone": "time_zone",
    "founded_year": "founded_year",
    "network_page_url": "network_page_url",
    "alliance": "alliance",
    "domain": "email_domains",
}
TEXTS = {
    "city": "city",
    "summary": "summary",
    "alliance_role": "alliance_role",
    "website": "website",
    "international_office_url": "international_office_url",
}
OWN_SOURCES = {**PLAIN, **TEXTS, "successor": "successor"}

# What a translator may write, in texts/<language>.json.
TRANSLATED = ("city", "summary", "alliance_role", "membership_note", *(f"{fact}_note" for fact in FACTS))


# Reading --------------------------------------------------------------------------------------------------------------


def read(folder, translations, problems):
    """Return the `Record` of each university that is right; all problems are added to the given ones."""
    raw_records = reading.read_json(folder, FILE, problems)
    if raw_records is None:
        return []
    if not isinstance(raw_records, list) or not all(isinstance(raw, dict) for raw in raw_records):
        problems.add(FILE, "", "", "a list of objects is expected.")
        return []
    labels = [reading.label_of(raw, place) for place, raw in enumerate(raw_records, start=1)]
    records = []
    for raw, label in zip(raw_records, labels, strict=True):
        record = reading.read_record(FILE, label, raw, FIELDS, problems)
        entries = {language: content["universities"].get(label, {}) for language, content in translations.items()}
        texts = reading.texts_of(raw, FILE, label, entries, TRANSLATED, problems)
        if record and _is_coherent(record, labels, problems):
            record.texts.update(texts)
            records.append(record)
    reading.check_translated_slugs(FILE, "universities", labels, translations, problems)
    return _unique(labels, records, problems)


def _is_coherent(record, labels, problems):
    """Tell whether the fields of a record fit together, and add what does not."""
    count = len(problems)
    if not any(record.get(name) for name in ("official_name", "english_name")):
        problems.add(record.file, record.key, "official_name", "a name with a source is needed, official or English.")
    if record.get("official_name") and not record.get("official_language"):
        problems.add(record.file, record.key, "official_language", "is missing: the official name is in some language.")
    if (record.get("category") is None) != (record.get("membership_status") is None):
        problems.add(record.file, record.key, "membership_status", "stands with a category, or neither is there.")
    joined, left = record.get("joined_year"), record.get("left_year")
    if left and record.get("membership_status") != "former":
        problems.add(record.file, record.key, "left_year", "is there, but the membership status is not “former”.")
    if joined and left and joined >= left:
        problems.add(record.file, record.key, "left_year", f"{left} does not come after the year of joining, {joined}.")
    successor = record.get("successor")
    if successor and (successor not in labels or successor == record.key):
        problems.add(record.file, record.key, "successor", f"“{successor}” is no other university of this file.")
    for name, scheme in IDENTIFIERS.items():
        if record.get(name):
            try:
                record.values[name] = normalise(scheme, record.values[name])
            except ValidationError as error:
                problems.add(record.file, record.key, name, " ".join(error.messages))
    for name in record.get("identifier_notes", {}):
        if not record.get(name):
            problems.add(record.file, record.key, "identifier_notes", f"{name} is not there.")
    return len(problems) == count


def _unique(labels, records, problems):
    """Return the records whose slug and identifiers are theirs alone, and add what is shared."""
    unique, owners = [], {}
    for record in records:
        is_unique = labels.count(record.key) == 1
        if not is_unique:
            problems.add(FILE, record.key, "slug", "stands in more than one record.")
        for name in IDENTIFIERS:
            if value := record.get(name):
                owner = owners.setdefault((name, value), record.key)
                if owner != record.key:
                    is_unique = False
                    problems.add(FILE, record.key, name, f"“{value}” belongs to {owner} already.")
        if is_unique:
            unique.append(record)
    return unique


# What stands in the database ----------------------------------------------------------------------------------------

_COLUMNS = (
    *PLAIN.values(),
    *text_columns(*TEXTS.values()),
    "publication",
    "source_language",
    "successor",
    "sources",
)


def _stored(pks):
    """Return the fingerprint of what stands in the database of each university: {primary key: fingerprint}."""
    states = {row.pop("pk"): row for row in University.objects.filter(pk__in=pks).values("pk", *_COLUMNS)}
    for relation, (model, _rows, columns) in RELATIONS.items():
        for state in states.values():
            state[relation] = []
        for row in model.objects.filter(university__in=pks).order_by().values("university", *columns):
            states[row.pop("university")][relation].append(row)
    for state in states.values():
        for relation in RELATIONS:
            state[relation].sort(key=serialised)
    return {pk: fingerprint(state) for pk, state in states.items()}


# Storing --------------------------------------------------------------------------------------------------------------


def store(records, ledger, problems):
    """Bring the universities in the database to what their records say, each where the ledger lets it."""
    present = present_by_slug(University, FormerUniversitySlug)
    stored = _stored([university.pk for university in present.values()])
    written = []
    for record in records:
        university = present.get(record.key)
        verdict = ledger.judge(record, stored[university.pk] if university else None)
        if verdict.writes:
            university = University() if verdict == Verdict.ADDED else university
            if _write(university, record, problems):
                present[record.key] = university
                written.append((record, university))
    _link_successors(written, present)
    stored = _stored([university.pk for _record, university in written])
    for record, university in written:
        ledger.wrote(record, stored[university.pk])


def _write(university, record, problems):
    """Write a university and the rows that belong to it. Return whether all of it was valid."""
    university.publication = Publication.PUBLISHED
    university.source_language = ENGLISH
    write_sources(university, record, OWN_SOURCES)
    write_plain(university, record, PLAIN)
    write_texts(university, record, TEXTS)
    if not reading.is_valid(university, record, field_of({**PLAIN, **TEXTS}), problems):
        return False
    university.save()
    # Every relation, even after a wrong one: so every problem is found.
    are_valid = [
        write_rows(getattr(university, relation), rows_of(record), record, problems)
        for relation, (_model, rows_of, _columns) in RELATIONS.items()
    ]
    return all(are_valid)


def _link_successors(written, present):
    """Set the successors when all universities are there. One that staff deleted stays away."""
    for record, university in written:
        successor = present.get(record.get("successor"))
        if university.successor_id != (successor.pk if successor else None):
            university.successor = successor
            university.save(update_fields=["successor", "updated_at"])
