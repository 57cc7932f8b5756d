"""Deadlines never lie: the one rule for what a date means now, everywhere it is shown.

Everything here is computed from plain values and a moment; nothing asks a database or a clock. A deadline is a local
date, with a time where one is known, in a time zone. One that is known to the day holds until 23:59:59 of that day in
its zone, one that is known to the month until the last second of the month. It is met *at* the deadline, and missed one
second later.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import pgettext_lazy

from programmes.vocabulary import Certainty, DeadlinePrecision

END_OF_DAY = time(23, 59, 59)
CLOSING_DAYS = 30  # from here on a page counts the days
RECENT_DAYS = 90  # for so long a date that is over is simply closed; then the next one is expected
REMEMBERED_DAYS = 2 * 366  # a date of the past is shifted to the coming year for so long; after that it says nothing
A_SECOND = timedelta(seconds=1)


class State(models.TextChoices):
    """What a deadline means at a moment."""

    CLOSING = "closing", pgettext_lazy("deadline", "Closes soon")
    OPEN = "open", pgettext_lazy("deadline", "Open")
    OPENS = "opens", pgettext_lazy("deadline", "Opens later")
    EXPECTED = "expected", pgettext_lazy("deadline", "Expected, not confirmed")
    CLOSED = "closed", pgettext_lazy("deadline", "Closed")
    UNKNOWN = "unknown", pgettext_lazy("deadline", "Not known")

    @property
    def is_open(self):
        """Whether somebody can apply right now."""
        return self in {State.OPEN, State.CLOSING}


@dataclass(frozen=True)
class Standing:
    """A deadline's state at a moment.

    `day` is the local date to show, `at` the local time or None, both in the zone of the deadline; None where no date
    can be named. `days` counts the days in that zone until it opens or closes: 0 is today. `is_shifted` says that the
    day was never announced: it is last year's date, moved on. `precision` says how exactly the day is known.
    """

    state: State
    day: date | None = None
    at: time | None = None
    days: int | None = None
    is_shifted: bool = False
    precision: str = DeadlinePrecision.DAY

    @property
    def urgency(self):
        """What standings are sorted by: what closes soonest first, what can no longer be met last."""
        return _URGENCY[self.state], self.day or date.max


@dataclass(frozen=True)
class Terms:
    """The plain values of a deadline, from a model or from a test. `has_year` is False for a day of every year."""

    closes_on: date
    closes_at: time | None = None
    opens_on: date | None = None
    time_zone: str = "Europe/Brussels"
    precision: str = DeadlinePrecision.DAY
    certainty: str = Certainty.FIRM
    has_year: bool = True


def years_later(day, years=1):
    """Return the same day and month some years later: 29 February becomes 28 February where there is none."""
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return date(year, day.month, min(day.day, last))


def last_local_moment(terms):
    """Return the last local date and time at which the deadline is met, without its zone."""
    if terms.precision == DeadlinePrecision.MONTH:
        last = calendar.monthrange(terms.closes_on.year, terms.closes_on.month)[1]
        return datetime.combine(terms.closes_on.replace(day=last), END_OF_DAY)
    at = terms.closes_at if terms.precision == DeadlinePrecision.MINUTE and terms.closes_at else END_OF_DAY
    return datetime.combine(terms.closes_on, at)


def last_moment(terms):
    """Return the last moment at which the deadline is met, in UTC. An hour that comes twice counts the second time."""
    return last_local_moment(terms).replace(tzinfo=ZoneInfo(terms.time_zone), fold=1).astimezone(UTC)


def standing(terms, now):
    """Return the `Standing` of a deadline at an aware moment."""
    today = now.astimezone(ZoneInfo(terms.time_zone)).date()
    if not terms.has_year:
        return _expected(_next_yearly(terms, now), is_shifted=True)
    if now >= last_moment(terms) + A_SECOND:
        # A date that nobody ever confirmed and that is over says nothing: neither open nor closed.
        is_firm = terms.certainty == Certainty.FIRM
        state = State.CLOSED if is_firm else State.UNKNOWN
        return Standing(state, terms.closes_on, terms.closes_at, precision=terms.precision)
    if terms.certainty == Certainty.EXPECTED:
        return _expected(terms, is_shifted=False)
    if terms.opens_on and today < terms.opens_on:
        return Standing(State.OPENS, terms.opens_on, None, (terms.opens_on - today).days)
    days = (last_local_moment(terms).date() - today).days
    state = State.CLOSING if days <= CLOSING_DAYS else State.OPEN
    return Standing(state, terms.closes_on, terms.closes_at, days, precision=terms.precision)


def shifted(terms, now):
    """Return the terms of a deadline that is over as they may be expected next time, or None where they say nothing.

    The day and the month stay, the certainty does not.
    """
    if now - last_moment(terms) > timedelta(days=REMEMBERED_DAYS):
        return None
    return replace(_next_yearly(terms, now), certainty=Certainty.EXPECTED)


def _next_yearly(terms, now):
    """Return the terms moved to the first year in which they are not over."""
    years = now.astimezone(ZoneInfo(terms.time_zone)).year - terms.closes_on.year
    for further in (0, 1):
        moved = _moved(terms, years + further)
        if now < last_moment(moved) + A_SECOND:
            return moved
    return moved


def _moved(terms, years):
    return replace(
        terms,
        closes_on=years_later(terms.closes_on, years),
        opens_on=terms.opens_on and years_later(terms.opens_on, years),
        has_year=True,
    )


def _expected(terms, *, is_shifted):
    return Standing(State.EXPECTED, terms.closes_on, terms.closes_at, is_shifted=is_shifted, precision=terms.precision)


def reading(terms, now):
    """Return what one deadline says for its programme: (rank, `Standing`). Of several the lowest rank speaks.

    What can still be met comes first: what closes soon before what is open, then the next to open, then what is
    expected. Of firm dates that are over the latest speaks: closed for a while, then moved on and expected, as long as
    it is remembered. Anything else says nothing.
    """
    one = standing(terms, now)
    if one.state not in {State.CLOSED, State.UNKNOWN}:
        return one.urgency, one
    if one.state == State.UNKNOWN:
        return (_NOTHING,), Standing(State.UNKNOWN)
    ago = now - last_moment(terms)
    if ago > timedelta(days=RECENT_DAYS):
        moved = shifted(terms, now)
        one = _expected(moved, is_shifted=True) if moved else Standing(State.UNKNOWN)
    return (_OVER, ago), one


def overall(rows, now, *, takes_applications=True):
    """Return the one `Standing` that speaks for several deadlines, given as `Terms`: see `reading`.

    Where applications are not taken at all, everything is closed; where there is no deadline, nothing is known.
    """
    if not takes_applications:
        return Standing(State.CLOSED)
    readings = [reading(terms, now) for terms in rows]
    return min(readings, key=_rank)[1] if readings else Standing(State.UNKNOWN)


def overall_of_each(programmes, rows, now):
    """Return [(`Standing`, programmes)], the same as `overall` for each of many that take applications.

    `programmes` is a set of keys, `rows` yields each `Terms` once, with the set of keys of those that have it.
    """
    readings = sorted(((reading(terms, now), keys) for terms, keys in rows), key=lambda pair: _rank(pair[0]))
    found, left = [], set(programmes)
    for (_place, one), keys in readings:
        if mine := keys & left:
            found.append((one, mine))
            left -= mine
    return [*found, (Standing(State.UNKNOWN), left)] if left else found


_URGENCY = {state: place for place, state in enumerate(State.values)}
_OVER, _NOTHING = len(_URGENCY), len(_URGENCY) + 1


def _rank(one):
    return one[0]
