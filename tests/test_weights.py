"""What a first visit weighs, compressed, against the budgets of the design."""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from members.models import University
from programmes import isced
from tests.factories.members import (
    ContactFactory,
    MembershipFactory,
    UniversityFactFactory,
    UniversityFactory,
    UniversityNameFactory,
)
from tests.factories.network import NetworkFactory, NetworkFigureFactory
from tests.factories.programmes import (
    AgreementFactory,
    DeadlineFactory,
    FeeFactory,
    ProgrammeFactory,
    RequirementFactory,
)
from tests.pages import Page

KB = 1024
CSS = Path(settings.BASE_DIR) / "cluster_portal" / "static" / "css"
COMPONENTS = Path(settings.BASE_DIR) / "cluster_portal" / "templates" / "components"

pytestmark = pytest.mark.django_db


def _compressed(content):
    return len(gzip.compress(content, compresslevel=6))


def _on_the_wire(path):
    """Return what an address of this origin weighs: static files compressed, but for fonts, which are already."""
    if path.startswith(settings.STATIC_URL):
        content = Path(finders.find(path.removeprefix(settings.STATIC_URL))).read_bytes()
        return len(content) if path.endswith((".woff2", ".png", ".ico")) else _compressed(content)
    return _compressed(Client().get(path).content)


def _style_sheets(addresses):
    """Return what the style sheets weigh: in production those of the project are one file (core/static_files.py)."""
    own = [address for address in addresses if address.startswith(settings.STATIC_URL)]
    files = (Path(finders.find(address.removeprefix(settings.STATIC_URL))).read_bytes() for address in own)
    return _compressed(b"\n".join(files)) + sum(_on_the_wire(address) for address in addresses if address not in own)


@pytest.fixture
def _a_full_network():
    """A network as large as one page of the directory, with long names and texts and nothing left out."""
    text = "A university of technology with a long description, in two or three sentences that say what it does. " * 2
    network = NetworkFactory(statement_en=text, aims_en=text * 4, founded_year=1990, website="https://cluster.example/")
    for kind in ("professors", "academic_staff", "doctoral_students", "students"):
        NetworkFigureFactory(network=network, kind=kind, source="https://cluster.example/figures")
    for number in range(60):
        university = UniversityFactory(
            slug=f"university-{number}",
            name=f"Number {number} Royal Institute of Science and Technology",
            membership=None,
            city_en="Louvain-la-Neuve",
            latitude=f"{38 + number * 0.4:.4f}",
            longitude=f"{-9 + number * 0.5:.4f}",
            summary_en=text,
            description_en=text * 5,
            for_incoming_en=text * 3,
            sources={"summary": "own-words", "description": "own-words", "website": "https://www.example.org/"},
        )
        UniversityNameFactory(university=university, language="fi", value=f"Teknillinen korkeakoulu numero {number}")
        UniversityNameFactory(university=university, kind="acronym", language="", value=f"U{number}")
        MembershipFactory(university=university, category="associate" if number % 5 == 0 else "full")
        for kind in ("students", "staff", "doctoral_candidates"):
            UniversityFactFactory(university=university, kind=kind, source="https://www.example.org/facts")
        ContactFactory(university=university)
    _programmes(list(University.objects.order_by("pk")), text)


def _programmes(universities, text):
    """Sixty programmes of three universities each, so that the picture has more than a hundred lines."""
    agreement = AgreementFactory(slug="framework", signatories=universities[:20], summary_en=text)
    for number in range(60):
        partners = [universities[(number * step + step) % 60] for step in (1, 7, 11)]
        programme = ProgrammeFactory(
            slug=f"programme-{number}",
            title_en=f"Number {number} European Master in Sustainable Systems Engineering",
            route=list(dict.fromkeys(partners)),
            subjects=[isced.detailed_fields()[number]],
            languages=["en", "fr"],
            agreement=agreement if number % 7 == 0 else None,
            summary_en=text,
            description_en=text * 5,
            how_to_apply_en=text * 2,
            ects_total=120,
            duration_months=24,
            status=("open", "unconfirmed", "closed")[number % 3],
        )
        DeadlineFactory(intake__programme=programme, closes_on=date(2027, 1, 1 + number % 28))
        FeeFactory(programme=programme)
        RequirementFactory(programme=programme)


def _resources(page):
    """Return the addresses that a browser fetches for a page, by kind."""
    found = {"css": [], "js": [], "fonts": [], "pictures": []}
    for link in page.all("link"):
        if link.get("rel") == "stylesheet":
            found["css"].append(link.get("href"))
        elif link.get("rel") == "preload" and link.get("as") == "font":
            found["fonts"].append(link.get("href"))
        elif link.get("rel") == "icon" and link.get("type") == "image/svg+xml":
            found["pictures"].append(link.get("href"))
    found["js"] = [script.get("src") for script in page.all("script") if script.get("src")]
    shapes = {use.get("href").split("#")[0] for use in page.root.iter("{http://www.w3.org/2000/svg}use")}
    found["pictures"] += sorted(shapes) + [image.get("src") for image in page.all("img")]
    return found


PAGES = [
    "/en/",
    "/fi/",
    "/en/members/",
    "/fi/members/",
    "/en/members/?view=map",
    "/en/members/university-7/",
    "/en/programmes/",
    "/fi/programmes/?home=university-7&level=master",
    "/en/programmes/programme-7/",
    "/en/programmes/finder/",
    "/fi/programmes/finder/?from=university-7",
    "/en/programmes/compare/?p=programme-0&p=programme-1&p=programme-2&p=programme-3",
    "/en/programmes/coverage/",
    "/en/programmes/agreements/",
    "/en/programmes/agreements/framework/",
    "/en/programmes/calendar/",
    "/en/search/?q=number",
    "/fi/search/?q=number&kind=programme",
]
BUDGETS = {"html": 25 * KB, "css": 25 * KB, "js": 20 * KB, "fonts": 90 * KB}


def _weights(response):
    """Return what a page weighs, by kind."""
    resources = _resources(Page(response))
    return {
        "html": _compressed(response.content),
        "css": _style_sheets(resources["css"]),
        "js": sum(map(_on_the_wire, resources["js"])),
        "fonts": sum(map(_on_the_wire, resources["fonts"])),
    }


@pytest.mark.any_database
@pytest.mark.usefixtures("_a_full_network")
def test_no_page_weighs_more_than_its_budget(client):
    # One test for all pages: to store the network takes longer than to weigh them.
    answers = {address: client.get(address) for address in PAGES}
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(PAGES, 200)
    weights = {address: _weights(answer) for address, answer in answers.items()}
    assert all(weighed["fonts"] for weighed in weights.values())
    over = {
        (address, kind): weight
        for address, weighed in weights.items()
        for kind, weight in weighed.items()
        if weight > BUDGETS[kind]
    }
    assert over == {}
    home = _resources(Page(answers["/en/"]))
    assert "/static/img/coast-europe.svg" in home["pictures"]
    assert sum(weights["/en/"].values()) + sum(map(_on_the_wire, home["pictures"])) <= 200 * KB


def test_each_font_of_the_style_sheet_is_fetched_early(client):
    NetworkFactory()
    preloaded = _resources(Page(client.get("/en/")))["fonts"]
    named = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', (CSS / "fonts.css").read_text())
    assert sorted(preloaded) == sorted(f"/static/{name}" for name in named)


def test_each_component_style_sheet_is_linked_once(client):
    NetworkFactory()
    linked = _resources(Page(client.get("/en/")))["css"]
    components = sorted(f"/static/css/components/{path.name}" for path in (CSS / "components").glob("*.css"))
    assert sorted(address for address in linked if "/components/" in address) == components
    assert len(linked) == len(set(linked))


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.stem)
def test_a_component_begins_with_a_comment_of_its_parameters(path):
    source = path.read_text()
    assert source.startswith("{% comment %}\n")
    assert len(source[: source.index("{% endcomment %}")].split()) > 6
