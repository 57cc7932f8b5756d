import secrets

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from cluster_portal.accounts.models import User
from cluster_portal.accounts.roles import editors_group
from cluster_portal.preparation import migrate, require_database

EMAIL = "editor@example.org"
EDITED = ("network", "pages", "pictures", "members", "programmes", "news")


class Command(BaseCommand):
    help = "Make a staff editor for trying the back office, and print the password once. Only in local mode."
    requires_system_checks = ()  # it answers with one or two lines, the password among them

    def handle(self, **options):
        if not settings.LOCAL_MODE:
            raise CommandError(
                "SITE_URL is set, which means production: there an account is made with `manage.py createsuperuser`."
            )
        require_database()
        migrate()
        password = secrets.token_urlsafe(12)
        editor, is_new = User.objects.get_or_create(email=EMAIL, defaults={"name": "Demo editor"})
        editor.is_staff = editor.is_active = True
        editor.set_password(password)
        editor.save()
        editor.groups.add(editors_group(*EDITED))
        if not is_new:
            self.stdout.write("The account was there already: it has a new password, the old one no longer works.")
        self.stdout.write(f"Sign in at /admin/ as {EMAIL} with the password {password} (it is not shown again).")
