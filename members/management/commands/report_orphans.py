from django.core.management import BaseCommand

from members.actions import report_orphans


class Command(BaseCommand):
    help = "Tell the network's staff by mail for which universities nobody is able to act. Meant for each night."

    def handle(self, **options):
        for university in report_orphans():
            if options["verbosity"]:
                self.stdout.write(f"Nobody is able to act for {university}.")
