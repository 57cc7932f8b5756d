from django.core.management.base import BaseCommand
from django.utils import timezone

from cluster_portal.freshness.reminders import remind_universities
from cluster_portal.review.reminders import remind_partners


class Command(BaseCommand):
    help = "Remind whoever should have answered or confirmed something. Run again on the same day it writes nothing."

    def handle(self, *, verbosity, **options):
        at = timezone.now()
        proposals, universities = remind_partners(at=at), remind_universities(at=at)
        if verbosity:
            self.stdout.write(f"Proposals of which partners were reminded: {proposals}")
            self.stdout.write(f"Mails and notices to universities: {universities}")
