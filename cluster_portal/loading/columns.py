"""From the fields of a record to the columns of an object. `columns` map the fields to what they are called there."""

from datetime import date

from cluster_portal.core.languages import CODES, ENGLISH
from cluster_portal.core.validity import Precision

_PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def dated(value, year_from="01-01"):
    """Return (day, precision) of a date that may be known to the year or month; (None, "") for none.

    Of a year alone `year_from` is stored: the page shows the year, and the order of periods is right.
    """
    if not value:
        return None, ""
    rest = {4: f"-{year_from}", 7: "-01"}.get(len(value), "")
    return date.fromisoformat(value + rest), _PRECISIONS[len(value)]


def texts(record, name, column):
    """Return the value of each language column of a translated text."""
    columns = {f"{column}_{code}": record.texts.get(code, {}).get(name) for code in CODES}
    return {**columns, f"{column}_{ENGLISH}": record.get(name)}


def write_sources(instance, record, columns):
    """Write where each column of an object was read, as far as the record says it."""
    instance.sources = {column: record.sources[name] for name, column in columns.items() if name in record.sources}


def write_plain(instance, record, columns):
    """Write values as they stand in the record; what it leaves out becomes the column's default."""
    for name, column in columns.items():
        setattr(instance, column, record.get(name, instance._meta.get_field(column).get_default()))


def write_texts(instance, record, columns, *, missing=None):
    """Write translated texts in all languages; what is not translated becomes `missing`."""
    for name, column in columns.items():
        for language_column, text in texts(record, name, column).items():
            setattr(instance, language_column, text or missing)


def same(*names):
    """Return columns that are called as the fields are."""
    return {name: name for name in names}


def field_of(sources):
    """Return the function that leads from a column of the model to the field of the file."""
    origins = {column: name for name, column in sources.items()}
    return lambda column: origins.get(column) or origins.get(column.rpartition("_")[0]) or column
