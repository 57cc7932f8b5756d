from django.db import migrations

# An exclusion constraint exists on PostgreSQL only; on SQLite Membership.clean() alone holds the rule. The university
# is compared as a one-element range, so that no extension (btree_gist) has to be installed by a superuser.
ADD = """
ALTER TABLE members_membership ADD CONSTRAINT membership_no_overlap EXCLUDE USING gist (
    int8range(university_id, university_id, '[]') WITH &&,
    daterange(valid_from, valid_to, '[)') WITH &&
) WHERE (NOT ended_on_unknown_day) DEFERRABLE INITIALLY DEFERRED
"""
REMOVE = "ALTER TABLE members_membership DROP CONSTRAINT membership_no_overlap"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REMOVE)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
