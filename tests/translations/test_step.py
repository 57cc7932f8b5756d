"""The states follow every save, and what was written past the saves is caught up with."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from modeltranslation.translator import translator

from cluster_portal.core.languages import CODES
from cluster_portal.core.publishing import Publication
from cluster_portal.translations import step
from cluster_portal.translations.models import SourceText, TranslatedObject, TranslationUnit
from cluster_portal.translations.sources import MODELS, ROOTS, ROWS, fields_of
from members.models import University, UniversityName
from news.models import Article
from programmes.models import PathStep
from tests.factories.members import ContactFactory, UniversityFactory, UniversityNameFactory
from tests.factories.news import ArticleFactory, EventFactory
from tests.factories.programmes import PathFactory, ProgrammeFactory, StepFactory

pytestmark = pytest.mark.django_db

OTHERS = [code for code in CODES if code != "en"]


def states(instance, field, **units):
    """Return {language: state} of a text of an object, without the missing ones."""
    content_type = ContentType.objects.get_for_model(type(instance))
    found = TranslationUnit.objects.filter(content_type=content_type, object_id=instance.pk, field=field, **units)
    return dict(found.exclude(state="missing").values_list("language", "state"))


def everything():
    """Return all that is stored of all texts, in one order."""
    return list(
        TranslationUnit.objects.order_by("content_type", "object_id", "field", "language").values_list(
            "content_type", "object_id", "field", "language", "state", "source", "translation_fingerprint"
        )
    )


@pytest.fixture
def article():
    """An article in English, with three translations of its title and two of its text; another one beside it."""
    ArticleFactory(title_en="Another", title_fi="Toinen", title_pt="Outro")
    return ArticleFactory(
        title_en="The portal opens",
        title_fi="Portaali avautuu",
        title_pt="O portal abre",
        title_fr="Le portail ouvre",
        body_en='<p>One paragraph.</p><p>See <a href="/en/members/">the members</a>.</p>',
        body_fi='<p>Yksi kappale.</p><p>Katso <a href="/fi/members/">jäsenet</a>.</p>',
        body_pt='<p>Um parágrafo.</p><p>Veja <a href="/pt/members/">os membros</a>.</p>',
    )


# What is covered -----------------------------------------------------------------------------------------------------


def test_every_translated_model_is_covered_with_the_object_that_it_is_part_of():
    assert set(MODELS) == set(translator.get_registered_models(abstract=False))
    assert {model._meta.get_field(key).related_model for model, key in ROWS.items()} <= set(ROOTS)


def test_addresses_are_no_texts():
    assert list(fields_of(University)) == [
        "city",
        "summary",
        "description",
        "strengths",
        "for_incoming",
        "for_outgoing",
        "alliance_role",
    ]


def test_a_text_is_followed_in_every_language_but_its_own_and_an_empty_one_in_none(article):
    units = TranslationUnit.objects.filter(root__name="The portal opens")
    assert {(unit.field, unit.language) for unit in units} == {
        (field, code) for field in ("title", "lead", "body") for code in OTHERS
    }
    assert states(article, "title") == {"fi": "current", "pt": "current", "fr": "current"}
    assert states(article, "lead") == {}
    assert states(article, "body") == {"fi": "current", "pt": "current"}


# What a save does ----------------------------------------------------------------------------------------------------


def test_saving_without_a_change_and_publishing_move_nothing(article):
    before = everything()
    article.save()
    for publication in (Publication.WITHDRAWN, Publication.DRAFT, Publication.PUBLISHED):
        article.publication = publication
        article.save()
    assert everything() == before


def test_white_space_and_mark_up_move_nothing(article):
    before = everything()
    article.title_en = " The  portal opens"
    article.body_en = '<h2>One <em>paragraph.</em></h2>\r\n<p>See <a href="/en/members/">the members</a>.</p>'
    article.save()
    assert everything() == before


@pytest.mark.parametrize(
    "changed",
    [
        '<p>One paragraph more.</p><p>See <a href="/en/members/">the members</a>.</p>',
        '<p>One paragraph.</p><p>See <a href="/en/about/">the members</a>.</p>',
    ],
)
def test_a_changed_paragraph_or_link_outdates_exactly_the_languages_that_had_a_translation(article, changed):
    article.body_en = changed
    article.save()
    assert states(article, "body") == {"fi": "outdated", "pt": "outdated"}
    assert states(article, "title") == {"fi": "current", "pt": "current", "fr": "current"}
    assert TranslationUnit.objects.filter(state="outdated").count() == 2


def test_what_is_outdated_remembers_the_source_that_it_was_made_from(article):
    article.title_en = "The portal is open"
    article.save()
    sources = TranslationUnit.objects.filter(state="outdated").values_list("source__text", flat=True)
    assert set(sources) == {"The portal opens"}


def test_an_edited_translation_is_current_again_and_the_others_wait(article):
    article.title_en = "The portal is open"
    article.save()
    article.title_fi = "Portaali on auki"
    article.save()
    assert states(article, "title") == {"fi": "current", "pt": "outdated", "fr": "outdated"}


def test_source_and_translation_in_one_save_are_in_step(article):
    article.title_en, article.title_fi = "The portal is open", "Portaali on auki"
    article.save()
    assert states(article, "title") == {"fi": "current", "pt": "outdated", "fr": "outdated"}


def test_a_small_correction_leaves_in_step_what_was_and_mends_nothing_else(article):
    article.title_en = "The portal is open"
    article.save()
    article.title_fi = "Portaali on auki"
    article.save()
    article.title_en = "The portal is open!"
    article.translations_stay_valid = True
    article.save()
    assert states(article, "title") == {"fi": "current", "pt": "outdated", "fr": "outdated"}


def test_an_emptied_translation_is_missing(article):
    article.title_fi = ""
    article.save()
    assert states(article, "title") == {"pt": "current", "fr": "current"}


def test_where_the_source_is_emptied_what_was_made_from_it_is_outdated_and_nothing_is_missing(article):
    before = article.body_en
    article.body_en = ""
    article.save()
    units = TranslationUnit.objects.filter(root__name="The portal opens", field="body")
    assert dict(units.values_list("language", "state")) == {"fi": "outdated", "pt": "outdated"}
    article.body_en = "<p>Something else.</p>"
    article.save()
    assert states(article, "body") == {"fi": "outdated", "pt": "outdated"}
    article.body_en = before
    article.save()
    assert states(article, "body") == {"fi": "current", "pt": "current"}
    article.body_en = article.body_fi = article.body_pt = ""
    article.save()
    assert not units.exists()


def test_the_same_text_is_told_apart_until_somebody_writes_another(article):
    article.title_fi = "The portal opens"
    article.save()
    assert states(article, "title") == {"fi": "same", "pt": "current", "fr": "current"}
    article.title_fi = "Portaali aukeaa"
    article.save()
    assert states(article, "title") == {"fi": "current", "pt": "current", "fr": "current"}


def test_another_source_language_outdates_nothing_that_was_in_step_with_it(article):
    article.source_language = "pt"
    article.save()
    assert states(article, "title") == {"en": "current", "fi": "current", "fr": "current"}
    assert not TranslationUnit.objects.filter(root__name="O portal abre", language="pt").exists()
    assert set(
        TranslationUnit.objects.filter(root__name="O portal abre", field="title")
        .exclude(source=None)
        .values_list("source__text", flat=True)
    ) == {"O portal abre"}


def test_another_source_language_that_was_outdated_outdates_the_others(article):
    article.title_en = "The portal is open"
    article.save()
    article.source_language = "pt"
    article.save()
    assert states(article, "title") == {"en": "current", "fi": "outdated", "fr": "outdated"}


def test_another_source_language_of_an_object_is_that_of_its_rows_too():
    programme = ProgrammeFactory(title_en="Photonics", title_pt="Fotónica")
    step_ = StepFactory(path=PathFactory(programme=programme), note_en="Thesis", note_pt="Tese", note_fi="Opinnäyte")
    programme.source_language = "pt"
    programme.save()
    assert states(step_, "note") == {"en": "current", "fi": "current"}
    assert states(programme, "title") == {"en": "current"}


# Rows and names -------------------------------------------------------------------------------------------------------


def test_rows_stand_on_the_line_of_the_object_that_they_are_part_of():
    programme = ProgrammeFactory(title_en="Photonics")
    StepFactory(path=PathFactory(programme=programme), note_en="Thesis", note_fi="Opinnäyte")
    ProgrammeFactory(title_en="Materials")
    line = TranslatedObject.objects.get(name="Photonics")
    assert set(line.units.values_list("content_type__model", "field")) == {("programme", "title"), ("pathstep", "note")}
    assert TranslatedObject.objects.count() == 2


def test_a_row_is_found_before_its_object_has_any_text():
    university = UniversityFactory(slug="kth")
    ContactFactory(university=university, mailbox_name_en="Office")
    university.memberships.create(category="full", note_en="Founding member")
    lines = TranslatedObject.objects.order_by("name").values_list("name", "content_type__model")
    assert list(lines) == [
        ("kth", "university"),
        (f"kth, Incoming mobility: {university.contacts.get().mailbox_email}", "contact"),
    ]


def test_a_university_is_called_by_its_name_from_its_next_name_on():
    university = UniversityFactory(slug="kth", city_en="Stockholm")
    UniversityNameFactory(university=university, value="KTH")
    assert TranslatedObject.objects.get().name == "KTH"
    UniversityName.objects.update(value="Royal Institute")
    University.objects.get().save()
    assert TranslatedObject.objects.get().name == "Royal Institute"


def test_what_is_deleted_leaves_nothing_behind(article):
    programme = ProgrammeFactory(title_en="Photonics")
    path = PathFactory(programme=programme)
    StepFactory(path=path, note_en="Thesis")
    path.delete()
    assert set(TranslationUnit.objects.values_list("content_type__model", flat=True)) == {"article", "programme"}
    article.delete()
    programme.delete()
    assert list(TranslatedObject.objects.values_list("name", flat=True)) == ["Another"]


# What it costs: besides the save itself, which is one query within a savepoint -------------------------------------

SAVE = 3


def test_a_save_that_touches_no_text_costs_nothing(article, django_assert_num_queries):
    with django_assert_num_queries(SAVE):
        article.save(update_fields=["publication", "updated_at"])


def test_a_save_that_moves_nothing_costs_one_query(article, django_assert_num_queries):
    with django_assert_num_queries(SAVE + 1):
        article.save()


def test_a_save_that_moves_ten_languages_costs_three_queries(django_assert_num_queries):
    titles = {f"title_{code}": f"Title {code}" for code in CODES}
    article = ArticleFactory(**titles, **{f"lead_{code}": f"Lead {code}" for code in CODES})
    for code in CODES:
        setattr(article, f"title_{code}", f"New title {code}")
        setattr(article, f"lead_{code}", f"New lead {code}")
    article.title_en = titles["title_en"]  # the name on the board
    with django_assert_num_queries(SAVE + 3):
        article.save()


def test_a_new_article_in_ten_languages_costs_a_few_queries(django_assert_num_queries):
    ArticleFactory()
    article = ArticleFactory.build(**{f"title_{code}": f"Title {code}" for code in CODES})
    with django_assert_num_queries(SAVE + 5):
        article.save()


def test_an_object_that_was_loaded_in_part_is_followed_whole(article):
    part = Article.objects.only("title_en").get(pk=article.pk)
    part.title_en = "The portal is open"
    part.save()
    assert states(article, "title") == {"fi": "outdated", "pt": "outdated", "fr": "outdated"}
    assert states(article, "body") == {"fi": "current", "pt": "current"}


# Catching up ----------------------------------------------------------------------------------------------------------


def test_all_in_batches_gives_what_the_saves_gave(article, monkeypatch):
    monkeypatch.setattr(step, "BATCH", 2)
    for number in range(5):
        EventFactory(title_en=f"Event {number}", title_fi=f"Tapahtuma {number}")
    StepFactory(path=PathFactory(programme=ProgrammeFactory(title_pt="Fotónica")), note_en="Thesis", note_de="Arbeit")
    before, lines = everything(), TranslatedObject.objects.count()
    assert step.sync_all() == 0
    TranslatedObject.objects.all().delete()
    SourceText.objects.all().delete()
    assert step.sync_all() == len(before)
    assert (everything(), TranslatedObject.objects.count()) == (before, lines)


def test_the_command_catches_up_with_what_passed_by_every_save(article, capsys):
    Article.objects.filter(pk=article.pk).update(title_en="The portal is open", lead_fi="Mitä uutta")
    PathStep.objects.bulk_create([PathStep(path=path, programme=path.programme, order=1, note_en="Thesis")
                                  for path in [PathFactory()]])  # fmt: skip
    gone = EventFactory(title_en="Gone")
    type(gone).objects.filter(pk=gone.pk)._raw_delete("default")
    call_command("sync_translations")
    assert capsys.readouterr().out.splitlines() == [
        "news.Article: 4",
        "news.Event: 18",
        "programmes.PathStep: 9",
        "31 translations were brought into step.",
    ]
    assert states(article, "title") == {"fi": "outdated", "pt": "outdated", "fr": "outdated"}
    assert states(article, "lead") == {"fi": "current"}
    assert not TranslatedObject.objects.filter(name="Gone").exists()
    assert TranslatedObject.objects.filter(name="The portal is open").exists()
    call_command("sync_translations")
    assert capsys.readouterr().out == "All translations were in step.\n"


def test_nothing_is_followed_while_it_is_paused(article):
    with step.paused():
        article.title_en = "The portal is open"
        article.save()
        assert states(article, "title") == {"fi": "current", "pt": "current", "fr": "current"}
    assert step.sync_all() == 3
