"""The hard rules of programmes and agreements: what must hold before anything is published, or stored at all.

    tree = Tree.of(programme)                             # a stored programme
    tree = Tree.of_rows(programme, partners=[...], ...)   # a form's instances, before anything is saved
    for broken in broken_rules(tree, day):
        broken.code, broken.message, broken.row, broken.field, broken.error

What the database itself refuses and what `clean()` says about one row alone is not repeated here. Rules that ask for
something to be there (two partners, a coordinator, degrees) hold for what is published; contradictions are refused in
drafts too. Where nobody knows, an explicit "not known" is an answer; silence is none (docs/decisions/0009).
"""

from cluster_portal.core.validity import today
from programmes.rules import dates, partners, paths, rows
from programmes.rules.agreement import broken_agreement_rules
from programmes.rules.broken import Broken
from programmes.rules.dates import why_uncovered
from programmes.rules.tree import Tree

__all__ = ["Broken", "Tree", "broken_agreement_rules", "broken_rules", "why_uncovered"]

RULES = [*partners.RULES, *rows.RULES, *paths.RULES, *dates.RULES]


def broken_rules(tree, on=None):
    """Return a `Broken` for each rule that the tree does not keep on the day, today by default. Makes no query."""
    day = on or today()
    return [broken for rule in RULES for broken in rule(tree, day)]
