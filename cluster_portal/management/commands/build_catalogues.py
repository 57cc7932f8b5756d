from django.core.management import BaseCommand

from cluster_portal.catalogues import build_catalogues


class Command(BaseCommand):
    help = "Build the message catalogues that are newer than what was built from them. Needs no gettext."
    requires_system_checks = ()  # one of them asks for what is built here

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Build all, newer or not.")

    def handle(self, *, force, **options):
        built = build_catalogues(force=force)
        if options["verbosity"]:
            self.stdout.write(f"Built: {', '.join(built)}." if built else "All catalogues are up to date.")
