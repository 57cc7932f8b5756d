"""The trail: what each write changed in an object, its rows, their relations and translations, whoever wrote it.

    with trail.watched(subject, university, actor=user, entry=Entry.ADMIN):
        ...    # whatever writes

Two readings are compared, so nothing that a write does by itself (a row deleted with its parent, a cleared field) goes
unseen, and `update()` is seen as well.
"""

from contextlib import contextmanager
from dataclasses import asdict

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from cluster_portal.review.models import TrailEntry
from cluster_portal.review.tree import Tree, called, difference, read

_LONGEST_NAME = 250


@contextmanager
def watched(subject, instance, *, actor, entry, proposal=None, at=None):
    """Add to the trail what the block changes in an object. To be used within the transaction of the write."""
    before = read(subject, instance) if instance.pk else Tree()
    yield
    record(subject, instance, before, actor=actor, entry=entry, proposal=proposal, at=at)


def record(subject, instance, before, *, actor, entry, proposal=None, at=None):
    """Store what changed in an object since the tree `before`; return the entry, None where nothing did."""
    changes = difference(before, read(subject, instance))
    if not changes:
        return None
    return TrailEntry.objects.create(
        content_type=ContentType.objects.get_for_model(subject.root.model),
        object_id=instance.pk,
        name=called(instance)[:_LONGEST_NAME],
        at=at or timezone.now(),
        actor=actor,
        entry=entry,
        proposal=proposal,
        changes=[_as_json(change) for change in changes],
    )


def _as_json(change):
    stored = asdict(change)
    stored["operation"] = change.operation.value
    model, row = change.key
    del stored["key"]
    return {"model": model, "row": row, **stored}
