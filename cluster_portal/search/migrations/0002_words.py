from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

COLUMNS = "shown, title, names, body, title_also, names_also, body_also"
OF_SQLITE = [
    f"CREATE VIRTUAL TABLE search_words USING fts5({COLUMNS}, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')",
    "CREATE VIRTUAL TABLE search_trigrams USING fts5(folded, tokenize = 'trigram')",
]
# pg_trgm is a trusted extension: the owner of the database may add it, no superuser is needed.
INDEX = "CREATE INDEX searchword_trigrams ON search_searchword USING gin (folded gin_trgm_ops)"


def add(apps, schema_editor):
    for statement in OF_SQLITE if schema_editor.connection.vendor == "sqlite" else [INDEX]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for what in ["TABLE search_words", "TABLE search_trigrams"] if is_sqlite else ["INDEX searchword_trigrams"]:
        schema_editor.execute(f"DROP {what}")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [TrigramExtension(), migrations.RunPython(add, remove)]
