"""One text in a translator's file, whatever its format."""

from dataclasses import dataclass

from django.utils.translation import gettext


@dataclass
class Item:
    """One text: `key` names it for good, `number` says where in a file it was read.

    `state` is one of `states.State`, "" where a file does not say it. What is not `is_finished` says itself that it is
    not to be taken yet.
    """

    key: str
    source: str
    translation: str
    state: str = ""
    number: int = 0
    is_finished: bool = True
    # For people; not read.
    name: str = ""
    label: str = ""
    address: str = ""
    source_language: str = ""
    former_source: str = ""


class BadFile(Exception):
    """A file that cannot be read at all, or is not for this language; the message says why, in the user's language."""


def require_language(found, wanted):
    """Raise BadFile unless a file says that it is in the wanted language: "fi", or with a region "fi-FI"."""
    if (found or "").replace("_", "-").split("-")[0].lower() != wanted:
        raise BadFile(
            gettext("This file is for the language “%(found)s”, not for “%(wanted)s”.")
            % {"found": found or "?", "wanted": wanted}
        )
