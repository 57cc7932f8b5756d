"""Presentation only: how dates, lengths, amounts and subjects of programmes are written."""

from decimal import Decimal

from django import template

from programmes import isced, wording
from programmes.vocabulary import Kind

register = template.Library()
register.filter("duration", wording.duration)
register.filter("extra_time", wording.extra_time)
register.filter("academic_year", wording.academic_year)
register.filter("quantity", wording.quantity)
register.filter("city_of_zone", wording.city_of)


@register.simple_tag
def deadline_words(standing, time_zone=""):
    """Write what a deadline's standing means: "Closes in 12 days: 15 January 2027 (Stockholm time)"."""
    return wording.deadline_words(standing, time_zone)


@register.simple_tag
def money(amount, currency):
    """Write an amount with its currency; zero says that there is no fee."""
    return wording.money(Decimal(amount), currency)


@register.filter
def isced_label(code):
    """Return what a field of ISCED-F is called in the visitor's language."""
    return isced.label(code)


@register.filter
def kind_explanation(kind):
    """Return what a kind of programme means, in a sentence or two."""
    return Kind(kind).explanation
