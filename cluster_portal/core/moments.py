"""Local dates and times in a time zone, as moments; and the days that months lead to."""

import calendar
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LAST_SECOND = time(23, 59, 59)


def validate_time_zone(value):
    """Raise ValidationError unless the value names a time zone of the IANA database."""
    if value not in _time_zones():
        raise ValidationError(
            _("“%(zone)s” is not a time zone: write it as region and city, for example Europe/Stockholm."),
            code="time_zone",
            params={"zone": value},
        )


@cache
def _time_zones():
    return available_timezones()  # walks through the files of the database each time


def exists(day, at, zone):
    """Tell whether a local time exists on the day: the clock skips an hour when summer time begins."""
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None)


def moment(day, at, zone):
    """Return a local date and time as an aware moment in UTC; of a time that the clock shows twice, the first."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def last_day(day, precision):
    """Return the last day that a date may mean, known to the day, the month or the year."""
    if precision == "year":
        return date(day.year, 12, 31)
    if precision == "month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def months_later(day, months):
    """Return the day some months later: the same day of the month, the last one where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
