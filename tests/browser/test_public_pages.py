"""Every public page in a real browser: no violation of the policy, no error, no foreign request, WCAG 2.2 AA."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cluster_portal.pages.models import Page
from members.models import Group, University
from news.models import Article, Event
from programmes.models import FrameworkAgreement, Programme
from tests.browser.conftest import axe_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = ["en", "pt", "fr", "de", "it", "es", "ca", "nl", "sv", "fi"]
FIXED = [
    "",
    "members/",
    "members/?view=map",
    "members/?sort=country",
    "members/?status=former",
    "members/?q=zzz",
    "members/?on=2012-01-01",
    "news/",
    "documents/",
    "events/",
    "events/?month=2017-02",
    "about/",
    "about/glossary/",
    "about/governance/",
    "about/history/",
    "about/governance/?on=2019-05-01",
    "programmes/",
    "programmes/?level=master&home=kth",
    "programmes/?q=zzz",
    "programmes/finder/",
    "programmes/finder/?from=kth",
    "programmes/coverage/",
    "programmes/agreements/",
    "programmes/calendar/",
    "search/",
    "search/?q=energy",
    "search/?q=KTH&kind=programme",
    "search/?q=Darmstat",
    "nothing/",
]


def public_addresses(language):
    universities = University.objects.published().ever_members().order_by("slug").values_list("slug", flat=True)
    programmes = Programme.objects.published().order_by("slug").values_list("slug", flat=True)
    agreements = FrameworkAgreement.objects.published().order_by("slug").values_list("slug", flat=True)
    pages = Page.objects.published().exclude(path__in=["", "glossary"]).order_by("path").values_list("path", flat=True)
    events = Event.objects.published().order_by("slug").values_list("slug", flat=True)
    articles = Article.objects.public().order_by("slug").values_list("slug", flat=True)
    groups = Group.objects.published().order_by("slug").values_list("slug", flat=True)
    paths = [
        *FIXED,
        f"programmes/compare/?p={'&p='.join(programmes[:4])}",
        *(f"members/{slug}/" for slug in universities),
        *(f"news/{slug}/" for slug in articles),
        *(f"events/{slug}/" for slug in events),
        *(f"about/{path}/" for path in pages),
        *(f"about/governance/{slug}/" for slug in groups),
        *(f"programmes/{slug}/" for slug in programmes),
        *(f"programmes/agreements/{slug}/" for slug in agreements),
    ]
    return [f"/{language}/{path}" for path in paths]


def share_of(language, number, shares, *, kinds=1):
    """Return one share of the pages that differ in their content only, and of the kinds of pages one in so many.

    All of them in all languages would take many minutes.
    """
    addresses = public_addresses(language)
    own, others = addresses[: len(FIXED) + 1], addresses[len(FIXED) + 1 :]
    return own[number % kinds :: kinds] + others[number % shares :: shares]


@pytest.mark.parametrize(("number", "language"), list(enumerate(LANGUAGES)))
def test_no_public_page_gives_the_browser_a_reason_to_complain(
    watched, complaints, live_server, content, number, language
):
    for address in share_of(language, number, 2 * len(LANGUAGES), kinds=5):  # what scripts do, no language changes
        watched.goto(live_server.url + address)
        if address.endswith("/nothing/"):
            complaints.messages = [message for message in complaints.messages if "404" not in message]
        assert complaints.messages == [], address


VIEWS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
}


# Of a page that is the same in all views but for its colours and its width, axe need not judge all of it three times.
RULES = {
    "light": None,
    "dark": ["color-contrast"],
    "narrow": ["color-contrast", "target-size", "scrollable-region-focusable"],
}


@pytest.mark.parametrize(("number", "view", "language"), [(0, "light", "en"), (1, "dark", "pt"), (2, "narrow", "fi")])
def test_axe_finds_nothing_on_any_public_page(browser, live_server, content, number, view, language):
    context = browser.new_context(**VIEWS[view], reduced_motion="reduce")
    page = context.new_page()
    findings = {}
    for address in share_of(language, number, 4, kinds=1 if view == "light" else 2):
        page.goto(live_server.url + address)
        if found := axe_findings(page, RULES[view]):
            findings[address] = found
    context.close()
    assert findings == {}


@pytest.mark.parametrize(("number", "width", "language"), [(0, 320, "fi"), (1, 320, "de"), (0, 768, "de")])
def test_no_page_is_wider_than_the_window(browser, live_server, content, number, width, language):
    page = browser.new_page(viewport={"width": width, "height": 700})
    wide = []
    for address in share_of(language, number, 3):
        page.goto(live_server.url + address)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(address)
    page.close()
    assert wide == []


def test_the_masthead_stays_on_one_line_in_every_language(browser, live_server, content):
    page = browser.new_page(viewport={"width": 320, "height": 700})
    heights = {}
    for language in LANGUAGES:
        page.goto(f"{live_server.url}/{language}/news/")
        heights[language] = page.locator(".masthead__bar").bounding_box()["height"]
    page.close()
    assert heights == dict.fromkeys(LANGUAGES, 60)


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_programme_is_printed_on_one_sheet_with_its_address(page, live_server, content):
    most = {}
    for slug in Programme.objects.order_by("slug").values_list("slug", flat=True):
        page.goto(f"{live_server.url}/de/programmes/{slug}/")
        most[slug] = pages_of(page.pdf(format="A4"))
    # The largest ones, with a matrix of five by five universities, need both sides of the sheet.
    assert max(most.values()) <= 2
    assert sum(count == 1 for count in most.values()) >= 40
    page.goto(f"{live_server.url}/de/programmes/codas/")
    page.emulate_media(media="print")
    expect(page.get_by_text(f"{live_server.url}/de/programmes/codas/")).to_be_visible()
    expect(page.locator(".network-picture")).not_to_be_visible()
    expect(page.locator(".entry-exit-matrix")).to_be_visible()
    expect(page.locator(".term__meaning")).to_be_visible()


def test_everything_works_without_scripts(browser, live_server, content):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 700})
    page = context.new_page()
    page.goto(f"{live_server.url}/en/members/")
    page.locator("main select[name=country]").select_option("SE")
    page.locator("main form button[type=submit], main form input[type=submit]").first.click()
    expect(page).to_have_url(re.compile("country=SE"))
    expect(page.locator("main a[href='/en/members/kth/']")).not_to_have_count(0)
    expect(page.locator("main a[href='/en/members/polito/']")).to_have_count(0)
    context.close()


def test_the_first_thing_that_the_keyboard_reaches_is_the_way_to_the_content(page, live_server, content):
    page.goto(f"{live_server.url}/en/")
    page.keyboard.press("Tab")
    focused = page.evaluate(
        "() => { const e = document.activeElement, r = e.getBoundingClientRect();"
        " return [e.getAttribute('href'), r.width > 0 && r.top >= 0 && r.left >= 0] }"
    )
    assert focused == ["#content", True]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


def test_every_control_can_be_reached_by_keyboard_and_shows_it(page, live_server, content):
    page.goto(f"{live_server.url}/en/members/")
    seen, hidden = set(), []
    for _step in range(120):
        page.keyboard.press("Tab")
        name, outline, shadow, tag = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.getAttribute('href') || e.name || e.textContent.trim(), s.outlineStyle, s.boxShadow,"
            " e.tagName] }"
        )
        if tag == "BODY":
            break
        seen.add(name)
        if outline == "none" and shadow == "none":
            hidden.append((tag, name))
    assert hidden == []
    assert "/en/members/kth/" in seen


def test_nothing_moves_while_a_page_loads(page, live_server, content):
    programme = Programme.objects.published().order_by("slug").values_list("slug", flat=True).first()
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    for path in (
        "",
        "members/",
        "members/kth/",
        "programmes/",
        "programmes/finder/?from=kth",
        f"programmes/{programme}/",
    ):
        page.goto(f"{live_server.url}/en/{path}", wait_until="networkidle")
        assert page.evaluate("window.shift") < 0.01, path


def test_a_visitor_finds_a_university_by_a_name_without_its_accents(page, live_server, content):
    page.goto(f"{live_server.url}/fr/members/?q=ecole+polytechnique+federale")
    page.locator("main a[href='/fr/members/epfl/']").first.click()
    expect(page).to_have_url(live_server.url + "/fr/members/epfl/")
    expect(page.locator("h1")).to_have_count(1)


def test_a_visitor_changes_the_language_and_stays_on_the_page(page, live_server, content):
    page.goto(live_server.url + reverse("members:university_detail", args=["kth"]))
    page.locator("header details summary", has_text="English").first.click()
    page.locator("header a[hreflang=sv]").first.click()
    expect(page).to_have_url(f"{live_server.url}/sv/members/kth/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
