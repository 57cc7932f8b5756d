"""Rich text: HTML that an editor writes and a page shows, with nothing in it but what stands on the list below.

What is not on the list is taken out, and broken nesting is repaired, on every way into the database (`RichTextField`)
and once more before it is shown (`clean`). Nothing in it has a style, a script, or anything from another site.
"""

import re
from html import unescape

import nh3
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django_prose_editor.fields import ProseEditorField

SCHEMES = {"http", "https", "mailto", "tel"}
HEADINGS = (2, 3, 4)  # the h1 is the page's own
# What the editor offers; `_CLEANER` lets through what it writes, and no more.
EXTENSIONS = {
    "Heading": {"levels": list(HEADINGS)},
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "HardBreak": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": sorted(SCHEMES)},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}
# The editor adds a style element of its own to the page; this is its digest, for the content security policy.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

_TAGS = {
    *(f"h{level}" for level in HEADINGS),
    *("p", "br", "hr", "blockquote", "ul", "ol", "li", "a", "strong", "em", "sub", "sup"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}
_IS_NUMBER = re.compile(r"[0-9]{1,3}\Z")


def _attribute(tag, name, value):
    """Return an attribute's value as it may stay, None where it may not."""
    if name in {"colspan", "rowspan", "start"}:
        return value if _IS_NUMBER.match(value) else None
    if name == "scope":
        return value if value in {"row", "col"} else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes=SCHEMES,
    clean_content_tags={"script", "style", "svg", "math", "template", "noscript", "iframe", "object"},
    link_rel=None,
)
_EMPTY = re.compile(r"(?:<p>\s*(?:<br>)?\s*</p>|\s)*\Z")
_BETWEEN_BLOCKS = re.compile(r"</(?:p|h[2-4]|li|td|th|blockquote)>|<br>|<hr>")
_TAG = re.compile(r"<[^>]*>")


def clean(html):
    """Return HTML with only what a rich text may hold, well nested; "" where nothing would be seen."""
    cleaned = _CLEANER.clean(html).replace("&nbsp;", "\u00a0").strip()
    return "" if _EMPTY.match(cleaned) else cleaned


def plain(html):
    """Return the words of a rich text in one line, for summaries and search."""
    spaced = _BETWEEN_BLOCKS.sub(" ", clean(html))
    return " ".join(unescape(_TAG.sub("", spaced)).split())


def for_page(html):
    """Return a rich text as a page shows it: cleaned once more, and each table in a box of its own that scrolls."""
    box = f'<div class="table-scroll" role="region" tabindex="0" aria-label="{gettext("Table")}"><table>'
    content = clean(html).replace("<table>", box).replace("</table>", "</table></div>")
    return mark_safe(content)  # noqa: S308 - cleaned in the line above


class RichTextField(ProseEditorField):
    """A rich text, stored clean whatever way it comes: a form, a loader, `bulk_create` or `update`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs, extensions=dict(EXTENSIONS), sanitize=clean)

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = clean(value)
        return super().get_db_prep_save(value, connection)
