"""The index follows every way of changing data."""

import random
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from cluster_portal.search import index
from cluster_portal.search.index import bring_up_to_date, differences, rebuild
from cluster_portal.search.models import SearchChange, SearchEntry, SearchWord
from cluster_portal.search.sources import SOURCES
from members.models import Group, Membership, University, UniversityName
from news.models import Article, Document, Event, Topic
from programmes.models import FrameworkAgreement, Programme, ProgrammePartner, ProgrammeSubject
from tests.factories.members import GroupFactory, UniversityFactory, UniversityNameFactory
from tests.factories.news import ArticleFactory, DocumentFactory, EventFactory, TopicFactory
from tests.factories.pages import FirstPageFactory, PageFactory
from tests.factories.programmes import AgreementFactory, PartnerFactory, ProgrammeFactory, SignatureFactory

pytestmark = pytest.mark.django_db


def titles_in_english():
    return sorted(SearchEntry.objects.visible(language="en").values_list("title", flat=True))


def shown():
    """Return the English titles in the index, brought up to date."""
    bring_up_to_date()
    return titles_in_english()


def said(kind):
    """Return what the entries of a kind say."""
    fields = ("object_id", "title", "detail", "summary", "names", "current_until")
    return set(SearchEntry.objects.filter(kind=kind).values_list(*fields))


@pytest.fixture
def content():
    """One published object of each kind, and what belongs to it."""
    kth = UniversityFactory(name="KTH", membership="full", summary_en="A university.", city_en="Stockholm")
    programme = ProgrammeFactory(title_en="Energy")
    partner = PartnerFactory(programme=programme, university=kth, degree_title="Civilingenjör")
    subject = ProgrammeSubject.objects.create(programme=programme, code="0713")
    agreement = AgreementFactory(title_en="Framework")
    SignatureFactory(agreement=agreement, university=kth)
    article = ArticleFactory(title_en="News")
    article.universities.add(kth)
    article.topics.add(TopicFactory(name_en="Mobility"))
    return {
        "university": kth,
        "programme": programme,
        "degree": partner,
        "subject": subject,
        "agreement": agreement,
        "page": PageFactory(title_en="Mission", parent=FirstPageFactory(title_en="About")),
        "group": GroupFactory(name_en="Task force"),
        "article": article,
        "event": EventFactory(title_en="Assembly", host=kth),
        "document": DocumentFactory(title_en="Report"),
    }


def test_everything_that_is_public_is_in_the_index(content):
    bring_up_to_date()
    assert set(SearchEntry.objects.values_list("kind", flat=True)) == set(SOURCES) == set(content)
    assert differences() == []
    assert not SearchChange.objects.exists()


def test_nothing_that_has_no_entry_costs_more_than_one_query(content, django_assert_num_queries):
    bring_up_to_date()
    with django_assert_num_queries(1):
        bring_up_to_date()


# Ways of changing ----------------------------------------------------------------------------------------------------


def test_saving_updating_and_deleting_are_followed():
    article = ArticleFactory(title_en="First")
    assert shown() == ["First"]
    article.title_en = "Second"
    article.save()
    assert shown() == ["Second"]
    Article.objects.update(title_en="Third")
    assert shown() == ["Third"]
    Article.objects.bulk_create([Article(slug="b", title_en="Fourth", publication="published")])
    assert shown() == ["Fourth", "Third"]
    Article.objects.filter(slug="b").delete()
    assert shown() == ["Third"]
    Article.objects.update(publication="withdrawn")
    assert shown() == []


def test_a_line_typed_into_the_database_is_followed():
    article = ArticleFactory(title_en="First")
    assert shown() == ["First"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE news_article SET title_en = 'Second' WHERE id = %s", [article.pk])
    assert shown() == ["Second"]


def test_a_change_that_is_undone_leaves_no_trace():
    article = ArticleFactory(title_en="First")
    bring_up_to_date()
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(title_en="Second")
        transaction.set_rollback(True)
    assert not SearchChange.objects.exists()
    assert shown() == ["First"]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda _content: UniversityName.objects.update(value="Royal"), "university"),
        (
            lambda content: UniversityNameFactory(university=content["university"], kind="former", value="Old"),
            "university",
        ),
        (lambda _content: Membership.objects.update(valid_to=datetime(2020, 1, 1, tzinfo=UTC).date()), "university"),
        (lambda _content: UniversityName.objects.update(value="Royal"), "programme"),
        (lambda _content: UniversityName.objects.update(value="Royal"), "degree"),
        (lambda _content: UniversityName.objects.update(value="Royal"), "agreement"),
        (lambda _content: UniversityName.objects.update(value="Royal"), "article"),
        (lambda _content: UniversityName.objects.update(value="Royal"), "event"),
        (lambda _content: ProgrammePartner.objects.update(degree_title="Mestre"), "programme"),
        (lambda _content: ProgrammePartner.objects.update(degree_title="Mestre"), "degree"),
        (lambda _content: Programme.objects.update(title_en="Robotics"), "degree"),
        (lambda _content: Programme.objects.update(status="closed"), "degree"),
        (lambda _content: ProgrammeSubject.objects.update(code="0714"), "subject"),
        (lambda _content: ProgrammeSubject.objects.update(code="0714"), "programme"),
        (lambda _content: Programme.objects.update(publication="draft"), "subject"),
        (lambda _content: Topic.objects.update(name_en="Money"), "article"),
        (lambda content: content["article"].topics.clear(), "article"),
        (lambda content: content["article"].universities.clear(), "article"),
        (lambda content: DocumentFactory(title_en="Newer", replaces=content["document"]), "document"),
        (lambda _content: Document.objects.update(access="members"), "document"),
        (lambda _content: FrameworkAgreement.objects.update(ended_on_unknown_day=True), "agreement"),
        (lambda _content: Group.objects.update(ended_on_unknown_day=True), "group"),
        (lambda _content: Event.objects.update(status="cancelled"), "event"),
        (lambda content: content["university"].programme_partnerships.all().delete(), "degree"),
    ],
)
def test_what_belongs_to_an_object_changes_its_entry(content, change, kind):
    bring_up_to_date()
    before = said(kind)
    change(content)
    assert differences() != []
    bring_up_to_date()
    assert differences() == []
    assert before != said(kind)


def test_the_back_office_is_followed_at_once(superuser_client):
    article = ArticleFactory(title_en="First", publication="draft")
    bring_up_to_date()
    superuser_client.post("/admin/news/article/", {"action": "publish", "_selected_action": [article.pk]})
    assert not SearchChange.objects.exists()
    assert [entry.title for entry in SearchEntry.objects.all()] == ["First"]


def test_a_moment_that_passes_needs_no_change():
    now = timezone.now()
    ArticleFactory(title_en="Soon", published_at=now + timedelta(hours=1), expires_at=now + timedelta(hours=2))
    bring_up_to_date()
    visible = [
        [entry.title for entry in SearchEntry.objects.visible(now + timedelta(minutes=minutes), "en")]
        for minutes in (59, 60, 119, 120)
    ]
    assert visible == [[], ["Soon"], ["Soon"], []]


# All of it together --------------------------------------------------------------------------------------------------

STATES = ("draft", "published")
WORDS = ("Energy", "Göteborg", "“Quoted” title", "Robots and men", "Ångström", "x" * 80)


def _edits(chance):
    """Return a list of things that may happen to the content of a portal."""

    def title():
        return chance.choice(WORDS)

    def one(model):
        return model.objects.order_by("pk")[chance.randrange(model.objects.count())]

    return [
        lambda: ArticleFactory(title_en=title(), title_de=title()),
        lambda: ArticleFactory(title_en=title(), published_at=timezone.now() + timedelta(days=3)),
        lambda: Article.objects.filter(pk=one(Article).pk).update(title_fi=title()),
        lambda: Article.objects.filter(pk=one(Article).pk).update(publication=chance.choice(["draft", "published"])),
        lambda: one(Article).universities.add(one(University)),
        lambda: one(Article).topics.set([one(Topic)]),
        lambda: Topic.objects.update(name_en=title()),
        lambda: UniversityFactory(name=title()),
        lambda: UniversityName.objects.filter(pk=one(UniversityName).pk).update(value=title()),
        lambda: University.objects.filter(pk=one(University).pk).update(city_en=title(), publication="published"),
        lambda: University.objects.filter(pk=one(University).pk).update(publication="withdrawn"),
        lambda: PartnerFactory(programme=ProgrammeFactory(title_en=title()), university=one(University)),
        lambda: Programme.objects.filter(pk=one(Programme).pk).update(status=chance.choice(["open", "closed"])),
        lambda: Programme.objects.filter(pk=one(Programme).pk).update(
            publication=chance.choice(["draft", "published"])
        ),
        lambda: ProgrammeSubject.objects.get_or_create(programme=one(Programme), code=chance.choice(["0713", "0714"])),
        lambda: ProgrammeSubject.objects.filter(pk=one(ProgrammeSubject).pk).update(
            programme=one(Programme), code="0531"
        ),
        lambda: ProgrammePartner.objects.filter(pk=one(ProgrammePartner).pk).delete(),
        lambda: GroupFactory(name_en=title()),
        lambda: Group.objects.filter(pk=one(Group).pk).delete(),
        lambda: EventFactory(title_en=title(), host=one(University)),
        lambda: DocumentFactory(title_en=title(), replaces=one(Document)),
        lambda: Document.objects.update(access=chance.choice(["public", "staff"])),
        rebuild,
        bring_up_to_date,
    ]


@pytest.mark.parametrize("seed", range(4))
def test_after_any_series_of_edits_the_index_says_what_the_objects_say(content, seed):
    chance = random.Random(seed)
    edits = _edits(chance)
    for _step in range(25):
        try:
            chance.choice(edits)()
        except (ValueError, IndexError):  # there is nothing left of what was to be changed
            continue
    bring_up_to_date()
    assert differences() == []


# The command ---------------------------------------------------------------------------------------------------------


def test_rebuilding_mends_what_was_broken_and_shows_its_progress(content):
    bring_up_to_date()
    SearchEntry.objects.filter(kind="article").update(title="Broken")
    SearchEntry.objects.filter(kind="event").delete()
    with pytest.raises(CommandError, match=r"differs in \d+ places"):
        call_command("rebuild_search_index", check=True, stdout=StringIO())
    out = StringIO()
    call_command("rebuild_search_index", stdout=out)
    assert "article: 1 of 1\n" in out.getvalue()
    assert "entries in" in out.getvalue()
    out = StringIO()
    call_command("rebuild_search_index", check=True, stdout=out)
    assert out.getvalue() == "The index says what the objects say.\n"


def test_rebuilding_forgets_what_is_no_more(content):
    bring_up_to_date()
    SearchEntry.objects.filter(kind="article").update(object_id=99_999)
    ArticleFactory(title_en="Xylophone", publication="draft")
    Group.objects.update(name_en="Xylophone")
    bring_up_to_date()
    assert SearchWord.objects.filter(folded="xylophone").exists()
    Group.objects.update(name_en="Guitar")
    rebuild()
    assert differences() == []
    assert not SearchWord.objects.filter(folded="xylophone").exists()


def test_whoever_asks_while_it_is_rebuilt_finds_everything(content):
    bring_up_to_date()
    before = shown()
    seen = []
    rebuild(lambda *_progress: seen.append(titles_in_english()))
    assert len(seen) >= len(SOURCES)
    assert all(titles == before for titles in seen)


def test_an_object_of_which_all_languages_say_the_same_has_one_entry():
    ArticleFactory(title_en="Only English")
    ArticleFactory(title_en="Two", title_sv="Två")
    bring_up_to_date()
    entries = SearchEntry.objects.order_by("object_id", "pk")
    assert [(entry.title, entry.language, entry.shown_in.bit_count()) for entry in entries] == [
        ("Only English", "en", 10),
        ("Two", "en", 9),
        ("Två", "sv", 1),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_writing_articles_anew_takes_the_same_queries_for_one_and_for_three(count, django_assert_num_queries):
    ArticleFactory.create_batch(count, title_en="Energy")
    bring_up_to_date()
    Article.objects.update(title_en="Robots")
    bring_up_to_date()  # the words are known
    Article.objects.update(title_en="Energy")
    with django_assert_num_queries(14 if connection.vendor == "sqlite" else 12):
        bring_up_to_date()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time by itself")
def test_two_do_not_write_the_index_at_once(content, monkeypatch):
    locks = []

    def taken(_kind, _keys):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            locks.append(cursor.fetchone()[0])
        return 0

    monkeypatch.setattr(index, "_replace", taken)
    bring_up_to_date()
    rebuild()
    assert set(locks) == {1}
