import json
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from cluster_portal.search import middleware
from cluster_portal.search.index import bring_up_to_date
from tests.factories.members import UniversityFactory, UniversityNameFactory
from tests.factories.network import NetworkFactory
from tests.factories.news import ArticleFactory, DocumentFactory
from tests.factories.pages import FirstPageFactory
from tests.factories.programmes import ProgrammeFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _frame(db):
    NetworkFactory()
    FirstPageFactory(title_en="About")


def ask(client, query, language="en"):
    return Page(client.get(f"/{language}/search/?{query}"))


# The page ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["", "article"])
def test_results_take_the_same_queries_for_one_and_for_three(client, django_assert_num_queries, count, kind):
    ArticleFactory.create_batch(count, title_en="Energy", title_de="Energie")
    bring_up_to_date()
    with django_assert_num_queries(5):  # changes, matches, entries; network and menus of the frame
        client.get(f"/de/search/?q=Energie&kind={kind}")


def test_nothing_asked_takes_three_queries_and_says_how_to_ask(client, django_assert_num_queries):
    bring_up_to_date()
    with django_assert_num_queries(3):
        page = Page(client.get("/en/search/"))
    assert "Words in quotation marks have to stand together: “renewable energy”" in page.text()
    assert page.one("meta", name="robots").get("content") == "noindex, follow"


def test_results_stand_by_kind_with_their_counts_and_are_announced(client):
    UniversityFactory(name="Energy University", summary_en="About energy.")
    ProgrammeFactory(title_en="Energy systems")
    ArticleFactory.create_batch(6, title_en="Energy news")
    page = ask(client, "q=energy")
    assert [page.text(heading) for heading in page.all("h3")] == ["Members 1", "Programmes 1", "News 6"]
    [status] = page.one("main").findall(".//*[@role='status']")
    assert page.text(status) == "8 results for “energy”"
    tabs = page.one("nav", aria_label="What to show")
    assert page.text(tabs) == "All 8 Members 1 Programmes 1 News 6"
    assert "Show all of this kind: News (6)" in page.text()


def test_the_words_that_were_found_are_marked_and_nothing_else_is(client):
    ArticleFactory(title_en="Energies & <b>men</b>", lead_en="What “energy” is.")
    page = ask(client, "q=energy")
    assert [page.text(mark) for mark in page.all("mark")] == ["Energies", "energy"]
    assert "<mark>Energies</mark> &amp; &lt;b&gt;men&lt;/b&gt;" in page.html


def test_a_long_text_is_quoted_around_what_was_found(client):
    ArticleFactory(title_en="A visit", lead_en="Short.", body_en=f"<p>{'before ' * 100}robots {'after ' * 100}</p>")
    page = ask(client, "q=robots")
    [mark] = page.all("mark")
    assert page.text(mark) == "robots"
    quote = next(each for each in page.all("p") if each.get("class") == "search-result__quote")
    assert page.text(quote).startswith("… before before")
    assert page.text(quote).endswith("after …")
    assert len(page.text(quote)) < 260


def test_one_kind_is_paged(client):
    ArticleFactory.create_batch(23, title_en="Energy news")
    UniversityFactory(name="Energy University")
    first, second = ask(client, "q=energy&kind=article"), ask(client, "q=energy&kind=article&page=2")
    assert [len(page.all("li", class_="search-result")) for page in (first, second)] == [20, 3]
    assert client.get("/en/search/?q=energy&kind=article&page=3").status_code == 404
    assert client.get("/en/search/?q=energy&page=2").status_code == 404
    assert client.get("/en/search/?q=energy&kind=article&page=x").status_code == 404
    assert client.get("/en/search/?q=energy&kind=nothing").status_code == 400


def test_a_result_in_another_language_says_which(client):
    ArticleFactory(title_en="", title_pt="Energia", lead_en="", lead_pt="Sobre a energia.", source_language="pt")
    page = ask(client, "q=energia", "de")
    [title] = [each for each in page.all("p") if each.get("class") == "search-result__title"]
    assert page.text(title) == "Energia pt(auf Portugiesisch)"
    assert [each.get("lang") for each in title.iter() if each.get("lang")] == ["pt"]


def test_a_name_is_not_said_to_be_in_a_language(client):
    kth = UniversityFactory(name="Kungliga Tekniska högskolan", name__language="sv")
    UniversityNameFactory(university=kth, kind="acronym", language="", value="KTH")
    page = ask(client, "q=KTH", "de")
    [title] = [each for each in page.all("p") if each.get("class") == "search-result__title"]
    assert page.text(title) == "Kungliga Tekniska högskolan"
    assert [each.get("lang") for each in title.iter() if each.get("lang")] == ["sv"]


def test_a_mistyped_word_is_answered_and_what_was_meant_is_offered(client):
    UniversityFactory(name="Technische Universität Darmstadt")
    page = ask(client, "q=Darmstat")
    [status] = page.one("main").findall(".//*[@role='status']")
    assert page.text(status) == "Nothing has “Darmstat”. 1 result for “Darmstadt”"
    assert page.one("a", href="?q=Darmstadt").text == "Darmstadt"


def test_where_no_result_has_all_words_each_is_offered_alone(client):
    ArticleFactory(title_en="Energy")
    ArticleFactory(title_en="Robots")
    page = ask(client, "q=energy+robots")
    assert "Nothing has all of these words. Try one alone:" in page.text()
    assert [link.text for link in page.all("a", class_="chips__chip")] == ["energy", "robots"]
    assert ask(client, "q=zzzzzzz").text().count("Try another word") == 1


def test_what_was_typed_stays_in_the_field_and_in_the_language_switch(client):
    page = ask(client, "q=%22a%3Cb%22+%26")
    assert page.one("input", id="search").get("value") == '"a<b" &'
    assert page.one("a", hreflang="fi").get("href") == "/fi/search/?q=%22a%3Cb%22+%26"


def test_the_text_of_a_pdf_is_found(client, pdf):
    DocumentFactory(title_en="Report", file=pdf("Ten universities met in Lausanne"))
    DocumentFactory(title_en="Secret", access="members", file=pdf("Ten universities met in Lausanne"))
    page = ask(client, "q=lausanne")
    assert [page.text(mark) for mark in page.all("mark")] == ["Lausanne"]
    assert page.text(page.all("h3")[0]) == "Documents 1"


def test_the_search_of_the_frame_leads_here(client):
    page = Page(client.get("/fr/members/"))
    forms = [form for form in page.all("form") if form.get("action") == "/fr/search/"]
    assert len(forms) == 2
    assert all(form.get("role") == "search" and form.get("data-suggest") == "" for form in forms)


# Suggestions ---------------------------------------------------------------------------------------------------------


def suggest(client, typed, language="en"):
    response = client.get(f"/{language}/search/suggest/", {"q": typed})
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def test_names_that_begin_as_was_typed_are_suggested_with_where_they_lead(client):
    UniversityFactory(name="Grenoble INP", slug="grenoble")
    ArticleFactory(title_en="A visit", lead_en="To Grenoble.")
    assert suggest(client, "gren") == {
        "suggestions": [{"title": "Grenoble INP", "language": "en", "kind": "Members", "url": "/en/members/grenoble/"}],
        "status": "1 suggestion",
    }


def test_a_suggestion_may_be_known_by_another_name(client):
    kth = UniversityFactory(name="Kungliga Tekniska högskolan", name__language="sv", slug="kth")
    UniversityNameFactory(university=kth, kind="translation", language="de", value="Königliche Hochschule")
    for typed in ("kungliga tek", "konigl", "Koenigl", "hochschule könig"):
        assert [each["title"] for each in suggest(client, typed)["suggestions"]] == ["Kungliga Tekniska högskolan"]


@pytest.mark.parametrize("typed", ["", " ", "g", '"', "*", "🎓", "\u202e", "zzzz", "-grenoble"])
def test_little_or_nothing_suggests_nothing(client, typed):
    UniversityFactory(name="Grenoble INP")
    assert suggest(client, typed) == {"suggestions": [], "status": "0 suggestions"}


def test_what_nobody_may_see_is_not_suggested(client):
    now = timezone.now()
    ArticleFactory(title_en="Grenoble tomorrow", published_at=now + timedelta(days=1))
    ArticleFactory(title_en="Grenoble yesterday", expires_at=now)
    ArticleFactory(title_en="Grenoble draft", publication="draft")
    DocumentFactory(title_en="Grenoble minutes", access="staff")
    ArticleFactory(title_en="Grenoble today")
    assert [each["title"] for each in suggest(client, "gren")["suggestions"]] == ["Grenoble today"]


def test_no_more_than_eight_are_suggested_each_title_once(client):
    ArticleFactory.create_batch(3, title_en="Energy")
    for number in range(12):
        ArticleFactory(title_en=f"Energy {number:02}")
    titles = [each["title"] for each in suggest(client, "ener")["suggestions"]]
    assert titles == ["Energy", *(f"Energy {number:02}" for number in range(7))]


@pytest.mark.parametrize("count", [1, 3])
def test_suggestions_take_two_or_three_queries(client, django_assert_max_num_queries, count):
    for number in range(count):
        ArticleFactory(title_en=f"Energy {number}")
    bring_up_to_date()
    with django_assert_max_num_queries(3):
        assert len(suggest(client, "energ")["suggestions"]) == count


# Bringing it up to date ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "calls"), [("get", 0), ("head", 0), ("options", 0), ("post", 1), ("delete", 1)])
def test_requests_that_may_change_something_bring_the_index_up_to_date(monkeypatch, method, calls):
    done = []
    monkeypatch.setattr(middleware, "catch_up", lambda: done.append(1))
    answer = middleware.SearchIndexMiddleware(lambda _request: "answer")
    assert answer(getattr(RequestFactory(), method)("/")) == "answer"
    assert len(done) == calls
