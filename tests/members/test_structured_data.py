"""JSON-LD of the pages, held against the vocabulary of schema.org (release 30) for the types in use."""

from datetime import date

import pytest

from tests.factories.members import (
    ContactFactory,
    MembershipFactory,
    UniversityFactory,
    UniversityIdentifierFactory,
    UniversityNameFactory,
)
from tests.factories.network import NetworkFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

THING = {"name", "alternateName", "url", "sameAs", "identifier", "description", "image", "mainEntityOfPage"}
ORGANIZATION = THING | {
    "address",
    "contactPoint",
    "dissolutionDate",
    "email",
    "foundingDate",
    "logo",
    "member",
    "memberOf",
    "telephone",
}
PROPERTIES = {
    "Organization": ORGANIZATION,
    "CollegeOrUniversity": ORGANIZATION | {"geo"},  # an organisation and a place
    "PostalAddress": THING | {"streetAddress", "addressLocality", "addressCountry", "postalCode"},
    "GeoCoordinates": THING | {"latitude", "longitude"},
    "ContactPoint": THING | {"contactType", "email", "telephone"},
    "PropertyValue": THING | {"propertyID", "value"},
    "BreadcrumbList": THING | {"itemListElement"},
    "ListItem": THING | {"position", "item"},
}


def departures(node, path=""):
    """Return where the data uses a property that its type does not have."""
    if isinstance(node, list):
        return [departure for item in node for departure in departures(item, path)]
    if not isinstance(node, dict):
        return []
    allowed = PROPERTIES.get(node.get("@type"), set())
    wrong = [f"{path}{node.get('@type')}.{key}" for key in node if not key.startswith("@") and key not in allowed]
    return wrong + [departure for key, value in node.items() for departure in departures(value, f"{path}{key}/")]


@pytest.fixture
def kth():
    NetworkFactory(website="https://orbit.example/", founded_year=1990)
    university = UniversityFactory(
        slug="kth",
        city_en="Stockholm",
        latitude="59.3494",
        longitude="18.0716",
        founded_year=1827,
        website_en="https://www.kth.se",
        summary_en="A university of technology.",
    )
    UniversityNameFactory(university=university, language="sv", value="Kungliga Tekniska högskolan")
    UniversityNameFactory(university=university, kind="translation", value="KTH Royal Institute of Technology")
    UniversityIdentifierFactory(university=university, scheme="ror", value="026vcq606")
    MembershipFactory(university=university)
    ContactFactory(university=university, mailbox_email="office@kth.se", phone="+4687906000")
    return university


def test_a_member_page_carries_a_college_or_university_and_its_breadcrumbs(client, kth):
    university, crumbs = Page(client.get("/en/members/kth/")).json_ld
    assert university == {
        "@context": "https://schema.org",
        "@type": "CollegeOrUniversity",
        "@id": f"http://testserver/id/university/{kth.uuid}",
        "name": "KTH Royal Institute of Technology",
        "alternateName": ["Kungliga Tekniska högskolan"],
        "url": "https://www.kth.se",
        "mainEntityOfPage": "http://testserver/en/members/kth/",
        "description": "A university of technology.",
        "foundingDate": "1827",
        "sameAs": ["https://ror.org/026vcq606"],
        "identifier": [{"@type": "PropertyValue", "propertyID": "ror", "value": "026vcq606"}],
        "address": {"@type": "PostalAddress", "addressLocality": "Stockholm", "addressCountry": "SE"},
        "geo": {"@type": "GeoCoordinates", "latitude": 59.3494, "longitude": 18.0716},
        "contactPoint": [
            {
                "@type": "ContactPoint",
                "contactType": "Incoming mobility",
                "email": "office@kth.se",
                "telephone": "+4687906000",
            }
        ],
        "memberOf": {
            "@type": "Organization",
            "@id": "http://testserver/id/network",
            "name": "ORBIT",
            "url": "http://testserver/en/",
        },
    }
    assert [item["item"] for item in crumbs["itemListElement"]] == [
        "http://testserver/en/",
        "http://testserver/en/members/",
        "http://testserver/en/members/kth/",
    ]


def test_the_home_page_carries_the_organization_with_its_members_of_today(client, kth):
    UniversityFactory(slug="left", name="Left", membership="full", membership__valid_to=date(2010, 1, 1))
    (organization,) = Page(client.get("/en/")).json_ld
    assert organization["@type"] == "Organization"
    assert organization["foundingDate"] == "1990"
    assert [member["name"] for member in organization["member"]] == ["KTH Royal Institute of Technology"]


def test_a_former_member_is_not_said_to_belong(client):
    NetworkFactory()
    UniversityFactory(slug="left", name="Left", membership="full", membership__valid_to=date(2010, 1, 1))
    assert "memberOf" not in Page(client.get("/en/members/left/")).json_ld[0]


@pytest.mark.parametrize("address", ["/en/", "/fi/", "/en/members/", "/fi/members/kth/"])
def test_every_property_belongs_to_its_type(client, kth, address):
    for data in Page(client.get(address)).json_ld:
        assert departures(data) == []
