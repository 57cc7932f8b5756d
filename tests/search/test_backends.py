"""What both databases have to answer: the same expectations, run on each."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils.translation import override

from cluster_portal.search.results import Search
from members.models import UniversityName
from tests.factories.members import GroupFactory, UniversityFactory, UniversityNameFactory
from tests.factories.news import ArticleFactory, EventFactory, TopicFactory
from tests.factories.pages import FirstPageFactory, PageFactory
from tests.factories.programmes import PartnerFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def titles(typed, language="en", now=NOW, **further):
    """Return the titles that are found, in their order; those of the groups one after the other."""
    with override(language):
        search = Search(QueryDict(urlencode({"q": typed, **further})), now)
        if search.page:
            return [result.entry.title for result in search.page.object_list]
        return [result.entry.title for group in search.groups for result in group.results]


def article(title, **fields):
    return ArticleFactory(**{"title_en": title, "published_at": NOW - timedelta(days=10), **fields})


# Words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["universite", "UNIVERSITÉ", "Université", "université"])
def test_case_and_accents_do_not_matter(typed):
    UniversityFactory(name="Université catholique")
    UniversityFactory(name="Politecnico")
    assert titles(typed) == ["Université catholique"]


@pytest.mark.parametrize("typed", ["Göteborg", "Goteborg", "Goeteborg", "GÖTEBORG", "go\u0308teborg"])
def test_transliteration_does_not_matter(typed):
    article("A visit to Göteborg")
    article("A visit to Torino")
    assert titles(typed) == ["A visit to Göteborg"]


@pytest.mark.parametrize("typed", ["München", "Munchen", "Muenchen"])
def test_a_text_that_is_transliterated_itself_is_found_too(typed):
    article("From Muenchen with love")
    article("From Torino with love")
    assert titles(typed) == ["From Muenchen with love"] or typed == "Munchen"


def test_a_word_is_found_in_its_other_forms_in_the_language_of_the_text():
    article("Studying energies", title_fr="Les énergies à l’université", title_de="Energien studieren")
    article("Something else", title_fr="Autre chose", title_de="Etwas anderes")
    assert titles("energy") == ["Studying energies"]
    assert titles("université énergie", "fr") == ["Les énergies à l’université"]
    assert titles("Universités", "fr") == ["Les énergies à l’université"]
    assert titles("Energie", "de") == ["Energien studieren"]


def test_all_words_have_to_occur_but_not_in_one_place():
    article("Solar energy", body_en="<p>In the <strong>desert</strong>.</p>")
    article("Solar sails")
    article("Desert plants")
    assert titles("solar desert") == ["Solar energy"]


def test_a_phrase_has_to_stand_as_it_is_quoted():
    article("A double degree for everybody")
    article("A degree with a double purpose")
    assert titles('"double degree"') == ["A double degree for everybody"]
    assert sorted(titles("double degree")) == ["A degree with a double purpose", "A double degree for everybody"]


def test_a_phrase_does_not_reach_from_the_title_into_the_text():
    article("News of the double", lead_en="Degree courses begin.")
    assert titles('"double degree"') == []


def test_a_minus_leaves_out_what_has_the_word():
    article("Master in energy")
    article("Master in robotics")
    assert titles("master -energy") == ["Master in robotics"]
    assert titles('master -"in energy"') == ["Master in robotics"]


# Names ---------------------------------------------------------------------------------------------------------------


def test_a_university_is_found_by_every_name_former_ones_too():
    kth = UniversityFactory(name="KTH Royal Institute of Technology", slug="kth")
    UniversityNameFactory(university=kth, kind=UniversityName.Kind.FORMER, value="Teknologiska Institutet")
    UniversityNameFactory(university=kth, kind=UniversityName.Kind.ACRONYM, language="", value="KTH")
    UniversityFactory(name="Aalto University")
    for typed in ("kth", "royal institute", "Teknologiska", "institute of technology"):
        assert titles(typed) == ["KTH Royal Institute of Technology"]


def test_who_is_called_as_was_typed_comes_first():
    article("KTH, KTH and KTH again", lead_en="KTH")
    kth = UniversityFactory(name="A Royal Institute of Technology with a very long name in its own words")
    UniversityNameFactory(university=kth, kind=UniversityName.Kind.ACRONYM, language="", value="KTH")
    assert titles("kth")[0] == "A Royal Institute of Technology with a very long name in its own words"


def test_what_names_a_university_is_found_by_all_its_names():
    upc = UniversityFactory(name="Universitat Politècnica de Catalunya", name__language="ca")
    programme = ProgrammeFactory(title_en="Photonics")
    PartnerFactory(programme=programme, university=upc)
    ProgrammeFactory(title_en="Robotics")
    ArticleFactory(title_en="A visit", published_at=NOW - timedelta(days=3)).universities.add(upc)
    assert {
        kind: titles("Universitat Politecnica", kind=kind) for kind in ("university", "programme", "degree", "article")
    } == {
        "university": ["Universitat Politècnica de Catalunya"],
        "programme": ["Photonics"],
        "degree": ["Master of Science"],
        "article": ["A visit"],
    }


def test_an_article_is_found_by_its_topic():
    article("A visit").topics.add(TopicFactory(name_en="Mobility", name_de="Mobilität"))
    article("Another visit")
    assert titles("mobility") == ["A visit"]
    assert titles("Mobilitaet", "de") == ["A visit"]


# Order ---------------------------------------------------------------------------------------------------------------


def test_a_title_counts_more_than_a_text():
    article("Robots at work", published_at=NOW - timedelta(days=20))
    article("Something else", body_en="<p>robots robots robots</p>", published_at=NOW - timedelta(days=2))
    assert titles("robots") == ["Robots at work", "Something else"]


def test_what_is_current_comes_before_what_is_over():
    GroupFactory(name_en="Energy group of old", valid_from=date(1990, 1, 1), valid_to=date(2000, 1, 1))
    GroupFactory(name_en="Energy group of now", valid_from=date(1990, 1, 1))
    assert titles("energy") == ["Energy group of now", "Energy group of old"]


def test_an_event_is_over_once_its_moment_has_passed_by_itself():
    EventFactory(title_en="Energy day", starts_on=date(2026, 6, 10), ends_on=None)
    EventFactory(title_en="Energy day two", starts_on=date(2026, 9, 10), ends_on=None)
    assert titles("energy", now=NOW, kind="event") == ["Energy day", "Energy day two"]
    with override("en"):
        later = Search(QueryDict("q=energy"), datetime(2026, 7, 1, tzinfo=UTC))
    assert {result.entry.title: str(result.over) for result in later.groups[0].results} == {
        "Energy day two": "",
        "Energy day": "is over",
    }
    assert titles("energy", now=datetime(2026, 7, 1, tzinfo=UTC)) == ["Energy day two", "Energy day"]


def test_what_is_fresh_comes_before_what_is_stale():
    article("Energy then", published_at=datetime(2015, 1, 1, tzinfo=UTC))
    article("Energy now", published_at=datetime(2026, 5, 1, tzinfo=UTC))
    assert titles("energy") == ["Energy now", "Energy then"]


def test_what_exists_only_in_another_language_comes_last_and_says_which():
    article("Energie energie", title_fr="Energie energie", title_en="", source_language="fr")
    article("Energy", title_de="Eine Nachricht", lead_de="Darin steht Energie.")
    with override("de"):
        [group] = Search(QueryDict("q=Energie"), NOW).groups
    assert [(result.entry.title, result.entry.language) for result in group.results] == [
        ("Eine Nachricht", "de"),
        ("Energie energie", "fr"),
    ]


def test_a_title_in_any_language_finds_the_object_as_its_reader_knows_it():
    article("Nuclear power", title_fi="Ydinvoima")
    article("Wind power", title_fi="Tuulivoima")
    assert titles("nuclear", "fi") == ["Ydinvoima"]
    assert titles("Ydinvoima", "en") == ["Nuclear power"]


# Typing mistakes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("Darmstat", "Darmstadt", ["Technische Universität Darmstadt"]),
        ("Grenobel", "Grenoble", ["Grenoble INP"]),
        ("technishe Darmstat", "Technische Darmstadt", ["Technische Universität Darmstadt"]),
    ],
)
def test_a_typing_mistake_still_finds_and_says_what_was_meant(typed, meant, found):
    UniversityFactory(name="Technische Universität Darmstadt")
    UniversityFactory(name="Grenoble INP")
    with override("en"):
        search = Search(QueryDict(urlencode({"q": typed})), NOW)
    assert search.correction.typed == meant
    assert [result.entry.title for group in search.groups for result in group.results] == found


def test_what_is_found_as_typed_is_not_corrected():
    UniversityFactory(name="Torino")
    UniversityFactory(name="Turino")
    with override("en"):
        assert Search(QueryDict("q=Turino"), NOW).correction is None


def test_what_is_hidden_is_never_what_was_meant():
    UniversityFactory(name="Darmstadt", publication="draft")
    article("Darmstadt again", published_at=NOW + timedelta(days=1))
    with override("en"):
        search = Search(QueryDict("q=Darmstat"), NOW)
    assert (search.correction, search.total) == (None, 0)


# What nobody may find ------------------------------------------------------------------------------------------------


def test_what_is_not_public_is_in_no_count(django_assert_num_queries):
    FirstPageFactory()
    article("Energy for all")
    article("Energy draft", publication="draft")
    article("Energy withdrawn", publication="withdrawn")
    article("Energy tomorrow", published_at=NOW + timedelta(hours=1))
    article("Energy expired", published_at=NOW - timedelta(days=9), expires_at=NOW)
    ProgrammeFactory(title_en="Energy degree", publication="draft")
    UniversityFactory(name="Energy university", publication="withdrawn")
    PageFactory(title_en="Energy page", publication="draft")
    GroupFactory(name_en="Energy group", publication="draft")
    EventFactory(title_en="Energy event", publication="draft")
    with override("en"):
        search = Search(QueryDict("q=energy"), NOW)
    assert [
        (group.kind.value, group.count, [result.entry.title for result in group.results]) for group in search.groups
    ] == [("article", 1, ["Energy for all"])]
    assert search.total == 1
    with override("en"):
        assert Search(QueryDict("q=energy"), NOW + timedelta(hours=1)).total == 2


# Bad input -----------------------------------------------------------------------------------------------------------

ODD = [
    *("", " ", "a", "é", "the", "the of and", '"', '""', '"""', "'", "-", "--", "- -", "*", ":*", "a:*", "!", "&", "|"),
    *("()", "<->", '" OR *', "NEAR(", "NEAR(a, b)", "a NEAR b", "title:a", "{title}:a", "a AND NOT b", "NOT", "OR"),
    *("AND", "^a", "a^2", "a*", '"unbalanced', 'un"bal"anc"ed', "';DROP TABLE x;--", "1' OR '1'='1", "%", "_", "\\"),
    *("\\'", "$$", "{}", "%s", "%(x)s", "\0", "a\0b", "🎓", "👩🎓 energy", "\u202eabc", "\u200f", "ÅÄÖ", "日本", "ﬁ"),
    *("ß", "İ", "x" * 10_000, "a " * 5_000, '"' + "a " * 300 + '"', "-a", '-"a"', "energy -energy", "\ud7ff", "\uffff"),
    *("a-b-c-d-e", "…", "\t\n\r"),
]


@pytest.mark.parametrize("typed", ODD)
def test_whatever_is_typed_gets_an_answer(typed):
    article("Energy for all")
    with override("en"):
        query = QueryDict(mutable=True)
        query["q"] = typed
        search = Search(query, NOW)
        assert search.total in (0, 1)
        assert (search.groups == []) is (search.total == 0)
