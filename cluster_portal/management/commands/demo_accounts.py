import secrets

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from cluster_portal.accounts.actions import create_account, give_second_factor
from cluster_portal.accounts.models import User
from cluster_portal.accounts.roles import editors_group, translators_group
from cluster_portal.preparation import migrate, require_database
from members.models import Affiliation, Role, University

EDITED = ("network", "pages", "pictures", "members", "programmes", "news", "review")
LANGUAGES = ["fi", "sv"]  # of the demo translator: two, so that one sees how the others are out of reach
SHOWN_CODES = 3


class Command(BaseCommand):
    help = (
        "Make a staff editor and a translator for trying the back office, and contacts of two universities for trying "
        "the workspace; print their passwords and a few codes once. Only in local mode."
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
        self._make_contacts()

    def _make_contacts(self):
        """Make a contact of each of the two universities that share most programmes: one proposes, one answers."""
        members = University.objects.members().annotate(count=Count("programme_partnerships"))
        for university in members.order_by("-count", "slug").prefetch_related("names")[:2]:
            email = f"contact-{university.slug}@example.org"
            account, password = self._account(email, f"Demo contact of {university.short_name}")
            affiliations = Affiliation.objects.current().filter(user=account, university=university)
            if not affiliations.exists():
                Affiliation.objects.create(
                    user=account,
                    university=university,
                    role=Role.LEAD,
                    source=Affiliation.Source.STAFF,
                    accepted_at=timezone.now(),
                )
            self.stdout.write(f"Sign in at /en/workspace/ as {email} with the password {password}.")

    def _account(self, email, name):
        """Return (account, password) of an account that is there from now on."""
        password = secrets.token_urlsafe(12)
        account = User.objects.filter(email=email).first()
        if account:
            self.stdout.write("The account was there already: it has a new password, the old one no longer works.")
            account.set_password(password)
        else:
            account = create_account(email=email, name=name, password=password)
        account.is_active = True
        account.save()
        return account, password

    def _make(self, email, name, group, **fields):
        account, password = self._account(email, name)
        for field, value in fields.items():
            setattr(account, field, value)
        account.is_staff = True
        account.save()
        account.groups.add(group)
        key, codes = give_second_factor(account)
        self.stdout.write(f"Sign in at /admin/ as {email} with the password {password} (it is not shown again).")
        self.stdout.write(
            f"  The code that is asked for then: {', '.join(codes[:SHOWN_CODES])}, each of them once; or set up an "
            f"authenticator app with the key {key}."
        )
