"""Whatever goes wrong, the visitor gets a page in their language, with a search field and ways on."""

import pytest
from django.test import Client

from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()
    UniversityFactory(slug="gone", publication="withdrawn", name="Gone University", membership="full")
    UniversityFactory(slug="draft", publication="draft", name="Draft University", membership="full")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/nothing/", 404),
        ("/en/members/nobody/", 404),
        ("/en/members/draft/", 404),
        ("/en/members/K%C3%96/", 404),
        ("/en/members/%FF%FE/", 404),
        ("/en/members/a/b/c/", 404),
        ("/en/members/gone/", 410),
        ("/en/members/?page=0", 404),
        ("/en/members/?page=two", 404),
        ("/en/members/?status=king", 400),
        ("/en/members/?country=XX", 400),
        ("/en/members/?q=%00", 400),
        ("/en/members/?q=%FF", 400),
        ("/en/members/?q=" + "a" * 10_000, 414),
        ("/en/?anything=" + "a" * 10_000, 414),
        ("/xx/members/", 404),
        ("/theme/king.css", 404),
        ("/id/university/00000000-0000-0000-0000-000000000000", 404),
    ],
)
@pytest.mark.parametrize("debug", [False, True])
def test_a_wrong_address_gets_a_page_that_helps(client, settings, address, status, debug):
    settings.DEBUG = debug
    response = client.get(address)
    page = Page(response)
    assert response.status_code == status
    assert page.errors == []
    assert len(response.content) < 25_000
    assert page.language == "en"
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert [field.get("name") for field in page.all("input", type="search")]
    assert {"/en/", "/en/members/"} <= {link.get("href") for link in page.all("a")}


@pytest.mark.parametrize(
    ("address", "wish", "language"),
    [
        ("/fi/members/nobody/", "en", "fi"),
        ("/xx/", "sv", "sv"),
        ("/nothing/", "de", "de"),
        ("/ca/members/gone/", "en", "ca"),
    ],
)
def test_an_error_page_speaks_the_language_of_the_address_else_of_the_browser(client, address, wish, language):
    assert Page(client.get(address, headers={"accept-language": wish})).language == language


def test_a_method_that_is_not_allowed_gets_a_page_too(client):
    response = client.post("/en/members/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert Page(response).one("h1") is not None


def test_the_name_of_a_draft_or_of_a_withdrawn_university_does_not_leak(client):
    for address in ("/en/members/gone/", "/en/members/draft/", "/en/members/?q=university", "/en/", "/sitemap.xml"):
        content = client.get(address).content.decode()
        assert "Gone University" not in content
        assert "Draft University" not in content


def test_a_fault_of_ours_gets_a_page_without_asking_the_database(monkeypatch, django_assert_num_queries):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("cluster_portal.views.current_members", fail)
    with django_assert_num_queries(0):
        response = Client(raise_request_exception=False).get("/de/")
    page = Page(response)
    assert response.status_code == 500
    assert page.language == "de"
    assert page.errors == []


def test_a_stale_form_is_refused_with_a_way_back():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a@example.org", "password": "x"})
    assert response.status_code == 403
    assert "Go back" in Page(response).text()
