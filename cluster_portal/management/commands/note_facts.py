from django.core.management.base import BaseCommand

from programmes.history import note_facts


class Command(BaseCommand):
    help = "Note what the partners of each programme share, where it is not known yet. Run again it changes nothing."

    def handle(self, *, verbosity, **options):
        count = note_facts()
        if verbosity:
            self.stdout.write(f"Programmes noted: {count}")
