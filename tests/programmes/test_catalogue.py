"""What may be asked of the catalogue, and what it answers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.http import Http404, QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.core.requests import BadInput
from members.models import University
from programmes import catalogue as catalogue_module
from programmes import catalogue_index
from programmes.cards import cards_of, for_cards
from programmes.catalogue import Catalogue
from programmes.catalogue_form import HEADINGS, STATUS_ORDER
from programmes.deadlines import State, Terms, overall, overall_of_each
from programmes.models import Programme, TeachingLanguage
from programmes.vocabulary import Kind, Level, Purpose, Status
from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import DeadlineFactory, IntakeFactory, PartnerFactory, ProgrammeFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = NOW.date()


def ask(query="", now=NOW, day=DAY):
    return Catalogue(QueryDict(query), now=now, day=day)


def slugs(catalogue):
    return [card.programme.slug for card in catalogue.cards]


def options(catalogue, name):
    """Return what a facet offers: [(label, count)], a chosen option with a star."""
    facet = next((facet for facet in catalogue.facets if facet.name == name), None)
    if facet is None:
        return None
    return [(f"{option.label}{'*' if option.is_chosen else ''}", option.count) for option in facet.options]


def university(slug, **fields):
    one = UniversityFactory(slug=slug, membership="full", **fields)
    one.names.create(kind="acronym", language="", value=slug.upper())
    return one


@pytest.fixture
def universities():
    return {
        "kth": university("kth", name="KTH Royal Institute of Technology", country="SE"),
        "upc": university("upc", name="Universitat Politècnica de Catalunya", name__language="ca", country="ES"),
        "epfl": university("epfl", name="École polytechnique fédérale", name__language="fr", country="CH"),
    }


@pytest.fixture
def programmes(universities):
    kth, upc, epfl = universities.values()
    ProgrammeFactory(slug="energy", title_en="Énergie", partners=[kth, upc], subjects=["0713"], languages=["en"])
    ProgrammeFactory(
        slug="computing",
        title_en="Computing",
        level=Level.DOCTORATE,
        kind=Kind.COTUTELLE,
        status=Status.UNCONFIRMED,
        partners=[upc, epfl],
        subjects=["0613", "0714"],
        languages=["en", "fr"],
    )
    ProgrammeFactory(
        slug="law", title_en="Law", status=Status.CLOSED, partners=[kth, epfl], subjects=["0421"], languages=["sv"]
    )
    ProgrammeFactory(slug="draft", title_en="Energy draft", publication="draft", partners=[kth], languages=["fi"])
    ProgrammeFactory(slug="withdrawn", title_en="Energy gone", publication="withdrawn", partners=[kth])


# The answer and its order --------------------------------------------------------------------------------------------


def test_everything_published_is_listed_running_before_unconfirmed_before_closed(programmes):
    catalogue = ask()
    assert slugs(catalogue) == ["energy", "computing", "law"]
    assert (catalogue.count, catalogue.total) == (3, 3)
    assert catalogue.chips == []


def test_the_title_as_it_is_shown_decides_within_a_status_whatever_its_accents(universities):
    for slug, fields in {
        "b": {"title_en": "Zeta", "title_de": "Äpfel"},
        "a": {"title_en": "Birnen"},
        "c": {"title_en": "", "title_sv": "ananas", "source_language": "sv"},
    }.items():
        ProgrammeFactory(slug=slug, **fields)
    assert slugs(ask()) == ["c", "a", "b"]
    with override("de"):
        assert slugs(ask()) == ["c", "b", "a"]


def test_sorted_by_title_the_status_does_not_count(programmes):
    assert slugs(ask("sort=title")) == ["computing", "energy", "law"]


def test_sorted_by_level_the_bachelor_comes_first(programmes):
    ProgrammeFactory(slug="basics", level=Level.BACHELOR, status=Status.CLOSED)
    ProgrammeFactory(slug="all", level=Level.ANY)
    assert slugs(ask("sort=level")) == ["basics", "energy", "law", "computing", "all"]


def deadline(programme, closes_on, **fields):
    intake = programme.intakes.filter(academic_year=fields.pop("academic_year", 2027)).first()
    intake = intake or IntakeFactory(programme=programme)
    return DeadlineFactory(intake=intake, closes_on=closes_on, **fields)


def test_sorted_by_deadline_what_closes_soonest_comes_first_and_what_is_over_last():
    for slug, closes_on, fields in (
        ("open", date(2027, 3, 1), {}),
        ("soon", date(2026, 12, 20), {}),
        ("sooner", date(2026, 12, 1), {}),
        ("opens", date(2027, 3, 1), {"opens_on": date(2027, 1, 1)}),
        ("expected", date(2027, 2, 1), {"certainty": "expected"}),
        ("over", date(2026, 11, 1), {}),
    ):
        deadline(ProgrammeFactory(slug=slug), closes_on, **fields)
    ProgrammeFactory(slug="unknown")
    deadline(ProgrammeFactory(slug="closed", status=Status.CLOSED), date(2026, 12, 1))
    order = ["sooner", "soon", "open", "opens", "expected", "over", "closed", "unknown"]
    assert slugs(ask("sort=deadline")) == order
    assert options(ask(), "deadline") == [
        ("Closes soon", 2),
        ("Open", 1),
        ("Opens later", 1),
        ("Expected, not confirmed", 1),
        ("Closed", 2),
        ("Not known", 1),
    ]


def test_a_long_answer_comes_in_pages(programmes, monkeypatch):
    monkeypatch.setattr(catalogue_module, "PAGE_SIZE", 2)
    assert slugs(ask("sort=title")) == ["computing", "energy"]
    assert slugs(ask("sort=title&page=2")) == ["law"]
    assert slugs(ask("page=2")) == ["law"]
    with pytest.raises(Http404):
        _ = ask("page=3").page


def test_titles_are_read_for_all_where_naming_each_programme_would_take_longer(programmes, monkeypatch):
    monkeypatch.setattr(catalogue_index, "FEW", 0)
    assert slugs(ask("sort=title")) == ["computing", "energy", "law"]


def test_an_empty_portal_has_an_empty_page():
    catalogue = ask()
    assert (catalogue.count, catalogue.cards, catalogue.facets, catalogue.ways_out) == (0, [], [], [])
    assert catalogue.page.number == 1


# Facets --------------------------------------------------------------------------------------------------------------


def test_each_facet_offers_what_gives_something_with_its_count(programmes):
    catalogue = ask()
    assert [facet.name for facet in catalogue.facets] == list(HEADINGS)
    assert options(catalogue, "home") == [("EPFL", 2), ("KTH", 2), ("UPC", 2)]
    assert options(catalogue, "partner") == [("EPFL", 2), ("KTH", 2), ("UPC", 2)]
    assert options(catalogue, "country") == [("Spain", 2), ("Sweden", 2), ("Switzerland", 2)]
    assert options(catalogue, "level") == [("Master", 2), ("Doctorate", 1)]
    assert options(catalogue, "kind") == [("Dual degree", 2), ("Dual doctorate (cotutelle)", 1)]
    assert options(catalogue, "language") == [("English", 2), ("French", 1), ("Swedish", 1)]
    assert options(catalogue, "status") == [("Running", 1), ("Not confirmed by its universities", 1), ("Closed", 1)]
    assert options(catalogue, "deadline") == [("Closed", 1), ("Not known", 2)]


def test_a_count_is_what_an_option_gives_under_the_other_facets(programmes):
    catalogue = ask("home=kth&language=en")
    assert slugs(catalogue) == ["energy"]
    assert options(catalogue, "home") == [("EPFL", 1), ("KTH*", 1), ("UPC", 2)]
    assert options(catalogue, "language") == [("English*", 1), ("Swedish", 1)]
    assert options(catalogue, "level") == [("Master", 1)]


def test_values_of_one_facet_mean_either_and_facets_mean_both(programmes):
    assert slugs(ask("language=fr&language=sv")) == ["computing", "law"]
    assert slugs(ask("language=fr&language=sv&home=kth")) == ["law"]


def test_every_count_is_kept_when_its_option_is_chosen(programmes):
    for query in ("", "level=master", "home=upc&language=en"):
        catalogue = ask(query)
        for facet in catalogue.facets:
            for option in (each for first in facet.options for each in (first, *first.further)):
                alone = ask(catalogue.address(**{facet.name: [option.value]})[1:])
                assert alone.count == option.count, (query, option)


def test_a_chosen_option_stays_also_where_it_gives_nothing(programmes):
    catalogue = ask("level=bachelor&language=fi&home=kth")
    assert catalogue.count == 0
    assert options(catalogue, "level") == [("Bachelor*", 0)]
    assert options(catalogue, "language") == [("Finnish*", 0)]
    assert options(catalogue, "home") == [("KTH*", 0)]


def test_options_go_by_their_labels_in_the_language_of_the_visitor(programmes):
    with override("fr"):
        assert options(ask(), "country") == [("Espagne", 2), ("Suède", 2), ("Suisse", 2)]
        assert options(ask(), "language") == [("Anglais", 2), ("Français", 1), ("Suédois", 1)]


def further(catalogue):
    """Return the fields of study, each with the detailed ones under it."""
    facet = next(facet for facet in catalogue.facets if facet.name == "subject")
    return {
        f"{option.value}{'*' if option.is_chosen else ''}": [
            f"{finer.value}{'*' if finer.is_chosen else ''} {finer.count}" for finer in option.further
        ]
        for option in facet.options
    }


def test_detailed_fields_stand_under_the_broad_field_that_was_chosen(programmes):
    assert further(ask()) == {"04": [], "06": [], "07": []}
    assert further(ask("subject=07")) == {"04": [], "07*": ["0713 1", "0714 1"], "06": []}
    assert slugs(ask("subject=07")) == ["energy", "computing"]


def test_a_detailed_field_narrows_the_broad_one_around_it_and_no_other(programmes):
    assert slugs(ask("subject=07&subject=0713")) == ["energy"]
    assert slugs(ask("subject=0713")) == ["energy"]
    assert slugs(ask("subject=07&subject=0713&subject=04")) == ["energy", "law"]
    assert further(ask("subject=0713"))["07"] == ["0713* 1", "0714 1"]


def test_dropping_a_broad_field_drops_the_detailed_ones_in_it(programmes):
    chips = {str(chip.label): chip.query for chip in ask("subject=07&subject=0713&subject=0613").chips}
    assert chips["Engineering, manufacturing and construction"] == "?subject=0613"
    assert chips["Electricity and energy"] == "?subject=07&subject=0613"


def test_a_language_of_a_region_does_not_go_with_the_language(programmes):
    TeachingLanguage.objects.create(programme=Programme.objects.get(slug="law"), language="en-GB")
    assert [chip.query for chip in ask("language=en&language=en-GB").chips] == ["?language=en-GB", "?language=en"]


# Universities and countries ------------------------------------------------------------------------------------------


def test_one_can_go_from_the_universities_where_one_can_begin(universities):
    kth, upc, epfl = universities.values()
    programme = ProgrammeFactory(slug="one-way")
    PartnerFactory(programme=programme, university=kth, is_entry=True)
    PartnerFactory(programme=programme, university=upc, is_exit=True)
    ProgrammeFactory(slug="any-way", partners=[upc, epfl])
    assert options(ask(), "home") == [("EPFL", 1), ("KTH", 1), ("UPC", 1)]
    assert slugs(ask("home=upc")) == ["any-way"]
    assert slugs(ask("partner=upc")) == ["one-way", "any-way"]


def test_who_does_not_take_part_today_is_no_home_but_stays_a_partner(universities):
    kth, upc, epfl = universities.values()
    programme = ProgrammeFactory(slug="changed")
    PartnerFactory(programme=programme, university=kth, agreement_to=DAY)
    PartnerFactory(programme=programme, university=upc, agreement_from=DAY)
    PartnerFactory(programme=programme, university=epfl, agreement_from=DAY + timedelta(days=1))
    assert options(ask(), "home") == [("UPC", 1)]
    assert options(ask(), "partner") == [("EPFL", 1), ("KTH", 1), ("UPC", 1)]
    assert options(ask(day=DAY - timedelta(days=1)), "home") == [("KTH", 1)]


def test_where_the_only_first_university_left_one_cannot_begin_elsewhere(universities):
    kth, upc, _epfl = universities.values()
    programme = ProgrammeFactory()
    PartnerFactory(programme=programme, university=kth, is_entry=True, agreement_to=DAY)
    PartnerFactory(programme=programme, university=upc, is_exit=True)
    assert options(ask(), "home") is None


def test_a_country_counts_through_external_partners_too(universities):
    programme = ProgrammeFactory(slug="with-denmark", partners=[universities["kth"]])
    PartnerFactory(programme=programme, external_name="DTU", external_country="DK")
    PartnerFactory(programme=programme, external_name="Somewhere")
    PartnerFactory(programme=programme, university=None, is_unnamed=True, awarding="unknown")
    PartnerFactory(programme=programme, university=university("nowhere", country=""))
    assert options(ask(), "country") == [("Denmark", 1), ("Sweden", 1)]
    assert slugs(ask("country=DK")) == ["with-denmark"]


def test_a_university_without_a_page_is_not_offered_and_cannot_be_asked_for(universities):
    hidden = [university(slug, publication=slug) for slug in ("draft", "withdrawn")]
    ProgrammeFactory(partners=[universities["kth"], *hidden])
    assert options(ask(), "partner") == [("KTH", 1)]
    for one in hidden:
        with pytest.raises(BadInput):
            ask(f"partner={one.slug}")


def test_a_university_without_programmes_gives_an_empty_answer(programmes):
    university("polito", name="Politecnico di Torino")
    catalogue = ask("home=polito&level=master")
    assert catalogue.count == 0
    assert [(str(chip.heading), str(chip.label)) for chip in catalogue.chips] == [
        ("Home university", "POLITO"),
        ("Level", "Master"),
    ]


# Deadlines -----------------------------------------------------------------------------------------------------------


def test_the_facet_says_of_a_deadline_what_the_row_says(universities):
    for number in range(60):
        programme = ProgrammeFactory(status=STATUS_ORDER[number % 6])
        for year in {2026, 2027, None} - {(2026, 2027, None)[number % 3]}:
            intake = IntakeFactory(
                programme=programme,
                academic_year=year,
                opens_on=date(year or 2000, 1, 1) if number % 5 == 0 else None,
                state="cancelled" if number % 11 == 0 else "planned",
            )
            DeadlineFactory(
                intake=intake,
                purpose=[Purpose.APPLICATION, Purpose.NOMINATION, Purpose.FEE][number % 3],
                closes_on=date(year or 2000, 1 + number % 12, 1 + number % 28),
                certainty="firm" if number % 4 else "expected",
                time_zone=["Europe/Stockholm", "America/Sao_Paulo", "Asia/Tokyo"][number % 3],
            )
    for now in (NOW, NOW + timedelta(days=200), NOW + timedelta(days=1200)):
        everything = cards_of(for_cards(Programme.objects.published()), now)
        by_row = {
            state: {card.programme.slug for card in everything if card.standing.state == state} for state in State
        }
        for state in State:
            catalogue = ask(f"deadline={state}", now=now)
            assert catalogue.count == len(by_row[state])
            assert set(slugs(catalogue)) <= by_row[state]


@pytest.mark.parametrize(("zone", "last"), [("Europe/Stockholm", 22), ("America/Sao_Paulo", 2), ("Asia/Tokyo", 14)])
def test_nothing_looks_open_one_second_after_its_last_second(zone, last):
    deadline(ProgrammeFactory(slug="one"), date(2027, 1, 15), time_zone=zone)
    day = date(2027, 1, 16) if zone.startswith("America") else date(2027, 1, 15)
    moment = datetime.combine(day, time(last, 59, 59), tzinfo=UTC)
    assert options(ask(now=moment), "deadline") == [("Closes soon", 1)]
    assert options(ask(now=moment + timedelta(seconds=1)), "deadline") == [("Closed", 1)]


terms = st.builds(
    Terms,
    closes_on=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    opens_on=st.none() | st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    time_zone=st.sampled_from(["Europe/Stockholm", "America/Sao_Paulo"]),
    precision=st.sampled_from(["day", "month"]),
    certainty=st.sampled_from(["firm", "expected"]),
    has_year=st.booleans(),
)


@given(
    own=st.dictionaries(st.sampled_from("abcdef"), st.lists(terms, max_size=4)),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_for_many_programmes_at_once_the_rule_is_that_for_one(own, now):
    rows = {}
    for key, each in own.items():
        for one in each:
            rows.setdefault(one, set()).add(key)
    found = {key: standing for standing, keys in overall_of_each(set(own), rows.items(), now) for key in keys}
    expected = {key: overall(each, now) for key, each in own.items()}
    assert {key: (one.urgency, one.is_shifted) for key, one in found.items()} == {
        key: (one.urgency, one.is_shifted) for key, one in expected.items()
    }


# Words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("energie", ["energy"]),
        ("ENERGIE KTH", ["energy"]),
        ("energie epfl", []),
        ("ecole", ["computing", "law"]),
        ("politecnica", ["energy", "computing"]),
        ("master of science", ["energy", "computing", "law"]),
        ("draft", []),
        ("gone", []),
        ("%", []),
        ("_", []),
        ("'", []),
    ],
)
def test_every_word_must_occur_somewhere_whatever_its_accents(programmes, words, found):
    assert slugs(ask(f"q={words.replace('%', '%25')}")) == found


def test_words_are_looked_for_in_the_title_as_shown_and_in_english_the_acronym_the_field_and_external_partners():
    programme = ProgrammeFactory(
        slug="one",
        title_en="Water",
        title_de="Wasserbau",
        title_fr="Hydraulique",
        acronym="HYD",
        subject_note_en="Fluids",
    )
    PartnerFactory(programme=programme, external_name="Danmarks Tekniske", degree_title="Civilingeniør")
    ProgrammeFactory(slug="other")
    with override("de"):
        for word in ("water", "wasser", "hyd", "fluids", "danmarks", "civilingenior"):
            assert slugs(ask(f"q={word}")) == ["one"], word
        assert slugs(ask("q=hydraulique")) == []


def test_words_narrow_the_counts_of_all_facets(programmes):
    catalogue = ask("q=epfl")
    assert options(catalogue, "language") == [("English", 1), ("French", 1), ("Swedish", 1)]
    assert options(catalogue, "home") == [("EPFL", 2), ("KTH", 1), ("UPC", 1)]


# Ways on -------------------------------------------------------------------------------------------------------------


def test_an_empty_answer_names_the_filter_to_drop_and_what_that_gives(programmes):
    catalogue = ask("home=kth&language=fr&q=epfl")
    assert catalogue.count == 0
    assert [(way.filters, way.count, way.query) for way in catalogue.ways_out] == [
        ("Home university: KTH", 1, "?q=epfl&language=fr"),
        ("Language of instruction: French", 1, "?q=epfl&home=kth"),
    ]


def test_where_no_single_filter_is_to_blame_two_are_named(programmes):
    catalogue = ask("home=kth&language=fr&level=bachelor")
    assert [(way.filters, way.count, way.query) for way in catalogue.ways_out] == [
        ("Level: Bachelor; Language of instruction: French", 2, "?home=kth"),
        ("Home university: KTH; Level: Bachelor", 1, "?language=fr"),
    ]


def test_several_values_of_a_filter_are_dropped_together(programmes):
    ways = ask("level=bachelor&level=any").ways_out
    assert [(way.filters, way.count, way.query) for way in ways] == [("Level: Bachelor, Several levels", 3, "?")]


def test_chips_drop_one_choice_each_and_addresses_forget_the_page(programmes):
    catalogue = ask("q=e&home=kth&home=upc&sort=title&page=1")
    assert [(str(chip.heading), str(chip.label), chip.query) for chip in catalogue.chips] == [
        ("Search words", "e", "?home=kth&home=upc&sort=title"),
        ("Home university", "KTH", "?q=e&home=upc&sort=title"),
        ("Home university", "UPC", "?q=e&home=kth&sort=title"),
    ]
    assert catalogue.address(page=2) == "?q=e&home=kth&home=upc&sort=title&page=2"
    assert catalogue.chosen_count == 2
    assert [sorting.query for sorting in catalogue.sortings if sorting.is_chosen] == [
        "?q=e&home=kth&home=upc&sort=title"
    ]


# Bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=abc", "page=2", "page=999", "page=1.5", "page=9" * 3])
def test_a_page_that_does_not_exist_is_not_found(programmes, query):
    with pytest.raises(Http404):
        _ = ask(query).page


@pytest.mark.parametrize(
    "query",
    [
        "level=phd",
        "kind=triple",
        "status=draft",
        "deadline=tomorrow",
        "subject=8888",
        "subject=061",
        "subject=6",
        "language=xx",
        "language=%C3%A9",
        "country=XX",
        "country=se",
        "home=nobody",
        "partner=KTH",
        "home=kth&home=nobody",
        "home=" + "a" * 100,
        "home=%00",
        "sort=best",
        "q=" + "a" * 101,
        "q=%00",
    ],
)
def test_a_value_that_does_not_exist_is_refused_in_words(programmes, query):
    with pytest.raises(BadInput) as caught:
        ask(query)
    assert "Choose one of those offered." in str(caught.value)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("level=&home=&q=&sort=&page=", 3),
        ("level=master&level=master", 2),
        ("level=master&level=", 2),
        ("sort=title&sort=level", 3),
        ("q=energie&q=law", 1),
        ("status=closed&deadline=open", 0),
        ("utm_source=mail&page=1&page=1", 3),
    ],
)
def test_repeated_empty_contradictory_and_foreign_parameters_give_a_sensible_answer(programmes, query, count):
    catalogue = ask(query)
    assert catalogue.count == count
    assert len(catalogue.cards) == count


# Queries -------------------------------------------------------------------------------------------------------------

ALL = (
    "q=e&home=kth&partner=upc&country=SE&level=master&subject=07&subject=0713&kind=dual&language=en&status=open"
    "&deadline=unknown&sort=deadline"
)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 12), ("sort=title", 12), ("home=kth", 12), (ALL, 13)])
def test_the_number_of_queries_does_not_grow_with_the_programmes(
    universities, count, query, queries, django_assert_num_queries
):
    kth, upc, epfl = universities.values()
    ProgrammeFactory(slug="draft", publication="draft", partners=[kth, epfl], subjects=["0111"], languages=["fi"])
    for number in range(count):
        programme = ProgrammeFactory(title_en=f"Énergie {number}", partners=[kth, upc], subjects=["0713"])
        TeachingLanguage.objects.create(programme=programme, language="en")
        PartnerFactory(programme=programme, external_name="DTU", external_country="DK", position=9)
    with override("fi"), django_assert_num_queries(queries):
        catalogue = ask(query)
        shown = [
            [partner.university.short_name if partner.university_id else partner.monogram for partner in partners]
            for partners in (card.current_partners for card in catalogue.cards)
        ]
        assert len(catalogue.facets) == len(HEADINGS)
        assert (catalogue.chips == []) == ("=" not in query.replace("sort=", ""))
    assert shown == [["KTH", "UPC", "DTU"]] * count


# Cards ---------------------------------------------------------------------------------------------------------------


def test_a_card_shows_who_takes_part_on_the_day_or_at_last_who_did(universities):
    kth, upc, epfl = universities.values()
    changed, over = ProgrammeFactory(slug="changed"), ProgrammeFactory(slug="over")
    PartnerFactory(programme=changed, university=kth)
    PartnerFactory(programme=changed, university=upc, agreement_to=date(2020, 1, 1))
    PartnerFactory(programme=changed, university=epfl, agreement_from=date(2030, 1, 1))
    PartnerFactory(programme=over, university=kth, agreement_to=date(2020, 1, 1))
    cards = {card.programme.slug: card for card in cards_of(for_cards(Programme.objects.all()), NOW)}
    assert [partner.university for partner in cards["changed"].current_partners] == [kth]
    assert [partner.university for partner in cards["over"].current_partners] == [kth]


def test_cards_take_universities_that_are_loaded_already(universities, django_assert_num_queries):
    ProgrammeFactory(partners=list(universities.values()))
    loaded = {one.pk: one for one in University.objects.prefetch_related("names")}
    programmes = list(for_cards(Programme.objects.all()))
    with django_assert_num_queries(4):
        (card,) = cards_of(programmes, NOW, loaded)
        assert [one.short_name for one in card.universities] == ["KTH", "UPC", "EPFL"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("DTU", "DTU"), ("Politecnico di Milano", "PM"), ("TU Braunschweig", "TUB"), ("Universitat", "Uni"), ("", "")],
)
def test_an_external_partner_has_a_monogram(name, letters):
    assert PartnerFactory.build(programme=None, university=None, external_name=name).monogram == letters


# The page ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def get_page(client, programmes):
    NetworkFactory()

    def get(query="", language="en"):
        response = client.get(f"/{language}/programmes/?{query}")
        assert response.status_code == 200
        return Page(response)

    return get


def hrefs(found):
    return [link.get("href") for link in found.all("a")]


def test_the_page_lists_each_programme_with_its_partners_and_what_can_be_compared(get_page):
    found = get_page("level=master")
    assert found.errors == []
    assert found.text(found.one("p", role="status")) == "2 programmes"
    rows = [found.text(row) for row in found.all("article")]
    assert "Énergie" in rows[0]
    assert "Partners: KTH, UPC" in rows[0]
    assert "Closed" in rows[1]
    assert "/en/programmes/energy/" in hrefs(found)
    assert not any("draft" in row or "gone" in row for row in rows)


def test_the_form_says_what_is_chosen_and_how_many_each_option_would_give(get_page):
    found = get_page("level=master")
    boxes = {box.get("id"): box for box in found.all("input", type="checkbox")}
    assert boxes["level-master"].get("checked") is not None
    assert boxes["level-doctorate"].get("checked") is None
    labels = [found.text(label) for label in found.all("label")]
    assert "Doctorate 1" in labels
    assert [found.text(legend) for legend in found.all("legend")] == [str(heading) for heading in HEADINGS.values()]
    assert found.text(found.one("details", id="facet-level").find("*")) == "Level 1 chosen"


def test_the_chosen_filters_are_links_that_drop_them(get_page):
    found = get_page("level=master&home=kth")
    chips = found.one("ul", aria_label="Chosen filters")
    assert [found.text(item) for item in chips] == [
        "Drop the filter: Home university: KTH",
        "Drop the filter: Level: Master",
        "Clear all filters",
    ]
    assert {"?level=master", "?home=kth", "/en/programmes/"} <= set(hrefs(found))


def test_the_page_without_results_offers_ways_out(get_page):
    found = get_page("home=kth&language=fr")
    assert found.text(found.one("p", role="status")) == "0 programmes"
    assert "Without Language of instruction: French – 2 programmes" in found.text()
    assert "?home=kth" in hrefs(found)
    assert found.all("article") == []


def test_programmes_can_be_chosen_for_comparison_without_a_script(get_page):
    found = get_page()
    form = found.one("form", action="/en/programmes/compare/")
    boxes = [box.get("value") for box in form.iter("{http://www.w3.org/1999/xhtml}input")]
    assert boxes == ["energy", "computing", "law"]


def test_the_page_leads_to_the_other_pages_about_programmes_and_names_its_feed(get_page):
    found = get_page(language="de")
    for path in ("finder/", "coverage/", "calendar/", "feed/", "agreements/"):
        assert f"/de/programmes/{path}" in hrefs(found)
    feeds = [link for link in found.all("link", rel="alternate") if link.get("type")]
    assert [link.get("href") for link in feeds] == ["/de/programmes/feed/"]
    assert [data["@type"] for data in found.json_ld] == ["BreadcrumbList"]


def test_the_masthead_of_every_page_leads_to_the_programmes(get_page, client):
    current = [link for link in get_page().all("a", href="/en/programmes/") if link.get("aria-current") == "true"]
    assert current
    elsewhere = Page(client.get("/en/members/")).all("a", href="/en/programmes/")
    assert elsewhere
    assert not [link for link in elsewhere if link.get("aria-current")]


def test_an_address_that_cannot_be_answered_gets_a_page_that_says_so(client, programmes):
    NetworkFactory()
    response = client.get("/en/programmes/?level=phd")
    assert response.status_code == 400
    assert "Choose one of those offered." in Page(response).text()
    assert client.get("/en/programmes/?page=999").status_code == 404
    assert client.post("/en/programmes/").status_code == 405


def test_the_page_takes_at_most_fifteen_queries(client, programmes, django_assert_max_num_queries):
    NetworkFactory()
    client.get("/de/programmes/")
    for query in ("", ALL, "home=kth&sort=title"):
        with django_assert_max_num_queries(15):
            assert client.get(f"/de/programmes/?{query}").status_code == 200
