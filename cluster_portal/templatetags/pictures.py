"""How a picture of the library is written: every format and width, for each browser to take what will do."""

from django import template
from django.utils.html import format_html

from cluster_portal.core.languages import text_of

register = template.Library()


@register.simple_tag
def picture(shown, sizes="100vw"):
    """Write a Picture; `sizes` says how wide it stands, as HTML does.

    {% picture article.picture "40rem" %}
    """
    if shown is None:
        return ""
    alt = text_of(shown, "alt")
    words = "" if shown.is_decorative else alt.value
    language = format_html(' lang="{}"', alt.language) if words and alt.is_fallback else ""
    place = f"picture__image focus-x-{round(shown.focal_x / 25)} focus-y-{round(shown.focal_y / 25)}"
    return format_html(
        '<picture class="picture"><source type="image/avif" srcset="{}" sizes="{}"><source type="image/webp" '
        'srcset="{}" sizes="{}"><img class="{}" src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{} '
        'decoding="async"></picture>',
        shown.srcset("avif"), sizes, shown.srcset("webp"), sizes, place, shown.address, shown.srcset(shown.fallback),
        sizes, shown.width, shown.height, words, language,
    )  # fmt: skip
