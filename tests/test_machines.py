"""What machines ask: sitemap, robots, manifest, icons, health, lasting identifiers, the colours."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from cluster_portal.core.languages import CODES
from tests.factories.members import GroupFactory, UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.news import ArticleFactory, EventFactory
from tests.factories.pages import PageFactory
from tests.factories.programmes import AgreementFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_the_sitemap_lists_each_public_page_in_each_language_with_its_alternates(client):
    UniversityFactory(slug="kth", membership="full")
    UniversityFactory(slug="former", membership="full", membership__ended_on_unknown_day=True)
    UniversityFactory(slug="draft", publication="draft", membership="full")
    UniversityFactory(slug="gone", publication="withdrawn", membership="full")
    UniversityFactory(slug="outsider")
    GroupFactory(slug="wg-africa", valid_to=date(2020, 1, 1))
    GroupFactory(slug="secret", publication="draft")
    ProgrammeFactory(slug="energy")
    ProgrammeFactory(slug="closed", status="closed")
    ProgrammeFactory(slug="secret", publication="draft")
    AgreementFactory(slug="framework")
    AgreementFactory(slug="secret", publication="withdrawn")
    ArticleFactory(slug="report")
    ArticleFactory(slug="secret", published_at=datetime(2999, 1, 1, tzinfo=UTC))
    EventFactory(slug="assembly", status="cancelled")
    EventFactory(slug="secret", publication="draft")
    PageFactory(slug="mission")
    PageFactory(slug="secret", publication="draft")
    root = ET.fromstring(client.get("/sitemap.xml").content)
    lists = [
        "",
        "about/",
        "about/mission/",
        "news/",
        "news/report/",
        "documents/",
        "events/",
        "events/assembly/",
        "members/",
        "about/governance/",
        "about/history/",
        *(f"programmes/{page}" for page in ("", "finder/", "coverage/", "agreements/", "calendar/")),
    ]
    objects = ["members/kth/", "members/former/", "programmes/energy/", "programmes/closed/"]
    pages = [*lists, *objects, "about/governance/wg-africa/", "programmes/agreements/framework/"]
    entries = {url.find("s:loc", NAMESPACES).text: url for url in root.findall("s:url", NAMESPACES)}
    assert set(entries) == {f"http://testserver/{code}/{page}" for code in CODES for page in pages}
    for page in pages:
        for code in CODES:
            links = entries[f"http://testserver/{code}/{page}"].findall("x:link", NAMESPACES)
            assert {link.get("hreflang"): link.get("href") for link in links} == {
                other: f"http://testserver/{other}/{page}" for other in CODES
            } | {"x-default": f"http://testserver/{page}"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_sitemap_asks_seven_queries_whatever_it_lists(client, count, django_assert_num_queries):
    for _number in range(count):
        UniversityFactory(membership="full")
        GroupFactory()
        ProgrammeFactory()
        AgreementFactory()
        PageFactory()
        EventFactory()
        ArticleFactory()
    with django_assert_num_queries(7):
        client.get("/sitemap.xml")


def test_robots_are_kept_from_the_back_office_and_shown_the_sitemap(client):
    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\nDisallow: /admin/\n\nSitemap: http://testserver/sitemap.xml\n"
    )


def test_the_manifest_speaks_the_language_of_its_address(client):
    NetworkFactory(full_name="ORBIT network", accent="#123456")
    manifest = client.get("/sv/manifest.webmanifest").json()
    assert (manifest["name"], manifest["short_name"], manifest["lang"], manifest["start_url"]) == (
        "ORBIT network",
        "ORBIT",
        "sv",
        "/sv/",
    )
    assert manifest["theme_color"] == "#123456"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}


def test_the_icon_and_the_health_of_the_portal_are_where_one_looks_for_them(client):
    assert client.get("/favicon.ico")["Content-Type"] == "image/x-icon"
    health = client.get("/healthz")
    assert (health.content, health["Cache-Control"]) == (b"ok\n", "no-store")


def test_a_university_has_a_lasting_identifier_that_follows_its_slug(client):
    university = UniversityFactory(slug="kth", membership="full")
    address = f"/id/university/{university.uuid}"
    response = client.get(address, headers={"accept-language": "fi"})
    assert (response.status_code, response["Location"]) == (303, "/fi/members/kth/")
    university.slug = "kth-stockholm"
    university.save()
    assert client.get(address)["Location"] == "/en/members/kth-stockholm/"


def test_a_draft_has_no_public_identifier(client):
    university = UniversityFactory(publication="draft")
    assert client.get(f"/id/university/{university.uuid}").status_code == 404
    assert client.get("/id/network")["Location"] == "/en/"


def test_the_networks_colours_come_as_a_style_sheet_whose_address_changes_with_them(client):
    network = NetworkFactory(accent="#123456", accent_dark="#abcdef")
    first = client.get("/en/").context["theme_url"]
    response = client.get(str(first))
    assert response["Content-Type"].startswith("text/css")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--accent:#123456" in response.content.decode()
    assert "--accent:#abcdef" in response.content.decode()
    network.accent = "#654321"
    network.save()
    assert client.get("/en/").context["theme_url"] != first
    older = client.get(str(first))
    assert "--accent:#654321" in older.content.decode()
    assert older["Cache-Control"] == "no-store"
