"""News and their topics from data files: articles.json and topics.json."""

from datetime import UTC, datetime

import pytest

from news.models import Article, Topic

pytestmark = pytest.mark.django_db

TOPIC = {"slug": "network", "name": "The network"}
NEWS = {
    "slug": "new-term",
    "title": "A new term",
    "lead": "It begins.",
    "body": "<p>All of it.</p>",
    "published_at": "2026-10-01T09:00:00+02:00",
    "topics": ["network"],
    "universities": ["cordillera"],
}


@pytest.fixture
def told(folder):
    folder.write("topics.json", [TOPIC])
    folder.write("articles.json", [NEWS])
    words = {"topics": {"network": {"name": "La red"}}, "articles": {"new-term": {"title": "Un nuevo mandato"}}}
    folder.edit("texts/es.json", lambda texts: texts.update(words))
    return folder


def test_articles_are_loaded_and_a_second_run_keeps_what_staff_edited(told):
    assert told.load() == "6 added, 0 changed, 0 unchanged"
    article = Article.objects.get()
    assert (article.title_en, article.title_es, article.body_en) == (
        "A new term",
        "Un nuevo mandato",
        "<p>All of it.</p>",
    )
    assert (article.published_at, article.expires_at) == (datetime(2026, 10, 1, 7, tzinfo=UTC), None)
    assert [each.slug for each in article.universities.all()] == ["cordillera"]
    assert [each.name_es for each in article.topics.all()] == ["La red"]
    assert told.load() == "0 added, 0 changed, 6 unchanged"
    article.title_en = "Edited"
    article.save()
    assert "kept as edited by staff: new-term" in told.load()


def test_what_an_article_is_about_counts_as_edited_by_staff(told):
    told.load()
    Article.objects.get().universities.clear()
    assert "kept as edited by staff: new-term" in told.load()
    told.load("--force")
    assert Article.objects.get().universities.count() == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"universities": ["atlantis"]}, "universities: “atlantis” is no university."),
        ({"topics": ["nothing"]}, "topics: “nothing” is no topic."),
        ({"events": ["never"]}, "events: “never” is no event."),
        ({"published_at": "2026-10-01"}, 'published_at: "2026-10-01" is no moment: write 2027-01-15T09:00:00+00:00.'),
        ({"lead": None}, "lead: is missing."),
        ({"body": "<script>x</script>"}, "body: holds HTML that a page may not have, or that is not well nested."),
    ],
)
def test_a_broken_article_changes_nothing_and_is_named(told, change, problem):
    told.edit("articles.json", lambda records: records[0].update(change))
    assert f"articles.json, new-term, {problem}" in told.problems()
    assert not Article.objects.exists()
    assert not Topic.objects.exists()


def test_what_contradicts_itself_is_named_by_its_record(told):
    told.edit("articles.json", lambda records: records[0].update(expires_at="2026-09-01T00:00:00+00:00"))
    assert told.problems() == ["articles.json, new-term: The article expires before it appears."]


def test_a_translation_with_broken_html_is_named(told):
    told.edit("texts/es.json", lambda texts: texts["articles"]["new-term"].update(body="<p onclick='x'>a</p>"))
    assert told.problems() == [
        "texts/es.json, new-term, body: holds HTML that a page may not have, or that is not well nested."
    ]
