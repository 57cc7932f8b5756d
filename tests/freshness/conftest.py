"""Two members with people of several languages, a programme that they share, and what the portal knows of it."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from programmes import history
from tests.factories.members import AffiliationFactory, ContactFactory, PersonFactory, UniversityFactory
from tests.factories.programmes import DeadlineFactory, ProgrammeFactory

AT = datetime(2027, 1, 11, 8, tzinfo=UTC)


@pytest.fixture
def kth(db):
    kth = UniversityFactory(slug="kth", name="KTH", membership="full", summary_en="A university.")
    ContactFactory(university=kth, mailbox_email="office@kth.se", person=PersonFactory(family_name="Byron"))
    ContactFactory(university=kth, function="rectorate", visibility="staff", mailbox_email="secret@kth.se")
    return kth


@pytest.fixture
def upc(db):
    return UniversityFactory(slug="upc", name="UPC", membership="full", country="ES")


@pytest.fixture
def programme(kth, upc):
    programme = ProgrammeFactory(slug="robotics", title_en="Robotics", title_fr="Robotique", route=[kth, upc])
    DeadlineFactory(intake__programme=programme)
    history.note_facts()
    return programme


@pytest.fixture
def lead(kth):
    return AffiliationFactory(university=kth, role="lead", user__email="lead@kth.se", user__name="Ada Lovelace").user


@pytest.fixture
def ada(kth):
    return AffiliationFactory(university=kth, user__email="ada@kth.se").user


@pytest.fixture
def deputy(kth):
    return AffiliationFactory(university=kth, is_deputy=True, role="approver", user__email="deputy@kth.se").user


@pytest.fixture
def speaks(monkeypatch):
    """Let an account speak a language: `speaks(user, "fr")`."""
    from cluster_portal.accounts.models import User

    languages = {}
    if "language" not in [field.name for field in User._meta.get_fields()]:
        monkeypatch.setattr(User, "language", property(lambda user: languages.get(user.pk, "")), raising=False)
        return lambda user, language: languages.update({user.pk: language})

    def speak(user, language):
        user.language = language
        user.save()

    return speak


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield
