from django.db import migrations

# As in 0002: exclusion constraints exist on PostgreSQL only; on SQLite the actions and clean() alone hold the rule.
# An affiliation without any time, taken back before it began, is an empty range and in nobody's way.
ADD = """
ALTER TABLE members_affiliation ADD CONSTRAINT affiliation_no_overlap EXCLUDE USING gist (
    int8range(user_id, user_id, '[]') WITH &&,
    int8range(university_id, university_id, '[]') WITH &&,
    tstzrange(starts_at, ends_at, '[)') WITH &&
) DEFERRABLE INITIALLY DEFERRED
"""
REMOVE = "ALTER TABLE members_affiliation DROP CONSTRAINT affiliation_no_overlap"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REMOVE)


class Migration(migrations.Migration):
    dependencies = [("members", "0008_affiliations_and_invitations")]

    operations = [migrations.RunPython(add, remove)]
