"""Rich text: HTML that an editor writes and a page shows, with nothing in it but what stands on the list below.

What is not on the list is taken out, and broken nesting is repaired, on every way into the database (`RichTextField`)
and once more before it is shown (`clean`). Nothing in it has a style, a script, or anything from another site. An
image is one of the portal's library of pictures, known by the identifier in its address.
"""

import re
from html import unescape

import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
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
    "Figure": {"pickerUrl": reverse_lazy("admin:pictures_picture_choose")},
    "Caption": True,
    "Image": True,
}
# The editor adds a style element of its own to the page; this is its digest, for the content security policy.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

_TAGS = {
    *(f"h{level}" for level in HEADINGS),
    *("p", "br", "hr", "blockquote", "ul", "ol", "li", "a", "strong", "em", "sub", "sup"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("figure", "figcaption", "img"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "img": {"src", "alt"},
}
_IS_NUMBER = re.compile(r"[0-9]{1,3}\Z")
# The address of a rendition, as the library of pictures gives it; with our host before it where it was copied.
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_OF_LIBRARY = re.compile(rf"(?:https?://[^/]+)?({re.escape(settings.MEDIA_URL)}pictures/({_UUID})/[0-9a-z.-]+)\Z")


def _attribute(tag, name, value):
    """Return an attribute's value as it may stay, None where it may not."""
    if name in {"colspan", "rowspan", "start"}:
        return value if _IS_NUMBER.match(value) else None
    if name == "scope":
        return value if value in {"row", "col"} else None
    if name == "src":
        found = _OF_LIBRARY.match(value)
        return found and found[1]
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes=SCHEMES,
    clean_content_tags={"script", "style", "svg", "math", "template", "noscript", "iframe", "object"},
    link_rel=None,
)
_UNSEEN = re.compile(r"</?p>|<br>|\s+")  # what leaves nothing to be seen where there is nothing else
_BETWEEN_BLOCKS = re.compile(r"</(?:p|h[2-4]|li|td|th|blockquote|figcaption)>|<br>|<hr>")
_TAG = re.compile(r"<[^>]*>")  # the cleaner writes &gt; in attributes
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_IMAGE = re.compile(r"<img[^>]*>")
_ATTRIBUTE = re.compile(r'(src|alt)="([^"]*)"')
_FIGURE_EDGE = re.compile(r"(</?figure>)")
_CAPTION_EDGE = re.compile(r"<(/?)figcaption>")


def clean(html):
    """Return HTML with only what a rich text may hold, well nested; "" where nothing would be seen.

    An image of elsewhere is taken out; the caption of a figure without an image stays, as a paragraph.
    """
    cleaned = _CLEANER.clean(html)
    if "<img" in cleaned or "<figure>" in cleaned:
        cleaned = _CLEANER.clean(_with_whole_figures(cleaned))
    cleaned = cleaned.replace("&nbsp;", "\u00a0").strip()
    return cleaned if _UNSEEN.sub("", cleaned) else ""


def _with_whole_figures(html):
    """Take out images of elsewhere, figures without an image, and figures within figures."""
    html = _IMAGE.sub(lambda image: image[0] if _attributes(image[0]).get("src") else "", html)
    done, inner, depth = [], [], 0
    for part in _FIGURE_EDGE.split(html):
        if part == "<figure>":
            depth += 1
        elif part == "</figure>":
            depth -= 1
            if depth == 0:
                content = "".join(inner)
                inner = []
                done.append(
                    f"<figure>{content}</figure>" if "<img" in content else _CAPTION_EDGE.sub(r"<\1p>", content)
                )
        else:
            (inner if depth else done).append(part)
    return "".join(done)


def _attributes(tag):
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def plain(html):
    """Return the words of a rich text in one line, for summaries and search."""
    spaced = _BETWEEN_BLOCKS.sub(" ", clean(html))
    return " ".join(unescape(_TAG.sub("", spaced)).split())


def as_read(html):
    """Return a rich text in lines, one for each block, with where its links lead and what its pictures show."""
    text = _LINK.sub(lambda link: f"{link[2]} ({link[1]})", clean(html))
    text = _IMAGE.sub(lambda tag: f" [{gettext('Picture')}: {_attributes(tag[0]).get('alt') or '–'}] ", text)
    lines = (" ".join(_TAG.sub("", line).split()) for line in _BETWEEN_BLOCKS.sub("\n", text).splitlines())
    return unescape("\n".join(line for line in lines if line))


def picture_ids(html):
    """Return the identifiers (UUID as text) of the pictures in a clean rich text, each once, in their order."""
    found = (_OF_LIBRARY.match(_attributes(tag).get("src", "")) for tag in _IMAGE.findall(html))
    return list(dict.fromkeys(match[2] for match in found if match))


def for_page(html, write_picture):
    """Return a rich text as a page shows it: cleaned once more, and each table in a box of its own that scrolls.

    `write_picture(identifier, alt)` gives the HTML of a picture of the library with the words that the text has for
    it, which are often "".
    """
    label = gettext("Table")  # not within the f-string, where nothing collects it
    box = f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}"><table>'
    content = clean(html).replace("<table>", box).replace("</table>", "</table></div>")

    def written(image):
        attributes = _attributes(image[0])
        return write_picture(_OF_LIBRARY.match(attributes["src"])[2], attributes.get("alt", ""))

    shown = _IMAGE.sub(written, content).replace("<figure></figure>", "")  # of a picture that is no more
    return mark_safe(shown)  # noqa: S308 - cleaned above


class RichTextField(ProseEditorField):
    """A rich text, stored clean whatever way it comes: a form, a loader, `bulk_create` or `update`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs, extensions=dict(EXTENSIONS), sanitize=clean)

    def clean(self, value, instance):
        """Return the value as it is stored. Raises ValidationError where a picture would be lost on the way."""
        cleaned = super().clean(value, instance)
        if len(_IMAGE.findall(value or "")) > len(_IMAGE.findall(cleaned)):
            raise ValidationError(
                _("A picture of this text is not in the library: put it there, and choose it with the button."),
                code="foreign_picture",
            )
        return cleaned

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = clean(value)
        return super().get_db_prep_save(value, connection)
