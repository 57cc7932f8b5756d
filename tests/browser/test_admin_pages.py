"""Every page of the back office in a real browser, under the same strict policy as the public pages."""

from contextlib import suppress

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Error, expect

from cluster_portal.translations.models import TranslatedObject
from members.models import University
from news.models import Article
from programmes.admin.rows import RowTextsAdmin
from tests.factories.news import ArticleFactory
from tests.factories.pictures import PictureFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# What is added by no form of its own.
WRITTEN_ELSEWHERE = ("network", "translatedobject", "message", "proposal", "trailentry", "affiliation")


def admin_addresses():
    addresses = ["/admin/", "/admin/password_change/"]
    for model, model_admin in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        addresses.append(reverse(f"admin:{name}_changelist"))
        is_added = model._meta.model_name not in WRITTEN_ELSEWHERE
        if is_added and not isinstance(model_admin, RowTextsAdmin):
            addresses.append(reverse(f"admin:{name}_add"))
        if first := model._default_manager.first():
            addresses.append(reverse(f"admin:{name}_change", args=[first.pk]))
            if model in (University, TranslatedObject):  # the others have the same page
                addresses.append(reverse(f"admin:{name}_history", args=[first.pk]))
    return [*addresses, reverse("admin:translations_export"), reverse("admin:translations_import")]


def test_no_page_of_the_back_office_gives_the_browser_a_reason_to_complain(superuser_page, complaints, live_server):
    complaints.messages.clear()
    for address in admin_addresses():
        response = superuser_page.goto(live_server.url + address)
        assert response.status == 200, address
        superuser_page.wait_for_timeout(100)  # for what scripts do once the page is there
        assert complaints.messages == [], address


def test_an_editor_writes_a_text_in_another_language_and_sees_it_on_the_site(superuser_page, complaints, live_server):
    university = University.objects.get(slug="kth")
    superuser_page.goto(live_server.url + reverse("admin:members_university_change", args=[university.pk]))
    complaints.messages.clear()
    superuser_page.locator("#id_city_de").evaluate("field => { field.value = 'Stockholm an der Ostsee' }")
    superuser_page.locator("input[name=_continue]").first.click()
    superuser_page.wait_for_load_state("networkidle")
    expect(superuser_page.locator(".errornote")).to_have_count(0)
    assert complaints.messages == []
    superuser_page.goto(f"{live_server.url}/de/members/kth/")
    expect(superuser_page.locator("main")).to_contain_text("Stockholm an der Ostsee")


def test_the_language_tabs_work(superuser_page, live_server):
    university = University.objects.get(slug="kth")
    superuser_page.goto(live_server.url + reverse("admin:members_university_change", args=[university.pk]))
    tabs = superuser_page.locator(".ui-tabs-nav")
    expect(tabs).not_to_have_count(0)
    field = superuser_page.locator("#id_summary_fi")
    expect(field).not_to_be_visible()
    superuser_page.locator(".ui-tabs:has(#id_summary_fi) .ui-tabs-nav a", has_text="fi").first.click()
    expect(field).to_be_visible()


def test_the_board_of_translations_leads_to_the_tab_of_a_text(superuser_page, live_server):
    line = TranslatedObject.objects.get(
        object_id=University.objects.get(slug="kth").pk, content_type__model="university"
    )
    address = reverse("admin:translations_translatedobject_change", args=[line.pk])
    superuser_page.goto(f"{live_server.url}{address}?language=fi")
    superuser_page.locator("a[href$='#id_summary_fi']").click()
    superuser_page.locator("#id_summary_fi").wait_for(state="visible")


def test_a_row_can_be_added_and_its_mistake_is_told_at_the_field(superuser_page, live_server):
    university = University.objects.get(slug="kth")
    superuser_page.goto(live_server.url + reverse("admin:members_university_change", args=[university.pk]))
    superuser_page.locator("#identifiers-group .add-row a").click()
    row = superuser_page.locator(
        "#identifiers-group .form-row:not(.empty-form), #identifiers-group .inline-related:not(.empty-form)"
    ).last
    row.locator("select[name$=scheme]").select_option("ror")
    row.locator("input[name$=value]").fill("026vcq607")
    superuser_page.locator("input[name=_save]").first.click()
    superuser_page.locator(".errornote").wait_for()
    expect(superuser_page.locator("#identifiers-group .errorlist").first).to_be_visible()
    expect(superuser_page.locator("#identifiers-group input[value='026vcq607']")).to_have_count(1)


def test_an_editor_puts_a_picture_of_the_library_into_a_text(superuser_page, complaints, live_server):
    picture = PictureFactory(name="Hall", credit="Maria Exempel")
    article = ArticleFactory(slug="it", body_en="<p>First</p>")
    superuser_page.goto(live_server.url + reverse("admin:news_article_change", args=[article.pk]))
    complaints.messages.clear()
    editor = superuser_page.locator(".prose-editor:has(#id_body_en)")
    editor.get_by_text("First", exact=True).click()
    superuser_page.keyboard.press("End")
    superuser_page.keyboard.press("Enter")
    editor.locator(".prose-menubar [title*=figure i], .prose-menubar [title*=image i]").first.click()
    with superuser_page.expect_popup() as opened:
        superuser_page.get_by_role("button", name="Browse...").click()
    library = opened.value
    complaints.watch(library)
    with library.expect_event("close"), suppress(Error):  # the window closes while its click is still being told
        library.get_by_role("button", name="Hall").click()
    superuser_page.locator(".prose-editor-dialog [type=submit]").click()
    superuser_page.locator("input[name=_save]").first.click()
    superuser_page.wait_for_url("**/admin/news/article/")
    assert complaints.messages == []
    assert f'<figure><img src="{picture.address}" alt=""></figure>' in Article.objects.get(pk=article.pk).body_en
    superuser_page.goto(f"{live_server.url}/en/news/it/")
    expect(superuser_page.locator(".rich-text .picture__credit")).to_have_text("Maria Exempel")
    image = superuser_page.locator(".rich-text img")
    expect(image).to_have_attribute("alt", "A hall full of people")
    assert image.evaluate("image => image.decode().then(() => image.currentSrc)").endswith(".avif")
