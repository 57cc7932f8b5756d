"""An object with its rows as plain values, and what changed from one reading to the next."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db import models
from django.db.models import F
from django.utils.translation import override

from cluster_portal.core.languages import ENGLISH
from cluster_portal.review.values import is_same, kept_columns, to_json

_OBJECT = "_object"
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

    def __hash__(self):
        return hash((self.operation, self.key, self.column))  # its values may be lists

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

    `subject` is a `Subject`, or the `Followed` that the trail follows. `only` are the labels of the kinds to read, all
    where it is None.
    """
    return read_all(subject, [instance.pk], only=only).get(instance.pk, Tree())


def read_all(subject, keys=None, *, only=None):
    """Return {primary key: Tree} of some objects, or of all: as many queries as `read` for one."""
    trees = {}
    for kind in subject.kinds:
        if only is not None and kind.label not in only:
            continue
        lookup = "pk" if kind is subject.root else kind.parent
        rows = kind.model._base_manager.all()
        if keys is not None:
            rows = rows.filter(**{f"{lookup}__in": keys})
        _read_rows(trees, kind, rows, lookup)
    return trees


def _read_rows(trees, kind, rows, lookup):
    columns = kept_columns(kind.model)
    plain = [name for name, each in columns.items() if not each.many_to_many]
    stored = defaultdict(list)  # the values of a row, once for each object that it is part of
    for row in rows.order_by("pk").distinct().values("pk", *plain, **{_OBJECT: F(lookup)}):
        root, key = row.pop(_OBJECT), row.pop("pk")
        if root is not None:  # a person whom nobody asks for is part of nothing
            values = {name: to_json(columns[name], value) for name, value in row.items()}
            trees.setdefault(root, Tree()).rows[Key(kind.label, str(key))] = values
            stored[key].append(values)
    for name in columns.keys() - set(plain):
        many = defaultdict(set)
        for key, other in rows.order_by().values_list("pk", name):
            many[key] |= {other} - {None}
        for key, copies in stored.items():
            for values in copies:
                values[name] = sorted(many[key])


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
                if not is_same(now.get(column), value)
            ]
    changes += [Change(Operation.ADD, key, new=values) for key, values in after.rows.items() if key not in before.rows]
    return changes
