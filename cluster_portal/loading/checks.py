"""What a value of a data file may be: each check returns what is wrong with it, "" where nothing is."""

import json
import re
import textwrap
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django_countries import countries

from cluster_portal.core import rich_text

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")  # a new line is the only one that a text may hold
_is_web_address = URLValidator(schemes=["http", "https"])


def _shown(value):
    """Return a value as the file writes it, cut short."""
    return textwrap.shorten(json.dumps(value, ensure_ascii=False, default=str), 60, placeholder=" …")


def text(value):
    if not isinstance(value, str):
        return f"a text is expected, not {_shown(value)}."
    if not value.strip():
        return "is empty: leave it out, or write null."
    if value != value.strip():
        return "has blanks or new lines at its ends."
    if _CONTROL.search(value):
        return "holds a control character."
    try:
        value.encode()
    except UnicodeEncodeError:
        return "holds half a character (a lone surrogate)."
    return ""


def html(value):
    """Check a rich text: what would be taken out of it must not be in the file."""
    if reason := text(value):
        return reason
    return "" if rich_text.clean(value) == value else "holds HTML that a page may not have, or that is not well nested."


def web_address(value):
    if reason := text(value):
        return reason
    try:
        _is_web_address(value)
    except ValidationError:
        return f"“{value}” is not a web address: write it with https:// or http://."
    return ""


def matching(pattern, example):
    """Return the check of a text that must match the pattern; the example says how it looks."""

    def check(value):
        return text(value) or ("" if re.fullmatch(pattern, value) else f"“{value}” is not written like {example}.")

    return check


def one_of(*choices):
    def check(value):
        is_offered = isinstance(value, str) and value in choices
        return "" if is_offered else f"{_shown(value)} is none of {', '.join(choices)}."

    return check


def country(value):
    if isinstance(value, str) and value in countries.countries:
        return ""
    return f"{_shown(value)} is not a country: write its two capitals in ISO 3166-1, for example SE."


def whole_number(value):
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
        return ""
    return f"a whole number is expected, not {_shown(value)}."


def year(value, first=1000):
    last = date.today().year + 5  # a membership may be announced, a century may not  # noqa: DTZ011
    if reason := whole_number(value):
        return reason
    return "" if first <= value <= last else f"{value} is out of range: a year from {first} to {last} is expected."


founding_year = partial(year, first=800)


def degrees(limit):
    def check(value):
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return "" if is_number and -limit <= value <= limit else f"a number from -{limit} to {limit} is expected."

    return check


def flag(value):
    return "" if isinstance(value, bool) else "true or false is expected."


def texts_by(check_key):
    """Return the check of an object that maps keys, each right by `check_key`, to texts."""

    def check(value):
        if not isinstance(value, dict):
            return "an object is expected."
        return next(
            (f"{key}: {reason}" for key, entry in value.items() if (reason := check_key(key) or text(entry))), ""
        )

    return check


def list_of(check):
    """Return the check of a list without repetition, of which each entry is right by `check`."""

    def check_list(value):
        if not isinstance(value, list):
            return "a list is expected."
        if reason := next((reason for entry in value if (reason := check(entry))), ""):
            return reason
        return "holds something twice." if len({_shown(entry) for entry in value}) < len(value) else ""

    return check_list


def objects(checks, required=()):
    """Return the check of a list of objects: `checks` holds the check of each field, `required` those that must be."""

    def check(value):
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            return "a list of objects is expected."
        for place, entry in enumerate(value, start=1):
            for name, content in entry.items():
                if name not in checks:
                    return f"{place}: {name} is an unknown field."
                if content is not None and (reason := checks[name](content)):
                    return f"{place}: {name}: {reason}"
            if missing := next((name for name in required if entry.get(name) is None), ""):
                return f"{place}: {missing} is missing."
        return ""

    return check


def amount(value):
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return "" if is_number and 0 <= value < 10**8 else f"an amount is expected, not {_shown(value)}."


def day(value):
    """Check a date of the calendar, "2027-01-15", or a day of every year, "01-15"."""
    try:
        date.fromisoformat(value if len(value) > 5 else f"2000-{value}")  # 2000 has a 29 February
    except (TypeError, ValueError):
        return f"{_shown(value)} is no date: write 2027-01-15, or 01-15 where no year is known."
    return ""


def known_day(value):
    """Check a date that may be known to the year or the month only: "2018", "2020-04", "2020-04-03"."""
    try:
        date.fromisoformat(value + {4: "-01-01", 7: "-01"}.get(len(value), ""))
    except (TypeError, ValueError):
        return f"{_shown(value)} is no date: write 2018, 2020-04 or 2020-04-03."
    return ""


def moment(value):
    """Check a moment with its distance from UTC."""
    try:
        is_known = datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        is_known = False
    return "" if is_known else f"{_shown(value)} is no moment: write 2027-01-15T09:00:00+00:00."


slug = matching(r"[a-z0-9]+(-[a-z0-9]+)*", "tu-darmstadt")
language_tag = matching(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "sv or zh-Hant")
domain = matching(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", "kth.se")
