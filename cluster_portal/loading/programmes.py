"""The programmes, `programmes.json`: how each is read, and where it is stored."""

from django.utils import timezone

from cluster_portal.core.languages import CODES, ENGLISH
from cluster_portal.core.publishing import Publication
from cluster_portal.loading import checks, reading
from cluster_portal.loading.columns import field_of, write_plain, write_sources, write_texts
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
from cluster_portal.loading.rows import write_rows
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

_PARTNERS = checks.objects(
    {
        "university": checks.slug,
        "external": checks.text,
        "country": checks.country,
        "is_unnamed": checks.flag,
        "is_external": checks.flag,
        "is_coordinator": checks.flag,
        "awards": checks.one_of(*Awarding.values),
        "degree": checks.text,
        "degree_language": checks.one_of(*CODES),
        "note": checks.text,
    }
)
_STEPS = checks.objects(
    {
        "university": checks.slug,
        "place": checks.text,
        "months": checks.whole_number,
        "ects": checks.whole_number,
        "kind": checks.one_of(*StepKind.values),
        "note": checks.text,
    }
)
_PATHS = checks.objects(
    {"code": checks.slug, "students_of": checks.list_of(checks.slug), "steps": _STEPS},
    required=("code", "steps"),
)
_DEADLINES = checks.objects(
    {
        "purpose": checks.one_of(*Purpose.values),
        "group": checks.one_of(*ApplicantGroup.values),
        "university": checks.slug,
        "office": checks.text,
        "round": checks.whole_number,
        "opens": checks.day,
        "closes": checks.day,
        "time_zone": checks.text,
        "note": checks.text,
        "is_independent": checks.flag,
    },
    required=("purpose", "closes"),
)
_DATES = checks.objects({"academic_year": checks.year, "deadlines": _DEADLINES}, required=("deadlines",))
_FEES = checks.objects(
    {
        "amount": checks.amount,
        "currency": checks.matching(r"[A-Z]{3}", "EUR"),
        "per": checks.one_of(*FeePer.values),
        "group": checks.one_of(*ApplicantGroup.values),
        "university": checks.slug,
        "charged_by": checks.one_of(*ChargedBy.values),
        "academic_year": checks.year,
        "kind": checks.one_of(*FeeKind.values),
    },
    required=("amount",),
)
_REQUIREMENTS = checks.objects(
    {
        "kind": checks.one_of(*RequirementKind.values),
        "language": checks.language_tag,
        "cefr": checks.one_of(*CEFR.values),
        "amount": checks.whole_number,
        "unit": checks.one_of(*RequirementUnit.values),
    },
    required=("kind",),
)

FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "title": Field(checks.text, is_required=True),
    "kind": Field(checks.one_of(*Kind.values), is_required=True),
    "level": Field(checks.one_of(*Level.values), is_required=True),
    "status": Field(checks.one_of(*Status.values), is_required=True),
    "basis": Field(checks.one_of(*Basis.values)),
    "scheme_name": Field(checks.text),
    "agreement": Field(checks.slug),
    "partners": Field(_PARTNERS, is_required=True),
    "joint_degree": Field(checks.text),
    "field_of_study": Field(checks.text),
    "isced_f": Field(checks.list_of(checks.matching(r"[0-9]{4}", "0613"))),
    "languages": Field(checks.list_of(checks.language_tag)),
    "ects": Field(checks.whole_number),
    "duration_semesters": Field(checks.whole_number),
    "extra_semesters": Field(checks.whole_number),
    "first_intake_year": Field(checks.year),
    "last_intake_year": Field(checks.year),
    "start_year": Field(checks.year),
    "end_year": Field(checks.year),
    "paths": Field(_PATHS),
    "dates": Field(_DATES),
    "fees": Field(_FEES),
    "costs_note": Field(checks.text),
    "requirements": Field(_REQUIREMENTS),
    "eligibility": Field(checks.text),
    "official_url": Field(checks.web_address),
    "description": Field(checks.text),
    "note": Field(checks.text),
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
    write_sources(programme, record, OWN_SOURCES)
    write_plain(programme, record, PLAIN)
    for name, column in SEMESTERS.items():
        semesters = record.get(name)
        setattr(programme, column, None if semesters is None else MONTHS * semesters)
    write_texts(programme, record, TEXTS)
    programme.agreement = agreements.get(record.get("agreement"))
    programme.joint_degree_title_is_unknown = has_unknown_joint_title(record)
    programme.coordinator_is_unknown = not any(partner.get("is_coordinator") for partner in record.values["partners"])
    if not reading.is_valid(programme, record, field_of({**PLAIN, **SEMESTERS, **TEXTS}), problems):
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
