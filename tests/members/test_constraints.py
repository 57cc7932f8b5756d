"""What must hold is held by the database itself, whoever writes: each named constraint refuses one row."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from cluster_portal.accounts.models import User
from cluster_portal.network.models import Network, NetworkFigure
from members.models import Contact, Membership, Person, University, UniversityFact, UniversityIdentifier, UniversityName
from tests.factories.members import (
    ContactFactory,
    MembershipFactory,
    UniversityFactFactory,
    UniversityFactory,
    UniversityIdentifierFactory,
    UniversityNameFactory,
)
from tests.factories.network import NetworkFigureFactory

pytestmark = pytest.mark.django_db

DAY, NEXT_DAY = date(2020, 1, 1), date(2020, 1, 2)

# constraint: (what is there already, the row that must be refused)
REFUSED = {
    "user_email_is_lower_case": (None, lambda: User(email="Ada@Example.org")),
    "network_is_one_row": (None, lambda: Network(id=2, name="Second")),
    "networkfigure_kind_once": (
        lambda: NetworkFigureFactory(kind="students"),
        lambda: NetworkFigure(network_id=1, kind="students", value=1),
    ),
    "university_slug_is_well_formed": (None, lambda: University(slug="KTH Stockholm", hue=0)),
    "university_latitude_in_range": (None, lambda: University(slug="a", hue=0, latitude=91, longitude=0)),
    "university_longitude_in_range": (None, lambda: University(slug="a", hue=0, latitude=0, longitude=-181)),
    "university_coordinates_both_or_none": (None, lambda: University(slug="a", hue=0, latitude=59)),
    "university_is_not_its_own_successor": (None, lambda: University(pk=77, slug="a", hue=0, successor_id=77)),
    "membership_starts_before_end": (None, lambda: Membership(category="full", valid_from=DAY, valid_to=DAY)),
    "membership_unknown_end_has_no_day": (
        None,
        lambda: Membership(category="full", valid_to=DAY, ended_on_unknown_day=True),
    ),
    "membership_one_open_period": (
        lambda: MembershipFactory(university_id=1, valid_from=DAY),
        lambda: Membership(category="associate", valid_from=NEXT_DAY),
    ),
    "universityname_starts_before_end": (
        None,
        lambda: UniversityName(kind="short", value="x", valid_from=NEXT_DAY, valid_to=DAY),
    ),
    "universityname_is_not_empty": (None, lambda: UniversityName(kind="short", value="")),
    "universityname_language_is_a_tag": (None, lambda: UniversityName(kind="short", value="x", language="Swedish!")),
    "universityname_official_has_language": (None, lambda: UniversityName(kind="official", value="x")),
    "universityname_one_current": (
        lambda: UniversityNameFactory(university_id=1, kind="official", language="sv"),
        lambda: UniversityName(kind="official", language="sv", value="x"),
    ),
    "universityidentifier_starts_before_end": (
        None,
        lambda: UniversityIdentifier(scheme="pic", value="999990946", valid_from=NEXT_DAY, valid_to=DAY),
    ),
    "universityidentifier_current_once": (
        lambda: UniversityIdentifierFactory(scheme="pic", value="999990946"),
        lambda: UniversityIdentifier(scheme="pic", value="999990946"),
    ),
    "universityidentifier_is_well_formed": (None, lambda: UniversityIdentifier(scheme="erasmus", value="S STOCKHO04")),
    "universityfact_once_a_year": (
        lambda: UniversityFactFactory(university_id=1, kind="students", reference_year=2023),
        lambda: UniversityFact(kind="students", value=1, reference_year=2023),
    ),
    "universityfact_once_without_year": (
        lambda: UniversityFactFactory(university_id=1, kind="students", reference_year=None),
        lambda: UniversityFact(kind="students", value=1),
    ),
    "person_consent_is_documented": (None, lambda: Person(given_name="A", family_name="L", has_consented=True)),
    "contact_starts_before_end": (
        None,
        lambda: Contact(function="press", mailbox_email="a@example.org", valid_from=NEXT_DAY, valid_to=DAY),
    ),
    "contact_has_mailbox_or_person": (None, lambda: Contact(function="press")),
    "contact_is_not_its_own_deputy": (
        None,
        lambda: Contact(pk=77, function="press", mailbox_email="a@example.org", deputy_of_id=77),
    ),
    "contact_one_coordinator": (
        lambda: ContactFactory(university_id=1, function="coordinator"),
        lambda: Contact(function="coordinator", mailbox_email="b@example.org"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_a_row_that_breaks(name):
    UniversityFactory(pk=1)
    before, broken = REFUSED[name]
    if before:
        before()
    row = broken()
    if hasattr(row, "university_id"):
        row.university_id = 1
    rows = type(row).objects.count()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        type(row).objects.bulk_create([row])
    assert type(row).objects.count() == rows
    if connection.vendor == "postgresql" or "CHECK" in str(caught.value):
        assert name in str(caught.value)


def test_every_named_constraint_of_ours_has_a_row_that_it_refuses():
    ours = ("members", "network", "accounts", "programmes", "news")
    names = {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in ours
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }
    assert names == set(REFUSED)


@pytest.mark.parametrize(
    ("kind", "language"),
    [("official", "fi"), ("short", "sv"), ("former", "sv")],
)
def test_names_of_another_kind_or_language_stand_beside_each_other(kind, language):
    university = UniversityFactory()
    UniversityNameFactory(university=university, kind="official", language="sv")
    UniversityNameFactory(university=university, kind="former", language="sv")
    UniversityNameFactory(university=university, kind=kind, language=language)
    assert university.names.count() == 3


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no exclusion constraint: clean() holds the rule"
)
def test_postgresql_refuses_overlapping_periods_that_pass_by_every_form():
    university = UniversityFactory()
    MembershipFactory(university=university, valid_from=date(1990, 1, 1), valid_to=date(2000, 1, 1))
    overlapping = Membership(
        university=university, category="full", valid_from=date(1999, 12, 31), valid_to=date(2001, 1, 1)
    )
    with transaction.atomic():
        Membership.objects.bulk_create([overlapping])
        with pytest.raises(IntegrityError, match="membership_no_overlap"), transaction.atomic():
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        overlapping.delete()
