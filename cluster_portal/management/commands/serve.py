import os
import sys

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from cluster_portal.ports import HOST, port_problem
from cluster_portal.preparation import prepare


class Command(BaseCommand):
    help = "Set up what is missing and serve the portal under the production server, on this machine (make serve)."
    requires_system_checks = ()  # deployments run `check --deploy`; a server that starts has no time for it

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000")

    def handle(self, *, port, **options):
        if settings.LOCAL_MODE:
            raise CommandError("SITE_URL is not set, so this would be local mode: type make serve, which sets it.")
        if problem := port_problem(port):
            raise CommandError(problem)
        prepare(self.stdout.write, static=True)
        self.stdout.write(f"The portal: {settings.SITE_URL}/   Ctrl+C ends it.")
        self.stdout.flush()
        configuration = settings.BASE_DIR / "deploy" / "gunicorn.conf.py"
        arguments = ["-m", "gunicorn", "--config", str(configuration), "--bind", f"{HOST}:{port}"]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, *arguments, "cluster_portal.wsgi"])  # noqa: S606  no shell is meant
