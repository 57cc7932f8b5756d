from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cluster_portal.core.languages import CODES
from cluster_portal.translations.exchange import FORMATS
from cluster_portal.translations.exporting import chosen, export
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.sources import ROOTS


class Command(BaseCommand):
    help = "Write the texts of one language beside their sources into a file for translators."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="its ending says the format: .po, .xliff or .csv")
        parser.add_argument("--language", required=True, choices=CODES)
        parser.add_argument("--to-do", action="store_true", help="only what is missing or outdated")
        parser.add_argument("--kind", choices=[model._meta.label_lower for model in ROOTS], default="")

    def handle(self, *, file, language, to_do, kind, **options):
        ending = file.suffix.lstrip(".").lower()
        if ending not in FORMATS:
            raise CommandError(f"The name of the file must end in one of these: {', '.join(FORMATS)}.")
        units = chosen(TranslationUnit.objects.all(), which="to-do" if to_do else "all", kind=kind)
        file.write_bytes(export(units, language, ending))
        self.stdout.write(f"{units.filter(language=language).count()} texts are in {file}.")
