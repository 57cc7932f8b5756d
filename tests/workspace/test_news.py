"""News, events and documents that people of a university propose in the workspace."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from cluster_portal.review.models import Proposal
from cluster_portal.review.registry import subject_of
from cluster_portal.workspace.pages import PAGES
from members.models import Role
from news.models import Article, Event
from tests.factories.members import AffiliationFactory
from tests.factories.news import ArticleFactory, DocumentFactory, EventFactory, TopicFactory
from tests.factories.pictures import PictureFactory
from tests.factories.review import PictureUploadFactory
from tests.review.conftest import NOW
from tests.workspace.filling_in import accept, fields_of, new, object_page, pdf, section, send, typed_document

pytestmark = pytest.mark.django_db


# News -----------------------------------------------------------------------------------------------------------------


def test_an_article_goes_from_the_first_word_to_the_public_page(ada_client, kth, reviewer):
    address = new(kth, "article")
    body = "<p>All <b>are</b> <script>x()</script>in.</p>"
    typed = {"title_en": "A new lab", "lead_en": "It opens.", "body_en": body}
    assert ada_client.post(address, {**fields_of(ada_client.get(address)), **typed}).status_code == 302
    draft = Proposal.objects.get()
    proposal = send(ada_client, draft)
    assert [(item.operation, item.risk) for item in proposal.items.all()] == [("add", "visible")]
    assert not Article.objects.exists()
    accept(proposal, reviewer)
    article = Article.objects.get()
    assert (article.slug, article.origin, article.publication) == ("a-new-lab", kth, "published")
    assert article.body_en == "<p>All are in.</p>"
    assert list(article.universities.all()) == [kth]
    assert "A new lab" in Client().get(article.get_absolute_url()).content.decode()


def test_what_names_another_university_or_sorts_it_is_for_staff_although_an_approver_looks(
    ada_client, boss_client, kth, upc
):
    topic = TopicFactory()
    address = new(kth, "article")
    ada_client.post(address, {**fields_of(ada_client.get(address)), "title_en": "Ours", "lead_en": "Lead."})
    draft = Proposal.objects.get()
    about = section(kth, "article", draft.uuid, "about")
    typed = {**fields_of(ada_client.get(about)), "universities": [kth.pk, upc.pk]}
    assert ada_client.post(about, typed).status_code == 302
    proposal = send(ada_client, draft)
    item = proposal.items.get()
    assert item.risk == "network"
    said = {"do": "decide", "version": proposal.version, f"decision-{item.pk}": "accept"}
    assert boss_client.post(reverse("workspace:proposal", args=[proposal.uuid]), said).status_code == 403
    article = ArticleFactory(origin=kth)
    about = section(kth, "article", article.uuid, "about")
    ada_client.post(about, {**fields_of(ada_client.get(about)), "universities": [kth.pk], "topics": [topic.pk]})
    changed = Proposal.objects.exclude(pk=proposal.pk).get()
    assert set(changed.items.values_list("column", "risk")) == {("universities", "visible"), ("topics", "network")}


def test_an_approver_accepts_news_about_the_own_university(ada_client, boss, kth):
    address = new(kth, "article")
    ada_client.post(address, {**fields_of(ada_client.get(address)), "title_en": "Ours", "lead_en": "Lead."})
    accept(send(ada_client, Proposal.objects.get()), boss)
    assert Article.objects.get().origin == kth


def test_a_published_article_is_changed_and_an_untouched_moment_stays_as_it_is(ada_client, kth, reviewer):
    article = ArticleFactory(origin=kth, published_at=NOW.replace(second=7, microsecond=123456))
    publication = section(kth, "article", article.uuid, "publication")
    typed = {**fields_of(ada_client.get(publication)), "published_at": "2026-11-01T10:00"}  # as the browser shows it
    ada_client.post(publication, {**typed, "canonical_url": "https://www.kth.se/news"})
    assert list(Proposal.objects.get().items.values_list("column", flat=True)) == ["canonical_url"]
    response = ada_client.post(publication, {**typed, "published_at": "2026-11-02T11:30"})
    assert response.status_code == 302, response.context["form"].errors
    accept(send(ada_client, Proposal.objects.get()), reviewer)
    article.refresh_from_db()
    assert f"{article.published_at:%d %H:%M}" == "02 10:30"  # Brussels is an hour ahead


@pytest.mark.parametrize("code", ["article", "event", "document"])
def test_the_people_of_another_university_reach_neither_an_object_nor_a_draft(pau_client, ada_client, kth, upc, code):
    owned = {
        "article": lambda: ArticleFactory(origin=kth),
        "event": lambda: EventFactory(host=kth),
        "document": lambda: DocumentFactory(origin=kth),
    }[code]()
    assert ada_client.get(object_page(kth, code, owned.uuid)).status_code == 200
    assert pau_client.get(object_page(kth, code, owned.uuid)).status_code == 404
    assert pau_client.get(object_page(upc, code, owned.uuid)).status_code == 404
    typed = {"title_en": "Secret plan", "lead_en": "Lead.", "summary_en": "Lead.", "starts_on": "2027-01-01"}
    if code == "document":
        typed = typed_document(ada_client, kth, **typed, file=pdf())
    ada_client.post(new(kth, code), {**fields_of(ada_client.get(new(kth, code))), **typed})
    draft = Proposal.objects.get()
    assert ada_client.get(object_page(kth, code, draft.uuid)).status_code == 200
    assert pau_client.get(object_page(kth, code, draft.uuid)).status_code == 404
    assert pau_client.get(object_page(upc, code, draft.uuid)).status_code == 404
    assert pau_client.get(reverse("workspace:proposal", args=[draft.uuid])).status_code == 404
    assert "Secret plan" not in pau_client.get(reverse("workspace:about", args=[upc.slug])).content.decode()
    assert pau_client.post(new(kth, code), typed).status_code == 404


@pytest.mark.parametrize("publication", ["draft", "withdrawn"])
def test_what_is_not_published_is_no_ones_to_change(ada_client, kth, publication):
    article = ArticleFactory(origin=kth, publication=publication)
    event = EventFactory(host=kth, publication=publication)
    document = DocumentFactory(origin=kth, publication=publication)
    for code, owned in (("article", article), ("event", event), ("document", document)):
        assert ada_client.get(object_page(kth, code, owned.uuid)).status_code == 404


def test_a_viewer_may_begin_nothing(kth):
    viewer = AffiliationFactory(university=kth, role=Role.VIEWER).user
    client = Client()
    client.force_login(viewer)
    assert client.get(new(kth, "article")).status_code == 403
    assert client.get(reverse("workspace:pictures", args=["kth"])).status_code == 403
    html = client.get(reverse("workspace:about", args=["kth"])).content.decode()
    assert new(kth, "article") not in html


# Rich texts -----------------------------------------------------------------------------------------------------------


def test_the_editor_stands_on_the_page_under_the_strict_policy_and_offers_own_pictures(ada_client, kth):
    response = ada_client.get(new(kth, "article"))
    html = response.content.decode()
    assert "data-django-prose-editor-configurable" in html
    assert reverse("workspace:pictures", args=["kth"]) in html
    assert "/admin/" not in html
    nonce = re.search(r'<script type="importmap" nonce="([^"]+)"', html)[1]
    assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
    plain = ada_client.get(section(kth, "university", kth.uuid, "links"))
    assert "nonce" not in plain["Content-Security-Policy"]


def test_a_text_takes_own_pictures_and_those_it_has_and_no_others(ada_client, kth, upc):
    given, own, foreign = PictureFactory(), PictureUploadFactory(university=kth), PictureUploadFactory(university=upc)
    body = f'<figure><img src="{given.address}" alt=""></figure>'
    article = ArticleFactory(origin=kth, body_en=body)
    address = section(kth, "article", article.uuid, "text")
    typed = fields_of(ada_client.get(address))
    theirs = body + f'<figure><img src="{foreign.picture.address}" alt=""></figure>'
    response = ada_client.post(address, {**typed, "body_en": theirs})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["body_en"]
    ours = body + f'<figure><img src="{own.picture.address}" alt=""></figure>'
    assert ada_client.post(address, {**typed, "body_en": ours}).status_code == 302


def test_a_change_of_mark_up_alone_says_so_and_a_new_address_of_a_link_is_seen(ada_client, kth):
    article = ArticleFactory(origin=kth, body_en='<p>See <a href="https://kth.se/a">our page</a>.</p>')
    address = section(kth, "article", article.uuid, "text")
    typed = fields_of(ada_client.get(address))
    ada_client.post(address, {**typed, "body_en": '<h2>See <a href="https://kth.se/a">our page</a>.</h2>'})
    shown = reverse("workspace:proposal", args=[Proposal.objects.get().uuid])
    sentence = "only how they are set out has changed"
    assert sentence in ada_client.get(shown).content.decode()
    assert sentence in ada_client.get(object_page(kth, "article", article.uuid)).content.decode()
    typed = fields_of(ada_client.get(address))
    ada_client.post(address, {**typed, "body_en": '<p>See <a href="https://kth.se/b">our page</a>.</p>'})
    html = ada_client.get(shown).content.decode()
    assert sentence not in html
    assert "https://kth.se/b" in html


# Events ---------------------------------------------------------------------------------------------------------------


def test_an_event_is_proposed_and_hosted_by_the_university(ada_client, kth, boss):
    address = new(kth, "event")
    typed = {"title_en": "Open day", "summary_en": "Come.", "kind": "workshop", "starts_on": "2027-03-01"}
    assert ada_client.post(address, {**fields_of(ada_client.get(address)), **typed}).status_code == 302
    accept(send(ada_client, Proposal.objects.get()), boss)
    event = Event.objects.get()
    assert (event.slug, event.host, event.publication, event.time_zone) == (
        "open-day",
        kth,
        "published",
        "Europe/Brussels",
    )


def test_what_the_network_convenes_is_for_its_staff(ada_client, kth):
    address = new(kth, "event")
    typed = {"title_en": "GA", "summary_en": "All.", "kind": "general-assembly", "starts_on": "2027-03-01"}
    ada_client.post(address, {**fields_of(ada_client.get(address)), **typed})
    assert send(ada_client, Proposal.objects.get()).items.get().risk == "network"


def test_an_event_is_cancelled_and_a_wrong_date_is_told_and_kept(ada_client, kth, boss):
    event = EventFactory(host=kth)
    basics = section(kth, "event", event.uuid, "basics")
    response = ada_client.post(basics, {**fields_of(ada_client.get(basics)), "ends_on": "2009-01-01"})
    assert response.status_code == 422
    assert 'value="2009-01-01"' in response.content.decode()
    standing = section(kth, "event", event.uuid, "standing")
    ada_client.post(standing, {**fields_of(ada_client.get(standing)), "status": "cancelled"})
    accept(send(ada_client, Proposal.objects.get()), boss)
    event.refresh_from_db()
    assert (event.status, event.sequence) == ("cancelled", 1)


def test_what_stands_in_the_draft_counts_for_the_other_forms_of_the_object(ada_client, kth):
    event = EventFactory(host=kth)
    standing = section(kth, "event", event.uuid, "standing")
    typed = {**fields_of(ada_client.get(standing)), "status": "moved"}
    refused = ada_client.post(standing, typed)
    assert list(refused.context["form"].errors) == ["previous_starts_on"]
    basics = section(kth, "event", event.uuid, "basics")
    ada_client.post(basics, {**fields_of(ada_client.get(basics)), "starts_on": "2010-02-01"})
    assert ada_client.post(standing, typed).status_code == 302
    send(ada_client, Proposal.objects.get())


# Declarations ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.code)
def test_each_field_of_a_form_is_declared_and_each_that_is_declared_stands_on_one(page):
    subject = subject_of(page.label)
    shown = [name for part in page.sections for name in part.fields]
    assert len(shown) == len(set(shown))
    unshown = {"source_language"} | ({"basis", "scheme_name"} if page.code == "programme" else set())
    assert set(shown) == set(subject.root.risks) - unshown


# What is one's own ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_lists_what_is_ones_own_at_the_same_cost(ada_client, kth, upc, count, django_assert_num_queries):
    for number in range(count):
        ArticleFactory(origin=kth, title_en=f"Own {number}")
        ArticleFactory(origin=upc, title_en=f"Of others {number}").universities.add(kth)
        ArticleFactory(origin=upc, title_en=f"Not ours {number}")
        EventFactory(host=kth)
        EventFactory(host=upc, title_en="Not our event")
        DocumentFactory(origin=kth)
        DocumentFactory(origin=upc, title_en="Not our document")
        ada_client.post(
            new(kth, "article"), {**fields_of(ada_client.get(new(kth, "article"))), "title_en": f"Draft {number}"}
        )
    address = reverse("workspace:about", args=[kth.slug])
    ada_client.get(address)
    with django_assert_num_queries(32):
        response = ada_client.get(address)
    lists = {each.page.code: (each.count, len(each.lines), len(each.drafts)) for each in response.context["own_lists"]}
    assert lists == {"article": (count, count, count), "event": (count, count, 0), "document": (count, count, 0)}
    assert len(response.context["articles"]) == count
    html = response.content.decode()
    assert object_page(kth, "article", Article.objects.get(title_en="Own 0").uuid) in html
    assert "Not our" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_a_whole_list_of_ones_own_asks_the_same_however_long_it_is(
    ada_client, kth, upc, count, django_assert_num_queries
):
    for _number in range(count):
        DocumentFactory(origin=kth)
        DocumentFactory(origin=upc)
    address = reverse("workspace:own_list", args=[kth.slug, "document"])
    ada_client.get(address)
    with django_assert_num_queries(9):
        response = ada_client.get(address)
    assert len(response.context["lines"]) == count
    assert ada_client.get(reverse("workspace:own_list", args=[kth.slug, "programme"])).status_code == 404
