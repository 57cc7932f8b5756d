"""How dates, times, amounts and lengths of programmes are said: whole sentences in the visitor's language."""

from django.template.defaultfilters import date as format_date
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext

from cluster_portal.core.dates import long_date
from programmes.deadlines import State
from programmes.vocabulary import DeadlinePrecision, RequirementUnit

MONTHS_OF_A_SEMESTER = 6


def deadline_words(standing, time_zone=""):
    """Return what a `Standing` means, in a sentence without a full stop; with a time zone it says whose time it is."""
    if standing.day is None or standing.state == State.UNKNOWN:
        is_closed = standing.state == State.CLOSED
        return pgettext("deadline", "Closed") if is_closed else gettext("Dates not yet confirmed")
    return _sentence(standing) % {"date": _when(standing, time_zone), "days": standing.days}


def _sentence(standing):
    """Return the sentence of a state, with its date and days left to be filled in."""
    days = standing.days or 0
    return {
        State.CLOSED: gettext("Closed since %(date)s"),
        State.EXPECTED: gettext("Expected about %(date)s, not confirmed")
        if standing.is_shifted
        else gettext("Expected %(date)s, not confirmed"),
        State.OPENS: ngettext("Opens in %(days)d day: %(date)s", "Opens in %(days)d days: %(date)s", days),
        State.OPEN: gettext("Open until %(date)s"),
        State.CLOSING: ngettext("Closes in %(days)d day: %(date)s", "Closes in %(days)d days: %(date)s", days)
        if days
        else gettext("Closes today: %(date)s"),
    }[standing.state]


def _when(standing, time_zone):
    if standing.day is None:
        return ""
    if standing.precision == DeadlinePrecision.MONTH:
        return long_date(standing.day, "YEAR_MONTH_FORMAT")
    when = long_date(standing.day)
    if standing.at is not None:
        when = gettext("%(date)s, %(time)s") % {"date": when, "time": format_date(standing.at, "TIME_FORMAT")}
    if time_zone:
        return gettext("%(date)s (%(city)s time)") % {"date": when, "city": city_of(time_zone)}
    return when


def city_of(time_zone):
    """Return the city that a time zone is named after: "Sao Paulo" of America/Sao_Paulo."""
    return time_zone.rpartition("/")[2].replace("_", " ")


def duration(months):
    """Return a length of study: "4 semesters", "18 months" only where no whole semesters fit; unknown says so."""
    if months is None:
        return gettext("not known")
    semesters, rest = divmod(months, MONTHS_OF_A_SEMESTER)
    if semesters and not rest:
        return ngettext("%(number)d semester", "%(number)d semesters", semesters) % {"number": semesters}
    return ngettext("%(number)d month", "%(number)d months", months) % {"number": months}


def extra_time(months):
    """Return how much longer than a single degree a programme takes."""
    if months is None:
        return gettext("not known")
    if months == 0:
        return gettext("No longer than a single degree")
    return gettext("%(duration)s longer than a single degree") % {"duration": duration(months)}


def quantity(amount, unit):
    """Return what a requirement asks for, in its unit: "90 ECTS credits", "1 year"."""
    number = {"number": amount}
    return {
        RequirementUnit.ECTS: ngettext("%(number)s ECTS credit", "%(number)s ECTS credits", amount) % number,
        RequirementUnit.YEARS: ngettext("%(number)s year", "%(number)s years", amount) % number,
        RequirementUnit.PERCENT: gettext("%(number)s per cent") % number,
    }[unit]


def money(amount, currency):
    """Return an amount with its currency, "15,000 EUR"; zero says that there is no fee."""
    if amount == 0:
        return gettext("No fee")
    decimals = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimals, use_l10n=True, force_grouping=True)}\N{NO-BREAK SPACE}{currency}"


def academic_year(year):
    """Return an academic year by the year in which it begins: "2027/28"."""
    return f"{year}/{(year + 1) % 100:02}"
