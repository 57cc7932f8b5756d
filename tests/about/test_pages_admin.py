"""Pages about the network, in the back office."""

import pytest

from cluster_portal.pages.models import Page
from tests.admin_forms import errors_of, filled_in
from tests.factories.pages import FirstPageFactory, PageFactory

pytestmark = pytest.mark.django_db


def address_of(page):
    return f"/admin/pages/page/{page.pk}/change/"


def test_an_editor_changes_a_text_and_what_may_not_be_in_it_is_taken_out(staff_client):
    page = PageFactory()
    data = filled_in(staff_client.get(address_of(page)))
    data["body_en"] = '<p onclick="x()">New<script>x()</script></p>'
    data["body_de"] = "<p>Neu</p>"
    assert staff_client.post(address_of(page), data).status_code == 302
    page = Page.objects.get(pk=page.pk)
    assert (page.body_en, page.body_de) == ("<p>New</p>", "<p>Neu</p>")


def test_a_page_without_a_lead_is_not_published_and_what_was_typed_is_kept(staff_client):
    page = PageFactory(publication="draft", lead_en="")
    data = filled_in(staff_client.get(address_of(page))) | {"publication": "published", "body_en": "<p>Typed</p>"}
    response = staff_client.post(address_of(page), data)
    assert list(errors_of(response)) == ["lead_en"]
    assert "&lt;p&gt;Typed&lt;/p&gt;" in response.content.decode()
    assert Page.objects.get(pk=page.pk).publication == "draft"


@pytest.mark.parametrize("slug", ["two words", "Ä", "governance", "", "about"])
def test_a_wrong_address_is_told_at_its_field(staff_client, slug):
    page = PageFactory()
    PageFactory(slug="about")
    response = staff_client.post(address_of(page), filled_in(staff_client.get(address_of(page))) | {"slug": slug})
    assert list(errors_of(response)) == ["slug"]


def test_a_second_first_page_is_refused_at_its_field(staff_client):
    FirstPageFactory()
    page = PageFactory()
    data = filled_in(staff_client.get(address_of(page))) | {"parent": ""}
    assert "parent" in errors_of(staff_client.post(address_of(page), data))


def test_the_list_publishes_by_the_same_rules(staff_client):
    ready = PageFactory(publication="draft")
    without_lead = PageFactory(publication="draft", lead_en="")
    data = {"action": "publish", "_selected_action": [ready.pk, without_lead.pk]}
    staff_client.post("/admin/pages/page/", data)
    assert Page.objects.get(pk=ready.pk).publication == "published"
    assert Page.objects.get(pk=without_lead.pk).publication == "draft"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_whatever_it_shows(staff_client, count, django_assert_num_queries):
    for _number in range(count):
        PageFactory()
    staff_client.get("/admin/pages/page/")
    with django_assert_num_queries(9):
        staff_client.get("/admin/pages/page/")


def test_the_editor_has_its_nonce_and_no_other_page_has_one(staff_client, client):
    page = PageFactory()
    policy = staff_client.get(address_of(page))["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "'sha256-" in policy
    assert "nonce" not in client.get("/en/about/")["Content-Security-Policy"]


def test_somebody_without_the_right_to_pages_sees_none(client, django_user_model):
    page = PageFactory()
    user = django_user_model.objects.create_user(email="reader@example.org", password="x", is_staff=True)
    client.force_login(user)
    assert client.get(address_of(page)).status_code == 403
