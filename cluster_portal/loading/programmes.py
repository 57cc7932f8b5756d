"""The programmes, `programmes.json`: how each is read, and where it is stored."""

from django.utils import timezone

from cluster_portal.core.languages import CODES, ENGLISH
from cluster_portal.core.publishing import Publication
from cluster_portal.loading import reading
from cluster_portal.loading.programme_rows import (
    MONTHS,
    Reading,
    deadline_rows,
    fee_rows,
    has_unknown_joint_title,
    intake_rows,
    language_rows,
    partner_rows,
    path_rows,
    requirement_rows,
    step_rows,
    subject_rows,
)
from cluster_portal.loading.reading import Field
from cluster_portal.loading.records import Verdict
from cluster_portal.loading.rows import texts, write_rows
from cluster_portal.loading.stored import fingerprints, present_by_slug
from members.models import FormerUniversitySlug, University
from programmes import history
from programmes.models import FormerAgreementSlug, FormerProgrammeSlug, FrameworkAgreement, Programme
from programmes.rules import Tree, broken_rules
from programmes.vocabulary import (
    CEFR,
    ApplicantGroup,
    Awarding,
    Basis,
    ChargedBy,
    FeeKind,
    FeePer,
    Kind,
    Level,
    Purpose,
    RequirementKind,
    RequirementUnit,
    Status,
    StepKind,
)

FILE = "programmes.json"

_PARTNERS = reading.objects(
    {
        "university": reading.slug,
        "external": reading.text,
        "country": reading.country,
        "is_unnamed": reading.flag,
        "is_external": reading.flag,
        "is_coordinator": reading.flag,
        "awards": reading.one_of(*Awarding.values),
        "degree": reading.text,
        "degree_language": reading.one_of(*CODES),
        "note": reading.text,
    }
)
_STEPS = reading.objects(
    {
        "university": reading.slug,
        "place": reading.text,
        "months": reading.whole_number,
        "ects": reading.whole_number,
        "kind": reading.one_of(*StepKind.values),
        "note": reading.text,
    }
)
_PATHS = reading.objects(
    {"code": reading.slug, "students_of": reading.list_of(reading.slug), "steps": _STEPS},
    required=("code", "steps"),
)
_DEADLINES = reading.objects(
    {
        "purpose": reading.one_of(*Purpose.values),
        "group": reading.one_of(*ApplicantGroup.values),
        "university": reading.slug,
        "office": reading.text,
        "round": reading.whole_number,
        "opens": reading.day,
        "closes": reading.day,
        "time_zone": reading.text,
        "note": reading.text,
        "is_independent": reading.flag,
    },
    required=("purpose", "closes"),
)
_DATES = reading.objects({"academic_year": reading.year, "deadlines": _DEADLINES}, required=("deadlines",))
_FEES = reading.objects(
    {
        "amount": reading.amount,
        "currency": reading.matching(r"[A-Z]{3}", "EUR"),
        "per": reading.one_of(*FeePer.values),
        "group": reading.one_of(*ApplicantGroup.values),
        "university": reading.slug,
        "charged_by": reading.one_of(*ChargedBy.values),
        "academic_year": reading.year,
        "kind": reading.one_of(*FeeKind.values),
    },
    required=("amount",),
)
_REQUIREMENTS = reading.objects(
    {
        "kind": reading.one_of(*RequirementKind.values),
        "language": reading.language_tag,
        "cefr": reading.one_of(*CEFR.values),
        "amount": reading.whole_number,
        "unit": reading.one_of(*RequirementUnit.values),
    },
    required=("kind",),
)

FIELDS = {
    "slug": Field(reading.slug, is_required=True, is_sourced=False),
    "title": Field(reading.text, is_required=True),
    "kind": Field(reading.one_of(*Kind.values), is_required=True),
    "level": Field(reading.one_of(*Level.values), is_required=True),
    "status": Field(reading.one_of(*Status.values), is_required=True),
    "basis": Field(reading.one_of(*Basis.values)),
    "scheme_name": Field(reading.text),
    "agreement": Field(reading.slug),
    "partners": Field(_PARTNERS, is_required=True),
    "joint_degree": Field(reading.text),
    "field_of_study": Field(reading.text),
    "isced_f": Field(reading.list_of(reading.matching(r"[0-9]{4}", "0613"))),
    "languages": Field(reading.list_of(reading.language_tag)),
    "ects": Field(reading.whole_number),
    "duration_semesters": Field(reading.whole_number),
    "extra_semesters": Field(reading.whole_number),
    "first_intake_year": Field(reading.year),
    "last_intake_year": Field(reading.year),
    "start_year": Field(reading.year),
    "end_year": Field(reading.year),
    "paths": Field(_PATHS),
    "dates": Field(_DATES),
    "fees": Field(_FEES),
    "costs_note": Field(reading.text),
    "requirements": Field(_REQUIREMENTS),
    "eligibility": Field(reading.text),
    "official_url": Field(reading.web_address),
    "description": Field(reading.text),
    "note": Field(reading.text),
}

# Field of the file: column of the programme. Texts have a column for each language.
PLAIN = {
    "slug": "slug",
    "kind": "kind",
    "level": "level",
    "status": "status",
    "basis": "basis",
    "scheme_name": "scheme_name",
    "joint_degree": "joint_degree_title",
    "ects": "ects_total",
    "first_intake_year": "first_intake_year",
    "last_intake_year": "last_intake_year",
    "official_url": "website",
}
SEMESTERS = {"duration_semesters": "duration_months", "extra_semesters": "extra_months"}
TEXTS = {
    "title": "title",
    "field_of_study": "subject_note",
    "description": "summary",
    "costs_note": "costs_note",
    "note": "note",
}
OWN_SOURCES = {
    **PLAIN,
    **SEMESTERS,
    **TEXTS,
    "agreement": "agreement",
    "isced_f": "subjects",
    "languages": "languages",
    "paths": "paths",
}
TRANSLATED = (*TEXTS, "eligibility")

RELATIONS = {
    "partners": partner_rows,
    "subjects": subject_rows,
    "languages": language_rows,
    "paths": path_rows,
    "intakes": intake_rows,
    "fees": fee_rows,
    "requirements": requirement_rows,
}


# Reading --------------------------------------------------------------------------------------------------------------


def read(folder, translations, problems):
    """Return the `Record` of each programme that is right; all problems are added to the given ones."""
    return reading.read_records(folder, FILE, "programmes", FIELDS, TRANSLATED, translations, problems)


def _check_references(record, universities, agreements, problems):
    """Tell whether every slug of a record is that of a university or agreement, and add those that are not."""
    count = len(problems)
    named = [partner.get("university") for partner in record.values["partners"]]
    for path in record.get("paths", ()):
        named += [*path.get("students_of", ()), *(step.get("university") for step in path["steps"])]
    named += [deadline.get("university") for dates in record.get("dates", ()) for deadline in dates["deadlines"]]
    named += [fee.get("university") for fee in record.get("fees", ())]
    for slug in dict.fromkeys(named):
        if slug and slug not in universities:
            problems.add(FILE, record.key, "partners", f"“{slug}” is no university.")
    if record.get("agreement") and record.values["agreement"] not in agreements:
        problems.add(FILE, record.key, "agreement", f"“{record.values['agreement']}” is no agreement.")
    return len(problems) == count


# Storing --------------------------------------------------------------------------------------------------------------


def store(records, phrases, ledger, problems):
    """Bring the programmes in the database to what their records say, each where the ledger lets it.

    `phrases` are the translations of the short texts of rows: {language: {English: translation}}.
    """
    universities = present_by_slug(University, FormerUniversitySlug)
    agreements = present_by_slug(FrameworkAgreement, FormerAgreementSlug)
    present = present_by_slug(Programme, FormerProgrammeSlug)
    stored = fingerprints(Programme, [programme.pk for programme in present.values()], STORED)
    written, now = [], timezone.now()
    for record in records:
        programme = present.get(record.key)
        verdict = ledger.judge(record, stored.get(programme.pk) if programme else None)
        if not verdict.writes or not _check_references(record, universities, agreements, problems):
            continue
        programme = Programme() if verdict == Verdict.ADDED else programme
        before = history.snapshot(programme)
        if _write(programme, Reading(record, universities, phrases), agreements, problems):
            history.record_changes(programme, before, now)
            written.append((record, programme))
    stored = fingerprints(Programme, [programme.pk for _record, programme in written], STORED)
    for record, programme in written:
        ledger.wrote(record, stored[programme.pk])


# The relations that are written, and that are held against what staff edited.
STORED = (*RELATIONS, "steps", "deadlines")


def _write(programme, read, agreements, problems):
    """Write a programme and its rows. Return whether all of it was valid and keeps the rules."""
    record = read.record
    programme.publication = Publication.PUBLISHED
    programme.source_language = ENGLISH
    programme.sources = {column: record.sources[name] for name, column in OWN_SOURCES.items() if name in record.sources}
    for name, column in PLAIN.items():
        setattr(programme, column, record.get(name, Programme._meta.get_field(column).get_default()))
    for name, column in SEMESTERS.items():
        semesters = record.get(name)
        setattr(programme, column, None if semesters is None else MONTHS * semesters)
    for name, column in TEXTS.items():
        for language_column, text in texts(record, name, column).items():
            setattr(programme, language_column, text)
    programme.agreement = agreements.get(record.get("agreement"))
    programme.joint_degree_title_is_unknown = has_unknown_joint_title(record)
    programme.coordinator_is_unknown = not any(partner.get("is_coordinator") for partner in record.values["partners"])
    if not reading.is_valid(programme, record, _field_of, problems):
        return False
    programme.save()
    # Every relation, even after a wrong one: so every problem is found.
    are_valid = [
        write_rows(getattr(programme, relation), rows_of(read), record, problems)
        for relation, rows_of in RELATIONS.items()
    ]
    if not all(are_valid):
        return False
    paths = {path.code: path for path in programme.paths.all()}
    intakes = {intake.academic_year: intake for intake in programme.intakes.all()}
    for path in record.get("paths", ()):
        paths[path["code"]].home_universities.set(read.universities[slug] for slug in path.get("students_of", ()))
    are_valid = [
        write_rows(programme.steps, step_rows(read, paths), record, problems),
        write_rows(programme.deadlines, deadline_rows(read, intakes), record, problems),
    ]
    if not all(are_valid):
        return False
    count = len(problems)
    for broken in broken_rules(Tree.of(programme)):
        problems.add(FILE, record.key, FIELD_OF_ROW.get(type(broken.row).__name__, ""), str(broken.message))
    return len(problems) == count


FIELD_OF_ROW = {
    "ProgrammePartner": "partners",
    "MobilityPath": "paths",
    "PathStep": "paths",
    "Intake": "dates",
    "Deadline": "dates",
    "Fee": "fees",
    "Requirement": "requirements",
    "TeachingLanguage": "languages",
}


def _field_of(column):
    """Return the field of the file that a column of the programme came from."""
    origins = {written: name for name, written in (*PLAIN.items(), *SEMESTERS.items(), *TEXTS.items())}
    return origins.get(column) or origins.get(column.rpartition("_")[0]) or column  # title_en: title
