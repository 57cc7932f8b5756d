"""Triggers that note in `SearchChange` which objects the index may not know as they are now.

Django's signals say nothing of `update()`, `bulk_create()` or a line typed into the database; a trigger sees them all,
and in the transaction that makes the change. They are made anew after each `migrate`: SQLite drops those of a table
that a migration rebuilds, and while the tables are rebuilt they would stand in the way.
"""

from django.db import connections

from cluster_portal.search.models import SearchChange, SearchEntry
from cluster_portal.search.sources import SOURCES, watches

PREFIX = "search_note_"
CHANGES = SearchChange._meta.db_table


def _by_table():
    """Return {table: [(kind, column)]} of the rows that tell of something that can be found."""
    tables = {}
    for kind, watch in watches():
        column = (
            watch.model._meta.get_field(watch.column).column if watch.column != "id" else watch.model._meta.pk.column
        )
        tables.setdefault(watch.model._meta.db_table, []).append((kind, column))
    return tables


def _note(kind, row, column):
    """Return the statement that notes the object of a row, OLD or NEW, of which the key may be missing."""
    key = f'CAST({row}."{column}" AS bigint)'
    return f'INSERT INTO "{CHANGES}" (kind, object_id) SELECT \'{kind}\', {key} WHERE {row}."{column}" IS NOT NULL;'


def _notes(noted, *rows):
    return " ".join(_note(kind, row, column) for kind, column in noted for row in rows)


def _of_sqlite(table, noted):
    for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        yield (
            f'CREATE TRIGGER IF NOT EXISTS "{PREFIX}{table}_{event.lower()}" AFTER {event} ON "{table}" '
            f"BEGIN {_notes(noted, *rows)} END"
        )


def _of_postgresql(table, noted):
    yield (
        f'CREATE OR REPLACE FUNCTION "{PREFIX}{table}"() RETURNS trigger AS $body$ BEGIN '
        f"IF TG_OP <> 'INSERT' THEN {_notes(noted, 'OLD')} END IF; "
        f"IF TG_OP <> 'DELETE' THEN {_notes(noted, 'NEW')} END IF; "
        "RETURN NULL; END $body$ LANGUAGE plpgsql"
    )
    yield f'DROP TRIGGER IF EXISTS "{PREFIX}{table}" ON "{table}"'
    yield (
        f'CREATE TRIGGER "{PREFIX}{table}" AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{PREFIX}{table}"()'
    )


def before_migrations(using, **_kwargs):
    """Drop the triggers of SQLite, which checks all of them whenever a table is rebuilt."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def after_migrations(using, plan=(), **_kwargs):
    """Make the triggers, and note everything where migrations have run: they may have changed any row."""
    connection = connections[using]
    statements = _of_sqlite if connection.vendor == "sqlite" else _of_postgresql
    present = set(connection.introspection.table_names())
    if CHANGES not in present:
        return  # migrated back to the time before the search
    with connection.cursor() as cursor:
        for table, noted in _by_table().items():
            if table in present:
                for statement in statements(table, noted):
                    cursor.execute(statement)
        if plan:
            for statement in _everything(present):
                cursor.execute(statement)


def _everything(present):
    """Yield the statements that note all objects of which there are rows or entries."""
    entries = SearchEntry._meta.db_table
    yield f'INSERT INTO "{CHANGES}" (kind, object_id) SELECT DISTINCT kind, object_id FROM "{entries}"'  # noqa: S608
    for kind, source in SOURCES.items():
        model, column = source.watches[0].model, source.watches[0].column
        if model._meta.db_table in present:
            key = f'CAST("{model._meta.get_field(column).column}" AS bigint)'
            yield (
                f'INSERT INTO "{CHANGES}" (kind, object_id) '  # noqa: S608  names of our own tables
                f"SELECT DISTINCT '{kind}', {key} FROM \"{model._meta.db_table}\""
            )
