"""A question while somebody else is writing: it waits for a moment, and shows nothing that may have been withdrawn."""

import sqlite3

import pytest
from django.db import connection

from cluster_portal.search import index
from cluster_portal.search.backends.postgresql import LOCK
from cluster_portal.search.index import bring_up_to_date
from cluster_portal.search.models import SearchChange
from news.models import Article
from tests.factories.news import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _impatience(monkeypatch):
    monkeypatch.setattr(index, "PATIENCE", 0.1)


@pytest.fixture
def begin_to_write():
    """A function by which another connection begins to write; it returns one that ends it."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)
        statement = "BEGIN IMMEDIATE"
    else:
        other = connection.copy()
        other.set_autocommit(False)
        statement = f"SELECT pg_advisory_xact_lock({LOCK})"

    def begin():
        other.cursor().execute(statement)
        return other.rollback

    yield begin
    other.close()


def found(client):
    response = client.get("/en/search/", {"q": "energy"})
    assert response.status_code == 200
    offered = client.get("/en/search/suggest/", {"q": "energ"}).json()["suggestions"]
    titles = [result.entry.title for group in response.context["search"].groups for result in group.results]
    assert sorted(each["title"] for each in offered) == sorted(titles)
    return sorted(titles)


def test_a_question_is_answered_from_what_is_known_and_without_what_has_changed(client, begin_to_write):
    ArticleFactory(title_en="Energy that stays")
    withdrawn = ArticleFactory(title_en="Energy that goes")
    bring_up_to_date()
    Article.objects.filter(pk=withdrawn.pk).update(publication="withdrawn")
    ArticleFactory(title_en="Energy that comes")
    end = begin_to_write()
    assert found(client) == ["Energy that stays"]
    assert SearchChange.objects.exists()
    end()
    assert found(client) == ["Energy that comes", "Energy that stays"]
    assert not SearchChange.objects.exists()


def test_a_request_that_has_changed_something_ends_well_all_the_same(client, begin_to_write):
    ArticleFactory(title_en="Energy")
    begin_to_write()
    assert client.post("/en/search/").status_code == 405
    assert SearchChange.objects.exists()
