"""Ten languages in the address: who is led where, and that each page knows itself in all of them."""

import pytest

from cluster_portal.core.languages import CODES, own_name
from tests.factories.members import UniversityFactory, UniversityNameFactory
from tests.factories.network import NetworkFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

ADDRESSES = ["", "members/", "members/?status=full", "members/kth/"]


@pytest.fixture(autouse=True)
def kth():
    NetworkFactory()
    university = UniversityFactory(slug="kth", membership="full", city_en="Stockholm", city_fi="Tukholma")
    UniversityNameFactory(university=university, kind="official", language="sv", value="Kungliga Tekniska högskolan")
    UniversityNameFactory(university=university, kind="translation", value="KTH Royal Institute of Technology")
    return university


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.5", "pt"),
        ("ja,ca;q=0.5", "ca"),
        ("ja", "en"),
        ("", "en"),
        ("*", "en"),
        ("de;q=nonsense", "en"),
        ("sv-FI,fi;q=0.9", "sv"),
    ],
)
def test_the_bare_address_leads_to_the_language_that_the_browser_asks_for(client, wish, language):
    response = client.get("/", headers={"accept-language": wish})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_names_all_its_languages_and_they_name_it_back(client, address):
    alternates = {}
    for code in CODES:
        page = Page(client.get(f"/{code}/{address}"))
        links = {
            link.get("hreflang"): link.get("href") for link in page.all("link", rel="alternate") if link.get("hreflang")
        }
        alternates[code] = links
        assert page.language == code
        assert page.one("link", rel="canonical").get("href") == f"http://testserver/{code}/{address.split('?')[0]}"
    assert all(links == alternates["en"] for links in alternates.values())
    path = address.split("?")[0]
    assert alternates["en"] == {code: f"http://testserver/{code}/{path}" for code in CODES} | {
        "x-default": f"http://testserver/{path}"
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_switch_keeps_the_page_and_names_each_language_in_itself(client, address):
    page = Page(client.get(f"/fi/{address}"))
    links = [link for link in page.all("a") if link.get("hreflang")]
    assert {link.get("hreflang"): link.get("href") for link in links} == {code: f"/{code}/{address}" for code in CODES}
    for link in links:
        assert link.get("lang") == link.get("hreflang")
        assert page.text(link) == own_name(link.get("lang"))
    assert [link.get("hreflang") for link in links if link.get("aria-current")] == ["fi"]


def test_the_default_address_of_a_page_leads_to_it_in_the_language_of_the_browser(client):
    response = client.get("/members/kth/", headers={"accept-language": "fi"})
    assert response.status_code == 302
    assert response["Location"] == "/fi/members/kth/"


def test_what_is_shown_in_another_language_says_which(client):
    page = Page(client.get("/de/members/kth/"))
    heading = page.one("h1")
    spans = [span for span in heading.iter() if span.get("lang")]
    assert [(span.get("lang"), span.text) for span in spans] == [("en", "KTH Royal Institute of Technology")]
    assert "(in Englisch)" in page.text(heading) or "Englisch" in page.text(heading) or "English" in page.text(heading)
    swedish = [element for element in page.root.iter() if element.get("lang") == "sv" and element.text]
    assert "Kungliga Tekniska högskolan" in [element.text.strip() for element in swedish]


def test_lists_mark_the_language_of_what_fell_back_too(client):
    page = Page(client.get("/de/members/"))
    main = page.one("main")
    marked = {element.text: element.get("lang") for element in main.iter() if element.get("lang") and element.text}
    assert marked["KTH Royal Institute of Technology"] == "en"
    assert marked["Stockholm"] == "en"
    finnish = {element.text: element.get("lang") for element in Page(client.get("/fi/members/")).one("main").iter()}
    assert "Tukholma" in Page(client.get("/fi/members/")).text()
    assert finnish.get("Tukholma") is None


def test_numbers_dates_and_countries_are_written_as_the_visitor_writes_them(client, kth):
    kth.facts.create(kind="students", value=13955, reference_year=2023)
    assert "13,955" in Page(client.get("/en/members/kth/")).text()
    german = Page(client.get("/de/members/kth/")).text()
    assert "13.955" in german
    assert "Schweden" in german
    assert "Ruotsi" in Page(client.get("/fi/members/kth/")).text()
