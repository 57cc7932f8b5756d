"""What people of a university may propose about it, and at which risk: decision 20 says what a risk asks for."""

from django.db.models import Q

from cluster_portal.pictures.models import Picture
from cluster_portal.review.registry import Kind, Parties, Risk, Subject
from members import freshness
from members.models import Affiliation, Contact, Person, Role, University, UniversityFact, UniversityName

OWN, VISIBLE, NETWORK = Risk.OWN, Risk.VISIBLE, Risk.NETWORK
PERIOD = ("valid_from", "valid_to")


def at_risk(risk, *fields):
    """Return {field: risk}, for the declaration of a kind."""
    return dict.fromkeys(fields, risk)


def proposed_pictures(target, university):
    """Return the pictures that an object may show: those that people of the university have uploaded, and its own."""
    shown = [getattr(target, each.attname) for each in target._meta.concrete_fields if each.related_model is Picture]
    return Picture.objects.filter(Q(upload__university=university) | Q(pk__in=shown))


def _people(target, _university):
    return PEOPLE.own_rows(target.pk)


def _contacts(target, _university):
    return Contact.objects.filter(university=target.pk)


NAMES = Kind(
    UniversityName,
    at_risk(VISIBLE, "kind", "language", "value", *PERIOD, "source"),
    parent="university",
    added=VISIBLE,
    removed=VISIBLE,
)
FACTS = Kind(
    UniversityFact,
    at_risk(VISIBLE, "kind", "value", "reference_year", "note", "source"),
    parent="university",
    added=VISIBLE,
    removed=VISIBLE,
)
PEOPLE = Kind(
    Person,
    {
        **at_risk(OWN, "email", "phone", "academic_title"),
        **at_risk(VISIBLE, "given_name", "family_name", "has_consented", "consented_on", "consent_text", "left_on"),
    },
    parent="contacts__university",
    added=VISIBLE,
)
CONTACTS = Kind(
    Contact,
    {
        **at_risk(OWN, "mailbox_name", "mailbox_email", "phone", "office_hours", "position"),
        **at_risk(VISIBLE, "function", "person", "visibility", "deputy_of", *PERIOD),
    },
    parent="university",
    added=VISIBLE,
    removed=VISIBLE,
    choices={"person": _people, "deputy_of": _contacts},
)
UNIVERSITY = Subject(
    root=Kind(
        University,
        {
            **at_risk(OWN, "website", "international_office_url", "admissions_url", "course_catalogue_url"),
            **at_risk(OWN, "mobility_factsheet_url", "network_page_url"),
            **at_risk(VISIBLE, "summary", "description", "strengths", "for_incoming", "for_outgoing"),
            **at_risk(VISIBLE, "city", "address", "latitude", "longitude", "coordinate_precision", "time_zone"),
            **at_risk(VISIBLE, "founded_year", "alliance", "alliance_role", "logo", "cover"),
            **at_risk(NETWORK, "country"),
        },
        choices={"logo": proposed_pictures, "cover": proposed_pictures},
    ),
    rows=(NAMES, FACTS, PEOPLE, CONTACTS),
    parties=lambda university: {university.pk},
    editable=lambda user: University.objects.acted_for_by(user, Role.EDITOR),
    confirmables=freshness.confirmables,
    confirmed=freshness.confirmed,
)


# Who acts for universities --------------------------------------------------------------------------------------------


def _acted_for(role):
    def keys(user):
        return set(University.objects.acted_for_by(user, role).values_list("pk", flat=True))

    return keys


def _people_of(universities):
    """Return {university: accounts that act for it}: the leads first, deputies after the others."""
    rows = Affiliation.objects.able_to_act().filter(university__in=universities).select_related("user")
    found = {}
    for row in sorted(rows, key=lambda row: (row.is_deputy, -Role(row.role).rank, row.starts_at)):
        found.setdefault(row.university_id, []).append(row.user)
    return found


def _reachable(universities):
    rows = Affiliation.objects.able_to_act().filter(university__in=universities)
    return set(rows.values_list("university", flat=True))


def _names(universities):
    rows = University.objects.filter(pk__in=universities).only("slug", "source_language").prefetch_related("names")
    return {university.pk: str(university.name) for university in rows}


PARTIES = Parties(
    acts_for=_acted_for(Role.EDITOR),
    approves_for=_acted_for(Role.APPROVER),
    people_of=_people_of,
    reachable=_reachable,
    names=_names,
)
