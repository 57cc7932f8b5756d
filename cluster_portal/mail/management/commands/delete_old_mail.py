from django.core.management.base import BaseCommand

from cluster_portal.mail.actions import delete_old


class Command(BaseCommand):
    help = "Delete the words of mails and notices of more than 90 days ago."

    def handle(self, **options):
        delete_old()
