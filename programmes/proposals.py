"""What the partners of a programme may propose about it, and at which risk: what they share needs the others."""

from contextlib import contextmanager

from cluster_portal.core.publishing import Publication
from cluster_portal.core.slugs import free_slug
from cluster_portal.core.validity import today
from cluster_portal.review.registry import Fault, Kind, Risk, Subject
from members.models import Contact, Role, University
from members.proposals import at_risk
from programmes import freshness, history
from programmes.facts import Scope, scope_of
from programmes.models import (
    Accreditation,
    Deadline,
    Fee,
    Intake,
    LearningOutcome,
    MobilityPath,
    PathStep,
    Programme,
    ProgrammePartner,
    ProgrammeSubject,
    Requirement,
    TeachingLanguage,
)
from programmes.rules import Tree, broken_rules

OWN, VISIBLE, SHARED, NETWORK = Risk.OWN, Risk.VISIBLE, Risk.SHARED, Risk.NETWORK


def _published_universities(_programme, _university):
    return University.objects.published()


def _partner_universities(programme, _university):
    if programme.pk is None:
        return University.objects.none()
    return University.objects.filter(programme_partnerships__programme=programme.pk).distinct()


def _paths(programme, _university):
    return MobilityPath.objects.filter(programme=programme.pk)


def _intakes(programme, _university):
    return Intake.objects.filter(programme=programme.pk)


def _own_contacts(_programme, university):
    return Contact.objects.filter(university=university)


def _rows(model, risks, **declared):
    """Return the `Kind` of rows of a programme, which may be added and removed at the risk of most of their fields."""
    risk = declared.pop("risk")
    return Kind(model, risks, parent="programme", **{"added": risk, "removed": risk, **declared})


DEGREE = ("awarding", "degree_title", "degree_title_language", "degree_title_is_unknown")
ROLES = ("is_coordinator", "is_entry", "is_exit", "is_host", "is_thesis_place", "is_supervising", "is_associated")
PART = ("agreement_from", "agreement_from_precision", "agreement_to", "agreement_to_precision")

PARTNERS = _rows(
    ProgrammePartner,
    {
        **at_risk(OWN, "local_url", "unit", "capacity", "contact", "diploma_note", "degree_abbreviation"),
        **at_risk(SHARED, "university", "external_name", "external_country", "is_external", "position"),
        **at_risk(SHARED, *ROLES, *DEGREE, *PART),
        **at_risk(VISIBLE, "source"),
    },
    risk=SHARED,
    owner="university",
    names_owner=True,
    speaks_for_owner=frozenset((*DEGREE, *PART)),
    choices={"university": _published_universities, "contact": _own_contacts},
)
PATHS = _rows(
    MobilityPath,
    at_risk(SHARED, "code", "title", "home_universities", "note", "position"),
    risk=SHARED,
    choices={"home_universities": _partner_universities},
)
STEPS = _rows(
    PathStep,
    at_risk(SHARED, "path", "order", "university", "place", "kind", "term", "months", "ects", "is_compulsory", "note"),
    risk=SHARED,
    choices={"path": _paths, "university": _partner_universities},
)
INTAKES = _rows(
    Intake,
    {
        **at_risk(SHARED, "academic_year", "state", "opens_on", "starts_on", "starts_on_precision", "ends_on"),
        **at_risk(SHARED, "places", "note", "source"),
    },
    risk=SHARED,
)
DEADLINES = _rows(
    Deadline,
    {
        **at_risk(VISIBLE, "intake", "purpose", "applicant_group", "university", "authority", "path", "round"),
        **at_risk(VISIBLE, "opens_on", "closes_on", "closes_at", "time_zone", "precision", "certainty"),
        **at_risk(VISIBLE, "is_independent", "note", "url", "source"),
    },
    risk=VISIBLE,
    owner="university",
    choices={"intake": _intakes, "university": _partner_universities, "path": _paths},
)
FEES = _rows(
    Fee,
    {
        **at_risk(VISIBLE, "academic_year", "university", "path", "applicant_group", "kind", "amount", "currency"),
        **at_risk(VISIBLE, "per", "charged_by", "included", "excluded", "is_waivable", "note", "source"),
    },
    risk=VISIBLE,
    owner="university",
    choices={"university": _partner_universities, "path": _paths},
)
SUBJECTS = _rows(ProgrammeSubject, at_risk(VISIBLE, "code", "position"), risk=VISIBLE)
LANGUAGES = _rows(
    TeachingLanguage,
    at_risk(VISIBLE, "university", "language"),
    risk=VISIBLE,
    owner="university",
    choices={"university": _partner_universities},
)
REQUIREMENTS = _rows(
    Requirement,
    {
        **at_risk(VISIBLE, "university", "path", "kind", "text", "amount", "unit", "language", "cefr"),
        **at_risk(VISIBLE, "position", "source"),
    },
    risk=VISIBLE,
    owner="university",
    choices={"university": _partner_universities, "path": _paths},
)
OUTCOMES = _rows(LearningOutcome, at_risk(VISIBLE, "text", "position"), risk=VISIBLE)
ACCREDITATIONS = _rows(
    Accreditation,
    at_risk(SHARED, "agency", "reference_url", "universities", "valid_from", "valid_to", "source"),
    risk=SHARED,
    choices={"universities": _partner_universities},
)


def partner_keys(programme, day=None):
    """Return the primary keys of the universities that take part in a programme on the day."""
    rows = programme.partners.taking_part(day or today()).filter(university__isnull=False)
    return set(rows.values_list("university", flat=True))


def editable_by(user):
    """Return the programmes of which a university for which the user acts is a partner today."""
    own = University.objects.acted_for_by(user, Role.EDITOR)
    partners = ProgrammePartner.objects.taking_part(today()).filter(university__in=own)
    return Programme.objects.published().filter(pk__in=partners.values("programme"))


def _judge(programme):
    return (Fault(each.message, each.row, each.field) for each in broken_rules(Tree.of(programme), today()))


def _complete(programme, _university):
    """Give a new programme its address, and publish it: that is what accepting it means."""
    programme.slug = free_slug(Programme, getattr(programme, f"title_{programme.source_language}") or "")
    programme.publication = Publication.PUBLISHED


@contextmanager
def _writing(programme, origin):
    before = history.snapshot(programme)
    yield
    history.record_changes(programme, before, origin.at, origin.stated_by)


def _nearest(programme, day):
    """Return the day of the next deadline, None where none is known."""
    coming = programme.deadlines.filter(closes_on__gte=day, last_moment__isnull=False)
    return coming.order_by("closes_on").values_list("closes_on", flat=True).first()


PROGRAMME = Subject(
    root=Kind(
        Programme,
        {
            **at_risk(VISIBLE, "title", "subtitle", "acronym", "subject_note", "summary", "description", "career"),
            **at_risk(VISIBLE, "how_to_apply", "selection", "recognition_note", "thesis_rule", "defence_rule"),
            **at_risk(VISIBLE, "costs_note", "application_url", "website", "source_language"),
            **at_risk(SHARED, "kind", "level", "status", "ects_total", "ects_tolerance", "ects_min_per_partner"),
            **at_risk(SHARED, "thesis_ects", "duration_months", "extra_months", "mode", "delivery"),
            **at_risk(SHARED, "first_intake_year", "last_intake_year", "application_channel"),
            **at_risk(SHARED, "joint_degree_title", "joint_degree_title_is_unknown", "coordinator_is_unknown"),
            **at_risk(SHARED, "forbids_same_country"),
            **at_risk(NETWORK, "basis", "scheme_name"),
        },
        added=VISIBLE,
    ),
    rows=(
        PARTNERS,
        PATHS,
        STEPS,
        INTAKES,
        DEADLINES,
        FEES,
        SUBJECTS,
        LANGUAGES,
        REQUIREMENTS,
        OUTCOMES,
        ACCREDITATIONS,
    ),
    parties=partner_keys,
    editable=editable_by,
    is_shown=lambda programme: programme.publication == Publication.PUBLISHED,
    judge=_judge,
    complete=_complete,
    writing=_writing,
    nearest=_nearest,
    scopes=dict(Scope.choices),
    scope_of=scope_of,
    confirmables=freshness.confirmables,
    confirmed=freshness.confirmed,
)


def programmes_of(university, day):
    """Return the published programmes in which a university takes part on the day."""
    partners = ProgrammePartner.objects.taking_part(day).filter(university=university)
    return Programme.objects.published().filter(pk__in=partners.values("programme"))
