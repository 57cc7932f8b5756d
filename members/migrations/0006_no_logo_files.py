"""What 0005 has moved goes. In a step of its own: PostgreSQL alters no table with keys that it has yet to check."""

from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("members", "0005_logos_from_the_library")]

    operations = [
        migrations.RemoveField("university", "old_logo"),
        migrations.RemoveField("university", "logo_alt"),
        *(migrations.RemoveField("university", f"logo_alt_{code}") for code, _name in settings.LANGUAGES),
    ]
