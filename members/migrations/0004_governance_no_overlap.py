from django.db import migrations

# As in 0002: exclusion constraints exist on PostgreSQL only; on SQLite clean() and the formset alone hold the rules.
# What begins on an unknown day is held against nothing.
ADD = [
    """
ALTER TABLE members_presidency ADD CONSTRAINT presidency_no_overlap EXCLUDE USING gist (
    daterange(valid_from, valid_to, '[)') WITH &&
) WHERE (NOT ended_on_unknown_day AND valid_from IS NOT NULL) DEFERRABLE INITIALLY DEFERRED
""",
    """
ALTER TABLE members_groupmembership ADD CONSTRAINT groupmembership_one_chair_at_a_time EXCLUDE USING gist (
    int8range(group_id, group_id, '[]') WITH &&,
    daterange(valid_from, valid_to, '[)') WITH &&
) WHERE (function = 'chair' AND NOT ended_on_unknown_day) DEFERRABLE INITIALLY DEFERRED
""",
]
REMOVE = [
    "ALTER TABLE members_presidency DROP CONSTRAINT presidency_no_overlap",
    "ALTER TABLE members_groupmembership DROP CONSTRAINT groupmembership_one_chair_at_a_time",
]


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in ADD:
            schema_editor.execute(statement)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in REMOVE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("members", "0003_governance")]

    operations = [migrations.RunPython(add, remove)]
