"""How dates, lengths and amounts are said."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.utils import translation

from programmes.deadlines import Standing, State
from programmes.wording import academic_year, city_of, deadline_words, duration, extra_time, money

DAY = date(2027, 1, 15)


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing(State.CLOSING, DAY, None, 12), "Closes in 12 days: 15 January 2027"),
        (Standing(State.CLOSING, DAY, None, 1), "Closes in 1 day: 15 January 2027"),
        (Standing(State.CLOSING, DAY, None, 0), "Closes today: 15 January 2027"),
        (Standing(State.OPEN, DAY, None, 45), "Open until 15 January 2027"),
        (Standing(State.OPENS, DAY, None, 3), "Opens in 3 days: 15 January 2027"),
        (Standing(State.EXPECTED, DAY), "Expected 15 January 2027, not confirmed"),
        (Standing(State.EXPECTED, DAY, is_shifted=True), "Expected about 15 January 2027, not confirmed"),
        (Standing(State.EXPECTED, DAY, precision="month"), "Expected January 2027, not confirmed"),
        (Standing(State.CLOSED, DAY), "Closed since 15 January 2027"),
        (Standing(State.CLOSED), "Closed"),
        (Standing(State.UNKNOWN), "Dates not yet confirmed"),
        (Standing(State.UNKNOWN, DAY), "Dates not yet confirmed"),
    ],
)
def test_each_state_has_its_sentence(standing, words):
    assert deadline_words(standing) == words


def test_every_state_has_a_sentence():
    assert {deadline_words(Standing(state, DAY, None, 5)) != "" for state in State} == {True}


def test_a_time_is_said_with_its_zone():
    standing = Standing(State.OPEN, DAY, time(12, 0), 45)
    assert deadline_words(standing, "Europe/Stockholm") == "Open until 15 January 2027, 12:00 (Stockholm time)"
    at_one = Standing(State.OPEN, DAY, time(13, 30), 45)
    assert deadline_words(at_one, "America/Sao_Paulo") == "Open until 15 January 2027, 13:30 (Sao Paulo time)"


def test_only_a_date_that_can_be_met_is_said_to_be_open():
    words = {state: deadline_words(Standing(state, DAY, None, 5)) for state in State}
    assert [state for state, said in words.items() if said.startswith(("Open until", "Closes"))] == [
        State.CLOSING,
        State.OPEN,
    ]


@pytest.mark.parametrize(
    ("months", "words"),
    [(24, "4 semesters"), (6, "1 semester"), (20, "20 months"), (1, "1 month"), (None, "not known")],
)
def test_a_duration_is_in_semesters_where_they_are_whole(months, words):
    assert duration(months) == words


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (0, "No longer than a single degree"),
        (6, "1 semester longer than a single degree"),
        (12, "2 semesters longer than a single degree"),
        (None, "not known"),
    ],
)
def test_extra_time_tells_none_from_not_known(months, words):
    assert extra_time(months) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("15000", "EUR", "15,000\xa0EUR"),
        ("15000.00", "EUR", "15,000\xa0EUR"),
        ("99.5", "SEK", "99.50\xa0SEK"),
        ("0", "", "No fee"),
        ("0.00", "EUR", "No fee"),
    ],
)
def test_an_amount_has_its_currency_and_zero_says_no_fee(amount, currency, words):
    assert money(Decimal(amount), currency) == words


def test_an_amount_is_grouped_as_the_language_does():
    with translation.override("de"):
        assert money(Decimal(15000), "EUR") == "15.000\xa0EUR"


def test_an_academic_year_is_written_with_both_years():
    assert [academic_year(2027), academic_year(2099), academic_year(1999)] == ["2027/28", "2099/00", "1999/00"]


def test_a_zone_is_called_by_its_city():
    assert [city_of("Europe/Stockholm"), city_of("America/Sao_Paulo"), city_of("UTC")] == [
        "Stockholm",
        "Sao Paulo",
        "UTC",
    ]
