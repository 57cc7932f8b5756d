"""What holds for every public page."""

import re
from datetime import UTC, date, datetime, time

import pytest

from tests.factories.members import (
    ContactFactory,
    GroupFactory,
    GroupMembershipFactory,
    PresidencyFactory,
    UniversityFactory,
    UniversityNameFactory,
)
from tests.factories.network import NetworkFactory, NetworkFigureFactory
from tests.factories.news import ArticleFactory, DocumentFactory, EventFactory, MilestoneFactory, TopicFactory
from tests.factories.pages import PageFactory
from tests.factories.programmes import (
    AccreditationFactory,
    AgreementFactory,
    DeadlineFactory,
    FeeFactory,
    LearningOutcomeFactory,
    PartnerFactory,
    ProgrammeFactory,
    RequirementFactory,
)
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PAGES = [
    "/{}/",
    "/{}/members/",
    "/{}/members/?view=map",
    "/{}/members/?sort=country",
    "/{}/members/?q=nothing-like-it",
    "/{}/members/kth/",
    "/{}/members/bare/",
    "/{}/members/?on=2010-01-01",
    "/{}/news/",
    "/{}/news/?year=2020",
    "/{}/news/?member=kth",
    "/{}/news/?year=1999",
    "/{}/news/report/",
    "/{}/documents/",
    "/{}/events/",
    "/{}/events/?month=2010-01",
    "/{}/events/?group=wg-africa",
    "/{}/events/assembly/",
    "/{}/events/moved/",
    "/{}/about/",
    "/{}/about/mission/",
    "/{}/about/governance/",
    "/{}/about/governance/?on=2010-01-01",
    "/{}/about/governance/wg-africa/",
    "/{}/about/history/",
    "/{}/about/history/?on=1980-01-01",
    "/{}/programmes/",
    "/{}/programmes/?level=master&home=kth&sort=deadline",
    "/{}/programmes/?level=doctorate&language=en",
    "/{}/programmes/energy/",
    "/{}/programmes/bare/",
    "/{}/programmes/finder/",
    "/{}/programmes/finder/?from=kth",
    "/{}/programmes/compare/?p=energy&p=bare",
    "/{}/programmes/coverage/",
    "/{}/programmes/agreements/",
    "/{}/programmes/agreements/framework/",
    "/{}/programmes/calendar/",
    "/{}/search/",
    "/{}/search/?q=energy",
    "/{}/search/?q=energy&kind=programme",
    "/{}/search/?q=nothing-like-it",
    "/{}/nothing/",
]


@pytest.fixture(autouse=True)
def _content(db):
    NetworkFactory(statement_en="Universities of technology.", website="https://cluster.example/")
    NetworkFigureFactory()
    PageFactory(slug="privacy", title_en="Privacy", menu="foot")
    PageFactory(slug="mission", title_en="Mission", body_en="<h2>How</h2><table><tr><th>a</th><td>b</td></tr></table>")
    kth = UniversityFactory(
        slug="kth",
        city_en="Stockholm",
        latitude="59.3494",
        longitude="18.0716",
        founded_year=1827,
        website_en="https://www.kth.se/",
        summary_en="A university of technology.",
        sources={"summary": "own-words", "founded_year": "https://ror.org/026vcq606"},
        membership="full",
    )
    UniversityNameFactory(university=kth, language="sv", value="Kungliga Tekniska högskolan")
    UniversityNameFactory(university=kth, kind="acronym", language="", value="KTH")
    kth.facts.create(kind="students", value=13955, reference_year=2023, source="https://www.kth.se/")
    kth.identifiers.create(scheme="erasmus", value="S  STOCKHO04")
    ContactFactory(university=kth)
    bare = UniversityFactory(slug="bare", country="", membership="associate", membership__valid_from=None)
    upc = UniversityFactory(slug="upc", name="UPC", membership="full", latitude="41.39", longitude="2.11", country="ES")
    group = GroupFactory(slug="wg-africa", mandate_en="Links with Africa.", sources={"mandate": "own-words"})
    GroupMembershipFactory(group=group, university=kth, source="editorial")
    GroupMembershipFactory(group=group, university=upc, valid_from=None, valid_to=date(2019, 1, 1))
    GroupFactory(slug="old", kind="task-force", ended_on_unknown_day=True, parent=group)
    GroupFactory(slug="unsure", kind="department", state="unconfirmed")
    PresidencyFactory(university=kth, sources={"president_name": "https://www.kth.se/"}, note_en="Elected in May.")
    MilestoneFactory(
        university=kth, summary_en="Signed.", place_en="Lisbon", country="PT", sources={"title": "own-words"}
    )
    EventFactory(
        slug="assembly",
        host=kth,
        group=group,
        place_en="Stockholm",
        country="SE",
        attendance="on-site",
        body_en="<h2>Agenda</h2><p>Everything.</p>",
        registration_url_en="https://example.org/",
        registration_closes_on=date(2009, 12, 1),
        sources={"title": "https://www.kth.se/"},
        starts_at=time(9, 0),
        ends_at=time(17, 0),
    )
    article = ArticleFactory(slug="report", body_en="<h2>More</h2><p>Text.</p>", author="The office")
    article.universities.add(kth)
    article.groups.add(group)
    article.topics.add(TopicFactory(slug="climate"))
    ArticleFactory(pinned_until=datetime(2999, 1, 1, tzinfo=UTC))
    older = DocumentFactory(slug="older", version="1", languages=["en"], document_date=date(2019, 1, 1))
    DocumentFactory(replaces=older, description_en="The new one.")
    EventFactory(slug="moved", status="moved", previous_starts_on=date(2999, 1, 1), starts_on=date(2999, 2, 1))
    agreement = AgreementFactory(slug="framework", signatories=[kth, upc], valid_from=date(2003, 1, 1))
    energy = ProgrammeFactory(
        slug="energy",
        title_en="Energy",
        route=[kth, upc],
        subjects=["0713"],
        languages=["en", "sv"],
        agreement=agreement,
        summary_en="Two years at two universities.",
        ects_total=120,
        duration_months=24,
        extra_months=0,
        sources={"title": "https://www.kth.se/", "summary": "own-words"},
    )
    DeadlineFactory(intake__programme=energy)
    DeadlineFactory(intake__programme=energy, intake__academic_year=None, closes_on=date(2000, 2, 29))
    FeeFactory(programme=energy)
    RequirementFactory(programme=energy)
    LearningOutcomeFactory(programme=energy)
    AccreditationFactory(programme=energy)
    bare_one = ProgrammeFactory(slug="bare", partners=[upc], status="unconfirmed")
    PartnerFactory(programme=bare_one, university=bare, awarding="unknown", position=1)
    PartnerFactory(programme=bare_one, university=None, is_unnamed=True, awarding="unknown", position=2)
    ProgrammeFactory(slug="closed", partners=[kth, upc], status="closed")


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_valid_html_with_one_heading_a_title_and_a_way_past_the_masthead(client, address, language):
    page = Page(client.get(address.format(language)))
    assert page.errors == []
    assert len(page.all("h1")) == 1
    assert page.one("title").text.strip()
    assert len(page.ids) == len(set(page.ids))
    first_link = page.one("body").iter("{http://www.w3.org/1999/xhtml}a").__next__()
    assert first_link.get("href") == "#content"
    assert "content" in page.ids
    for label in page.all("label"):
        assert label.get("for") is None or label.get("for") in page.ids
    for image in page.all("img"):
        assert image.get("alt") is not None
        assert image.get("width") and image.get("height")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_sets_no_cookie_and_does_not_vary_by_cookies(client, address):
    response = client.get(address.format("de"))
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_inline_style_no_inline_script_and_nothing_from_another_origin(client, address):
    page = Page(client.get(address.format("en")))
    for element in page.root.iter():
        assert element.get("style") is None
        assert not [name for name in element if isinstance(name, str) and name.startswith("on")]
    for tag, attribute in (
        ("script", "src"),
        ("img", "src"),
        ("link", "href"),
        ("source", "srcset"),
        ("iframe", "src"),
    ):
        for element in page.all(tag):
            address_of = element.get(attribute)
            if address_of and element.get("rel") not in ("canonical", "alternate"):
                assert re.match(r"^(/|data:)(?!/)", address_of), address_of
    assert [script.get("type") for script in page.all("script") if not script.get("src")].count(None) == 0
    assert page.all("style") == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_comes_with_the_headers_that_protect_it(client, address):
    response = client.get(address.format("en"))
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_a_shared_cache_may_keep_a_page_and_a_browser_asks_again(client):
    response = client.get("/en/members/")
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    again = client.get("/en/members/", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == response["Cache-Control"]


def test_what_somebody_signed_in_sees_is_kept_by_nobody(staff_client):
    assert "private" in staff_client.get("/en/style/")["Cache-Control"]
    assert (
        "private" in staff_client.get("/admin/")["Cache-Control"]
        or "no-cache" in staff_client.get("/admin/")["Cache-Control"]
    )


@pytest.mark.parametrize("address", PAGES[:-1])
def test_a_page_introduces_itself_to_search_engines_and_social_networks(client, address):
    page = Page(client.get(address.format("en")))
    description = page.one("meta", name="description").get("content")
    assert description
    assert page.one("meta", property="og:title").get("content")
    assert page.one("meta", property="og:description").get("content") == description
    assert page.one("meta", property="og:image").get("content").startswith("http://testserver/static/")
    assert page.one("meta", property="og:url").get("content") == page.one("link", rel="canonical").get("href")
    assert page.one("link", rel="manifest").get("href") == "/en/manifest.webmanifest"
    assert page.json_ld


def test_titles_and_descriptions_tell_pages_apart(client):
    addresses = [address.format("en") for address in PAGES if "?" not in address and "nothing" not in address]
    titles = [Page(client.get(address)).one("title").text.strip() for address in addresses]
    assert len(set(titles)) == len(addresses)
    assert all("ORBIT" in title for title in titles)


def test_the_style_page_is_for_staff(client, staff_client):
    client.logout()
    response = client.get("/en/style/")
    assert response.status_code == 302
    assert response["Location"] == "/en/account/sign-in/?next=%2Fen%2Fstyle%2F"


def test_staff_see_every_component_on_the_style_page(staff_client):
    page = Page(staff_client.get("/en/style/"))
    assert page.errors == []
    assert len(page.ids) == len(set(page.ids))
