from django.core.management.base import BaseCommand

from cluster_portal.translations.step import sync_all


class Command(BaseCommand):
    help = (
        "Bring the states of all translations into step with the texts: after migrations and after anything that wrote "
        "texts past the portal's own saves. Run again it changes nothing."
    )

    def handle(self, *, verbosity, **options):
        def tell(model, count):
            if count and verbosity:
                self.stdout.write(f"{model._meta.label}: {count}")

        count = sync_all(tell=tell)
        if verbosity:
            self.stdout.write(
                f"{count} translations were brought into step." if count else "All translations were in step."
            )
