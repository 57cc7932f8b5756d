"""An object with its rows as plain values, and what changed from one reading to the next."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db import models
from django.utils.translation import override

from cluster_portal.core.languages import ENGLISH
from cluster_portal.review.values import kept_columns, to_json

NEW = "new"  # stands for the object itself while it is not stored


def called(instance):
    """Return what an object is called where its name is kept: in English, as far as it has an English name."""
    with override(ENGLISH):
        return str(instance.name if hasattr(instance, "names") else instance)  # a university is called by its names


class Key(NamedTuple):
    """One row: the label of its model, and its primary key as text, or the name that a new one goes by."""

    model: str
    row: str


class Operation(models.TextChoices):
    CHANGE = "change"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True)
class Change:
    """One thing that is different: a column of a row, or a row that is there or not, with its values by column."""

    operation: Operation
    key: Key
    column: str = ""
    old: object = None
    new: object = None

    @property
    def model(self):
        return self.key.model

    @property
    def row(self):
        return self.key.row

    @property
    def reverse(self):
        """The change that takes this one back."""
        back = {Operation.ADD: Operation.REMOVE, Operation.REMOVE: Operation.ADD}
        return replace(self, operation=back.get(self.operation, self.operation), old=self.new, new=self.old)


@dataclass
class Tree:
    """{key: {column: value}}, with the names that rows go by."""

    rows: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)

    def value(self, key, column):
        return self.rows.get(key, {}).get(column)


def read(subject, instance, *, only=None):
    """Return the `Tree` of a stored object: one query for each kind of row, and one for each many-to-many field.

    `only` are the labels of the kinds to read, all where it is None.
    """
    tree = Tree()
    for kind in subject.kinds:
        if only is not None and kind.label not in only:
            continue
        here = {"pk": instance.pk} if kind is subject.root else {kind.parent: instance.pk}
        columns = kept_columns(kind.model)
        plain = [name for name, each in columns.items() if not each.many_to_many]
        found = kind.model._base_manager.filter(**here).order_by("pk").distinct().values("pk", *plain)
        for row in found:
            key = Key(kind.label, str(row.pop("pk")))
            tree.rows[key] = {name: to_json(columns[name], value) for name, value in row.items()}
        for name in columns.keys() - set(plain):
            _read_many(tree, kind, here, name)
    return tree


def _read_many(tree, kind, here, name):
    many = {}
    for pk, other in kind.model._base_manager.filter(**here).values_list("pk", name):
        many.setdefault(pk, []).extend([] if other is None else [other])
    for pk, others in many.items():
        tree.rows[Key(kind.label, str(pk))][name] = sorted(others)


def difference(before, after):
    """Return the `Change`s that lead from one tree to another: rows removed, changed, then added."""
    changes = [
        Change(Operation.REMOVE, key, old=values) for key, values in before.rows.items() if key not in after.rows
    ]
    for key, values in before.rows.items():
        now = after.rows.get(key)
        if now is not None:
            changes += [
                Change(Operation.CHANGE, key, column, value, now.get(column))
                for column, value in values.items()
                if now.get(column) != value
            ]
    changes += [Change(Operation.ADD, key, new=values) for key, values in after.rows.items() if key not in before.rows]
    return changes
