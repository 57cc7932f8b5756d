"""What the home page says of the programmes."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import DeadlineFactory, ProgrammeFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


@pytest.fixture
def members():
    places = {"kth": "18.1", "upc": "2.1", "aalto": "24.8"}
    return [
        UniversityFactory(slug=slug, name=slug.upper(), membership="full", latitude="50", longitude=longitude)
        for slug, longitude in places.items()
    ]


def test_the_finder_stands_in_one_line_and_asks_for_university_level_and_field(client, members):
    ProgrammeFactory(partners=members[:2], level="master", subjects=["0713"])
    page = Page(client.get("/en/"))
    (form,) = page.all("form", action="/en/programmes/finder/")
    assert form.get("method") is None
    assert page.text(form).startswith("I study at")
    choices = {
        select.get("name"): ([option.get("value") for option in page.all("option") if option in list(select)])
        for select in page.all("select")
    }
    assert choices == {"from": ["", "aalto", "kth", "upc"], "level": ["", "master"], "subject": ["", "07"]}
    assert all(select.get("aria-label") for select in page.all("select"))


def test_dates_that_are_to_come_are_listed_with_what_they_mean(client, members):
    soon = timezone.localdate() + timedelta(days=10)
    for title, status, publication in (
        ("Energy", "open", "published"),
        ("Closed one", "closed", "published"),
        ("Secret", "open", "draft"),
    ):
        programme = ProgrammeFactory(
            slug=title.split()[0].lower(), title_en=title, status=status, publication=publication
        )
        DeadlineFactory(intake__programme=programme, closes_on=soon, intake__academic_year=soon.year)
    page = Page(client.get("/fr/"))
    (item,) = page.all("li", class_="upcoming-list__item")
    assert "Energy" in page.text(item)
    assert len(page.all("a", href="/fr/programmes/energy/")) == 1
    assert "Secret" not in page.html
    assert "Closed one" not in page.html


def test_without_programmes_the_home_page_promises_none(client, members):
    ProgrammeFactory(partners=members, status="closed")
    DeadlineFactory(intake__programme=ProgrammeFactory(status="paused"), closes_on=date(2999, 1, 1))
    response = client.get("/en/")
    page = Page(response)
    assert page.all("form", action="/en/programmes/finder/") == []
    assert "Next deadlines" not in page.text()
    assert "A line joins" not in page.text()
    assert [count.kind for count in response.context["counts"]] == ["full", "associate", "countries"]


def test_lines_join_members_only_and_the_text_says_what_they_mean(client, members):
    outsider = UniversityFactory(slug="dtu", name="DTU", latitude="55", longitude="12")
    left = UniversityFactory(slug="left", name="Left", membership="full", membership__valid_to=date(2010, 1, 1))
    ProgrammeFactory(partners=[*members, outsider, left])
    page = Page(client.get("/en/"))
    assert {(line.a_key, line.b_key) for line in page.response.context["picture"].lines} == {
        ("aalto", "kth"),
        ("aalto", "upc"),
        ("kth", "upc"),
    }
    assert "A line joins two members" in page.text()
    assert "KTH (1), UPC (1)" in page.text(page.all("table")[0])
