from time import monotonic

from django.core.management.base import BaseCommand, CommandError

from cluster_portal.search.index import differences, rebuild
from cluster_portal.search.models import Kind


class Command(BaseCommand):
    help = "Write the index of the search anew. Whoever searches meanwhile finds everything."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing: say where index and objects differ")

    def handle(self, *, check, **options):
        if check:
            found = differences()
            for line in found:
                self.stdout.write(line)
            if found:
                raise CommandError(f"The index differs in {len(found)} places: run rebuild_search_index.")
            self.stdout.write("The index says what the objects say.")
            return
        began = monotonic()
        count = rebuild(self._tell) if options["verbosity"] else rebuild()
        seconds = monotonic() - began
        if options["verbosity"]:
            self.stdout.write(f"{count} entries in {seconds:.1f} s, {count / max(seconds, 0.001):.0f} a second.")

    def _tell(self, kind, done, total):
        end = "\n" if done == total else "\r"
        self.stdout.write(f"{Kind(kind).value}: {done} of {total}", ending=end)
        self.stdout.flush()
