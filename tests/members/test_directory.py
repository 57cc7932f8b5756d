from datetime import date

import pytest
from django.http import Http404, QueryDict
from django.utils.translation import override

from cluster_portal.core.languages import text_of
from cluster_portal.core.requests import BadInput
from members import directory as directory_module
from members.directory import Directory
from members.models import University
from tests.factories.members import MembershipFactory, UniversityFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db

ON = date(2024, 1, 1)


def ask(query="", on=ON):
    return Directory(QueryDict(query), on=on)


def groups(directory):
    return [(str(group.heading), [university.slug for university in group.universities]) for group in directory.groups]


def options(options):
    return [(str(option.label), option.count, option.is_selected) for option in options]


@pytest.fixture
def universities():
    for slug, country, name, category, fields in (
        ("kth", "SE", "KTH", "full", {"valid_from": None}),
        ("polito", "IT", "Politecnico di Torino", "full", {}),
        ("aalto", "FI", "Aalto University", "full", {"valid_from": date(2010, 1, 1)}),
        ("usp", "BR", "Universidade de São Paulo", "associate", {}),
        ("tpu", "RU", "Tomsk Polytechnic University", "associate", {"state": "suspended"}),
        ("thu", "CN", "Tsinghua University", "associate", {"state": "unconfirmed"}),
        ("epfl", "CH", "École polytechnique fédérale de Lausanne", "full", {"ended_on_unknown_day": True}),
        ("tkk", "", "Helsinki University of Technology", "full", {"valid_to": date(2010, 1, 1)}),
    ):
        university = UniversityFactory(slug=slug, country=country, name=name)
        MembershipFactory(university=university, category=category, **fields)
    UniversityFactory(slug="draft", publication="draft", name="Draft", membership="full")
    UniversityFactory(slug="withdrawn", publication="withdrawn", name="Withdrawn", membership="full")
    UniversityFactory(slug="outsider", name="Outsider")
    UniversityFactory(slug="future", name="Future", membership="full", membership__valid_from=date(2030, 1, 1))


def test_full_associate_and_former_members_stand_apart_each_in_the_order_of_names(universities):
    directory = ask()
    assert groups(directory) == [
        ("Full members", ["aalto", "kth", "polito"]),
        ("Associate members", ["usp"]),
        ("Suspended", ["tpu"]),
        ("Membership not confirmed", ["thu"]),
        ("Former members", ["epfl", "tkk"]),
    ]
    assert directory.count == 8
    assert not directory.has_filters


def test_by_country_goes_by_the_countrys_name_in_the_visitors_language(universities):
    with override("de"):
        assert groups(ask("sort=country")) == [
            ("Brasilien", ["usp"]),
            ("China", ["thu"]),
            ("Finnland", ["aalto"]),
            ("Italien", ["polito"]),
            ("Russland", ["tpu"]),
            ("Schweden", ["kth"]),
            ("Schweiz", ["epfl"]),
            ("Land nicht bekannt", ["tkk"]),
        ]


def test_by_year_of_joining_an_unknown_year_comes_last(universities):
    directory = ask("sort=since&status=full")
    assert groups(directory) == [("By year of joining", ["polito", "aalto", "kth"])]


def test_each_choice_says_how_many_it_would_give_under_the_other_choice(universities):
    directory = ask("status=full")
    assert options(directory.countries) == [("Finland", 1, False), ("Italy", 1, False), ("Sweden", 1, False)]
    assert options(directory.statuses) == [
        ("Full members", 3, True),
        ("Associate members", 1, False),
        ("Suspended", 1, False),
        ("Membership not confirmed", 1, False),
        ("Former members", 2, False),
    ]
    assert options(ask("country=SE").statuses) == [("Full members", 1, False)]


def test_a_choice_that_gives_nothing_stays_visible_once_it_is_chosen(universities):
    directory = ask("country=SE&status=former")
    assert directory.count == 0
    assert directory.groups == []
    assert options(directory.statuses) == [("Full members", 1, False), ("Former members", 0, True)]


def test_a_name_is_searched_without_regard_to_accents_and_in_counts_too(universities):
    directory = ask("q=ecole")
    assert groups(directory) == [("Former members", ["epfl"])]
    assert options(directory.countries) == [("Switzerland", 1, False)]
    assert directory.has_filters


def test_the_addresses_of_choices_keep_the_other_ones_and_forget_the_page(universities):
    directory = ask("q=u&status=full&country=FI&sort=name")
    assert directory.address(status="") == f"?q=u&country=FI&sort=name&on={ON}"
    assert directory.address(page=2) == f"?q=u&status=full&country=FI&sort=name&on={ON}&page=2"
    assert [option.query for option in directory.statuses if option.is_selected] == [
        f"?q=u&status=full&country=FI&sort=name&on={ON}"
    ]


def test_the_directory_can_be_asked_for_any_day(universities):
    assert groups(ask("status=full", on=date(2009, 6, 1))) == [("Full members", ["tkk", "kth", "polito"])]
    assert "future" in groups(ask("status=full", on=date(2030, 1, 1)))[0][1]


def test_a_long_answer_comes_in_pages_and_a_map_in_one(universities, monkeypatch):
    monkeypatch.setattr(directory_module, "PAGE_SIZE", 3)
    assert groups(ask("page=2")) == [
        ("Associate members", ["usp"]),
        ("Suspended", ["tpu"]),
        ("Membership not confirmed", ["thu"]),
    ]
    assert ask("page=2").page.paginator.num_pages == 3
    assert [group.count for group in ask("page=1").groups] == [3]
    assert len(list(ask("view=map").page)) == 8


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=2", "page=99999999999999999999", "page=1.5"])
def test_a_page_that_does_not_exist_is_not_found(universities, query):
    with pytest.raises(Http404):
        _ = ask(query).page


@pytest.mark.parametrize(
    "query", ["status=king", "country=XX", "country=se", "sort=hue", "view=3d", "q=" + "a" * 101, "q=%00"]
)
def test_a_filter_that_does_not_exist_is_refused_in_words(universities, query):
    with pytest.raises(BadInput) as caught:
        ask(query)
    assert "Choose one of those offered." in str(caught.value)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 5), ("q=Uni&status=full&country=SE&sort=since", 5), ("sort=country", 5), ("view=map", 5)],
)
def test_the_number_of_queries_does_not_grow_with_the_universities(count, query, queries, django_assert_num_queries):
    for number in range(count):
        university = UniversityFactory(name=f"Uni {number}", city_en="City", membership="full")
        university.names.create(kind="acronym", value=f"U{number}")
    with override("fi"), django_assert_num_queries(queries):  # the last one counts running programmes for the notes
        directory = ask(query)
        shown = [
            (
                university.name,
                university.native_name,
                university.short_name,
                text_of(university, "city"),
                university.country.code,
                university.standing,
                university.first_membership.valid_from,
                university.first_membership.is_inferred,
            )
            for group in directory.groups
            for university in group.universities
        ]
        options(directory.countries), options(directory.statuses)
    assert len(shown) == count


def test_cards_tell_how_many_programmes_run_and_the_order_stays_that_of_names(universities):
    polito = University.objects.get(slug="polito")
    tkk = University.objects.get(slug="tkk")
    ProgrammeFactory(partners=[polito, tkk])
    ProgrammeFactory(partners=[polito])
    ProgrammeFactory(partners=[University.objects.get(slug="usp")], status="closed")
    directory = ask()
    notes = {one.slug: [note.words for note in one.notes] for group in directory.groups for one in group.universities}
    assert {slug: words for slug, words in notes.items() if words} == {
        "polito": ["2 running programmes"],
        "tkk": ["1 running programme"],
    }
    assert groups(directory)[0] == ("Full members", ["aalto", "kth", "polito"])
