from datetime import UTC, date, datetime, timedelta

import pytest

from members.models import University
from members.quality import RULES, lacking, notices
from tests.factories.members import (
    AffiliationFactory,
    ContactFactory,
    PersonFactory,
    UniversityFactory,
    UniversityIdentifierFactory,
    UniversityNameFactory,
)
from tests.factories.pictures import PictureFactory

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 1)
BEGINNING = datetime(2024, 5, 31, 22, tzinfo=UTC)  # of that day, in Brussels


def lacks(university, code, on=DAY):
    return University.objects.with_standing(on).filter(lacking(code, on), pk=university.pk).exists()


@pytest.fixture
def bare():
    return UniversityFactory(name="Universitas", name__language="la", membership="full", country="")


def test_a_bare_full_member_lacks_everything(bare):
    assert notices(bare, DAY) == [message for message, _keeps in RULES.values()]


@pytest.mark.parametrize(
    ("publication", "membership"), [("draft", "full"), ("published", "associate"), ("published", "")]
)
def test_only_published_full_members_are_held_to_the_rules(publication, membership):
    UniversityFactory(membership="full", country="")  # one that lacks everything stands beside it
    university = UniversityFactory(publication=publication, membership=membership, country="")
    assert notices(university, DAY) == []


def test_a_former_full_member_is_not_held_to_the_rules():
    university = UniversityFactory(membership="full", membership__valid_to=DAY)
    assert notices(university, DAY) == []
    assert notices(university, date(2024, 5, 31)) != []


def test_an_english_name_counts_while_it_is_in_use(bare):
    UniversityNameFactory(university=bare, kind="translation", valid_to=DAY)
    UniversityNameFactory(university=bare, kind="former")
    UniversityNameFactory(university=bare, kind="acronym", value="U")
    assert lacks(bare, "english_name")
    assert not lacks(bare, "english_name", date(2024, 5, 31))


@pytest.mark.parametrize("code", ["city", "website"])
def test_a_text_in_any_language_is_enough(bare, code):
    University.objects.filter(pk=bare.pk).update(**{f"{code}_fi": "", f"{code}_en": None})
    assert lacks(bare, code)
    University.objects.filter(pk=bare.pk).update(**{f"{code}_fi": "https://example.org"})
    assert not lacks(bare, code)


def test_a_logo_of_the_library_is_enough(bare):
    assert lacks(bare, "logo")
    University.objects.filter(pk=bare.pk).update(logo=PictureFactory())
    assert not lacks(bare, "logo")


@pytest.mark.parametrize(
    ("contact", "person", "is_reachable"),
    [
        ({}, None, True),
        ({"visibility": "staff"}, None, False),
        ({"valid_to": DAY}, None, False),
        ({"mailbox_email": ""}, {"consents": True}, True),
        ({"mailbox_email": ""}, {"consents": False}, False),
        ({"mailbox_email": ""}, {"consents": True, "left_on": DAY}, False),
        ({"mailbox_email": ""}, {"consents": True, "email": ""}, False),
    ],
)
def test_a_contact_is_reachable_by_mailbox_or_by_somebody_who_consented(bare, contact, person, is_reachable):
    ContactFactory()  # of another university
    ContactFactory(university=bare, person=PersonFactory(**person) if person else None, **contact)
    assert lacks(bare, "contact") is not is_reachable


@pytest.mark.parametrize(
    ("scheme", "value", "is_enough"),
    [("ror", "026vcq606", True), ("erasmus", "S  STOCKHO04", True), ("pic", "999990946", False)],
)
def test_a_ror_identifier_or_an_erasmus_code_is_asked_for(bare, scheme, value, is_enough):
    UniversityIdentifierFactory(university=bare, scheme=scheme, value=value)
    assert lacks(bare, "identifier") is not is_enough


def test_two_people_who_are_able_to_act_are_enough(bare):
    AffiliationFactory.create_batch(2)  # of other universities
    AffiliationFactory(university=bare)
    AffiliationFactory(university=bare, role="viewer")
    AffiliationFactory(university=bare, user__is_active=False)
    AffiliationFactory(university=bare, ends_at=BEGINNING - timedelta(days=1))
    assert lacks(bare, "people")
    AffiliationFactory(university=bare, role="lead", starts_at=BEGINNING)
    assert not lacks(bare, "people")
    assert lacks(bare, "people", date(2024, 5, 31))
