"""Dates in words, as the visitor's language writes them."""

import re

from django.template.defaultfilters import date as format_date
from django.utils.translation import gettext

from cluster_portal.core.languages import visitor_language

LOWER_CASE_MONTHS = {"it", "pt"}  # Django's catalogues write these months with a capital, the languages do not


def long_date(day, form="DATE_FORMAT"):
    """Return a date or moment in words: "1 July 2018", "1 luglio 2018"; `form` is Django's name of a format."""
    words = format_date(day, form)
    language = visitor_language()
    if language in LOWER_CASE_MONTHS:
        return words.lower()
    if language == "fr":
        return re.sub(r"^1 (?=[a-zéû])", "1er ", words)  # the first of a month, and no other day
    if language == "ca":  # Django leaves out the preposition: 1 de juliol, 1 d’agost
        return re.sub(r"^(\d+) (?=([a-z]))", lambda found: f"{found[1]} {_of(found[2])}", words)
    return words


def known_date(day, precision="day"):
    """Return a date no more exactly than it is known: "1990", "July 2018", "1 July 2018"; what is unknown says so."""
    if day is None:
        return gettext("not recorded")
    forms = {"year": "Y", "month": "YEAR_MONTH_FORMAT"}
    return long_date(day, forms.get(precision, "DATE_FORMAT"))


def date_range(first, last):
    """Return two days in words, the month and year once if they share them: "1–3 February 2017"."""
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        number, _rest = long_date(first).split(maxsplit=1)  # all our languages write the day first
        return f"{number}–{long_date(last)}"
    return f"{long_date(first)} – {long_date(last)}"


def _of(letter):
    return "d’" if letter in "aeiou" else "de "
