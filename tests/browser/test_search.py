"""The search in a real browser: suggestions by keyboard, results that are announced, and the same without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import axe_findings
from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.news import ArticleFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(live_server, transactional_db):
    """The address of the home page of a portal with two universities and an article."""
    NetworkFactory()
    UniversityFactory(name="Grenoble INP", slug="grenoble")
    UniversityFactory(name="Groningen", slug="groningen")
    ArticleFactory(title_en="Energy in Grenoble")
    return f"{live_server.url}/en/"


def open_search(page):
    page.locator("header summary", has_text="Search").first.focus()
    page.keyboard.press("Enter")
    return page.locator("#masthead-search")


def active(page):
    """Return the suggestion that assistive technology is told of, None while it is the field itself."""
    return page.evaluate(
        "() => { const id = document.activeElement.getAttribute('aria-activedescendant');"
        " return id && document.getElementById(id).firstChild.textContent }"
    )


def test_names_are_suggested_and_chosen_by_keyboard(watched, complaints, home):
    watched.set_viewport_size({"width": 1280, "height": 900})
    watched.goto(home)
    field = open_search(watched)
    assert watched.evaluate("document.activeElement.tagName") == "SUMMARY"
    watched.keyboard.press("Tab")
    watched.keyboard.type("gr", delay=20)
    watched.wait_for_selector("#suggestions-1 [role=option]")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(watched.locator("#suggestions-1 [role=option]")).to_have_text(
        ["Grenoble INP\nMembers", "Groningen\nMembers", "Energy in Grenoble\nNews"], use_inner_text=True
    )
    expect(watched.locator("header .search-form [role=status]").first).to_have_text("3 suggestions")
    places = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"):
        watched.keyboard.press(key)
        places.append(active(watched))
    assert places == ["Grenoble INP", "Groningen", "Grenoble INP", None, "Energy in Grenoble"]
    assert axe_findings(watched) == []
    watched.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("gr")
    expect(watched.locator("#suggestions-1")).not_to_be_visible()
    watched.keyboard.type("o")
    watched.wait_for_selector("#suggestions-1 [role=option]")
    watched.keyboard.press("ArrowDown")
    watched.keyboard.press("Enter")
    watched.wait_for_url("**/en/members/groningen/")
    assert complaints.messages == []


def test_without_a_choice_enter_leads_to_the_results(watched, complaints, home):
    watched.set_viewport_size({"width": 1280, "height": 900})
    watched.goto(home)
    open_search(watched)
    watched.keyboard.press("Tab")
    watched.keyboard.type("Grenobel")
    watched.keyboard.press("Enter")
    watched.wait_for_url("**/en/search/?q=Grenobel")
    expect(watched.locator("#results [role=status]")).to_contain_text("Nothing has “Grenobel”.")
    assert complaints.messages == []


def test_a_kind_is_chosen_in_place_and_the_number_is_said_again(watched, complaints, home):
    watched.goto(f"{home}search/?q=grenoble")
    watched.evaluate("window.isSame = true")
    watched.locator(".tabs__link", has_text="News").click()
    watched.wait_for_url("**/en/search/?q=grenoble&kind=article")
    assert watched.evaluate("window.isSame") is True
    expect(watched.locator("main mark")).to_have_text(["Grenoble"])
    assert complaints.messages == []


def test_without_javascript_the_search_opens_and_closes_by_keyboard_and_answers(browser, home):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(home)
    summary = page.locator("header summary", has_text="Search").first
    field = page.locator("#masthead-search")
    states = [field.is_visible()]
    for _press in range(2):
        summary.press("Enter")
        states.append(field.is_visible())
    assert states == [False, True, False]
    summary.press("Enter")
    field.fill("grenoble")
    field.press("Enter")
    page.wait_for_url("**/en/search/?q=grenoble")
    expect(page.locator("main h3")).to_have_text(["Members 1", "News 1"], use_inner_text=True)
    context.close()
