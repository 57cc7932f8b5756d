import secrets

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from cluster_portal.accounts.actions import create_account, give_second_factor
from cluster_portal.accounts.models import User
from cluster_portal.accounts.roles import editors_group, translators_group
from cluster_portal.preparation import migrate, require_database

EDITED = ("network", "pages", "pictures", "members", "programmes", "news")
LANGUAGES = ["fi", "sv"]  # of the demo translator: two, so that one sees how the others are out of reach
SHOWN_CODES = 3


class Command(BaseCommand):
    help = (
        "Make a staff editor and a translator for trying the back office, and print their passwords and a few codes "
        "once. Only in local mode."
    )
    requires_system_checks = ()  # it answers with a line or two for each, the password among them

    def handle(self, **options):
        if not settings.LOCAL_MODE:
            raise CommandError(
                "SITE_URL is set, which means production: there an account is made with `manage.py createsuperuser`."
            )
        require_database()
        migrate()
        self._make("editor@example.org", "Demo editor", editors_group(*EDITED))
        self._make("translator@example.org", "Demo translator", translators_group(), translation_languages=LANGUAGES)

    def _make(self, email, name, group, **fields):
        password = secrets.token_urlsafe(12)
        account = User.objects.filter(email=email).first()
        if account:
            self.stdout.write("The account was there already: it has a new password, the old one no longer works.")
            account.set_password(password)
        else:
            account = create_account(email=email, name=name, password=password)
            for field, value in fields.items():
                setattr(account, field, value)
        account.is_staff = account.is_active = True
        account.save()
        account.groups.add(group)
        key, codes = give_second_factor(account)
        self.stdout.write(f"Sign in at /admin/ as {email} with the password {password} (it is not shown again).")
        self.stdout.write(
            f"  The code that is asked for then: {', '.join(codes[:SHOWN_CODES])}, each of them once; or set up an "
            f"authenticator app with the key {key}."
        )
