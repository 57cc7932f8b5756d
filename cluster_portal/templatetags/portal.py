"""Presentation only: how a text with its language, a date with its precision, an icon or a data block is written."""

from functools import lru_cache
from urllib.parse import urlsplit

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from cluster_portal.accounts.devices import device_of
from cluster_portal.core.countries import country_name
from cluster_portal.core.dates import known_date, long_date
from cluster_portal.core.languages import CODES, language_name, text_of
from cluster_portal.core.provenance import Source
from cluster_portal.core.rich_text import for_page, picture_ids
from cluster_portal.core.static_files import style_sheet_urls
from cluster_portal.core.structured_data import as_script
from cluster_portal.pictures.models import Picture
from cluster_portal.templatetags.pictures import picture
from members.models.membership import Standing

register = template.Library()
register.filter("country_name", country_name)
register.filter("language_name", language_name)
register.filter("device", device_of)
register.filter("long_date", long_date)
register.simple_tag(known_date)

IN_TEXT = "(min-width: 44rem) 42rem, 100vw"  # how wide a picture of a rich text stands
# Open Graph wants a territory with each language: the one that its users are most likely to be in.
_TERRITORIES = {"en": "GB", "ca": "ES", "sv": "SE"}


@register.simple_tag
def language_mark(text):
    """Write the mark that says in which other language a `Text` is; nothing where it is in the page's."""
    if not getattr(text, "is_fallback", False) or not text.value:
        return ""
    return _language_mark(text.language, get_language())


@lru_cache(maxsize=500)  # each language of a name in each language of the portal
def _language_mark(code, reader):
    return format_html(
        '<span class="language-mark"><span aria-hidden="true">{code}</span>'
        '<span class="visually-hidden">({note})</span></span>',
        code=code,
        note=gettext("in %(language)s") % {"language": language_name(code)},
    )


@register.simple_tag
def shown(text):
    """Write a `Text`: in another language than the page's it carries its `lang` and a mark that says which.

    A plain string, such as a translated label, is written as it is. {% shown university.name %}
    """
    mark = language_mark(text)
    if not mark:
        return str(text)
    return format_html('<span lang="{}" dir="auto">{}</span>&nbsp;{}', text.language, text.value, mark)


@register.simple_tag
def paragraphs(text):
    """Write a `Text` of several paragraphs; in another language than the page's each has its `lang`."""
    content = linebreaks(text.value, autoescape=True)
    if mark := language_mark(text):
        start = format_html('<p><span lang="{}" dir="auto">', text.language)
        content = content.replace("<p>", start).replace("</p>", "</span></p>")
        content = f"{content.removesuffix('</p>')}&nbsp;{mark}</p>"
    return mark_safe(content)  # noqa: S308 - linebreaks escaped it


@register.simple_tag
def rich_text(text):
    """Write a `Text` of rich text; in another language than the page's it is marked as a whole, and says so first.

    Its pictures come from the library in all their formats: one query where there are any.
    """
    language = text.language or None
    used = picture_ids(text.value)
    pictures = (
        {str(each.uuid): each for each in Picture.objects.filter(uuid__in=used).for_page(language)} if used else {}
    )

    def written(identifier, alt):
        if (found := pictures.get(identifier)) is None:
            return ""
        credit = format_html('<span class="picture__credit">{}</span>', found.credit) if found.credit else ""
        return picture(found, IN_TEXT, alt, language) + credit

    content = for_page(text.value, written)
    if not text.is_fallback or not text.value:
        return content
    note = capfirst(gettext("in %(language)s") % {"language": language_name(text.language)})
    return format_html('<p class="muted small">{}</p><div lang="{}" dir="auto">{}</div>', note, text.language, content)


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


@register.filter
def standing_name(standing):
    """Return what a standing is called in the active language: "Full member"; "" for none."""
    return Standing(standing).label if standing else ""


@register.filter
def with_zone(moment):
    """Return a moment with the time zone that it is told in: a mail is read anywhere."""
    local = localtime(moment)
    return f"{date_format(local, 'DATETIME_FORMAT')} ({date_format(local, 'T')})"


@register.filter
def as_source(code):
    """Return the `Source` of a stored source code, for its label and address."""
    return Source(code)


@register.filter
def host(url):
    """Return whose address it is: "kth.se" of https://www.kth.se/en."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.filter
def breakable(name):
    """Let a long host name break after its dots."""
    return mark_safe(conditional_escape(name).replace(".", ".<wbr>"))  # noqa: S308


@register.simple_tag
def address(question, **changes):
    """Return the query string of a question with changes: {% address directory status="" %}.

    A question is an object with `address` (a `Directory`) or, where nobody made one of it, the QueryDict of a request.
    """
    if isinstance(question, QueryDict):
        asked = question.copy()
        for name, value in changes.items():
            asked[name] = value
        return f"?{asked.urlencode()}"
    return question.address(**changes)


@register.simple_tag
def elided_pages(page):
    """Return the page numbers to offer around a Django `Page`: 1 2 … 7 8 9 … 20."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def og_locale(code):
    """Return a language as Open Graph writes it: "pt_PT"."""
    return f"{code}_{_TERRITORIES.get(code, code.upper())}"


@register.simple_tag(takes_context=True)
def address_in_any_language(context):
    """Return the full address of this page without its language: it leads to the visitor's own (`x-default`)."""
    first, _slash, rest = context["request"].path.lstrip("/").partition("/")
    return f"{context['site_url']}/{rest if first in CODES else ''}"


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


@register.simple_tag
def style_sheets():
    """Return the addresses of the style sheets of the public pages, in their order."""
    return style_sheet_urls()
