"""The catalogue in a real browser: a choice shows at once, keeps its focus, can be taken back, and works without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import axe_findings
from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server, transactional_db):
    """The address of the catalogue of 25 programmes of three universities."""
    NetworkFactory()
    kth, upc, epfl = (
        UniversityFactory(slug=slug, name=slug.upper(), membership="full", country=country)
        for slug, country in (("kth", "SE"), ("upc", "ES"), ("epfl", "CH"))
    )
    for number in range(25):
        ProgrammeFactory(
            slug=f"programme-{number:02}",
            title_en=f"Programme {number:02}",
            partners=[kth, upc] if number % 5 else [upc, epfl],
            subjects=["0613"] if number % 2 else ["0713"],
            languages=["en"] if number % 3 else ["en", "fr"],
            level="master" if number else "doctorate",
        )
    return f"{live_server.url}/en/programmes/"


@pytest.fixture
def catalogue(watched, address):
    """The catalogue, shown; what its status says from now on is in `window.said`."""
    watched.set_viewport_size({"width": 1280, "height": 900})
    watched.goto(address)
    watched.evaluate(
        "() => { window.said = []; const status = document.querySelector('main [role=status]');"
        " new MutationObserver(() => window.said.push(status.textContent))"
        ".observe(status, {childList: true, characterData: true, subtree: true}) }"
    )
    return watched


def await_count(page, words):
    page.wait_for_function("words => document.querySelector('main [role=status]').textContent === words", arg=words)


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_a_choice_shows_at_once_keeps_the_focus_and_is_said(catalogue, complaints, address):
    catalogue.locator("#language-fr").evaluate("box => box.closest('details').open = true")
    catalogue.locator("#language-fr").focus()
    catalogue.keyboard.press("Space")
    await_count(catalogue, "9 programmes")
    expect(catalogue).to_have_url(f"{address}?language=fr")
    assert focused(catalogue) == "language-fr"
    expect(catalogue.locator("#language-fr")).to_be_checked()
    expect(catalogue.locator("#facet-language[open]")).to_have_count(1)
    expect(catalogue.locator("main article")).to_have_count(9)
    expect(catalogue.locator("label", has=catalogue.locator("#home-epfl"))).to_have_text(
        re.compile(r"^\s*EPFL\s*2\s*$")
    )
    assert catalogue.evaluate("window.said") == ["9 programmes"]
    expect(catalogue.locator("header a[hreflang=de]").first).to_have_attribute("href", "/de/programmes/?language=fr")
    assert complaints.messages == []


def test_a_number_that_stays_the_same_is_said_again(catalogue):
    catalogue.locator("#language-en").evaluate("box => box.click()")
    catalogue.wait_for_url(re.compile("language=en"))
    await_count(catalogue, "25 programmes")
    assert catalogue.evaluate("window.said") == ["", "25 programmes"]


def test_back_and_forward_restore_the_form_and_the_results(catalogue, address):
    catalogue.locator("#home-kth").check()
    await_count(catalogue, "20 programmes")
    catalogue.locator("#level-master").check()
    catalogue.wait_for_url(re.compile("level=master"))
    catalogue.locator("#home-epfl").check()
    await_count(catalogue, "24 programmes")
    catalogue.go_back()
    await_count(catalogue, "20 programmes")
    expect(catalogue.locator("#home-epfl")).not_to_be_checked()
    catalogue.go_back()
    catalogue.go_back()
    await_count(catalogue, "25 programmes")
    expect(catalogue).to_have_url(address)
    expect(catalogue.locator("main form input:checked")).to_have_count(0)
    catalogue.go_forward()
    await_count(catalogue, "20 programmes")
    expect(catalogue.locator("#home-kth")).to_be_checked()


def test_of_two_quick_choices_the_last_one_counts(catalogue, address):
    catalogue.evaluate(
        "() => { document.getElementById('home-kth').click(); document.getElementById('home-epfl').click();"
        " document.getElementById('home-kth').click() }"
    )
    await_count(catalogue, "5 programmes")
    expect(catalogue).to_have_url(f"{address}?home=epfl")
    expect(catalogue.locator("main form input:checked")).to_have_count(1)


def test_a_chip_drops_its_filter_and_leads_to_the_results(catalogue, address):
    catalogue.locator("#home-epfl").check()
    await_count(catalogue, "5 programmes")
    catalogue.get_by_role("link", name="Drop the filter: Home university: EPFL").click()
    await_count(catalogue, "25 programmes")
    expect(catalogue).to_have_url(address)
    assert catalogue.evaluate("document.activeElement.textContent") == "Programmes found"
    expect(catalogue.locator("#home-epfl")).not_to_be_checked()


def test_a_broad_field_that_is_taken_back_takes_its_detailed_ones_along(catalogue, address):
    catalogue.locator("#subject-06").check()
    await_count(catalogue, "12 programmes")
    catalogue.locator("#subject-0613").check()
    catalogue.wait_for_url(re.compile("subject=0613"))
    catalogue.locator("#subject-06").uncheck()
    await_count(catalogue, "25 programmes")
    expect(catalogue).to_have_url(address)


def test_words_are_looked_for_and_an_empty_answer_offers_a_way_out(catalogue):
    catalogue.fill("#facets-words", "programme 07")
    catalogue.keyboard.press("Enter")
    await_count(catalogue, "1 programme")
    assert focused(catalogue) == "facets-words"
    catalogue.fill("#facets-words", "zzz")
    catalogue.keyboard.press("Enter")
    await_count(catalogue, "0 programmes")
    catalogue.get_by_role("link", name="Without Search words: zzz – 25 programmes").click()
    await_count(catalogue, "25 programmes")
    expect(catalogue.locator("#facets-words")).to_have_value("")


def test_what_was_chosen_for_comparison_stays_chosen_while_the_list_changes(catalogue):
    catalogue.locator("input[name=p]").first.check()
    catalogue.get_by_role("link", name="Next").click()
    catalogue.wait_for_url(re.compile("page=2"))
    expect(catalogue).to_have_title(re.compile(r"\(2\)"))
    expect(catalogue.locator(".compare-bar input:checked")).to_have_attribute("value", "programme-00")
    for box in catalogue.locator("article input[name=p]").all()[:3]:
        box.check()
    expect(catalogue.locator("article input[name=p]:disabled")).to_have_count(2)
    catalogue.get_by_role("link", name="Previous").click()
    catalogue.wait_for_url(re.compile("page=1"))
    expect(catalogue.locator("article input[name=p]:checked")).to_have_count(1)
    expect(catalogue.locator(".compare-bar input:checked")).to_have_count(3)
    catalogue.locator(".compare-bar input").first.uncheck()
    expect(catalogue.locator("article input[name=p]:disabled")).to_have_count(0)


def test_where_the_answer_fails_the_browser_goes_to_the_address(page, address):
    page.goto(address)
    page.route(
        re.compile("home=kth"),
        lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_(),
    )
    with page.expect_navigation(url=re.compile("home=kth")):
        page.locator("#home-kth").evaluate("box => box.click()")
    expect(page.locator("main article")).to_have_count(20)


def test_the_skip_link_asks_for_nothing(catalogue):
    catalogue.wait_for_load_state("networkidle")  # the icon of the page comes late
    requests = []
    catalogue.on("request", lambda request: requests.append(request.url))
    catalogue.keyboard.press("Tab")
    catalogue.keyboard.press("Enter")
    catalogue.wait_for_url(re.compile("#content"))
    assert [url for url in requests if "favicon" not in url] == []


def test_on_a_narrow_window_the_filters_unfold_and_lead_to_the_results(watched, address, complaints):
    watched.set_viewport_size({"width": 375, "height": 700})
    watched.goto(address)
    box = watched.locator("#home-epfl")
    expect(box).not_to_be_visible()
    watched.locator("summary", has_text="Filters").click()
    expect(box).to_be_visible()
    box.check()
    await_count(watched, "5 programmes")
    watched.get_by_role("button", name="Show results").click()
    watched.wait_for_function("() => document.activeElement.textContent === 'Programmes found'")
    expect(box).not_to_be_visible()
    assert complaints.messages == []


def test_everything_works_without_scripts(browser, address):
    for width in (375, 1280):
        context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 700})
        page = context.new_page()
        page.goto(address)
        if width < 900:
            page.locator("summary", has_text="Filters").click()
        page.locator("#home-epfl").check()
        page.locator("#level-master").check()
        page.get_by_role("button", name="Show results").click()
        expect(page).to_have_url(f"{address}?q=&home=epfl&level=master")
        expect(page.locator("main article")).to_have_count(4)
        page.get_by_role("link", name="Drop the filter: Level: Master").click()
        expect(page).to_have_url(f"{address}?home=epfl")
        expect(page.locator("main article")).to_have_count(5)
        page.locator("input[name=p]").nth(0).check()
        page.locator("input[name=p]").nth(1).check()
        page.get_by_role("button", name="Compare the chosen programmes").click()
        expect(page).to_have_url(f"{address}compare/?p=programme-00&p=programme-05")
        context.close()


VIEWS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
}


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(browser, address, view):
    context = browser.new_context(**VIEWS[view], reduced_motion="reduce")
    page = context.new_page()
    for query in ("", "?home=kth&subject=06&level=master&sort=deadline", "?home=epfl&level=bachelor", "?page=2"):
        page.goto(address + query)
        page.locator("form details").evaluate_all("all => all.forEach(details => { details.open = true })")
        assert axe_findings(page) == [], query
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), query
    context.close()
