"""A sign-in at a university's own service gives rights there, and nowhere else."""

from datetime import date

import pytest
from django.utils import timezone

from members.actions import affiliate_by_scope
from members.actions.scopes import owns_mailbox, owns_scope
from members.models import Affiliation, Membership, Role
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory, UniversityFactory, UniversityIdentifierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kth():
    """A member known by its identifier; beside it stands one known by its domains."""
    UniversityFactory(slug="upc", membership="full", email_domains="upc.edu\nupc.cat")
    university = UniversityFactory(slug="kth", membership="full")
    UniversityIdentifierFactory(university=university, scheme="schac", value="kth.se")
    return university


@pytest.mark.parametrize(
    ("scope", "slug"),
    [
        ("kth.se", "kth"),
        (" KTH.se ", "kth"),
        ("upc.edu", "upc"),
        ("upc.cat", "upc"),
        ("student.kth.se", None),
        ("evilkth.se", None),
        ("kth.se.evil.org", None),
        ("se", None),
        ("pc.edu", None),
        ("", None),
        ("upc.edu\nupc.cat", None),
        ("%", None),
    ],
)
def test_a_scope_leads_to_the_university_that_owns_it_to_the_letter(kth, scope, slug):
    affiliation = affiliate_by_scope(UserFactory(), scope=scope)
    assert (affiliation and affiliation.university.slug) == slug
    assert Affiliation.objects.count() == (1 if slug else 0)
    if slug:
        assert (affiliation.role, affiliation.source, affiliation.ends_at) == (Role.VIEWER, "sso", None)


def test_a_scope_that_two_universities_claim_leads_nowhere(kth):
    UniversityFactory(membership="full", email_domains="kth.se")
    assert affiliate_by_scope(UserFactory(), scope="kth.se") is None


def test_identifier_and_domain_of_the_same_university_are_no_contradiction(kth):
    type(kth).objects.filter(pk=kth.pk).update(email_domains="kth.se")
    assert affiliate_by_scope(UserFactory(), scope="kth.se").university == kth


def test_a_former_identifier_leads_nowhere(kth):
    kth.identifiers.update(valid_to=timezone.localdate())
    assert affiliate_by_scope(UserFactory(), scope="kth.se") is None


def test_another_kind_of_identifier_is_no_scope(kth):
    kth.identifiers.all().delete()
    UniversityIdentifierFactory(university=kth, scheme="pic", value="999990946")
    assert affiliate_by_scope(UserFactory(), scope="999990946") is None


def test_a_university_that_has_left_gives_no_rights(kth):
    Membership.objects.filter(university=kth).update(valid_to=date(2020, 1, 1))
    assert affiliate_by_scope(UserFactory(), scope="kth.se") is None


@pytest.mark.parametrize("role", Role)
def test_who_has_a_role_keeps_it(kth, role):
    row = AffiliationFactory(university=kth, role=role)
    assert affiliate_by_scope(row.user, scope="kth.se") == row
    assert list(Affiliation.objects.values_list("role", "ends_at")) == [(role, None)]


def test_whose_rights_were_ended_does_not_get_them_back_by_signing_in(kth):
    row = AffiliationFactory(university=kth, ends_at=timezone.now())
    assert affiliate_by_scope(row.user, scope="kth.se") is None
    assert Affiliation.objects.count() == 1


def test_an_account_that_is_switched_off_gets_nothing(kth):
    assert affiliate_by_scope(UserFactory(is_active=False), scope="kth.se") is None


@pytest.mark.parametrize(
    ("slug", "scope", "owned"),
    [
        ("kth", "kth.se", True),
        ("upc", "upc.cat", True),
        ("upc", "kth.se", False),
        ("kth", "upc.edu", False),
        ("kth", "evilkth.se", False),
        ("nobody", "kth.se", False),
        ("nobody", "nobody.se", False),
    ],
)
def test_a_scope_is_that_of_one_university(kth, slug, scope, owned):
    assert owns_scope(slug, scope) is owned


@pytest.mark.parametrize(
    ("slug", "address", "owned"),
    [
        ("upc", "ada@upc.edu", True),
        ("upc", "ada@cs.UPC.cat", True),
        ("upc", "ada@evilupc.edu", False),
        ("upc", "ada@upc.edu.evil.org", False),
        ("kth", "ada@upc.edu", False),
        ("kth", "ada@kth.se", False),  # known by its identifier alone, which says nothing of mailboxes
        ("nobody", "ada@upc.edu", False),
    ],
)
def test_a_mailbox_is_that_of_a_university(kth, slug, address, owned):
    assert owns_mailbox(slug, address) is owned
