"""What pages about the network draw or repeat so often that a template would spend most of its time on it.

All of it is written from plain values, which say everything that is shown: what is alike is written once, and not for
each visitor.
"""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

register = template.Library()


def _once(number):
    """Let a function keep so many of the things that it wrote last; none while somebody works on the templates."""
    return lru_cache(maxsize=0 if settings.DEBUG else number)


@register.simple_tag
def drawn(picture, title, description, table_id):
    """Write the component network_picture.html."""
    return _drawn(picture, str(title), str(description), table_id, get_language())


@_once(100)  # of some 60 KB each
def _drawn(picture, title, description, table_id, _language):
    shown = {"picture": picture, "title": title, "description": description, "table_id": table_id}
    return render_to_string("components/network_picture.html", shown)


@register.simple_tag
def programme_lines(lines):
    """Write the component programme_lines.html."""
    return _programme_lines(tuple(lines), get_language())


@_once(300)
def _programme_lines(lines, _language):
    return render_to_string("components/programme_lines.html", {"lines": lines})


@register.simple_tag
def names_of(neighbours):
    """Write whom a university is linked to, each with the number of what they share, as links: "KTH (4), UPC (2)"."""
    return _joined(tuple((one.link.url, one.label, one.link.weight) for one in neighbours))


@_once(2000)
def _joined(names):
    return format_html_join(", ", '<a href="{}">{} ({})</a>', names)


@register.simple_tag
def choice(choices, name, label, chosen, empty, is_required=False):  # noqa: FBT002 - a template names it
    """Write a field that chooses one of `choices`, [(value, words)], or none, for the middle of a sentence."""
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        [(value, " selected" if chosen == value else "", words) for value, words in [("", empty), *choices]],
    )
    return format_html(
        '<select class="field__control" name="{}" aria-label="{}" autocomplete="off"{}>{}</select>',
        name,
        label,
        " required" if is_required else "",
        options,
    )
