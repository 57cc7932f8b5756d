"""Pages about the network, as visitors see them."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cluster_portal.pages.models import Page as Model
from tests.factories.network import NetworkFactory
from tests.factories.pages import FirstPageFactory, PageFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """About / Mission / Ways, and a draft, a withdrawn page and one that stands in no menu beside Mission."""
    NetworkFactory()
    first = FirstPageFactory(menu="section")
    mission = PageFactory(slug="mission", title_en="Mission", lead_en="What it is for.", position=10)
    ways = PageFactory(slug="ways", parent=mission, title_en="Ways", body_en="<h2>How</h2><p>Together.</p>")
    PageFactory(slug="vision", title_en="Vision", position=20)
    PageFactory(slug="secret", publication="draft", title_en="Secret", menu="foot")
    PageFactory(slug="gone", publication="withdrawn", title_en="Gone", menu="foot")
    PageFactory(slug="quiet", title_en="Quiet", menu="none")
    PageFactory(slug="privacy", title_en="Privacy statement", menu_title_en="Privacy", menu="foot", position=90)
    return first, mission, ways


def menu_of(page):
    (menu,) = [nav for nav in page.all("nav") if nav.get("class") == "page-menu"]
    return ["".join(link.itertext()).strip() for link in menu.iter("{http://www.w3.org/1999/xhtml}a")]


def test_the_first_page_leads_to_the_pages_below_it_and_to_governance_and_history(client, tree):
    page = Page(client.get("/en/about/"))
    assert page.one("h1").text == "About the network"
    assert menu_of(page) == ["Governance", "History", "Documents", "Mission", "Vision", "Privacy"]


def test_a_page_shows_the_way_to_it_its_texts_and_the_pages_next_to_it(client, tree):
    page = Page(client.get("/en/about/mission/"))
    assert page.one("h1").text == "Mission"
    assert "What it is for." in page.html
    assert menu_of(page) == ["Ways", "Mission", "Vision", "Privacy"]
    deep = Page(client.get("/en/about/mission/ways/"))
    trail = deep.one("nav", class_="breadcrumbs")
    assert "".join(trail.itertext()).split() == ["Home", "About", "Mission", "Ways"]
    assert "<h2>How</h2><p>Together.</p>" in deep.html
    assert 'class="page-menu"' not in deep.html  # it stands alone


def test_the_foot_of_every_page_names_what_belongs_there_and_is_published(client, tree):
    foot = Page(client.get("/en/members/")).one("nav", class_="page-footer__sections")
    words = ["".join(link.itertext()) for link in foot.iter("{http://www.w3.org/1999/xhtml}a")]
    assert words == ["Home", "Members", "Programmes", "News", "Events", "About", "Privacy", "Sitemap (XML)"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("secret/", 404), ("gone/", 410), ("quiet/", 200), ("missing/", 404), ("mission/vision/", 404), ("about/", 404)],
)
def test_only_what_is_published_has_a_page(client, tree, path, status):
    assert client.get(f"/en/about/{path}").status_code == status


def test_a_moved_page_and_those_below_it_are_found_at_their_old_addresses(client, tree):
    _first, mission, _ways = tree
    mission = Model.objects.get(pk=mission.pk)
    mission.slug = "purpose"
    mission.save()
    assert client.get("/en/about/purpose/ways/").status_code == 200
    for old, new in (("mission", "purpose"), ("mission/ways", "purpose/ways")):
        response = client.get(f"/en/about/{old}/")
        assert (response.status_code, response["Location"]) == (301, f"/en/about/{new}/")
    mission.slug = "mission"
    mission.save()
    assert client.get("/en/about/mission/").status_code == 200
    assert client.get("/en/about/purpose/")["Location"] == "/en/about/mission/"


def test_a_text_in_another_language_says_so(client, tree):
    page = Page(client.get("/fi/about/mission/ways/"))
    (body,) = [each for each in page.all("div", lang="en") if each.find("{http://www.w3.org/1999/xhtml}h2") is not None]
    assert body.get("dir") == "auto"
    assert "Kieli: englanti" in page.text()


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_three_queries_whatever_stands_around_it(client, count, django_assert_num_queries):
    for number in range(count):
        PageFactory(slug=f"around-{number}", menu="foot")
    PageFactory(slug="here")
    with django_assert_num_queries(3):
        client.get("/en/about/here/")


@pytest.mark.parametrize("slug", ["governance", "history"])
def test_the_address_of_another_part_is_refused(slug):
    with pytest.raises(ValidationError) as caught:
        PageFactory.build(parent=FirstPageFactory(), slug=slug).full_clean()
    assert caught.value.error_dict["slug"][0].code == "taken"


def test_an_address_that_another_page_once_had_is_refused(tree):
    _first, mission, _ways = tree
    mission = Model.objects.get(pk=mission.pk)
    mission.slug = "purpose"
    mission.save()
    with pytest.raises(ValidationError) as caught:
        PageFactory.build(parent=mission.parent, slug="mission").full_clean()
    assert caught.value.error_dict["slug"][0].code == "slug_reserved"


def test_pages_that_are_part_of_each_other_in_a_circle_are_refused(tree):
    _first, mission, ways = tree
    mission.parent = ways
    with pytest.raises(ValidationError) as caught:
        mission.full_clean()
    assert caught.value.error_dict["parent"][0].code == "circle"


def test_a_page_is_not_published_without_a_lead(tree):
    page = PageFactory.build(parent=tree[0], path="new", lead_en="")
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert list(caught.value.error_dict) == ["lead_en"]
    page.publication = "draft"
    page.full_clean()


def test_a_page_has_the_same_path_in_every_language(tree):
    with override("fi"):
        assert tree[2].get_absolute_url() == "/fi/about/mission/ways/"
