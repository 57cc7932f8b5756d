"""The trail: what each write changed in an object, its rows, their relations and translations, whoever wrote it.

    with trail.watched(subject, university, actor=user, entry=Entry.ADMIN):
        ...    # whatever writes

Two readings are compared, so nothing that a write does by itself (a row deleted with its parent, a cleared field) goes
unseen, and `update()` is seen as well. Who knows exactly what changes tells it by `note`, without a reading.
"""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import asdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q
from django.utils import timezone

from cluster_portal.review.models import TrailEntry
from cluster_portal.review.registry import all_followed, followed_of
from cluster_portal.review.tree import Change, Key, Operation, Tree, called, difference, read, read_all
from cluster_portal.review.values import is_same

_LONGEST_NAME = 250


@contextmanager
def watched(subject, instance, *, actor, entry, proposal=None, at=None):
    """Add to the trail what the block changes in an object. To be used within the transaction of the write."""
    followed = followed_of(subject.label)
    before = read(followed, instance) if instance.pk else Tree()
    yield
    changes = difference(before, read(followed, instance))
    if changes:
        entry_of(instance, changes, actor=actor, entry=entry, proposal=proposal, at=at).save()


def entry_of(instance, changes, *, name="", key=None, at=None, **origin):
    """Return the unsaved entry of an object; `name` and `key` say what it was where it is gone.

    `origin` are `actor` and `entry`, and the `proposal` where there is one.
    """
    return TrailEntry(
        content_type=ContentType.objects.get_for_model(type(instance)),
        object_id=key or instance.pk,
        name=(name or called(instance))[:_LONGEST_NAME],
        at=at or timezone.now(),
        changes=[_as_json(change) for change in changes],
        **origin,
    )


def _as_json(change):
    stored = asdict(change)
    stored["operation"] = Operation(change.operation).value
    model, row = change.key
    del stored["key"]
    return {"model": model, "row": row, **stored}


# Objects that an instance is part of --------------------------------------------------------------------------------


def _objects_of(instance, *, is_moving=True):
    """Return {(label, primary key)} of the objects that an instance is, or is a row of: before a move, and after."""
    label = instance._meta.label_lower
    found = set()
    for each in all_followed():
        if each.label == label and instance.pk:
            found.add((each.label, instance.pk))
        for kind in each.rows:
            if kind.label != label:
                continue
            if kind.belongs_directly:
                found.add((each.label, getattr(instance, instance._meta.get_field(kind.parent).attname)))
            if instance.pk and (is_moving or not kind.belongs_directly):
                stored = kind.model._base_manager.filter(pk=instance.pk).values_list(kind.parent, flat=True)
                found |= {(each.label, key) for key in stored}
    return {(label, key) for label, key in found if key is not None}


def entries_of(instance):
    """Return the entries of the objects that an instance is, or is a row of."""
    found = Q(pk__in=[])
    for label, key in _objects_of(instance, is_moving=False):
        found |= Q(content_type=ContentType.objects.get_for_model(followed_of(label).root.model), object_id=key)
    return TrailEntry.objects.filter(found)


def latest(instance):
    """Return the key of the last entry of the objects that an instance is, or is a row of, 0 where there is none."""
    return entries_of(instance).aggregate(last=Max("pk"))["last"] or 0


def watch_admin(instance, user):
    """Watch what a form of the back office writes into an object: a `core.watching` watcher."""
    before = {place: _seen(*place) for place in _objects_of(instance)}

    def end():
        for label, key in _objects_of(instance) | before.keys():
            old, old_instance = before.get((label, key), (Tree(), None))
            now, now_instance = _seen(label, key)
            changes = difference(old, now)
            if changes:
                # What is gone was named while it was there.
                named = now_instance or old_instance
                name = called(named) if now_instance else old_instance.name_in_trail
                entry_of(named, changes, actor=user, entry=TrailEntry.Entry.ADMIN, name=name, key=key).save()

    return end


def _seen(label, key):
    followed = followed_of(label)
    instance = followed.root.model._base_manager.filter(pk=key).first()
    if instance is None:
        return Tree(), None
    instance.name_in_trail = called(instance)
    return read(followed, instance), instance


# Writes that know what they change ----------------------------------------------------------------------------------


def note(written, *, actor, entry, at=None):
    """Add what is known to have changed: [(instance, column, old JSON value, new JSON value)], one entry an object."""
    changes = defaultdict(list)
    for instance, column, old, new in written:
        if not is_same(old, new):
            key = Key(instance._meta.label_lower, str(instance.pk))
            for place in _objects_of(instance, is_moving=False):
                changes[place].append(Change(Operation.CHANGE, key, column, old, new))
    _store(changes, actor=actor, entry=entry, at=at)


def _store(changes, *, actor, entry, at=None):
    """Store an entry for each of {(label, primary key): changes}: a query for the names of each kind of object."""
    keys = defaultdict(set)
    for label, key in changes:
        keys[label].add(key)
    entries = []
    for label, own in keys.items():
        model = followed_of(label).root.model
        objects = model._base_manager.filter(pk__in=own)
        if hasattr(model, "names"):
            objects = objects.prefetch_related("names")
        entries += [
            entry_of(each, changes[label, each.pk], actor=actor, entry=entry, at=at) for each in objects.order_by("pk")
        ]
    TrailEntry.objects.bulk_create(entries)


class Everything:
    """All objects that are followed, as they are now: for a write of which nobody knows what it will touch."""

    def __init__(self):
        self.before = {each.label: read_all(each) for each in all_followed()}

    def record(self, *, entry, actor=None):
        """Add an entry for each object that is another by now.

        Of an object that is new only that it was added: what it said then is in the file that it came from, and each
        later change keeps what it replaced. So a first load reads nothing again and stores no text twice.
        """
        changes = {}
        for each in all_followed():
            before = self.before[each.label]
            now = read_all(each) if before else {}
            for key in each.root.model._base_manager.values_list("pk", flat=True):
                if key not in before:
                    changes[each.label, key] = [Change(Operation.ADD, Key(each.label, str(key)))]
                elif found := difference(before[key], now[key]):
                    changes[each.label, key] = found
        _store(changes, actor=actor, entry=entry)
