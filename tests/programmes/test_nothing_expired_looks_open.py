"""One second after the last moment of a deadline, no surface of the portal says that it is open."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from icalendar import Calendar

from programmes.calendars import calendar_of, deadlines_of, entries_of, for_calendars
from programmes.cards import cards_of, for_cards
from programmes.catalogue import Catalogue
from programmes.comparison import Comparison
from programmes.deadlines import last_moment
from programmes.finder import Finder, home_of
from programmes.models import Programme
from programmes.overview import Overview
from programmes.page import ProgrammePage
from programmes.page_query import load_programme
from programmes.structured_data import programme_data
from programmes.wording import deadline_words
from tests.factories.members import UniversityFactory
from tests.factories.programmes import DeadlineFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

ZONES = ["Pacific/Auckland", "America/Sao_Paulo", "Europe/Stockholm"]


@pytest.fixture(params=ZONES)
def deadline(request):
    kth, upc = (UniversityFactory(slug=slug, name=slug, membership="full") for slug in ("kth", "upc"))
    programme = ProgrammeFactory(slug="energy", partners=[kth, upc])
    return DeadlineFactory(intake__programme=programme, time_zone=request.param)


def in_catalogue(now):
    (card,) = Catalogue(QueryDict(), now, now.date()).cards
    return card.standing


def on_a_card(now):
    (card,) = cards_of(for_cards(Programme.objects.all()), now)
    return card.standing


def on_the_page(now):
    return ProgrammePage(load_programme("energy"), now).standing


def in_comparison(now):
    (column,) = Comparison(["energy"], now).columns
    return column.card.standing


def in_finder(now):
    ((route,),) = [place.routes for place in Finder(home_of("kth", now.date()), now, now.date()).destinations]
    return route.standing


SURFACES = [in_catalogue, on_a_card, on_the_page, in_comparison, in_finder]


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.__name__)
def test_it_is_open_at_its_last_second_and_closed_one_later(deadline, surface):
    moment = last_moment(deadline.terms)
    before, at, after = (surface(moment + timedelta(seconds=each)) for each in (-1, 0, 1))
    assert [one.state.is_open for one in (before, at, after)] == [True, True, False]
    assert deadline_words(after).startswith("Closed since")


def test_machines_are_told_the_same(deadline):
    moment = last_moment(deadline.terms)

    def told(now):
        data = programme_data(ProgrammePage(load_programme("energy"), now), lambda path: path)
        return data.get("applicationDeadline")

    assert [told(moment + timedelta(seconds=each)) for each in (-1, 0, 1)] == ["2027-01-15", "2027-01-15", None]


def test_the_filter_of_the_catalogue_lets_it_go(deadline):
    moment = last_moment(deadline.terms)

    def found(now):
        query = QueryDict("deadline=closing&deadline=open")
        return Catalogue(query, now, now.date()).count

    assert [found(moment + timedelta(seconds=each)) for each in (-1, 0, 1)] == [1, 1, 0]


def test_the_home_page_does_not_wait_for_it_any_more(deadline):
    moment = last_moment(deadline.terms)
    found = [len(Overview(moment + timedelta(seconds=each)).upcoming) for each in (-1, 0, 1)]
    assert found == [1, 1, 0]


def test_a_calendar_keeps_the_day_that_was(deadline):
    now = datetime(2027, 2, 1, tzinfo=UTC)
    programmes = Programme.objects.all()
    entries = entries_of(deadlines_of(programmes), for_calendars(programmes), now)
    events = Calendar.from_ical(calendar_of(entries, "x", lambda path: path)).walk("VEVENT")
    assert [(str(event["status"]), event.decoded("dtstart").year) for event in events] == [
        ("CONFIRMED", 2027),
        ("TENTATIVE", 2028),
    ]
