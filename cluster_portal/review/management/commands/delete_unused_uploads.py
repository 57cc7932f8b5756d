from django.core.management.base import BaseCommand
from django.utils import timezone

from cluster_portal.review.uploads import delete_unused


class Command(BaseCommand):
    help = "Delete the files and pictures that were proposed more than 90 days ago and of which nothing came."

    def handle(self, **options):
        count = delete_unused(timezone.now())
        if options["verbosity"] > 0:
            self.stdout.write(f"{count} deleted.")
