"""JSON-LD of programmes, held against the vocabulary of schema.org (release 30) for the types in use."""

from datetime import UTC, date, datetime

import pytest

from programmes.page import ProgrammePage
from programmes.page_query import load_programme
from programmes.structured_data import programme_data
from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import (
    DeadlineFactory,
    FeeFactory,
    IntakeFactory,
    PartnerFactory,
    ProgrammeFactory,
    RequirementFactory,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

THING = {"name", "alternateName", "url", "sameAs", "identifier", "description", "image", "mainEntityOfPage"}
PROPERTIES = {
    "EducationalOccupationalProgram": THING
    | {
        "applicationDeadline",
        "applicationStartDate",
        "educationalCredentialAwarded",
        "educationalProgramMode",
        "endDate",
        "maximumEnrollment",
        "numberOfCredits",
        "offers",
        "programPrerequisites",
        "provider",
        "startDate",
        "timeToComplete",
    },
    "EducationalOccupationalCredential": THING | {"credentialCategory", "educationalLevel", "recognizedBy"},
    "CollegeOrUniversity": THING | {"address"},
    "Offer": THING | {"price", "priceCurrency", "category"},
}
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def departures(node, path=""):
    """Return where the data uses a property that its type does not have."""
    if isinstance(node, list):
        return [departure for item in node for departure in departures(item, path)]
    if not isinstance(node, dict):
        return []
    allowed = PROPERTIES.get(node.get("@type"), set())
    wrong = [f"{path}{node.get('@type')}.{key}" for key in node if not key.startswith("@") and key not in allowed]
    return wrong + [departure for key, value in node.items() for departure in departures(value, f"{path}{key}/")]


def data_of(programme, now=NOW):
    return programme_data(ProgrammePage(load_programme(programme.slug), now), lambda path: f"https://x.example{path}")


@pytest.fixture
def programme():
    kth = UniversityFactory(slug="kth", name="KTH Royal Institute of Technology", membership="full")
    upc = UniversityFactory(slug="upc", name="UPC Barcelona", membership="full")
    programme = ProgrammeFactory(slug="energy", title_en="Energy", ects_total=120, duration_months=24, mode="full-time")
    PartnerFactory(programme=programme, university=kth, degree_title="Teknologie masterexamen")
    PartnerFactory(programme=programme, university=upc, degree_title="Màster universitari")
    PartnerFactory(programme=programme, external_name="DTU", awarding="unknown")
    PartnerFactory(programme=programme, university=None, is_unnamed=True, awarding="unknown")
    RequirementFactory(programme=programme, text_en="A bachelor's degree.")
    FeeFactory(programme=programme, amount=15000, currency="EUR")
    FeeFactory(programme=programme, amount=0, currency="", charged_by="host")
    return programme


def test_only_properties_of_the_vocabulary_are_used(programme):
    DeadlineFactory(intake__programme=programme, intake__opens_on=date(2026, 9, 1))
    data = data_of(programme)
    assert departures(data) == []
    assert set(data) >= {"applicationDeadline", "applicationStartDate", "offers", "provider"}


def test_each_diploma_is_a_credential_with_one_awarding_university(programme):
    credentials = data_of(programme)["educationalCredentialAwarded"]
    assert [(one["name"], one["recognizedBy"]["name"], one["educationalLevel"]) for one in credentials] == [
        ("Teknologie masterexamen", "KTH Royal Institute of Technology", "EQF 7"),
        ("Màster universitari", "UPC Barcelona", "EQF 7"),
    ]


def test_providers_are_the_named_partners_and_credits_a_number(programme):
    data = data_of(programme)
    assert [one["name"] for one in data["provider"]] == ["KTH Royal Institute of Technology", "UPC Barcelona", "DTU"]
    assert (data["numberOfCredits"], data["timeToComplete"]) == (120, "P24M")
    assert data["programPrerequisites"] == ["A bachelor's degree."]
    assert data["offers"] == [
        {"@type": "Offer", "price": "15000.00", "priceCurrency": "EUR", "category": "Tuition fee"}
    ]


def test_the_deadline_is_the_next_firm_one_that_is_open(programme):
    intake = IntakeFactory(programme=programme)
    DeadlineFactory(intake=intake, closes_on=date(2027, 3, 1))
    DeadlineFactory(intake=intake, closes_on=date(2027, 1, 15))
    DeadlineFactory(intake=intake, closes_on=date(2026, 12, 1), certainty="expected")
    DeadlineFactory(intake=intake, closes_on=date(2026, 12, 2), purpose="scholarship")
    assert data_of(programme)["applicationDeadline"] == "2027-01-15"
    assert data_of(programme, datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC))["applicationDeadline"] == "2027-01-15"
    assert data_of(programme, datetime(2027, 1, 15, 23, 0, tzinfo=UTC))["applicationDeadline"] == "2027-03-01"
    assert "applicationDeadline" not in data_of(programme, datetime(2027, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize("change", [{"status": "closed"}, {"status": "paused"}])
def test_a_programme_that_takes_nobody_has_no_deadline(programme, change):
    DeadlineFactory(intake__programme=programme, closes_on=date(2027, 3, 1))
    type(programme).objects.filter(pk=programme.pk).update(**change)
    assert "applicationDeadline" not in data_of(programme)


def test_a_joint_degree_is_one_credential_of_nobody_alone(programme):
    type(programme).objects.filter(pk=programme.pk).update(kind="joint", joint_degree_title="Joint Master of Energy")
    assert data_of(programme)["educationalCredentialAwarded"] == [
        {
            "@type": "EducationalOccupationalCredential",
            "name": "Joint Master of Energy",
            "credentialCategory": "degree",
            "educationalLevel": "EQF 7",
        }
    ]


def test_the_page_carries_it(client, programme):
    NetworkFactory()
    kinds = [data["@type"] for data in Page(client.get("/en/programmes/energy/")).json_ld]
    assert kinds == ["EducationalOccupationalProgram", "BreadcrumbList"]
