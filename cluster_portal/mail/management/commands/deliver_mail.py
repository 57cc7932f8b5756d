from django.core.management.base import BaseCommand, CommandError

from cluster_portal.mail.delivery import BATCH, deliver


class Command(BaseCommand):
    help = "Hand over the mail that is due. Several at once share the work."

    def handle(self, *, verbosity, **options):
        while True:
            report = deliver()
            if verbosity and report.attempted:
                self.stdout.write(
                    f"Handed over: {report.sent}, to be tried again: {report.postponed}, failed: {report.failed}"
                )
            if report.trouble:
                raise CommandError(f"The mail server took no more: {report.trouble}")
            if report.attempted < BATCH:
                return
