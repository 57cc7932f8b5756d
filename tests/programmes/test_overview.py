from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from cluster_portal.core.languages import Text
from members.network_picture import Link
from members.places import current_members
from programmes.deadlines import State
from programmes.overview import Overview, links_between, running_notes
from tests.factories.members import UniversityFactory, UniversityNameFactory
from tests.factories.programmes import DeadlineFactory, PartnerFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def university(slug, short_name=""):
    one = UniversityFactory(slug=slug, name=slug.upper(), membership="full")
    if short_name:
        UniversityNameFactory(university=one, kind="short", language="", value=short_name)
    return one


def with_deadline(slug, closes_on, year=2027, **fields):
    """A programme with one date by which one applies; without a year it is one of every year."""
    programme = ProgrammeFactory(slug=slug, **fields)
    DeadlineFactory(intake__programme=programme, intake__academic_year=year, closes_on=closes_on)
    return programme


# Lines of the network picture ---------------------------------------------------------------------------------------


def test_a_line_tells_how_many_programmes_two_universities_share_and_leads_to_them():
    universities = [university("kth", "KTH"), university("upc", "UPC Barcelona"), university("usp", "USP")]
    shared = [("kth", "upc", 4), ("kth", "usp", 1), ("outside", "upc", 9)]
    with override("fr"):
        links = links_between(universities, shared)
        assert [(link.a_key, link.b_key, link.weight) for link in links] == [("kth", "upc", 4), ("kth", "usp", 1)]
        assert [link.url for link in links] == [
            "/fr/programmes/?home=kth&partner=upc",
            "/fr/programmes/?home=kth&partner=usp",
        ]
    assert links_between(universities, shared) == [
        Link("kth", "upc", 4, "KTH and UPC Barcelona: 4 programmes", "/en/programmes/?home=kth&partner=upc"),
        Link("kth", "usp", 1, "KTH and USP: 1 programme", "/en/programmes/?home=kth&partner=usp"),
    ]


# Numbers ------------------------------------------------------------------------------------------------------------


def test_running_programmes_are_counted_and_no_others():
    kth, upc, usp = university("kth"), university("upc"), university("usp")
    ProgrammeFactory(partners=[kth, upc])
    ProgrammeFactory(partners=[kth])
    for fields in ({"status": "closed"}, {"status": "unconfirmed"}, {"publication": "draft"}):
        ProgrammeFactory(partners=[kth, usp], **fields)
    PartnerFactory(programme=ProgrammeFactory(), university=usp, agreement_to=DAY)
    notes = running_notes([kth, upc, usp], DAY)
    assert {key: (note.words, note.url) for key, note in notes.items()} == {
        kth.pk: ("2 running programmes", "/en/programmes/?partner=kth&status=open"),
        upc.pk: ("1 running programme", "/en/programmes/?partner=upc&status=open"),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_running_programmes_are_counted_in_one_query(count, django_assert_num_queries):
    universities = [university(f"u{number}") for number in range(count)]
    ProgrammeFactory(partners=universities)
    with django_assert_num_queries(1):
        assert len(running_notes(universities, DAY)) == count


def test_a_programme_of_several_fields_counts_once():
    ProgrammeFactory(subjects=["0613", "0714", "0531"])
    ProgrammeFactory(status="unconfirmed")
    ProgrammeFactory(publication="withdrawn")
    assert Overview(NOW).running == 1


# The finder in one line ---------------------------------------------------------------------------------------------


def test_the_finder_offers_what_would_give_something_and_nothing_else():
    universities = [university("upc"), university("aalto")]
    ProgrammeFactory(level="master", subjects=["0714", "0613"])
    ProgrammeFactory(level="any", subjects=["0713"])
    ProgrammeFactory(level="doctorate", status="closed", subjects=["0915"])
    ProgrammeFactory(level="bachelor", publication="draft", subjects=["0511"])
    with override("de"):
        finder = Overview(NOW).finder(universities)
        assert finder.universities == [("aalto", "AALTO"), ("upc", "UPC")]
        assert [value for value, _words in finder.levels] == ["master"]
        assert [value for value, _words in finder.subjects] == ["06", "07"]


def test_there_is_no_finder_where_there_is_nothing_to_find():
    ProgrammeFactory(status="closed")
    assert Overview(NOW).finder([university("kth")]) is None
    ProgrammeFactory()
    assert Overview(NOW).finder([]) is None


# Upcoming dates -----------------------------------------------------------------------------------------------------


def upcoming():
    return [
        (one.url.rstrip("/").rpartition("/")[2], one.standing.state, one.standing.day) for one in Overview(NOW).upcoming
    ]


def test_the_next_dates_come_first_whether_firm_or_usual():
    with_deadline("in-march", date(2027, 3, 1))
    with_deadline("every-year", date(2000, 12, 24), year=None)
    with_deadline("in-a-week", date(2026, 12, 2))
    with_deadline("later-this-year-is-over", date(2000, 11, 24), year=None)
    assert upcoming() == [
        ("in-a-week", State.CLOSING, date(2026, 12, 2)),
        ("every-year", State.EXPECTED, date(2026, 12, 24)),
        ("in-march", State.OPEN, date(2027, 3, 1)),
        ("later-this-year-is-over", State.EXPECTED, date(2027, 11, 24)),
    ]


def test_nothing_that_is_over_or_takes_nobody_is_upcoming():
    with_deadline("yesterday", date(2026, 11, 24))
    with_deadline("long-ago", date(2019, 3, 1), year=2019)
    with_deadline("closed", date(2027, 1, 1), status="closed")
    with_deadline("paused", date(2027, 1, 1), status="paused")
    with_deadline("draft", date(2027, 1, 1), publication="draft")
    cancelled = ProgrammeFactory(slug="cancelled")
    DeadlineFactory(intake__programme=cancelled, intake__state="cancelled", closes_on=date(2027, 1, 1))
    scholarship = ProgrammeFactory(slug="scholarship")
    DeadlineFactory(intake__programme=scholarship, purpose="scholarship", closes_on=date(2027, 1, 1))
    assert upcoming() == []


def test_the_date_of_last_year_is_expected_and_not_firm():
    with_deadline("last-year", date(2026, 2, 15), year=2026)
    assert upcoming() == [("last-year", State.EXPECTED, date(2027, 2, 15))]


def test_five_programmes_are_upcoming_at_most_each_once():
    for number in range(7):
        programme = with_deadline(f"p{number}", date(2026, 12, 1 + number))
        DeadlineFactory(intake=programme.intakes.get(), closes_on=date(2026, 12, 20))
    assert [slug for slug, _state, _day in upcoming()] == ["p0", "p1", "p2", "p3", "p4"]


def test_a_title_says_in_which_language_it_is():
    with_deadline("p", date(2026, 12, 1), title_en="Energy", title_fr="Énergie")
    with override("fr"):
        assert Overview(NOW).upcoming[0].title == Text("Énergie", "fr", is_fallback=False)
    with override("sv"):
        assert Overview(NOW).upcoming[0].title == Text("Energy", "en", is_fallback=True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_asks_three_queries(count, django_assert_num_queries):
    universities = [university("kth")]
    for number in range(count):
        with_deadline(f"p{number}", date(2026, 12, 1 + number), subjects=["0613"], partners=universities)
    members = list(current_members(DAY))
    with override("fi"), django_assert_num_queries(3):
        overview = Overview(NOW)
        assert (overview.running, len(overview.upcoming)) == (count, count)
        assert overview.finder(members)
