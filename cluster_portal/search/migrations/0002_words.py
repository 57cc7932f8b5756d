from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from cluster_portal.search.backends import sqlite

# pg_trgm is a trusted extension: the owner of the database may add it, no superuser is needed.
INDEX = "CREATE INDEX searchword_trigrams ON search_searchword USING gin (folded gin_trgm_ops)"


def add(apps, schema_editor):
    for statement in sqlite.CREATE if schema_editor.connection.vendor == "sqlite" else [INDEX]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    for statement in sqlite.DROP if schema_editor.connection.vendor == "sqlite" else ["DROP INDEX searchword_trigrams"]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [TrigramExtension(), migrations.RunPython(add, remove)]
