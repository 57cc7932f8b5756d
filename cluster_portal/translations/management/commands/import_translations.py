from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cluster_portal.core.differences import in_signs
from cluster_portal.core.languages import CODES
from cluster_portal.translations.importing import carry_out, plan
from cluster_portal.translations.models import TranslationUnit


class Command(BaseCommand):
    help = "Bring in a translator's file, whole or not at all."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--language", required=True, choices=CODES)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *, file, language, dry_run, **options):
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        result = plan(content, file.name, language, TranslationUnit.objects.all())
        if result.problems:
            raise CommandError("\n  ".join(["Nothing was changed:", *map(str, result.problems)]))
        for change in result.changes:
            what = in_signs(change.difference) if change.is_written else "still right"
            self.stdout.write(f"{change.item.number} {change.item.key}: {what}")
        if not dry_run:
            carry_out(result)
        count = len(result.changes)
        done = "would change" if dry_run else "changed"
        self.stdout.write(f"{count} text{'' if count == 1 else 's'} {done}.")
