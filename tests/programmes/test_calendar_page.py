"""The page on which a visitor puts a calendar together."""

from datetime import date

import pytest

from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import DeadlineFactory, ProgrammeFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _content(db):
    NetworkFactory()
    kth = UniversityFactory(slug="kth", name="KTH", membership="full")
    for slug, status in (("energy", "open"), ("closed", "closed")):
        programme = ProgrammeFactory(slug=slug, title_en=slug.title(), status=status, partners=[kth])
        DeadlineFactory(intake__programme=programme, closes_on=date(2099, 1, 15))
    ProgrammeFactory(slug="undated")


def test_nothing_is_offered_before_something_is_chosen(client):
    page = Page(client.get("/en/programmes/calendar/"))
    assert page.errors == []
    assert not [a for a in page.all("a") if (a.get("href") or "").startswith("webcal:")]
    assert [box.get("value") for box in page.all("input", name="p")] == ["energy"]


def test_the_choice_becomes_an_address_to_subscribe_to(client):
    page = Page(client.get("/de/programmes/calendar/?home=kth&group=eu&p=energy&x=1"))
    links = [a.get("href") for a in page.all("a") if "own.ics" in (a.get("href") or "")]
    assert links == [
        "webcal://testserver/de/programmes/calendar/own.ics?home=kth&group=eu&p=energy",
        "/de/programmes/calendar/own.ics?home=kth&group=eu&p=energy",
    ]
    assert client.get(links[1]).status_code == 200
    assert [box.get("checked") is not None for box in page.all("input", name="p")] == [True]


@pytest.mark.parametrize("query", ["home=nothing", "group=nothing", "p=nothing"])
def test_what_does_not_exist_is_refused(client, query):
    assert client.get(f"/en/programmes/calendar/?{query}").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_whatever_there_is_to_choose(client, count, django_assert_num_queries):
    for number in range(count):
        DeadlineFactory(intake__programme__slug=f"p{number}")
        UniversityFactory(membership="full", name="U")
    with django_assert_num_queries(5):
        client.get("/fi/programmes/calendar/")
