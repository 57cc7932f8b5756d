"""Presentation only: how a text with its language, a date with its precision, an icon or a data block is written."""

from django import template
from django.template.defaultfilters import date as format_date
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cluster_portal.core.languages import text_of
from cluster_portal.core.structured_data import as_script

register = template.Library()

# Languages of names that Django knows only with a script or a region.
_SCRIPTED = {"zh": _("Chinese")}


@register.filter
def language_name(code):
    """Return a language's name in the active language: "Irish", "irlandais"; the code itself where nobody knows it."""
    if code in _SCRIPTED:
        return _SCRIPTED[code]
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


@register.simple_tag
def shown(text):
    """Write a `Text`: in another language than the page's it carries its `lang` and a mark that says which.

    {% shown university.name %}
    """
    if not text.is_fallback or not text.value:
        return text.value
    note = gettext("in %(language)s") % {"language": language_name(text.language)}
    return format_html(
        '<span lang="{code}">{value}</span> <span class="language-mark"><span aria-hidden="true">{code}</span>'
        '<span class="visually-hidden">({note})</span></span>',
        code=text.language,
        value=text.value,
        note=note,
    )


@register.simple_tag(name="text")
def text_tag(instance, field):
    """Write a translated field by the fallback rule, marked like `shown`: {% text university "city" %}."""
    return shown(text_of(instance, field))


@register.simple_tag
def text_value(instance, field):
    """Return a translated field as a plain string, for attributes and addresses: {% text_value network "tagline" %}."""
    return text_of(instance, field).value


@register.simple_tag(name="text_of")
def text_of_tag(instance, field):
    """Return the `Text` of a translated field, for templates that ask whether there is one."""
    return text_of(instance, field)


@register.simple_tag
def known_date(day, precision="day"):
    """Write a date no more exactly than it is known: "1990", "July 2018", "1 July 2018"; what is unknown says so."""
    if day is None:
        return gettext("not recorded")
    formats = {"year": "Y", "month": "YEAR_MONTH_FORMAT"}
    return format_date(day, formats.get(precision, "DATE_FORMAT"))


@register.filter
def country_name(code):
    """Return a country's name in the active language, "" for an unknown one."""
    return countries.name(str(code)) if code else ""


@register.simple_tag
def icon(name):
    """Draw an icon of the sprite; a word always stands beside it, so it is hidden from assistive technology."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false" width="20" height="20"><use href="{}#icon-{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def json_ld(data):
    """Write a mapping as a JSON-LD block."""
    return as_script(data)
