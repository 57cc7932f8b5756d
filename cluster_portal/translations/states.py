"""The state of a translation, decided from fingerprints alone: never from a time stamp, and never from a database."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    MISSING = "missing", _("missing")
    OUTDATED = "outdated", _("outdated")
    SAME = "same", _("intentionally the same")
    CURRENT = "current", _("current")


class Standing(NamedTuple):
    """How a translation stands to its source. Fingerprints are "" where there is no text.

    `source` is that of the source which the translation was made from. An outdated translation without one was marked
    by somebody: it stays outdated, whatever becomes of the source, until it is written anew or marked as right.
    """

    state: str
    source: str
    translation: str


NOTHING = Standing(State.MISSING, "", "")


def decide(old, source, translation, *, stays_valid=False):
    """Return the `Standing` of a translation after a save; `old` is the one before it.

    `source` and `translation` are the fingerprints of the texts as they are now. With `stays_valid` the change of the
    source was a small correction: what was in step stays in step. Without a source nothing is followed, but what was
    made from one that is empty now is outdated: pages show it all the same.
    """
    if not translation or (not source and old == NOTHING):
        return NOTHING
    is_new = old.translation != translation
    if not is_new and old.state == State.OUTDATED and not old.source:
        return old
    if not source:
        return Standing(State.OUTDATED, old.source, translation)
    if translation == source:
        return Standing(State.SAME, source, translation)
    in_step = Standing(State.CURRENT, source, translation)
    if is_new or old.source == source or (stays_valid and old.state != State.OUTDATED):
        return in_step
    return Standing(State.OUTDATED, old.source, translation)


def still_right(source, translation):
    """Return the `Standing` of a translation that somebody read beside its source and found right."""
    return decide(NOTHING, source, translation)


def to_be_done_again(standing):
    """Return the `Standing` of a translation that somebody found wrong, for example because it is a mere copy."""
    return Standing(State.OUTDATED, "", standing.translation) if standing.translation else NOTHING
