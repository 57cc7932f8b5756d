from django.core.management.base import BaseCommand

from cluster_portal.mail.digests import send_digests


class Command(BaseCommand):
    help = "Write the mail of the day, once it is seven in the site's time zone. Run again it writes nothing."

    def handle(self, *, verbosity, **options):
        count = send_digests()
        if verbosity:
            self.stdout.write(f"Mails of the day: {count}")
