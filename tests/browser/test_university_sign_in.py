"""Signing in with a university in a real browser: our policy lets it through, and every page of it is sound."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from cluster_portal.accounts.models import User
from tests.accounts.university_sign_in.conftest import configure, kth, services  # noqa: F401  fixtures
from tests.browser.conftest import axe_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_the_service(watched, live_server):
    """Let the browser find a service, with a page that leads back to the portal."""

    def answer(route):
        state = parse_qs(urlsplit(route.request.url).query)["state"][0]
        address = f"{live_server.url}/account/with/kth/callback/?code=c&state={state}"
        route.fulfill(content_type="text/html", body=f'<!doctype html><title>K</title><a href="{address}">Yes</a>')

    watched.route("https://login.kth.example/**", answer)
    return watched


@pytest.mark.usefixtures("kth", "services")
def test_the_button_leads_to_the_service_and_from_there_into_the_account(at_the_service, complaints, live_server):
    page = at_the_service
    page.goto(f"{live_server.url}/en/account/sign-in/")
    assert axe_findings(page) == []
    assert complaints.messages == []
    page.get_by_role("button", name="Sign in with KTH").click()
    page.wait_for_url("https://login.kth.example/**")
    page.get_by_role("link", name="Yes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    assert User.objects.get().email == "ada@kth.example"
    assert axe_findings(page) == []
    left = [message for message in complaints.messages if "request outside the origin" not in message]
    assert left == []


@pytest.mark.usefixtures("kth", "services")
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_is_wider_than_the_window(watched, live_server, width):
    watched.set_viewport_size({"width": width, "height": 800})
    watched.goto(f"{live_server.url}/de/account/sign-in/")
    assert watched.evaluate("document.documentElement.scrollWidth") <= width
