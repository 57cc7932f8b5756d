"""Tables of texts as CSV, UTF-8 with a mark at the beginning, which programs for tables open and save."""

import csv
import io

from django.utils.translation import gettext

from cluster_portal.translations.exchange.items import BadFile, Item, require_language
from cluster_portal.translations.states import State

MEDIA_TYPE = "text/csv"
_FIXED = ("id", "object", "field", "source")
_TRANSLATION = "translation_"  # and the language
# What a program for tables takes for a formula; such a text gets an apostrophe, which is taken away again.
_RISKY = "=+-@\t\r'"


def _guarded(text):
    return f"'{text}" if text[:1] and text[0] in _RISKY else text


def _unguarded(text):
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in _RISKY else text


def write(language, items):
    """Return the file as bytes."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([*_FIXED, f"{_TRANSLATION}{language}", "state"])
    for item in items:
        cells = (item.key, item.name, item.label, item.source, item.translation, item.state)
        writer.writerow([_guarded(cell) for cell in cells])
    return stream.getvalue().encode("utf-8-sig")


def read(text, language):
    """Return the `Item`s of a file. The number of each is that of its row in a program for tables."""
    heading = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise BadFile(gettext("This is not a table in CSV: %(reason)s.") % {"reason": error}) from None
    names = [name.strip() for name in rows[0]] if rows else []
    target = next((name for name in names if name.startswith(_TRANSLATION)), None)
    missing = [name for name in ("id", "source") if name not in names]
    if target is None or missing:
        raise BadFile(
            gettext("The table lacks a column: “id”, “source” and “%(translation)s” are needed.")
            % {"translation": f"{_TRANSLATION}{language}"}
        )
    require_language(target.removeprefix(_TRANSLATION), language)
    items = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        if len(row) != len(names):
            raise BadFile(
                gettext("Row %(number)d has %(count)d cells instead of %(wanted)d.")
                % {"number": number, "count": len(row), "wanted": len(names)}
            )
        cells = dict(zip(names, map(_unguarded, row), strict=True))
        state = cells.get("state", "").strip()
        items.append(
            Item(cells["id"].strip(), cells["source"], cells[target], state if state in State.values else "", number)
        )
    return items
