"""At which risk a change is, and whom it concerns besides those who propose it."""

from cluster_portal.review.registry import Risk
from cluster_portal.review.tree import Operation
from cluster_portal.review.values import is_reference

EMPTY = (None, "", [], False)


def risk_of(kind, change, *, university, owner, others):
    """Return the `Risk` of a change that a university proposes.

    `owner` is the university whose row it is, None where it is nobody's; `others` are the further universities whose
    facts the object holds. Where nobody else is concerned, a shared fact is one that is only visible.
    """
    risk = _declared(kind, change, university)
    if risk == Risk.NETWORK:
        return risk
    if owner not in (None, university):
        return Risk.IN_NAME if _speaks_for_owner(kind, change) else Risk.SHARED
    if kind.owner and owner is None:  # a row of nobody in particular holds for all
        risk = max(risk, Risk.SHARED, key=lambda each: each.rank)
    return Risk.VISIBLE if risk.needs_partners and not others else risk


def _declared(kind, change, university):
    if change.operation == Operation.ADD:
        return _declared_of_new(kind, change.new, university)
    if change.operation == Operation.REMOVE:
        return kind.removed
    return _declared_of_column(kind, change.column, change.old, change.new, university)


def _declared_of_column(kind, column, old, new, university):
    name = kind.columns[column]
    return kind.weighed[name](old, new, university) if name in kind.weighed else kind.risks[name]


def _declared_of_new(kind, values, university):
    """What is new says all of its columns at once: a fact of the network among them makes it one."""
    says = {column: value for column, value in values.items() if value not in EMPTY and column in kind.columns}
    risks = (_declared_of_column(kind, column, None, value, university) for column, value in says.items())
    return Risk.NETWORK if Risk.NETWORK in risks else kind.added


def _speaks_for_owner(kind, change):
    if change.operation != Operation.CHANGE:
        return kind.names_owner
    return kind.columns[change.column] in kind.speaks_for_owner


def may_be_proposed(kind, change):
    """Tell whether anybody may propose such a change at all.

    Whose a row is stays as it is, or somebody could make their own row that of a partner without asking: it is removed,
    and one of the partner is added.
    """
    if change.operation == Operation.CHANGE:
        is_stored = not is_reference(change.key.row)
        return change.column in kind.columns and not (is_stored and change.column == kind.owner)
    return (kind.added if change.operation == Operation.ADD else kind.removed) is not None


def concerned(kind, change, risk, *, university, owner, others):
    """Return {university: whether its consent is required} of those who are asked about a change at a risk."""
    if not risk.needs_partners:
        return {}
    is_for_all = _declared(kind, change, university).needs_partners or (kind.owner and owner is None)
    asked = others if is_for_all else set()
    found = dict.fromkeys(asked - {university}, False)  # who cannot be reached, too: staff may answer for them
    if owner not in (None, university):
        found[owner] = risk == Risk.IN_NAME
    return found
