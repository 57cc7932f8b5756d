"""News in the back office."""

import pytest

from news.models import Article
from tests.admin_forms import errors_of, filled_in
from tests.factories.news import ArticleFactory, TopicFactory

pytestmark = pytest.mark.django_db


def address_of(article):
    return f"/admin/news/article/{article.pk}/change/"


def test_an_editor_publishes_a_draft_after_looking_at_its_preview(staff_client):
    article = ArticleFactory(publication="draft")
    response = staff_client.get(address_of(article))
    assert "Open the preview" in response.content.decode()
    data = filled_in(response) | {"publication": "published", "topics": [TopicFactory().pk]}
    for name in ("published_at", "expires_at", "pinned_until", "revised_at"):
        data.pop(name, None)
        data |= {f"{name}_0": "", f"{name}_1": ""}
    data |= {"published_at_0": "2020-01-01", "published_at_1": "12:00"}
    assert staff_client.post(address_of(article), data).status_code == 302
    article = Article.objects.get(pk=article.pk)
    assert (article.publication, article.topics.count()) == ("published", 1)
    assert "The page is public." in staff_client.get(address_of(article)).content.decode()


def test_a_script_in_the_text_is_not_stored_and_a_missing_lead_is_told(staff_client):
    article = ArticleFactory(publication="draft", lead_en="")
    data = filled_in(staff_client.get(address_of(article)))
    for name in ("published_at", "expires_at", "pinned_until", "revised_at"):
        data.pop(name, None)
        data |= {f"{name}_0": "", f"{name}_1": ""}
    data |= {"published_at_0": "2020-01-01", "published_at_1": "12:00", "publication": "published"}
    data["body_en"] = "<p>Typed</p><script>x()</script>"
    response = staff_client.post(address_of(article), data)
    assert list(errors_of(response)) == ["lead_en"]
    assert "Typed" in response.content.decode()
    assert staff_client.post(address_of(article), data | {"lead_en": "New."}).status_code == 302
    assert Article.objects.get(pk=article.pk).body_en == "<p>Typed</p>"


def test_the_list_publishes_and_withdraws_by_the_same_rules(staff_client):
    ready = ArticleFactory(publication="draft")
    without_lead = ArticleFactory(publication="draft", lead_en="")
    for action, states in (("publish", ("published", "draft")), ("withdraw", ("withdrawn", "draft"))):
        staff_client.post("/admin/news/article/", {"action": action, "_selected_action": [ready.pk, without_lead.pk]})
        stored = dict(Article.objects.values_list("pk", "publication"))
        assert (stored[ready.pk], stored[without_lead.pk]) == states


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_whatever_it_shows(staff_client, count, django_assert_num_queries):
    for _number in range(count):
        ArticleFactory()
    staff_client.get("/admin/news/article/")
    with django_assert_num_queries(12):
        staff_client.get("/admin/news/article/")


def test_somebody_without_the_right_to_news_changes_none(client, django_user_model):
    article = ArticleFactory()
    user = django_user_model.objects.create_user(email="reader@example.org", password="x", is_staff=True)
    client.force_login(user)
    assert client.get(address_of(article)).status_code == 403
