import re
from datetime import date

import pytest
from django.utils.translation import override

from members.models import University
from tests.factories.members import (
    ContactFactory,
    GroupMembershipFactory,
    MembershipFactory,
    PersonFactory,
    UniversityFactFactory,
    UniversityFactory,
    UniversityIdentifierFactory,
    UniversityNameFactory,
)
from tests.factories.network import NetworkFactory, NetworkFigureFactory
from tests.factories.news import ArticleFactory, EventFactory
from tests.factories.programmes import AgreementFactory, DeadlineFactory, ProgrammeFactory, SignatureFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


def complete_university(number=0):
    """A university with everything that a page can show, in programmes with a partner and under an agreement."""
    university = UniversityFactory(
        slug=f"u{number}",
        city_en="Turin",
        summary_en="A university of technology.",
        latitude="45.06",
        longitude="7.66",
        sources={"summary": "own-words", "city": "https://example.org/city"},
        alliance="Unite!",
    )
    UniversityNameFactory(university=university, language="it", value=f"Politecnico {number}")
    UniversityNameFactory(university=university, kind="translation", language="en", value=f"Polytechnic {number}")
    UniversityNameFactory(university=university, kind="former", language="it", value="Scuola di applicazione")
    MembershipFactory(university=university, category="associate", valid_to=date(2000, 1, 1), note_en="First")
    MembershipFactory(university=university, valid_from=date(2000, 1, 1), source="https://example.org/list")
    for kind in ("students", "staff", "doctoral_candidates"):
        for year in (2020, 2023):
            UniversityFactFactory(university=university, kind=kind, reference_year=year, note_en="Head count")
    UniversityIdentifierFactory(university=university)
    ContactFactory(university=university, person=PersonFactory(consents=True))
    ContactFactory(university=university, function="press")
    UniversityFactory(
        slug=f"before-{number}",
        name="Before",
        membership="full",
        membership__valid_to=date(2000, 1, 1),
        successor=university,
    )
    partner = UniversityFactory(
        slug=f"partner-{number}", name="Partner", membership="full", latitude="50", longitude="5", country="BE"
    )
    programme = ProgrammeFactory(partners=[university, partner], subjects=["0613"], languages=["en"])
    DeadlineFactory(intake__programme=programme, intake__academic_year=None, closes_on=date(2000, 2, 15))
    ProgrammeFactory(partners=[university, partner], status="closed")
    AgreementFactory(signatories=[university, partner])
    return university


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?view=map", "?sort=country", "?q=poly&status=full"])
def test_the_directory_asks_seven_queries_at_most_whatever_the_number_of_universities(
    client, count, query, django_assert_num_queries
):
    for number in range(count):
        complete_university(number)
    with django_assert_num_queries(6 if "map" in query else 7):
        page = Page(client.get(f"/fi/members/{query}"))
    assert all(f"Polytechnic {number}" in page.text() for number in range(count))


@pytest.mark.parametrize("count", [1, 3])
def test_a_portrait_asks_sixteen_queries_whatever_it_shows(client, count, django_assert_num_queries):
    university = complete_university()
    ArticleFactory().universities.add(university)
    EventFactory(host=university)
    for number in range(1, count):
        complete_university(number)
        UniversityNameFactory(university=university, kind="short", language="sv" if number == 1 else "fi")
        UniversityIdentifierFactory(university=university, scheme="wikidata", value=f"Q{number}")
        ContactFactory(university=university, function="data")
        older = UniversityFactory(slug=f"older-{number}", name="Older", membership="full", successor=university)
        ProgrammeFactory(partners=[university, older], level="doctorate", languages=["en", "fr"])
        AgreementFactory(signatories=[university])
        GroupMembershipFactory(university=university)
        ArticleFactory().universities.add(university)
        EventFactory(host=university)
    with django_assert_num_queries(16):
        page = Page(client.get("/fi/members/u0/"))
    assert len(page.all("li", class_="programme-lines__item")) == count + 1
    assert len(page.all("li", class_="signed-agreements__item")) == count
    assert len(page.all("li", class_="event-line")) == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_page_asks_twelve_queries_whatever_the_number_of_members(client, count, django_assert_num_queries):
    NetworkFigureFactory()
    for number in range(count):
        complete_university(number)
    with django_assert_num_queries(12):
        page = Page(client.get("/fi/"))
    assert len(page.all("li", class_="upcoming-list__item")) == count
    assert len(page.response.context["picture"].lines) == count


@pytest.mark.parametrize("address", ["/de/", "/de/members/", "/de/members/u0/"])
def test_no_page_loads_the_other_languages_of_a_text(client, address, django_assert_max_num_queries):
    complete_university()
    with django_assert_max_num_queries(16) as captured:
        client.get(address)
    bare = re.compile(r'(?:SELECT|,) "\w+"\."(?:(?:city|summary|tagline|statement|title)(?:_\w\w)?|note_\w\w)"')
    assert [query["sql"] for query in captured.captured_queries if bare.search(query["sql"])] == []


def test_the_home_page_counts_the_members_of_today(client):
    complete_university()
    UniversityFactory(slug="associate", country="BR", membership="associate")
    UniversityFactory(slug="suspended", country="RU", membership="associate", membership__state="suspended")
    UniversityFactory(slug="left", country="GB", membership="full", membership__valid_to=date(2010, 1, 1))
    UniversityFactory(slug="announced", country="JP", membership="full", membership__valid_from=date(2999, 1, 1))
    response = client.get("/en/")
    assert [(count.kind, count.value) for count in response.context["counts"]] == [
        ("full", 2),
        ("associate", 1),
        ("countries", 3),
        ("running", 1),
        ("pairs", 1),
    ]
    assert [university.slug for university in response.context["members"]] == ["partner-0", "u0", "associate"]


def test_an_empty_portal_still_stands(client):
    for address in ("/en/", "/en/members/", "/en/members/?view=map"):
        page = Page(client.get(address))
        assert page.response.status_code == 200
        assert page.errors == []


def test_a_former_members_page_says_so_and_stays_reachable(client):
    UniversityFactory(slug="left", name="Left University", membership="full", membership__valid_to=date(2010, 1, 1))
    page = Page(client.get("/en/members/left/"))
    assert page.response.status_code == 200
    assert "Former member" in page.text()


def test_a_suspended_members_page_says_so(client):
    UniversityFactory(slug="tpu", name="TPU", membership="associate", membership__state="suspended")
    assert "Suspended" in Page(client.get("/en/members/tpu/")).text()


def test_what_nobody_recorded_is_said_to_be_unknown(client):
    UniversityFactory(slug="kth", name="KTH", membership="full", membership__valid_from=None)
    UniversityFactory(
        slug="epfl", name="EPFL", membership="full", membership__valid_from=None, membership__ended_on_unknown_day=True
    )
    assert "not recorded" in Page(client.get("/en/members/kth/")).text()
    assert "not recorded" in Page(client.get("/en/members/epfl/")).text()
    assert "not recorded" in Page(client.get("/en/members/")).text()


def test_a_date_is_told_no_more_exactly_than_it_is_known(client):
    university = UniversityFactory(slug="polito", name="PoliTo")
    MembershipFactory(university=university, valid_from=date(1990, 1, 1), valid_from_precision="year")
    text = Page(client.get("/en/members/polito/")).text()
    assert "1990" in text
    assert "1 January 1990" not in text
    assert "Jan" not in text


def test_each_figure_has_its_year_or_says_that_it_has_none(client):
    university = UniversityFactory(slug="tcd", name="TCD", membership="full")
    UniversityFactFactory(university=university, kind="students", value=16425, reference_year=2016)
    UniversityFactFactory(university=university, kind="staff", value=2676, reference_year=None)
    text = Page(client.get("/en/members/tcd/")).text()
    assert "16,425" in text
    assert "2016" in text
    assert "year not stated" in text


def test_the_newest_figure_of_a_kind_is_shown(client):
    university = UniversityFactory(slug="tcd", name="TCD", membership="full")
    UniversityFactFactory(university=university, kind="students", value=111, reference_year=None)
    UniversityFactFactory(university=university, kind="students", value=222, reference_year=2016)
    UniversityFactFactory(university=university, kind="students", value=333, reference_year=2023)
    text = Page(client.get("/en/members/tcd/")).text()
    assert "333" in text
    assert "222" not in text


def test_private_people_and_contacts_do_not_leak(client):
    university = UniversityFactory(
        slug="kth",
        name="KTH",
        membership="full",
        email_domains="secret-domain.example",
        sources={"email_domains": "https://secret-source.example/"},
    )
    ContactFactory(
        university=university,
        person=PersonFactory(given_name="Hidden", email="hidden@example.org"),
        mailbox_email="office@example.org",
    )
    ContactFactory(university=university, function="press", mailbox_email="staff-only@example.org", visibility="staff")
    ContactFactory(
        university=university,
        function="data",
        mailbox_email="",
        person=PersonFactory(consents=True, given_name="Gone", left_on=date(2020, 1, 1)),
    )
    html = client.get("/en/members/kth/").content.decode()
    assert "office@example.org" in html
    for secret in (
        "Hidden",
        "hidden@example.org",
        "staff-only@example.org",
        "Gone",
        "secret-domain",
        "secret-source",
        "e-mail domains",
    ):
        assert secret not in html


def test_an_erasmus_code_keeps_its_blanks(client):
    university = UniversityFactory(slug="kth", name="KTH", membership="full")
    UniversityIdentifierFactory(university=university, scheme="erasmus", value="S  STOCKHO04")
    assert "S  STOCKHO04" in client.get("/en/members/kth/").content.decode()


def test_sources_are_shown_with_what_was_read_there(client):
    complete_university()
    page = Page(client.get("/en/members/u0/"))
    assert "https://example.org/list" in [link.get("href") for link in page.all("a")]
    assert "written for this portal" in page.text()


def test_a_changed_slug_redirects_for_good_in_every_language(client):
    university = UniversityFactory(slug="kth", name="KTH", membership="full")
    university = University.objects.get(pk=university.pk)
    university.slug = "kth-stockholm"
    university.save()
    response = client.get("/pt/members/kth/")
    assert (response.status_code, response["Location"]) == (301, "/pt/members/kth-stockholm/")


def test_a_suspicious_text_is_written_as_text(client):
    UniversityFactory(
        slug="x",
        name='<script>alert(1)</script>"',
        membership="full",
        city_en="<b>bold</b>",
        summary_en="</script><img src=x onerror=alert(1)>",
    )
    for address in ("/en/", "/en/members/", "/en/members/?view=map", "/en/members/x/"):
        page = Page(client.get(address))
        assert page.errors == []
        assert "<b>bold" not in page.html
        assert "<img src=x" not in page.html
        assert "<script>alert" not in page.html


def test_the_picture_has_a_name_for_each_place_and_line_and_the_table_beside_it_tells_the_same(client):
    complete_university(0)
    complete_university(1)
    UniversityFactory(slug="nowhere", name="University without coordinates", membership="associate")
    page = Page(client.get("/en/"))
    svg_links = {
        element.get("aria-label"): element.get("href")
        for element in page.root.iter("{http://www.w3.org/2000/svg}a")
        if element.get("aria-label")
    }
    assert {label.split(",")[0]: href for label, href in svg_links.items()} == {
        "Polytechnic 0": "/en/members/u0/",
        "Polytechnic 1": "/en/members/u1/",
        "Partner": "/en/members/partner-1/",
        "Partner and Politecnico 0: 1 programme": "/en/programmes/?home=partner-0&partner=u0",
        "Partner and Politecnico 1: 1 programme": "/en/programmes/?home=partner-1&partner=u1",
    }
    table = page.text(page.all("table")[0])
    for name in ("Polytechnic 0", "Polytechnic 1", "University without coordinates", "Politecnico 1 (1)"):
        assert name in table


@pytest.mark.parametrize("language", ["en", "pt", "fr", "de", "it", "es", "ca", "nl", "sv", "fi"])
def test_pages_stand_in_each_language(client, language):
    complete_university()
    for address in ("", "members/", "members/u0/"):
        page = Page(client.get(f"/{language}/{address}"))
        assert (page.response.status_code, page.language, page.errors) == (200, language, [])
    with override(language):
        assert page.one("title").text.strip()


def test_the_former_address_of_a_draft_leads_nowhere(client):
    university = UniversityFactory(slug="new-one", publication="draft", membership="full")
    university.slug = "renamed"
    university.save()
    assert client.get("/en/members/new-one/").status_code == 404


def test_a_name_of_the_future_is_not_shown_and_least_of_all_as_a_former_one(client):
    university = UniversityFactory(slug="kth", name="KTH", membership="full")
    UniversityNameFactory(university=university, kind="short", value="Tomorrow", valid_from=date(2999, 1, 1))
    UniversityNameFactory(university=university, kind="short", value="Yesterday", valid_to=date(1999, 1, 1))
    html = client.get("/en/members/kth/").content.decode()
    assert "Yesterday" in html
    assert "Tomorrow" not in html


def test_a_contact_of_whom_nothing_may_be_shown_is_left_out(client):
    university = UniversityFactory(slug="kth", name="KTH", membership="full")
    ContactFactory(university=university, function="press", mailbox_email="", person=PersonFactory())
    page = Page(client.get("/en/members/kth/"))
    assert "Press" not in page.text()
    assert "contactPoint" not in page.json_ld[0]


@pytest.mark.parametrize("query", ["stockholm", "Tukholma", "tu-darmstadt", "darmstadt"])
def test_a_university_is_found_by_its_city_and_its_address_too(client, query):
    UniversityFactory(slug="kth", name="KTH", membership="full", city_en="Stockholm", city_fi="Tukholma")
    UniversityFactory(slug="tu-darmstadt", name="Technical University", membership="full", city_en="Darmstadt")
    groups = client.get(f"/fi/members/?q={query}").context["directory"].groups
    found = [university.slug for group in groups for university in group.universities]
    assert found == (["tu-darmstadt"] if "darmstadt" in query else ["kth"])


def test_further_pages_of_a_list_are_pages_of_their_own_to_search_engines(client, monkeypatch):
    monkeypatch.setattr("members.directory.PAGE_SIZE", 1)
    for number in range(2):
        UniversityFactory(name=f"Uni {number}", membership="full")
    for query, canonical in (("", ""), ("?page=1", ""), ("?page=2", "?page=2"), ("?status=full", "")):
        page = Page(client.get(f"/en/members/{query}"))
        assert page.one("link", rel="canonical").get("href") == f"http://testserver/en/members/{canonical}"


def test_a_membership_that_is_announced_begins_on_its_day_and_does_not_last_until_today(client):
    university = UniversityFactory(slug="kth", name="KTH")
    MembershipFactory(university=university, valid_from=date(1990, 1, 1), valid_to=date(2000, 1, 1))
    MembershipFactory(university=university, valid_from=date(2999, 3, 1))
    history = Page(client.get("/en/members/kth/")).all("p", class_="history__when")
    assert [Page.text(None, element) for element in history] == ["from 1 March 2999", "1 January 1990 – 1 January 2000"]


def test_programmes_stand_on_the_page_by_level_and_closed_ones_are_folded_away(client):
    kth = UniversityFactory(slug="kth", name="KTH", membership="full")
    upc = UniversityFactory(slug="upc", name="UPC", membership="full")
    ProgrammeFactory(slug="energy", title_en="Energy", partners=[kth, upc])
    ProgrammeFactory(slug="gone", title_en="Gone", partners=[kth, upc], status="closed")
    page = Page(client.get("/de/members/kth/"))
    folded = " ".join(page.text(element) for element in page.all("details", class_="disclosure"))
    assert "Gone" in folded
    assert "Energy" not in folded
    assert "Energy" in page.text()
    for address in (
        "/de/programmes/finder/?from=kth",
        "/de/programmes/calendar/kth.ics",
        "/de/programmes/?partner=kth",
        "/de/programmes/?home=kth&partner=upc",
    ):
        assert page.all("a", href=address)


def test_a_university_of_which_all_programmes_are_closed_sends_nobody_to_the_finder(client):
    kth = UniversityFactory(slug="kth", name="KTH", membership="full")
    ProgrammeFactory(partners=[kth], status="closed")
    page = Page(client.get("/en/members/kth/"))
    assert "None of its programmes is running or planned at present." in page.text()
    assert page.all("a", href="/en/programmes/finder/?from=kth") == []


def test_a_withdrawn_signature_is_shown_as_such(client):
    kth = UniversityFactory(slug="kth", name="KTH", membership="full")
    agreement = AgreementFactory(slug="framework", title_en="Framework", valid_from=date(2003, 9, 1))
    SignatureFactory(agreement=agreement, university=kth, withdrawn_on=date(2020, 1, 1))
    page = Page(client.get("/en/members/kth/"))
    (item,) = page.all("li", class_="signed-agreements__item signed-agreements__item--over")
    assert "Signature withdrawn on 1 January 2020" in page.text(item)
    assert page.all("a", href="/en/programmes/agreements/framework/")
