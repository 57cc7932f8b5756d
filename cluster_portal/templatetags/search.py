"""How a result of the search is written: the words that were found, and the language it is in."""

from django import template
from django.utils.html import format_html, format_html_join

from cluster_portal.core.languages import Text, visitor_language
from cluster_portal.templatetags.portal import language_mark

register = template.Library()


@register.simple_tag
def marked(parts, language):
    """Write `Part`s with <mark> around what was found; in another language than the page's they carry its `lang`."""
    content = format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part.text) if part.is_found else part.text,) for part in parts)
    )
    if not language or language == visitor_language():
        return content
    return format_html('<span lang="{}" dir="auto">{}</span>', language, content)


@register.simple_tag
def mark_of_result(entry):
    """Write the mark that says in which other language a result is; nothing where it is in the page's."""
    text = Text(entry.title, entry.language, entry.language != visitor_language())
    return format_html("&nbsp;{}", mark) if (mark := language_mark(text)) else ""
