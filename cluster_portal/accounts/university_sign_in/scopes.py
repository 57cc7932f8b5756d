"""What a sign-in asks of the layer that knows universities; that layer registers it in its `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ScopeRules:
    """Who owns what, and what follows.

    `owns_scope(slug, scope, at=…)` and `owns_address(slug, address)` tell whether something is that university's;
    `affiliate(user, scope=…, at=…)` gives what follows from a sign-in and returns it, None for nothing.
    """

    owns_scope: Callable
    owns_address: Callable
    affiliate: Callable


def _nothing(*_args, **_kwargs):
    return None


_rules = [ScopeRules(owns_scope=_nothing, owns_address=_nothing, affiliate=_nothing)]  # until some are registered


def register_scope_rules(rules):
    """Let `rules` decide from now on."""
    _rules.append(rules)


def scope_rules():
    return _rules[-1]


def own_scope(provider, scopes, *, at):
    """Return the first scope that belongs to the university of the service, "" for none.

    What a service says of another university's scope is worth nothing.
    """
    owns = scope_rules().owns_scope
    return next((scope for scope in scopes if owns(provider.university, scope, at=at)), "")
