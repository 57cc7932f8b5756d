"""JSON-LD in the vocabulary of schema.org (release 30): how it is written into a page, and the parts that repeat."""

import json

from django.utils.safestring import mark_safe

CONTEXT = "https://schema.org"

# What could end the script element, or the string in it, is written as an escape that JSON reads alike.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def without_gaps(data):
    """Return the mapping without what is unknown: None, "" and empty lists."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def as_script(data):
    """Return the data as a JSON-LD script element. It holds data, not code: the policy lets it stand."""
    content = json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{content.translate(_ESCAPES)}</script>')  # noqa: S308


def breadcrumb_list(crumbs, absolute):
    """Return a BreadcrumbList of (label, path) pairs; `absolute` makes an address of a path."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(label), "item": absolute(path)}
            for position, (label, path) in enumerate(crumbs, start=1)
        ],
    }
