"""Catalogues of gettext, for Poedit, Weblate and the like. What is outdated is fuzzy, with the former source."""

import re

import polib
from django.utils.translation import gettext

from cluster_portal.translations.exchange.items import BadFile, Item, require_language
from cluster_portal.translations.states import State

MEDIA_TYPE = "text/x-gettext-translation"


def write(language, items):
    """Return the file as bytes."""
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "portal",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for item in items:
        is_outdated = item.state == State.OUTDATED
        catalogue.append(
            polib.POEntry(
                msgctxt=item.key,
                msgid=item.source,
                msgstr=item.translation,
                flags=["fuzzy"] if is_outdated else [],
                previous_msgid=item.former_source or None,
                comment=f"{item.name}: {item.label} ({item.source_language})\n{item.address}",
            )
        )
    return str(catalogue).encode()


def read(text, language):
    """Return the `Item`s of a file. The number of each is that of its line; a fuzzy one is not finished."""
    try:
        # The first sign keeps polib from taking a text for the name of a file.
        catalogue = polib.pofile(f"#\n{text}")
    except (OSError, ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise BadFile(
            gettext("This is not a catalogue of gettext: look at line %(line)d.") % {"line": int(line[1]) - 1}
            if line
            else gettext("This is not a catalogue of gettext.")
        ) from None
    require_language(catalogue.metadata.get("Language"), language)
    items = []
    for entry in catalogue:
        if entry.obsolete:
            continue
        state = State.MISSING if not entry.msgstr else State.OUTDATED if entry.fuzzy else State.CURRENT
        items.append(
            Item(entry.msgctxt or "", entry.msgid, entry.msgstr, state, entry.linenum - 1, is_finished=not entry.fuzzy)
        )
    return items
