"""Programmes side by side."""

import pytest

from programmes.models import FormerProgrammeSlug
from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import (
    DeadlineFactory,
    FeeFactory,
    PartnerFactory,
    PathFactory,
    ProgrammeFactory,
    RequirementFactory,
    StepFactory,
)
from tests.pages import XHTML, Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


def compare(client, *slugs, language="en"):
    query = "&".join(f"p={slug}" for slug in slugs)
    return client.get(f"/{language}/programmes/compare/?{query}")


def headings(response):
    table = Page(response).one("table")
    return [
        " ".join("".join(cell.itertext()).split()) for cell in table.iter(f"{XHTML}th") if cell.get("scope") == "col"
    ]


@pytest.fixture
def three():
    return [ProgrammeFactory(slug=slug, title_en=slug.title()) for slug in ("energy", "water", "data")]


def test_programmes_stand_side_by_side_in_the_order_of_the_address(client, three):
    response = compare(client, "water", "energy")
    assert headings(response) == ["Water", "Energy"]
    page = Page(response)
    assert page.errors == []
    assert {th.get("scope") for th in page.one("table").iter(f"{XHTML}th")} == {"col", "row"}


def test_each_column_can_be_removed(client, three):
    page = Page(compare(client, "water", "energy"))
    links = [a.get("href") for a in page.all("a") if "Remove" in page.text(a)]
    assert links == ["/en/programmes/compare/?p=energy", "/en/programmes/compare/?p=water"]


def test_a_programme_named_twice_counts_once_and_a_former_address_is_the_programme(client, three):
    FormerProgrammeSlug.objects.create(target=three[0], slug="old-energy")
    assert headings(compare(client, "energy", "energy", "old-energy", "data")) == ["Energy", "Data"]


def test_nothing_chosen_explains_how_to_choose(client):
    page = Page(client.get("/en/programmes/compare/"))
    assert "Choose two to four programmes in the catalogue" in page.text()
    assert page.all("table") == []


def test_one_programme_is_shown_and_invites_to_add(client, three):
    response = compare(client, "energy")
    assert headings(response) == ["Energy"]
    assert "one to three more programmes" in Page(response).text()


@pytest.mark.parametrize("slug", ["nothing", "draft", "gone", "' OR 1=1", "%F0%9F%98%80"])
def test_an_unknown_programme_is_named_and_refused(client, three, slug):
    ProgrammeFactory(slug="draft", title_en="Secret", publication="draft")
    ProgrammeFactory(slug="gone", publication="withdrawn")
    response = compare(client, "energy", slug)
    assert response.status_code == 400
    assert "There is no programme with the address" in response.content.decode()
    assert "Secret" not in response.content.decode()


def test_twenty_programmes_are_too_many(client):
    response = compare(client, *(f"programme-{number}" for number in range(20)))
    assert response.status_code == 400
    assert "Four programmes can be compared at a time" in response.content.decode()


def test_what_is_not_known_says_so(client, three):
    page = Page(compare(client, "energy", "water"))
    rows = {
        " ".join("".join(next(row.iter(f"{XHTML}th")).itertext()).split()): [
            " ".join("".join(cell.itertext()).split()) for cell in row.iter(f"{XHTML}td")
        ]
        for row in page.one("tbody")
    }
    for heading in ("Duration", "How much longer", "ECTS credits", "Taught in", "What it costs", "Requirements"):
        assert rows[heading] == ["not known", "not known"], heading
    assert rows["By when"] == ["Dates not yet confirmed"] * 2
    assert rows["Confirmed"] == ["not yet", "not yet"]


def test_external_partners_and_places_that_are_chosen_later_are_named(client):
    programme = ProgrammeFactory(slug="energy")
    PartnerFactory(programme=programme, university=None, external_name="Elsewhere", external_country="NO")
    path = PathFactory(programme=programme)
    StepFactory(path=path, university=None, place_en="a partner of your choice", order=1)
    StepFactory(path=path, university=None, place_en=None, order=2)
    ProgrammeFactory(slug="water")
    page = Page(compare(client, "energy", "water", language="sv"))
    assert "Elsewhere" in page.text()
    assert "a partner of your choice" in [page.text(span) for span in page.all("span", lang="en")]
    assert "Platsen väljs senare" in page.text()


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_whatever_is_compared(client, count, django_assert_num_queries):
    slugs = []
    for number in range(count):
        universities = [UniversityFactory(membership="full") for _each in range(2)]
        programme = ProgrammeFactory(slug=f"p{number}", route=universities, languages=["en"], subjects=["0713"])
        PartnerFactory(programme=programme, external_name="DTU")
        DeadlineFactory(intake__programme=programme)
        FeeFactory(programme=programme)
        RequirementFactory(programme=programme)
        slugs.append(programme.slug)
    with django_assert_num_queries(13):
        compare(client, *slugs, language="fi")
