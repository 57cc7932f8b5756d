"""The changes of one proposal weighed: at which risk each is, and whom it concerns besides those who propose it."""

from cluster_portal.review.registry import Risk
from cluster_portal.review.risks import concerned, risk_of
from cluster_portal.review.tree import Operation


class Weighing:
    """Weighs the changes (or items) that it is made with: one query for each kind of row that has owners.

    All of them have to be of kinds that the subject of the proposal knows.
    """

    def __init__(self, proposal, changes):
        self._university, self._subject = proposal.university_id, proposal.subject
        target = proposal.target
        parties = self._subject.parties(target) if target is not None else set()
        self._others = parties - {proposal.university_id}
        self._owners = {}
        for kind in self._subject.kinds:
            own = [change for change in changes if change.model == kind.label]
            self._owners |= _owners_of(kind, own) if kind.owner and own else {}

    def risk(self, change):
        """Return the `Risk` of a change."""
        return risk_of(*self._of(change), **self._parties_of(change))

    def concerned(self, change):
        """Return {university: whether its consent is required} of those who are asked about a change."""
        return concerned(*self._of(change), self.risk(change), **self._parties_of(change))

    def _of(self, change):
        return self._subject.kind(change.model), change

    def _parties_of(self, change):
        return {"university": self._university, "owner": self._owners.get(change.key), "others": self._others}


def highest_rank(risks):
    """Return the rank of the greatest of some risks, 0 for none."""
    return max((Risk(risk).rank for risk in risks), default=0)


def _owners_of(kind, changes):
    """Return {key: the university whose row it is} of changes of one kind, None where it is nobody's."""
    attribute = kind.model._meta.get_field(kind.owner).attname
    rows = [change.row for change in changes if change.row.isdecimal()]
    stored = {str(pk): owner for pk, owner in kind.model._base_manager.filter(pk__in=rows).values_list("pk", attribute)}
    found = {}
    for change in changes:
        owner = stored.get(change.row)
        if change.operation == Operation.ADD:
            owner = change.new.get(kind.owner)
        elif change.operation == Operation.REMOVE and owner is None:
            owner = (change.old or {}).get(kind.owner)
        found[change.key] = owner
    return found
