"""Drafts: what somebody wants to change is collected here, item by item, until they send it."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction

from cluster_portal.review.models import Item, Proposal, Step
from cluster_portal.review.permissions import may_edit
from cluster_portal.review.registry import parties
from cluster_portal.review.risks import may_be_proposed
from cluster_portal.review.tree import NEW, Operation, called
from cluster_portal.review.values import REFERENCE, is_reference, is_same
from cluster_portal.review.weighing import Weighing, highest_rank

_LONGEST_NAME = 250


def open_draft(subject, target, *, author, university):
    """Return the draft of an author for a university about an object, None where there is none."""
    drafts = Proposal.objects.filter(author=author, university=university, state=Proposal.State.DRAFT)
    content_type = ContentType.objects.get_for_model(subject.root.model)
    return drafts.filter(content_type=content_type, object_id=target.pk).first()


@transaction.atomic
def begin(subject, target, *, author, university, at, name=""):
    """Return the draft of an author about an object (None: one that does not exist yet), begun now where there is none.

    `university` is a primary key. Raises PermissionDenied unless the author may propose changes of the object for it.
    """
    if university not in parties().acts_for(author):
        raise PermissionDenied
    content_type = ContentType.objects.get_for_model(subject.root.model)
    found = {"author": author, "university_id": university, "content_type": content_type, "state": Proposal.State.DRAFT}
    if target is None:
        draft = Proposal.objects.create(**found, name=name[:_LONGEST_NAME], created_at=at)
    else:
        if not subject.editable(author).filter(pk=target.pk).exists():
            raise PermissionDenied
        defaults = {"name": (name or called(target))[:_LONGEST_NAME], "created_at": at}
        draft, is_new = Proposal.objects.get_or_create(**found, object_id=target.pk, defaults=defaults)
        if not is_new:
            return draft
    Step.objects.create(proposal=draft, action=Step.Action.BEGUN, actor=author, university_id=university, at=at)
    return draft


class Draft:
    """A draft with its items, ready to take changes. Raises PermissionDenied for who may not change it."""

    def __init__(self, proposal, user):
        if not proposal.can_be_edited or not may_edit(user, proposal):
            raise PermissionDenied
        self.proposal, self.subject = proposal, proposal.subject
        self.items = {(item.key, item.column): item for item in proposal.items.all()}

    def lock(self):
        """Take the draft in hand as it is stored now. Raises PermissionDenied where it was sent meanwhile."""
        stored = Proposal.objects.select_for_update(of=("self",)).get(pk=self.proposal.pk)
        if not stored.can_be_edited:
            raise PermissionDenied
        self.items = {(item.key, item.column): item for item in stored.items.all()}

    @transaction.atomic
    def put(self, changes, *, row_name=""):
        """Take changes into the draft: what leads back to what is live leaves it again."""
        self.lock()
        weighing = Weighing(self.proposal, changes)
        for change in changes:
            kind = self.subject.kind(change.key.model)
            if not may_be_proposed(kind, change):
                raise PermissionDenied
            if change.operation == Operation.CHANGE and change.key.row.startswith(NEW):
                self._change_new_row(change)
            elif change.operation == Operation.CHANGE and is_same(change.old, change.new):
                self._drop(change.key, change.column)
            elif change.operation == Operation.REMOVE:
                self._remove(change, weighing, row_name)
            else:
                self._store(change, weighing, row_name)
        self._remember_risk()

    @transaction.atomic
    def drop(self, item):
        """Take one item out of the draft. Without the object that it begins a draft would be nothing: it stays."""
        if item.row == NEW:
            raise PermissionDenied
        self.lock()
        self._drop(item.key, item.column)
        self._remember_risk()

    def next_reference(self):
        """Return the name of the next new row: "new-1". One that anything still refers to is not given again."""
        rows = [key.row for key, _column in self.items]
        referred = [value for item in self.items.values() for value in item.values]
        names = [name for name in (*rows, *referred, *self.proposal.made) if is_reference(name)]
        numbers = [name.removeprefix(REFERENCE) for name in names]  # a text may begin like a name
        used = [int(number) for number in numbers if number.isdecimal() and len(number) < 9]
        return f"{REFERENCE}{max(used, default=0) + 1}"

    def _change_new_row(self, change):
        item = self.items.get((change.key, ""))
        if item is None:  # it was taken out of the draft in another window
            raise PermissionDenied
        item.new = {**item.new, change.column: change.new}
        item.save(update_fields=["new"])

    def _remove(self, change, weighing, row_name):
        for key, column in [place for place in self.items if place[0] == change.key]:
            self._drop(key, column)
        if not change.key.row.startswith(NEW):
            self._store(change, weighing, row_name)

    def _store(self, change, weighing, row_name):
        stored = {
            "operation": change.operation,
            "old": change.old,
            "new": change.new,
            "risk": weighing.risk(change),
            "row_name": row_name[:_LONGEST_NAME],
        }
        model, row = change.key
        self.items[change.key, change.column], _is_new = Item.objects.update_or_create(
            proposal=self.proposal,
            model=model,
            row=row,
            column=change.column,
            defaults=stored,
            create_defaults={**stored, "position": len(self.items)},
        )

    def _drop(self, key, column):
        item = self.items.pop((key, column), None)
        if item is not None:
            item.delete()

    def _remember_risk(self):
        risks = [item.risk for item in self.items.values()]
        self.proposal.risk_rank = highest_rank(risks)
        self.proposal.save(update_fields=["risk_rank"])
