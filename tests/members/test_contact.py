from datetime import date

import pytest
from django.core.exceptions import ValidationError

from members.models import Contact, Person
from tests.factories.members import ContactFactory, PersonFactory, UniversityFactory

pytestmark = pytest.mark.django_db

ON = date(2024, 6, 1)


def error_of(contact):
    with pytest.raises(ValidationError) as caught:
        contact.full_clean()
    return {field: [error.code for error in errors] for field, errors in caught.value.error_dict.items()}


def test_the_public_sees_only_public_contacts_of_the_day():
    university = UniversityFactory()
    shown = ContactFactory(university=university)
    ContactFactory(university=university, function="press", visibility="staff")
    ContactFactory(university=university, function="data", visibility="members")
    ContactFactory(university=university, function="outgoing", valid_to=ON)
    ContactFactory(university=university, function="rectorate", valid_from=date(2024, 6, 2))
    assert list(university.contacts.public(ON)) == [shown]


def test_a_person_is_shown_only_with_consent_and_until_they_leave():
    assert not PersonFactory().may_be_shown(ON)
    assert PersonFactory(consents=True).may_be_shown(ON)
    assert PersonFactory(consents=True, left_on=date(2024, 6, 2)).may_be_shown(ON)
    assert not PersonFactory(consents=True, left_on=ON).may_be_shown(ON)


def test_a_contact_shows_its_mailbox_but_not_a_person_who_did_not_consent():
    contact = ContactFactory(person=PersonFactory())
    assert contact.shown_person(ON) is None
    contact.person = PersonFactory(consents=True)
    assert contact.shown_person(ON) == contact.person


def test_consent_is_off_unless_it_is_given():
    assert Person(given_name="Ada", family_name="Lovelace").has_consented is False
    assert Contact().visibility == Contact.Visibility.STAFF


def test_a_public_contact_needs_a_mailbox_or_a_consenting_person():
    university = UniversityFactory()
    silent = PersonFactory()
    assert error_of(Contact(university=university, function="press", person=silent, visibility="public")) == {
        "visibility": ["consent"]
    }
    Contact(university=university, function="press", person=silent, visibility="staff").full_clean()
    Contact(
        university=university, function="press", person=PersonFactory(consents=True), visibility="public"
    ).full_clean()


def test_a_university_has_one_coordinator_and_any_number_of_deputies():
    university = UniversityFactory()
    coordinator = ContactFactory(university=university, function="coordinator")
    second = Contact(university=university, function="coordinator", mailbox_email="b@example.org")
    assert "__all__" in error_of(second)
    second.deputy_of = coordinator
    second.full_clean()
    second.save()
    ContactFactory(university=university, function="coordinator", deputy_of=coordinator)
    assert university.contacts.count() == 3


def test_a_deputy_works_at_the_same_university():
    elsewhere = ContactFactory(function="coordinator")
    contact = Contact(
        university=UniversityFactory(), function="coordinator", mailbox_email="a@example.org", deputy_of=elsewhere
    )
    assert error_of(contact) == {"deputy_of": ["other_university"]}


@pytest.mark.parametrize("phone", ["08 790 60 00", "+46 8 790", "0046879060000", "+0123456789"])
def test_a_telephone_number_is_written_with_its_country_code(phone):
    contact = Contact(university=UniversityFactory(), function="press", mailbox_email="a@example.org", phone=phone)
    assert error_of(contact) == {"phone": ["phone"]}


def test_deputies_stand_after_whom_they_stand_in_for():
    university = UniversityFactory()
    deputy = ContactFactory(university=university, function="press")
    chief = ContactFactory(university=university, function="press", valid_from=date(2020, 1, 1))
    deputy.deputy_of = chief
    deputy.save()
    assert list(university.contacts.public(ON)) == [chief, deputy]
