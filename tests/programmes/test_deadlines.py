"""Deadlines never lie: what a date means, to the second, in three time zones, over leap days and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.core.moments import exists
from programmes.deadlines import (
    CLOSING_DAYS,
    RECENT_DAYS,
    State,
    Terms,
    last_moment,
    overall,
    overall_of_each,
    shifted,
    standing,
    years_later,
)

ZONES = ["Pacific/Auckland", "America/Sao_Paulo", "Europe/Stockholm", "UTC"]
A_SECOND = timedelta(seconds=1)
DAY = date(2027, 1, 15)


def local(zone, *parts):
    return datetime(*parts, tzinfo=ZoneInfo(zone))


def state(terms, now):
    return standing(terms, now).state


# At the deadline ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("terms", "last"),
    [
        ({"closes_on": DAY}, (2027, 1, 15, 23, 59, 59)),
        ({"closes_on": DAY, "closes_at": time(12, 0), "precision": "minute"}, (2027, 1, 15, 12, 0, 0)),
        ({"closes_on": date(2028, 2, 3), "precision": "month"}, (2028, 2, 29, 23, 59, 59)),
        ({"closes_on": date(2028, 2, 29)}, (2028, 2, 29, 23, 59, 59)),
        ({"closes_on": date(2027, 12, 31)}, (2027, 12, 31, 23, 59, 59)),
    ],
)
def test_a_deadline_is_met_until_its_last_second_and_missed_one_second_later(zone, terms, last):
    terms = Terms(**terms, time_zone=zone)
    moment = local(zone, *last)
    assert last_moment(terms) == moment
    found = [state(terms, now) for now in (moment - A_SECOND, moment, moment + A_SECOND)]
    assert found == [State.CLOSING, State.CLOSING, State.CLOSED]


def test_the_same_day_ends_at_another_moment_in_each_zone():
    moments = [last_moment(Terms(DAY, time_zone=zone)) for zone in ZONES]
    assert moments == [
        datetime(2027, 1, 15, 10, 59, 59, tzinfo=UTC),
        datetime(2027, 1, 16, 2, 59, 59, tzinfo=UTC),
        datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC),
        datetime(2027, 1, 15, 23, 59, 59, tzinfo=UTC),
    ]


def test_half_a_second_after_the_last_one_is_still_in_time():
    moment = last_moment(Terms(DAY))
    assert state(Terms(DAY), moment + timedelta(milliseconds=999)) == State.CLOSING


# Before it ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ZONES)
def test_days_are_counted_by_the_calendar_of_the_zone(zone):
    terms = Terms(DAY, time_zone=zone)
    assert standing(terms, local(zone, 2027, 1, 15, 0, 0, 1)).days == 0
    assert standing(terms, local(zone, 2027, 1, 14, 23, 59, 59)).days == 1
    assert standing(terms, local(zone, 2027, 1, 3, 0, 0)).days == 12


def test_it_closes_soon_from_thirty_days_before():
    terms = Terms(DAY)
    days = [CLOSING_DAYS + 1, CLOSING_DAYS]
    found = [standing(terms, local("Europe/Brussels", 2027, 1, 15, 12) - timedelta(days=each)).state for each in days]
    assert found == [State.OPEN, State.CLOSING]


def test_it_opens_at_the_beginning_of_its_day_in_its_zone():
    terms = Terms(DAY, opens_on=date(2026, 12, 20), time_zone="Pacific/Auckland")
    before, at = local("Pacific/Auckland", 2026, 12, 19, 23, 59, 59), local("Pacific/Auckland", 2026, 12, 20)
    assert standing(terms, before).state == State.OPENS
    assert (standing(terms, before).days, standing(terms, before).day) == (1, date(2026, 12, 20))
    assert standing(terms, at).state == State.CLOSING


def test_a_time_is_shown_only_where_it_is_known():
    minute = Terms(DAY, closes_at=time(12, 0), precision="minute")
    now = datetime(2027, 1, 1, tzinfo=UTC)
    assert (standing(minute, now).at, standing(Terms(DAY), now).at) == (time(12, 0), None)


# Clock changes --------------------------------------------------------------------------------------------------------


def test_the_hour_that_is_left_out_in_spring_does_not_exist():
    assert not exists(date(2027, 3, 28), time(2, 30), "Europe/Stockholm")
    assert exists(date(2027, 3, 28), time(3, 30), "Europe/Stockholm")
    assert exists(date(2027, 3, 29), time(2, 30), "Europe/Stockholm")


def test_an_hour_that_comes_twice_in_autumn_counts_the_second_time():
    terms = Terms(date(2027, 10, 31), time(2, 30), time_zone="Europe/Stockholm", precision="minute")
    assert last_moment(terms) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert exists(date(2027, 10, 31), time(2, 30), "Europe/Stockholm")


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 10, 30), datetime(2027, 10, 30, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_end_of_a_day_on_which_the_clocks_change_is_its_local_end(day, utc):
    assert last_moment(Terms(day, time_zone="Europe/Stockholm")) == utc


def test_days_over_a_clock_change_are_whole_days():
    terms = Terms(date(2027, 4, 1), time_zone="Europe/Stockholm")
    assert standing(terms, local("Europe/Stockholm", 2027, 3, 27, 23, 30)).days == 5


# Expected dates -------------------------------------------------------------------------------------------------------


def test_an_expected_date_is_never_open():
    terms = Terms(DAY, opens_on=date(2026, 1, 1), certainty="expected")
    found = standing(terms, datetime(2027, 1, 10, tzinfo=UTC))
    assert (found.state, found.day, found.is_shifted) == (State.EXPECTED, DAY, False)


def test_an_expected_date_that_has_passed_says_nothing():
    assert state(Terms(DAY, certainty="expected"), datetime(2027, 1, 16, tzinfo=UTC)) == State.UNKNOWN


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 30, 23, 0, 0, tzinfo=UTC), date(2027, 11, 30)),
    ],
)
def test_a_day_of_every_year_moves_on_the_second_after(now, day):
    terms = Terms(date(2000, 11, 30), time_zone="Europe/Berlin", has_year=False)
    assert (standing(terms, now).day, standing(terms, now).is_shifted) == (day, True)


@pytest.mark.parametrize(("now", "day"), [((2026, 3, 1), (2027, 2, 28)), ((2027, 3, 1), (2028, 2, 29))])
def test_the_29_february_of_every_year_is_the_28_where_there_is_none(now, day):
    terms = Terms(date(2000, 2, 29), has_year=False)
    assert standing(terms, datetime(*now, 12, tzinfo=UTC)).day == date(*day)


def test_a_usual_date_is_expected_whatever_certainty_it_was_given():
    assert state(Terms(date(2000, 5, 1), has_year=False, certainty="firm"), datetime(2026, 4, 1, tzinfo=UTC)) == (
        State.EXPECTED
    )


def test_years_later_keeps_day_and_month():
    assert [years_later(date(2028, 2, 29)), years_later(date(2028, 2, 29), 4), years_later(date(2027, 12, 31))] == [
        date(2029, 2, 28),
        date(2032, 2, 29),
        date(2028, 12, 31),
    ]


def test_last_years_date_is_expected_and_an_old_one_forgotten():
    now = datetime(2027, 6, 1, tzinfo=UTC)
    moved = shifted(Terms(DAY), now)
    assert (moved.closes_on, moved.certainty) == (date(2028, 1, 15), "expected")
    assert shifted(Terms(date(2022, 1, 15)), now) is None


# Several together -----------------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rows", "expected", "day"),
    [
        ([], State.UNKNOWN, None),
        ([Terms(date(2026, 12, 1)), Terms(date(2026, 11, 30))], State.CLOSING, date(2026, 11, 30)),
        ([Terms(date(2027, 6, 1)), Terms(date(2026, 12, 1))], State.CLOSING, date(2026, 12, 1)),
        ([Terms(date(2027, 6, 1)), Terms(date(2026, 11, 24))], State.OPEN, date(2027, 6, 1)),
        ([Terms(date(2027, 6, 1), opens_on=date(2027, 1, 1))], State.OPENS, date(2027, 1, 1)),
        (
            [Terms(date(2026, 12, 1), certainty="expected"), Terms(date(2026, 11, 24))],
            State.EXPECTED,
            date(2026, 12, 1),
        ),
        ([Terms(date(2026, 11, 24)), Terms(date(2026, 11, 1))], State.CLOSED, date(2026, 11, 24)),
        ([Terms(date(2026, 3, 1)), Terms(date(2025, 3, 2))], State.EXPECTED, date(2027, 3, 1)),
        ([Terms(date(2022, 3, 1))], State.UNKNOWN, None),
        ([Terms(date(2026, 11, 1), certainty="expected")], State.UNKNOWN, None),
    ],
)
def test_the_best_that_holds_speaks_for_all(rows, expected, day):
    found = overall(rows, NOW)
    assert (found.state, found.day) == (expected, day)


def test_what_is_over_is_closed_for_a_while_and_then_expected():
    last = last_moment(Terms(DAY))
    days = [1, RECENT_DAYS, RECENT_DAYS + 1, 3 * 366]
    assert [overall([Terms(DAY)], last + timedelta(days=each)).state for each in days] == [
        State.CLOSED,
        State.CLOSED,
        State.EXPECTED,
        State.UNKNOWN,
    ]


def test_where_nobody_is_taken_everything_is_closed():
    found = overall([Terms(date(2027, 6, 1))], NOW, takes_applications=False)
    assert (found.state, found.day) == (State.CLOSED, None)


@given(
    st.lists(
        st.tuples(
            st.builds(
                Terms,
                closes_on=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
                certainty=st.sampled_from(["firm", "expected"]),
                time_zone=st.sampled_from(ZONES),
            ),
            st.sets(st.integers(1, 4)),
        ),
        max_size=5,
        unique_by=lambda pair: pair[0],
    )
)
def test_many_programmes_at_once_get_what_each_would_get_alone(rows):
    together = {key: one for one, keys in overall_of_each({1, 2, 3, 4}, rows, NOW) for key in keys}
    alone = {key: overall([terms for terms, keys in rows if key in keys], NOW) for key in (1, 2, 3, 4)}
    assert {key: (one.state, one.day) for key, one in together.items()} == {
        key: (one.state, one.day) for key, one in alone.items()
    }


# Whatever the dates ---------------------------------------------------------------------------------------------------

FIRM = st.builds(
    lambda closes, gap, zone, at: Terms(
        closes_on=closes,
        closes_at=at,
        precision="minute" if at else "day",
        opens_on=None if gap is None else closes - timedelta(days=gap),
        time_zone=zone,
    ),
    closes=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    gap=st.none() | st.integers(0, 300),
    zone=st.sampled_from(ZONES),
    at=st.none() | st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
)
ORDER = [State.OPENS, State.OPEN, State.CLOSING, State.CLOSED]


@given(FIRM, st.lists(st.integers(-400 * 86400, 10 * 86400), min_size=2, max_size=8))
def test_a_firm_deadline_only_moves_forward(terms, seconds):
    moments = sorted(last_moment(terms) + timedelta(seconds=each) for each in seconds)
    found = [ORDER.index(state(terms, now)) for now in moments]
    assert found == sorted(found)


@given(FIRM, st.integers(-400 * 86400, 400 * 86400))
def test_nothing_is_open_after_its_last_moment(terms, seconds):
    now = last_moment(terms) + timedelta(seconds=seconds)
    if state(terms, now).is_open or overall([terms], now).state.is_open:
        assert seconds <= 0
