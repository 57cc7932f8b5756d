"""The kinds of notices that the mail of the day can hold; packages above register theirs in `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of notice: its heading in the mail, and what says one notice in a plain sentence."""

    name: str
    label: str
    sentence: Callable


_kinds = {}
_party_rules = []


def register_notice(name, label, sentence):
    """Let the mail of the day hold notices of a kind, under the label; kinds stand in the order of registration.

    `sentence(context)` returns one plain sentence in the active language, from the context given to `notify`.
    """
    if name in _kinds:
        raise ValueError(f"There is a kind of notice {name} already.")
    _kinds[name] = Kind(name, label, sentence)


def register_party_rule(rule):
    """Let `rule(user)` say for which parties an account may be told something: a set of their numbers."""
    _party_rules[:] = [rule]


def parties_told(user):
    """Return for which parties an account may be told something now."""
    return {party for rule in _party_rules for party in rule(user)}


def kind_of(name):
    """Return the `Kind`; LookupError for one that nobody registered."""
    return _kinds[name]


def all_kinds():
    return list(_kinds.values())
