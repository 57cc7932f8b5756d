import sys

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from cluster_portal.ports import HOST, port_problem
from cluster_portal.preparation import prepare


class Command(BaseCommand):
    help = "Set up what is missing and serve the portal on this machine, for looking and for development (make run)."
    requires_system_checks = ()  # the server runs them, once the catalogues are there

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000")

    def handle(self, *, port, **options):
        if not settings.LOCAL_MODE:
            raise CommandError("SITE_URL is set, which means production: serve it with `manage.py serve` (make serve).")
        if problem := port_problem(port):
            raise CommandError(problem)
        prepare(self.stdout.write)
        self.stdout.write(
            f"The portal: http://{HOST}:{port}/   The back office: http://{HOST}:{port}/admin/   Ctrl+C ends it."
        )
        self.stdout.flush()
        # The reloader starts this process again from sys.argv: it shall serve then, not prepare once more.
        sys.argv[1:] = ["runserver", f"{HOST}:{port}"]
        call_command("runserver", f"{HOST}:{port}")
