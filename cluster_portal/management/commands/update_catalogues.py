from django.core.management import BaseCommand

from cluster_portal.catalogues import LANGUAGES, extract, update_catalogue


class Command(BaseCommand):
    help = "Bring the message catalogues up to date with the texts in code and templates. Needs requirements-dev.txt."
    requires_system_checks = ()

    def handle(self, **options):
        messages = extract()
        self.stdout.write(f"{len(messages)} texts.")
        for language in LANGUAGES:
            missing = update_catalogue(language, messages)
            self.stdout.write(f"{language}: {f'{missing} to be translated' if missing else 'complete'}")
