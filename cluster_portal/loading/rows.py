"""Rows that belong to a record: what they are, and how those in the database become those of the record."""

from dataclasses import dataclass

from cluster_portal.loading import reading


@dataclass(frozen=True)
class Row:
    """One row of an object: `key` are the columns that tell it from its siblings, `field` is where it came from."""

    field: str
    key: dict
    values: dict


def write_rows(manager, rows, record, problems):
    """Make the rows of a relation those given: matching ones are updated in place, the others deleted.

    Return whether all of them were valid; what is wrong is added to the problems.
    """
    owner = {manager.field.name: manager.instance}
    present = list(manager.order_by("pk"))
    pairs = []
    for row in rows:
        match = next((each for each in present if _has(each, row.key)), None)
        if match:
            present.remove(match)
        pairs.append((row, match or manager.model(**owner, **row.key)))
    manager.filter(pk__in=[surplus.pk for surplus in present]).delete()
    is_valid = True
    for row, instance in pairs:
        if instance.pk and _has(instance, row.values):
            continue
        for column, value in row.values.items():
            setattr(instance, column, value)
        if reading.is_valid(instance, record, lambda _column, field=row.field: field, problems):
            instance.save()
        else:
            is_valid = False
    return is_valid


def _has(instance, values):
    return all(getattr(instance, column) == value for column, value in values.items())
