"""Somebody of a university writes news in a real browser."""

import re
from contextlib import suppress

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Error, expect

from cluster_portal.review.models import Proposal
from tests.browser.conftest import axe_findings
from tests.clients import PortalClient
from tests.factories.members import AffiliationFactory
from tests.factories.network import NetworkFactory
from tests.factories.pictures import PictureFactory, picture_file
from tests.factories.review import PictureUploadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def affiliation(transactional_db):
    NetworkFactory(name="ORBIT")
    return AffiliationFactory(university__slug="kth", university__name="KTH")


@pytest.fixture
def contact_page(watched, affiliation, live_server):
    """A page in which an editor of KTH is signed in."""
    client = PortalClient()
    client.force_login(affiliation.user)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    watched.context.add_cookies([session])
    return watched


def test_an_editor_writes_news_with_a_picture_of_the_university(contact_page, complaints, affiliation, live_server):
    own = PictureUploadFactory(university=affiliation.university, picture__name="Hall").picture
    PictureFactory(name="Of the network")
    contact_page.goto(live_server.url + reverse("workspace:begin_new", args=["kth", "article"]))
    contact_page.get_by_label("Title (English)").fill("A new hall")
    editor = contact_page.locator(".prose-editor:has(#id_body_en)")
    editor.locator(".ProseMirror[contenteditable]").click()
    contact_page.keyboard.type("It opens.")
    contact_page.keyboard.press("Enter")
    assert axe_findings(contact_page, ["aria-input-field-name", "color-contrast", "label", "target-size"]) == []
    editor.locator(".prose-menubar [title*=figure i], .prose-menubar [title*=image i]").first.click()
    with contact_page.expect_popup() as opened:
        contact_page.get_by_role("button", name="Browse...").click()
    window = opened.value
    complaints.watch(window)
    expect(window.locator(".picture-gallery__choice")).to_have_count(1)
    with window.expect_event("close"), suppress(Error):  # the window closes while its click is still being told
        window.get_by_role("button", name="Hall").click()
    contact_page.locator(".prose-editor-dialog [type=submit]").click()
    contact_page.get_by_role("button", name="Keep in the draft").click()
    contact_page.wait_for_url(re.compile(r"/about/article/[0-9a-f-]{36}/"))
    assert complaints.messages == []
    body = Proposal.objects.get().items.get().new["body_en"]
    assert body == f'<p>It opens.</p><figure><img src="{own.address}" alt=""></figure>'


def test_a_picture_is_uploaded_by_its_form_and_chosen(contact_page, complaints, affiliation, live_server, tmp_path):
    university = affiliation.university
    address = reverse("workspace:edit_section", args=["kth", "university", university.uuid, "pictures"])
    contact_page.goto(live_server.url + address)
    cover = contact_page.get_by_role("group", name="Cover picture")
    cover.get_by_text("Upload a new picture").click()
    path = tmp_path / "hall.jpg"
    path.write_bytes(picture_file().read())
    cover.get_by_label("File").set_input_files(path)
    assert axe_findings(contact_page) == []
    contact_page.get_by_role("button", name="Keep in the draft").click()
    expect(cover.get_by_text("Received: hall.jpg.")).to_be_visible()
    complaints.messages.clear()  # the browser complains about each answer 422
    cover.get_by_label("Description (English)").fill("A hall full of people")
    contact_page.get_by_role("button", name="Keep in the draft").click()
    expect(contact_page.get_by_role("status")).to_contain_text("Kept in your draft.")
    contact_page.goto(live_server.url + address)
    expect(cover.get_by_role("radio", name="hall")).to_be_checked()
    assert axe_findings(contact_page) == []
    assert complaints.messages == []
