"""News: when it is public, its archive, its page, its feeds and its previews."""

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.signing import TimestampSigner
from django.http import Http404, QueryDict
from django.utils import timezone

from cluster_portal.core.previews import preview_address
from cluster_portal.core.requests import BadInput
from news.articles import Archive
from news.models import Article
from tests.factories.members import GroupFactory, UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.news import ArticleFactory, EventFactory, TopicFactory
from tests.factories.pictures import PictureFactory
from tests.factories.programmes import ProgrammeFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
ATOM = "{http://www.w3.org/2005/Atom}"


def archive(query=""):
    return Archive(QueryDict(query), NOW)


def slugs(articles):
    return [article.slug for article in articles]


def test_an_article_is_public_from_its_moment_until_it_expires():
    ArticleFactory(slug="now", published_at=NOW)
    ArticleFactory(slug="later", published_at=NOW + A_SECOND)
    ArticleFactory(slug="expired", expires_at=NOW)
    ArticleFactory(slug="expires", expires_at=NOW + A_SECOND)
    ArticleFactory(slug="draft", publication="draft")
    ArticleFactory(slug="withdrawn", publication="withdrawn")
    assert slugs(Article.objects.public(NOW)) == ["now", "expires"]
    for article in Article.objects.all():
        assert article.is_public(NOW) == (article.slug in {"now", "expires"})
        assert article.is_gone(NOW) == (article.slug in {"expired", "withdrawn"})


def test_the_pages_of_a_university_and_of_a_group_show_the_latest_news_about_them(client):
    kth, group = UniversityFactory(slug="kth"), GroupFactory(slug="africa")
    for year in (2021, 2024, 2022, 2023):
        article = ArticleFactory(slug=f"of-{year}", published_at=datetime(year, 1, 1, tzinfo=UTC))
        article.universities.add(kth)
        article.groups.add(group)
    for hidden in (ArticleFactory(publication="draft"), ArticleFactory(expires_at=datetime(2021, 1, 1, tzinfo=UTC))):
        hidden.universities.add(kth)
        hidden.groups.add(group)
    ArticleFactory(slug="about-another").universities.add(UniversityFactory(slug="eth"))
    newest = [f"/fi/news/of-{year}/" for year in (2024, 2023, 2022)]
    for address in ("/fi/members/kth/", "/fi/about/governance/africa/"):
        page = Page(client.get(address))
        assert [link.get("href") for link in page.all("a") if "/news/of-" in link.get("href")] == newest
    page = Page(client.get("/fi/members/kth/"))
    assert page.one("link", type="application/atom+xml").get("href") == "/fi/news/feed/member/kth/"
    assert len(page.all("a", href="/fi/news/?member=kth")) == 1
    GroupFactory(slug="other")
    assert Page(client.get("/fi/about/governance/other/")).all("li", class_="event-line") == []


@pytest.mark.parametrize(
    ("years", "shown"),
    [((2021, 2999, 2019, 2020), (2999, 2021, 2020)), ((2990, 2991, 2020, 2992, 2993), (2990, 2991, 2992))],
)
def test_the_pages_of_a_university_and_of_a_group_show_their_events_the_next_first(client, years, shown):
    kth, group = UniversityFactory(slug="kth"), GroupFactory(slug="africa")
    for year in years:
        EventFactory(slug=f"of-{year}", starts_on=date(year, 1, 1), host=kth, group=group)
    EventFactory(host=kth, group=group, publication="draft")
    EventFactory(host=UniversityFactory(slug="eth"), group=GroupFactory(slug="other"))
    for address in ("/en/members/kth/", "/en/about/governance/africa/"):
        lines = Page(client.get(address)).all("li", class_="event-line")
        links = [link.get("href") for line in lines for link in line.iter("{http://www.w3.org/1999/xhtml}a")]
        assert links == [f"/en/events/of-{year}/" for year in shown], address


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lead_en": ""}, "lead_en"),
        ({"expires_at": datetime(2020, 1, 1, 12, tzinfo=UTC)}, "__all__"),
        ({"revised_at": datetime(2019, 12, 31, tzinfo=UTC)}, "revised_at"),
    ],
)
def test_what_cannot_be_published_is_told_at_its_field(values, field):
    with pytest.raises(ValidationError) as caught:
        ArticleFactory.build(**values).full_clean()
    assert list(caught.value.error_dict) == [field]


def test_a_draft_needs_no_lead():
    ArticleFactory.build(publication="draft", lead_en="").full_clean()


# The archive ------------------------------------------------------------------------------------------------------


def test_what_is_pinned_stands_above_the_rest_once_and_only_until_its_moment():
    ArticleFactory(slug="old", pinned_until=NOW + A_SECOND, published_at=datetime(2001, 1, 1, tzinfo=UTC))
    ArticleFactory(slug="unpinned", pinned_until=NOW, published_at=datetime(2002, 1, 1, tzinfo=UTC))
    ArticleFactory(slug="new")
    whole = archive()
    assert (slugs(whole.pinned), slugs(whole.page.object_list)) == (["old"], ["new", "unpinned"])
    narrowed = archive("year=2001")
    assert (slugs(narrowed.pinned), slugs(narrowed.page.object_list)) == ([], ["old"])


def test_the_archive_by_year_by_member_and_by_topic():
    kth, topic = UniversityFactory(slug="kth", name="KTH"), TopicFactory(slug="climate", name_en="Climate")
    ArticleFactory(slug="a", published_at=datetime(2024, 12, 31, 22, 59, tzinfo=UTC)).universities.add(kth)
    ArticleFactory(slug="b", published_at=datetime(2024, 12, 31, 23, 0, tzinfo=UTC)).topics.add(topic)  # 2025 here
    ArticleFactory(slug="draft", publication="draft").universities.add(kth)
    assert slugs(archive("year=2024").page.object_list) == ["a"]
    assert slugs(archive("year=2025").page.object_list) == ["b"]
    assert slugs(archive("member=kth").page.object_list) == ["a"]
    assert slugs(archive("topic=climate").page.object_list) == ["b"]
    assert archive().years == [2025, 2024]
    assert [archive(query).title for query in ("", "year=2024", "member=kth", "topic=climate")] == [
        "News",
        "News, 2024",
        "News, KTH",
        "News, Climate",
    ]


@pytest.mark.parametrize("year", ["x", "20", "1899", "2025x", "٢٠٢٥", "99999"])
def test_what_is_no_year_is_refused_in_words(client, year):
    with pytest.raises(BadInput, match="is no year"):
        archive(f"year={year}")
    assert client.get("/fi/news/", {"year": year}).status_code == 400


@pytest.mark.parametrize("query", ["member=nothing", "member=secret", "topic=nothing", "page=2", "page=x", "page=0"])
def test_what_does_not_exist_is_not_found(client, query):
    UniversityFactory(slug="secret", publication="draft")
    with pytest.raises(Http404):
        _ = archive(query).page
    assert client.get(f"/fi/news/?{query}").status_code == 404


def test_pages_follow_each_other_without_a_gap():
    for number in range(45):
        ArticleFactory(slug=f"a{number:02}", published_at=datetime(2000 + number // 4, 1, 1, tzinfo=UTC))
    found = [slug for page in (1, 2, 3) for slug in slugs(archive(f"page={page}").page.object_list)]
    assert sorted(found) == [f"a{number:02}" for number in range(45)]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 6), ("?year=2020", 5), ("?topic=climate", 5), ("?member=kth", 6)])
def test_the_list_asks_the_same_number_of_queries_whatever_it_shows(
    client, count, query, queries, django_assert_num_queries
):
    kth, topic = UniversityFactory(slug="kth", name="KTH"), TopicFactory(slug="climate")
    for _number in range(count):
        article = ArticleFactory()
        article.universities.add(kth)
        article.topics.add(topic)
        ArticleFactory(pinned_until=datetime(2999, 1, 1, tzinfo=UTC))
    with django_assert_num_queries(queries):
        client.get(f"/fi/news/{query}")


# The page ---------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_texts_the_dates_and_what_it_is_about(client):
    NetworkFactory(name="ORBIT")
    article = ArticleFactory(
        slug="report",
        title_en="A report",
        body_en="<p>Read it.</p>",
        author="The office",
        revised_at=datetime(2020, 2, 1, 12, tzinfo=UTC),
        canonical_url="https://example.org/report",
    )
    article.universities.add(UniversityFactory(slug="kth", name="KTH"))
    article.universities.add(UniversityFactory(publication="draft", name="Hidden university"))
    article.programmes.add(ProgrammeFactory(title_en="Energy"))
    article.programmes.add(ProgrammeFactory(title_en="Hidden programme", publication="draft"))
    article.groups.add(GroupFactory(name_en="Africa"), GroupFactory(name_en="Hidden group", publication="withdrawn"))
    article.events.add(EventFactory(title_en="Assembly"), EventFactory(title_en="Hidden event", publication="draft"))
    article.topics.add(TopicFactory(name_en="Climate"))
    page = Page(client.get("/en/news/report/"))
    words = page.text()
    shown = ("1 January 2020", "Revised on 1 February 2020", "The office", "Read it.", "KTH", "Energy", "Africa")
    assert [part for part in (*shown, "Assembly", "Climate", "example.org") if part not in words] == []
    assert "Hidden" not in words
    data = page.json_ld[0]
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "A report",
        "description": "What is new.",
        "inLanguage": "en",
        "url": "http://testserver/en/news/report/",
        "datePublished": "2020-01-01T12:00:00+00:00",
        "dateModified": "2020-02-01T12:00:00+00:00",
        "author": {"@type": "Organization", "name": "The office"},
        "publisher": {"@type": "Organization", "name": "ORBIT"},
        "sameAs": "https://example.org/report",
    }


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, 200),
        ({"publication": "draft"}, 404),
        ({"published_at": datetime(2999, 1, 1, tzinfo=UTC)}, 404),
        ({"expires_at": datetime(2021, 1, 1, tzinfo=UTC)}, 410),
        ({"publication": "withdrawn"}, 410),
    ],
)
def test_only_what_is_public_has_a_page(client, values, status):
    ArticleFactory(slug="it", **values)
    assert client.get("/en/news/it/").status_code == status


@pytest.mark.parametrize(("publication", "status"), [("published", 301), ("draft", 404), ("withdrawn", 301)])
def test_the_old_address_leads_to_the_new_one_of_what_is_or_was_public(client, publication, status):
    article = Article.objects.get(pk=ArticleFactory(slug="old", publication=publication).pk)
    article.slug = "new"
    article.save()
    assert client.get("/fi/news/old/").status_code == status
    assert client.get(f"/id/article/{article.uuid}").status_code == (404 if publication == "draft" else 303)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_ten_queries_whatever_it_shows(client, count, django_assert_num_queries):
    article = ArticleFactory(slug="it", picture=PictureFactory())
    for _number in range(count):
        article.universities.add(UniversityFactory(name="KTH"))
        article.programmes.add(ProgrammeFactory())
        article.groups.add(GroupFactory())
        article.events.add(EventFactory())
        article.topics.add(TopicFactory())
    with django_assert_num_queries(10):
        client.get("/fi/news/it/")


# Previews ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", [ArticleFactory, EventFactory])
def test_whoever_has_its_link_sees_a_draft_for_three_days(client, factory, monkeypatch):
    draft = factory(publication="draft", title_en="Not public yet")
    address = preview_address(draft)
    response = client.get(address)
    assert response.status_code == 200
    assert "Not public yet" in response.content.decode()
    assert "A preview: this page is not public." in response.content.decode()
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
    monkeypatch.setattr(TimestampSigner, "timestamp", lambda _self: "1jAAAA")  # made in 2020
    assert client.get(preview_address(draft)).status_code == 400


def test_a_preview_of_one_article_shows_no_other_and_a_changed_one_shows_nothing(client):
    draft, other = ArticleFactory(publication="draft"), ArticleFactory(publication="draft")
    token = preview_address(draft).partition("=")[2]
    assert client.get(other.get_absolute_url(), {"preview": token}).status_code == 400
    assert client.get(draft.get_absolute_url(), {"preview": token[:-1]}).status_code == 400
    assert client.get(draft.get_absolute_url(), {"preview": ""}).status_code == 400
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_preview_of_what_is_public_is_the_public_page(client):
    article = ArticleFactory()
    response = client.get(preview_address(article))
    assert response.status_code == 200
    assert "A preview" not in response.content.decode()


# Feeds ------------------------------------------------------------------------------------------------------------


def entries(client, path):
    root = ET.fromstring(client.get(path).content)
    return {entry.find(f"{ATOM}id").text: entry for entry in root.findall(f"{ATOM}entry")}


def test_feeds_have_what_is_theirs_and_ids_that_survive_a_new_slug_and_language(client):
    NetworkFactory()
    kth, topic = UniversityFactory(slug="kth", name="KTH"), TopicFactory(slug="climate")
    article = ArticleFactory(slug="old", title_en="A report", title_fi="Raportti", author="The office")
    article.universities.add(kth)
    other = ArticleFactory(revised_at=timezone.now())
    other.topics.add(topic)
    ArticleFactory(publication="draft").universities.add(kth)
    ids = [f"urn:uuid:{each.uuid}" for each in (article, other)]
    assert set(entries(client, "/en/news/feed/")) == set(ids)
    assert list(entries(client, "/en/news/feed/member/kth/")) == ids[:1]
    assert list(entries(client, "/en/news/feed/topic/climate/")) == ids[1:]
    assert client.get("/en/news/feed/topic/nothing/").status_code == 404
    article = Article.objects.get(pk=article.pk)
    article.slug = "new"
    article.save()
    entry = entries(client, "/fi/news/feed/member/kth/")[ids[0]]
    assert entry.find(f"{ATOM}title").text == "Raportti"
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/fi/news/new/"
    assert entry.find(f"{ATOM}published").text == "2020-01-01T12:00:00+00:00"


def test_a_list_leads_to_its_own_feed(client):
    UniversityFactory(slug="kth", name="KTH")
    for query, path in (("", "/en/news/feed/"), ("?member=kth", "/en/news/feed/member/kth/")):
        page = Page(client.get(f"/en/news/{query}"))
        assert page.one("link", type="application/atom+xml").get("href") == path


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_asks_two_queries_whatever_is_in_it(client, count, django_assert_num_queries):
    for _number in range(count):
        ArticleFactory()
    with django_assert_num_queries(2):
        client.get("/fi/news/feed/")
