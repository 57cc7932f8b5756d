"""The board, the page of one object, and who may do what there."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from cluster_portal.accounts.models import User
from cluster_portal.core.languages import CODES
from cluster_portal.translations.models import TranslatedObject, TranslationUnit
from news.models import Article
from programmes.models import PathStep
from tests.admin_forms import errors_of, filled_in
from tests.factories.accounts import UserFactory
from tests.factories.members import UniversityFactory
from tests.factories.news import ArticleFactory, EventFactory
from tests.factories.pages import PageFactory
from tests.factories.programmes import PathFactory, ProgrammeFactory, StepFactory
from tests.factories.translations import translator_of

pytestmark = pytest.mark.django_db

BOARD = "/admin/translations/translatedobject/"


def page_of(instance_name):
    return f"{BOARD}{TranslatedObject.objects.get(name=instance_name).pk}/change/"


def unit(name, field, language):
    return TranslationUnit.objects.get(root__name=name, field=field, language=language)


def send(client, name, language, do="save", typed=None, **extra):
    """Send the form of an object's page as the browser does, with some texts typed anew: {field: text}."""
    address = page_of(name)
    response = client.get(address, {"language": language})
    data = {"language": language, "do": do}
    for row, _address in response.context["rows"]:
        data[f"text-{row.unit.pk}"] = (typed or {}).get(row.unit.field, row.translation)
        data[f"seen-{row.unit.pk}"] = row.seen
    return client.post(address, {**data, **extra})


def names(response):
    return [line.name for line in response.context["cl"].result_list]


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def article():
    """An article whose Finnish title is outdated; its lead is translated nowhere. Another article beside it."""
    ArticleFactory(title_en="Another", title_fi="Toinen")
    article = ArticleFactory(
        title_en="The portal opens",
        title_fi="Portaali avautuu",
        title_sv="Portalen öppnar",
        title_pt="O portal abre",
        body_en="<p>One paragraph.</p>",
        body_fi="<p>Yksi kappale.</p>",
    )
    article.title_en = "The portal is open"
    article.save()
    return article


# The board ------------------------------------------------------------------------------------------------------------


def test_the_board_says_in_words_how_each_object_stands_in_each_language(staff_client, article):
    response = staff_client.get(BOARD, {"q": "portal"})
    (row,) = re.findall(r'<tr[^>]*>(<th class="field-name.*?)</tr>', response.content.decode(), re.DOTALL)
    cells = [words(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
    expected = dict.fromkeys(CODES, "○ 3 missing") | {
        "en": "source",
        "fi": "○ 1 missing ◐ 1 outdated ● 1 current",
        "sv": "○ 2 missing ◐ 1 outdated",
        "pt": "○ 2 missing ◐ 1 outdated",
    }
    assert cells == ["Article", *expected.values()]


def test_the_totals_count_each_language(staff_client, article):
    TranslationUnit.objects.filter(language="pt").exclude(state="missing").update(is_confirmed=False)
    totals = {row["language"]: row for row in staff_client.get(BOARD).context["totals"]}
    assert list(totals) == [code for code in CODES if code != "en"]
    counts = {name: totals["fi"][name] for name in ("missing", "outdated", "same", "current", "unconfirmed")}
    assert counts == {"missing": 2, "outdated": 1, "same": 0, "current": 2, "unconfirmed": 0}
    assert totals["pt"]["unconfirmed"] == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Another", "Fotónica", "The portal is open"]),
        ({"state": "outdated"}, ["The portal is open"]),
        ({"state": "outdated", "language": "fr"}, []),
        ({"state": "missing", "language": "fi"}, ["Another", "Fotónica", "The portal is open"]),
        ({"state": "missing", "language": "en"}, []),
        ({"state": "same"}, ["Fotónica"]),
        ({"state": "unconfirmed"}, ["Another"]),
        ({"state": "to-do", "language": "en"}, []),
        ({"language": "pt"}, ["Another", "The portal is open"]),
        ({"kind": "programmes.programme"}, ["Fotónica"]),
        ({"q": "FOT"}, ["Fotónica"]),
    ],
)
def test_the_board_is_filtered_and_searched(staff_client, article, query, expected):
    ProgrammeFactory(source_language="pt", title_pt="Fotónica", title_en="Fotónica")
    TranslationUnit.objects.filter(root__name="Another", language="fi", field="title").update(is_confirmed=False)
    assert sorted(names(staff_client.get(BOARD, query))) == expected


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_takes_the_same_queries_for_any_number(staff_client, count, django_assert_num_queries):
    for number in range(count):
        ArticleFactory(title_fi=f"Artikkeli {number}")
        ProgrammeFactory(title_fi=f"Ohjelma {number}")
        UniversityFactory(city_fi=f"Kaupunki {number}", city_en="City")
    staff_client.get(BOARD)  # content types are asked for once in the life of a process
    with django_assert_num_queries(10):
        response = staff_client.get(f"{BOARD}?language=fi")
    assert len(response.context["cl"].result_list) == count * 3


def test_the_board_stands_in_the_index_of_those_who_may_see_it(client, translator):
    client.force_login(translator)
    assert BOARD in client.get("/admin/").content.decode()
    client.force_login(UserFactory(is_staff=True))
    assert BOARD not in client.get("/admin/").content.decode()


# One object -----------------------------------------------------------------------------------------------------------


def test_large_numbers_name_fields_as_small_ones_do(staff_client, article):
    TranslationUnit.objects.filter(pk=unit("The portal is open", "title", "fi").pk).update(id=1234567)
    html = staff_client.get(page_of("The portal is open"), {"language": "fi"}).content.decode()
    assert 'name="seen-1234567"' in html
    assert 'value="right:1234567"' in html
    assert "1,234" not in html


def test_the_page_of_an_object_shows_what_changed_in_the_source(staff_client, article):
    response = staff_client.get(page_of("The portal is open"), {"language": "fi"})
    rows = {row.unit.field: (row.state, row.changes) for row, _address in response.context["rows"]}
    assert rows == {
        "title": ("outdated", [("kept", "The portal"), ("removed", "opens"), ("added", "is open")]),
        "lead": ("missing", []),
        "body": ("current", []),
    }
    html = response.content.decode()
    assert "The portal <del>opens</del> <ins>is open</ins>" in html
    assert f'href="/admin/news/article/{article.pk}/change/#id_title_fi"' in html


def test_a_rich_text_is_read_as_its_readers_see_it_and_written_in_the_editor(staff_client, article):
    Article.objects.filter(pk=article.pk).update(body_en="<h2>One</h2><p>A <a href='/en/news/'>link</a></p>")
    response = staff_client.get(page_of("The portal is open"), {"language": "fi"})
    html = response.content.decode()
    assert '<h2>One</h2><p>A <a href="/en/news/">link</a></p></div>' in html
    body = unit("The portal is open", "body", "fi")
    (field,) = re.findall(rf'<textarea name="text-{body.pk}"[^>]*>\s*([^<]*)<', html)
    assert unescape(field) == "<p>Yksi kappale.</p>"
    assert html.count("data-django-prose-editor-") == 1
    nonce = re.search(r'<script type="importmap" nonce="([^"]+)"', html)[1]
    assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]


def test_a_page_without_rich_texts_loads_no_editor(staff_client):
    UniversityFactory(slug="kth", city_en="Stockholm")
    assert "prose" not in staff_client.get(page_of("kth"), {"language": "pt"}).content.decode()


def test_where_the_source_was_emptied_the_page_says_what_can_be_done(staff_client, article):
    article.body_en = ""
    article.save()
    response = staff_client.get(page_of("The portal is open"), {"language": "fi"})
    body = unit("The portal is open", "body", "fi")
    assert body.state == "outdated"
    html = response.content.decode()
    assert html.count("The source is empty now.") == 1
    assert "<del>One paragraph.</del>" in html
    assert f'value="right:{body.pk}"' not in html
    assert f'value="same:{body.pk}"' not in html
    for action in ("right", "same"):
        send(staff_client, "The portal is open", "fi", do=f"{action}:{body.pk}")
        article.refresh_from_db()
        assert article.body_fi == "<p>Yksi kappale.</p>"
        assert unit("The portal is open", "body", "fi").state == "outdated"
    send(staff_client, "The portal is open", "fi", typed={"body": ""})
    article.refresh_from_db()
    assert not article.body_fi
    assert not TranslationUnit.objects.filter(root__name="The portal is open", field="body", language="fi").exists()


def test_a_row_leads_to_its_own_form_and_says_what_it_is(staff_client):
    step = StepFactory(path=PathFactory(programme=ProgrammeFactory(title_en="Photonics")), note_en="Thesis")
    university = UniversityFactory(slug="kth")
    university.memberships.create(category="full", note_en="Founding member")
    html = staff_client.get(page_of("Photonics"), {"language": "pt"}).content.decode()
    assert f'href="/admin/programmes/pathstep/{step.pk}/change/#id_note_pt"' in html
    html = staff_client.get(page_of("kth"), {"language": "pt"}).content.decode()
    assert f'href="/admin/members/university/{university.pk}/change/"' in html


def test_the_page_opens_in_the_language_of_the_board_or_in_the_one_with_most_to_do(staff_client, article):
    board = staff_client.get(BOARD, {"language": "fi", "q": "open"}).content.decode()
    address = unescape(re.search(rf'href="({BOARD}\d+/change/[^"]*)"', board)[1])
    assert staff_client.get(address).context["language"] == "fi"
    assert staff_client.get(f"{address}%26language%3Dxx").context["language"] == "pt"
    assert staff_client.get(page_of("Another")).context["language"] == "pt"


def test_texts_are_written_beside_their_sources_and_logged(staff_client, article, editor):
    response = send(staff_client, "The portal is open", "fi", typed={"title": " Portaali on auki\r\n", "lead": "Uutta"})
    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.title_fi, article.lead_fi, article.body_fi) == ("Portaali on auki", "Uutta", "<p>Yksi kappale.</p>")
    assert (article.title_sv, article.title_en) == ("Portalen öppnar", "The portal is open")
    assert unit("The portal is open", "title", "fi").state == "current"
    assert unit("The portal is open", "title", "sv").state == "outdated"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.content_type.model) == (editor, str(article.pk), "article")
    assert entry.get_change_message() == "Changed Title (fi) and Lead (fi)."


def test_a_page_that_is_sent_unchanged_writes_nothing(staff_client, article):
    columns = [field.name for field in Article._meta.concrete_fields]
    before = list(Article.objects.order_by("pk").values(*columns))
    assert send(staff_client, "The portal is open", "fi").status_code == 302
    assert list(Article.objects.order_by("pk").values(*columns)) == before
    assert not LogEntry.objects.exists()


def test_a_rich_text_is_stored_clean(staff_client, article):
    send(
        staff_client,
        "The portal is open",
        "sv",
        typed={"body": "<p onclick=x>Ett <b>stycke</b><script>x</script>.</p>"},
    )
    article.refresh_from_db()
    assert article.body_sv == "<p>Ett stycke.</p>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 161, "Ensure this value has at most 160 characters (it has 161)."),
        ("Por\x0btaali", "There is a sign in the text that cannot be stored."),
        ("Portaali\x00", "There is a sign in the text that cannot be stored."),
    ],
)
def test_a_text_that_does_not_fit_is_told_beside_it_and_nothing_is_written(staff_client, article, text, message):
    response = send(staff_client, "The portal is open", "fi", typed={"title": text, "lead": "Uutta"})
    assert response.status_code == 200
    rows = {row.unit.field: (row.errors, row.translation) for row, _address in response.context["rows"]}
    assert rows["title"] == ([message], text)
    assert rows["lead"] == ([], "Uutta")
    article.refresh_from_db()
    assert (article.title_fi, article.lead_fi) == ("Portaali avautuu", None)


def test_a_text_that_somebody_else_changed_meanwhile_is_not_overwritten(staff_client, article):
    seen = f"seen-{unit('The portal is open', 'title', 'fi').pk}"
    response = send(staff_client, "The portal is open", "fi", typed={"title": "Portaali on auki"}, **{seen: "old"})
    assert response.status_code == 200
    article.refresh_from_db()
    assert article.title_fi == "Portaali avautuu"


def test_a_translation_is_not_marked_as_right_for_a_source_that_nobody_has_seen(staff_client, article):
    title = unit("The portal is open", "title", "fi")
    response = send(staff_client, "The portal is open", "fi", do=f"right:{title.pk}", **{f"seen-{title.pk}": "old"})
    assert response.status_code == 200
    assert unit("The portal is open", "title", "fi").state == "outdated"


@pytest.mark.parametrize(
    ("do", "state", "text"),
    [
        ("right", "current", "Portaali avautuu"),
        ("same", "same", "The portal is open"),
        ("again", "outdated", "Portaali avautuu"),
    ],
)
def test_a_translation_is_marked(staff_client, article, do, state, text):
    marked = unit("The portal is open", "title", "fi")
    send(staff_client, "The portal is open", "fi", do=f"{do}:{marked.pk}")
    article.refresh_from_db()
    assert (unit("The portal is open", "title", "fi").state, article.title_fi) == (state, text)
    assert unit("The portal is open", "title", "sv").state == "outdated"
    article.save()
    assert unit("The portal is open", "title", "fi").state == state
    assert LogEntry.objects.count() == 1


def test_a_copy_that_is_marked_to_be_done_again_is_so_until_it_is_translated(staff_client, article):
    title = unit("The portal is open", "title", "fi")
    send(staff_client, "The portal is open", "fi", do=f"same:{title.pk}")
    send(staff_client, "The portal is open", "fi", do=f"again:{title.pk}")
    assert unit("The portal is open", "title", "fi").state == "outdated"
    send(staff_client, "The portal is open", "fi", typed={"title": "Portaali on auki"})
    assert unit("The portal is open", "title", "fi").state == "current"


def test_texts_are_confirmed_one_by_one_or_all_in_a_language(staff_client, article):
    written = TranslationUnit.objects.exclude(state="missing")
    written.update(is_confirmed=False)
    title = unit("The portal is open", "title", "fi")
    send(staff_client, "The portal is open", "fi", do=f"confirm:{title.pk}")
    assert list(written.filter(is_confirmed=True)) == [title]
    send(staff_client, "The portal is open", "fi", do="confirm-all")
    confirmed = written.filter(is_confirmed=True).values_list("root__name", "language", "field")
    assert set(confirmed) == {("The portal is open", "fi", "title"), ("The portal is open", "fi", "body")}
    html = staff_client.get(page_of("The portal is open"), {"language": "sv"}).content.decode()
    assert "Not confirmed by its university" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_object_takes_the_same_queries_for_any_number(staff_client, count, django_assert_num_queries):
    path = PathFactory(programme=ProgrammeFactory(title_en="Photonics"))
    for number in range(count):
        StepFactory(path=path, order=number + 1, note_en=f"Note {number}", note_fi="Huomautus")
    address = page_of("Photonics")
    staff_client.get(address)
    with django_assert_num_queries(12):
        response = staff_client.get(address, {"language": "fi"})
    assert len(response.context["rows"]) == count + 1


@pytest.mark.parametrize("address", [f"{BOARD}999/change/", f"{BOARD}x/change/"])
def test_an_object_that_is_not_there_is_not_found(staff_client, address):
    assert staff_client.get(address).status_code == 404


# Who may do what ------------------------------------------------------------------------------------------------------


def test_a_translator_sees_and_writes_the_own_languages(translator_client, article):
    response = translator_client.get(BOARD)
    assert [row["language"] for row in response.context["totals"]] == ["sv", "fi"]
    columns = re.findall(r'<abbr title="[^"]*">(\w\w)</abbr>', response.content.decode())
    assert columns == ["sv", "fi"]
    page = translator_client.get(page_of("The portal is open"))
    assert [code for code, _name, _counts in page.context["languages"]] == ["sv", "fi"]
    assert "/admin/news/" not in page.content.decode()
    assert send(translator_client, "The portal is open", "fi", typed={"title": "Portaali on auki"}).status_code == 302
    article.refresh_from_db()
    assert article.title_fi == "Portaali on auki"


@pytest.mark.parametrize("language", ["pt", "en", "xx"])
def test_a_translator_sees_and_writes_no_other_language(translator_client, article, language):
    address = page_of("The portal is open")
    title = TranslationUnit.objects.filter(root__name="The portal is open", field="title", language="pt").get()
    assert translator_client.get(address, {"language": language}).status_code == 403
    data = {"language": language, "do": "save", f"text-{title.pk}": "Outro"}
    assert translator_client.post(address, data).status_code == 403
    # Nor by naming a text of one language under another one.
    translator_client.post(address, {**data, "language": "fi", "do": f"right:{title.pk}"})
    article.refresh_from_db()
    assert (article.title_pt, unit("The portal is open", "title", "pt").state) == ("O portal abre", "outdated")
    assert "O portal abre" not in translator_client.get(address).content.decode()


def test_a_translator_confirms_nothing(translator_client, article):
    TranslationUnit.objects.exclude(state="missing").update(is_confirmed=False)
    assert "confirm" not in re.findall(r'value="(confirm)', translator_client.get(page_of("Another")).content.decode())
    assert send(translator_client, "The portal is open", "fi", do="confirm-all").status_code == 403
    assert not TranslationUnit.objects.exclude(state="missing").filter(is_confirmed=True).exists()


def test_a_translator_may_do_nothing_else_in_the_back_office(translator_client, article):
    for address in (
        "/admin/news/article/",
        f"/admin/news/article/{article.pk}/change/",
        "/admin/members/university/",
        "/admin/accounts/user/",
        "/admin/pictures/picture/choose/",
        f"{BOARD}add/",
        f"{BOARD}{TranslatedObject.objects.first().pk}/delete/",
    ):
        assert translator_client.get(address).status_code == 403, address
    translator_client.post(BOARD, {"action": "delete_selected", "_selected_action": "1", "post": "yes"})
    assert TranslatedObject.objects.count() == 2


def test_what_is_written_in_the_language_of_a_translator_first_has_nothing_to_translate(client, article):
    client.force_login(translator_of("en"))
    response = client.get(page_of("The portal is open"))
    assert (response.status_code, response.context["rows"]) == (200, [])
    assert client.post(page_of("The portal is open"), {"language": "fi", "do": "save"}).status_code == 403


@pytest.mark.parametrize("languages", [[], ["fi"]])
def test_languages_without_the_role_and_the_role_without_languages_open_nothing(client, article, languages):
    account = UserFactory(is_staff=True, translation_languages=["fi"]) if languages else translator_of()
    client.force_login(account)
    for address in (BOARD, f"{BOARD}export/", f"{BOARD}import/"):
        assert client.get(address).status_code == 403
    assert client.get(page_of("Another")).status_code in (403, 404)
    assert "Toinen" not in client.get(page_of("Another")).content.decode()


def test_an_editor_of_some_objects_translates_these_into_all_languages_and_no_others(client, article):
    EventFactory(title_en="Workshop", title_fi="Työpaja")
    account = UserFactory(is_staff=True)
    account.user_permissions.set(Permission.objects.filter(codename__in=["change_event", "view_article"]))
    client.force_login(account)
    assert names(client.get(BOARD)) == ["Workshop"]
    assert {row["to_do"] for row in client.get(BOARD).context["totals"] if row["language"] == "fi"} == {1}
    assert send(client, "Workshop", "pt", typed={"title": "Oficina"}).status_code == 302
    assert client.get(page_of("Another")).status_code == 404
    assert client.post(page_of("Another"), {"language": "fi", "do": "save"}).status_code == 404


def test_a_superuser_may_everything(superuser_client, article):
    assert names(superuser_client.get(BOARD)) == ["Another", "The portal is open"]
    assert send(superuser_client, "Another", "ca", typed={"title": "Un altre"}).status_code == 302


def test_somebody_who_is_not_signed_in_is_asked_to(client, article):
    for address in (BOARD, f"{BOARD}export/", f"{BOARD}import/", page_of("Another")):
        assert client.get(address).status_code == 302


# Accounts -------------------------------------------------------------------------------------------------------------


def test_the_languages_of_an_account_are_ticked(superuser_client):
    account = UserFactory()
    address = f"/admin/accounts/user/{account.pk}/change/"
    data = {**filled_in(superuser_client.get(address)), "translation_languages": ["fi", "pt"]}
    data.pop("password")
    response = superuser_client.post(address, data)
    assert response.status_code == 302, errors_of(response)
    account.refresh_from_db()
    assert account.translation_languages == ["fi", "pt"]
    response = superuser_client.post(address, {**data, "translation_languages": ["ru"]})
    assert list(errors_of(response)) == ["translation_languages"]


@pytest.mark.parametrize("languages", ["fi", ["ru"], ["fi", "fi"], {"fi": 1}])
def test_an_account_takes_only_a_list_of_our_languages(languages):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        User(email="a@example.org", password="x", translation_languages=languages).full_clean()


# A small correction, in the form of the object ------------------------------------------------------------------------


@pytest.mark.parametrize(("tick", "state"), [({}, "outdated"), ({"translations_stay_valid": "on"}, "current")])
def test_a_small_correction_is_said_in_the_form_of_the_object(staff_client, tick, state):
    page = PageFactory(title_en="Mission", body_en="<p>One.</p>", body_fi="<p>Yksi.</p>", title_fi="Tehtävä")
    page.title_en = "Our mission"
    page.save()
    address = f"/admin/pages/page/{page.pk}/change/"
    response = staff_client.post(address, {**filled_in(staff_client.get(address)), "body_en": "<p>One!</p>", **tick})
    assert response.status_code == 302, errors_of(response)
    assert unit("Our mission", "body", "fi").state == state
    assert unit("Our mission", "title", "fi").state == "outdated"


@pytest.mark.parametrize(("tick", "state"), [({}, "outdated"), ({"translations_stay_valid": "on"}, "current")])
def test_a_small_correction_counts_for_the_rows_of_the_form(staff_client, tick, state):
    university = UniversityFactory(slug="kth", name="KTH", membership="full")
    membership = university.memberships.get()
    membership.note_en, membership.note_fi = "Founding member", "Perustajajäsen"
    membership.save()
    address = f"/admin/members/university/{university.pk}/change/"
    data = {**filled_in(staff_client.get(address)), **tick}
    field = next(name for name in data if re.fullmatch(r"memberships-\d+-note_en", name))
    response = staff_client.post(address, {**data, field: "A founding member"})
    assert response.status_code == 302, errors_of(response)
    assert unit("KTH", "note", "fi").state == state


def test_a_new_object_has_no_translations_that_could_stay_valid(staff_client, article):
    assert "translations_stay_valid" not in staff_client.get("/admin/news/article/add/").content.decode()


def test_the_own_page_of_a_row_has_the_tick_too(staff_client):
    step = StepFactory(path=PathFactory(programme=ProgrammeFactory()), note_en="Thesis", note_fi="Opinnäyte")
    address = f"/admin/programmes/pathstep/{step.pk}/change/"
    data = {**filled_in(staff_client.get(address)), "note_en": "Thesis!", "translations_stay_valid": "on"}
    assert staff_client.post(address, data).status_code == 302
    assert PathStep.objects.get().note_en == "Thesis!"
    assert TranslationUnit.objects.get(field="note", language="fi").state == "current"
