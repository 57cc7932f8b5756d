from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cluster_portal.loading import NotLoaded, load
from cluster_portal.search.index import bring_up_to_date

DATA = Path(settings.BASE_DIR) / "cluster_portal" / "data"


class Command(BaseCommand):
    help = (
        "Load the content of a network from a folder of data files (docs/data.md). Run again, it brings over what is "
        "new in the files and keeps what staff edited."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=DATA, help=f"the folder; {DATA.name}/ by default")
        parser.add_argument("--force", action="store_true", help="overwrite what staff edited, too")

    def handle(self, *, folder, force, verbosity, **options):
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            ledger = load(folder, force=force)
        except NotLoaded as reason:
            raise CommandError(str(reason)) from None
        bring_up_to_date()
        if verbosity:
            self.stdout.write(str(ledger))
