"""How a picture of the library is written: every format and width, for each browser to take what will do."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from cluster_portal.core.languages import text_of

register = template.Library()

UNSAID = mark_safe(' alt=""')


@register.simple_tag
def picture(shown, sizes="100vw", alt="", language=None):
    """Write a Picture; `sizes` says how wide it stands, as HTML does.

    `alt` takes the place of its own description, which is read in `language`, by default the visitor's.
    {% picture article.picture "40rem" %}
    """
    if shown is None:
        return ""
    place = f"picture__image focus-x-{round(shown.focal_x / 25)} focus-y-{round(shown.focal_y / 25)}"
    return format_html(
        '<picture class="picture"><source type="image/avif" srcset="{}" sizes="{}"><source type="image/webp" '
        'srcset="{}" sizes="{}"><img class="{}" src="{}" srcset="{}" sizes="{}" width="{}" height="{}"{} '
        'decoding="async"></picture>',
        shown.srcset("avif"), sizes, shown.srcset("webp"), sizes, place, shown.address, shown.srcset(shown.fallback),
        sizes, shown.width, shown.height, _words(shown, alt, language),
    )  # fmt: skip


@register.simple_tag
def logo(shown, size="", is_described=False):  # noqa: FBT002 - a template names it
    """Write a Picture in the place of a monogram, in the smallest of its renditions.

    What it shows is said where it `is_described`; elsewhere the name beside it says enough.
    """
    small = shown.small
    css_class = f"monogram monogram--logo{f' monogram--{size}' if size else ''}"
    return format_html(
        '<picture><source type="image/avif" srcset="{}"><source type="image/webp" srcset="{}">'
        '<img class="{}" src="{}" width="56" height="56"{} loading="lazy" decoding="async"></picture>',
        *(small["avif"], small["webp"], css_class, small[shown.fallback]),
        _words(shown) if is_described else UNSAID,
    )


def _words(shown, alt="", language=None):
    """Return the attributes that say what there is to be seen."""
    own = text_of(shown, "alt", language)
    words = alt or ("" if shown.is_decorative else own.value)
    is_marked = words and not alt and own.is_fallback
    return format_html(' alt="{}"{}', words, format_html(' lang="{}"', own.language) if is_marked else "")
