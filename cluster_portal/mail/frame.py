"""What stands around the words of each mail: whose portal it comes from, and where an answer goes.

A higher layer knows that; it registers a function in its `apps.py`.
"""

from dataclasses import dataclass

from django.conf import settings

LOCAL_ADDRESS = "http://127.0.0.1:8000"  # where `make run` serves


@dataclass(frozen=True)
class Frame:
    """Who writes: the name of the network, its mailbox for answers, and the page on which one chooses a language."""

    network: str
    reply_to: str = ""
    preferences_path: str = ""


_sources = []


def register_frame(source):
    """Let `source()` say the `Frame` of every mail; it is asked in the language of the mail. The last one counts."""
    _sources.append(source)


def current_frame():
    return _sources[-1]() if _sources else Frame(network="")


def full_address(path):
    """Return the address of a path for somebody who reads it outside of the portal, "" for no path."""
    return f"{settings.SITE_URL or LOCAL_ADDRESS}{path}" if path else ""
