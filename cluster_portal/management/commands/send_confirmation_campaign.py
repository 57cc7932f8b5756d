from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cluster_portal.freshness.campaign import send_campaign
from members.models import University


class Command(BaseCommand):
    help = "Ask each member whether what the portal says of it is right. Run again it goes on where it was stopped."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, help="each university is asked once a year")
        parser.add_argument("--university", action="append", metavar="SLUG", help="only this one; may be repeated")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")

    def handle(self, *, year, university, dry_run, verbosity, **options):
        at = timezone.now()
        if abs(year - at.year) > 1:
            raise CommandError(f"{year} is neither this year nor one beside it.")
        report = send_campaign(
            year,
            at=at,
            universities=self._chosen(university),
            is_dry_run=dry_run,
            tell=self._tell if verbosity else lambda _report, _total: None,
        )
        if verbosity:
            would = "would be written" if dry_run else "written"
            self.stdout.write(
                f"Mails {would}: {report.written}, written before: {report.known}, "
                f"universities without people: {report.without_people}"
            )

        if report.failed:
            raise CommandError(f"{report.failed} could not be written: see the log, then run it again.")

    def _chosen(self, slugs):
        if not slugs:
            return None
        found = list(University.objects.filter(slug__in=slugs).only("slug"))
        if missing := set(slugs) - {university.slug for university in found}:
            raise CommandError(f"No university has the slug {', '.join(sorted(missing))}.")
        return found

    def _tell(self, report, total):
        self.stdout.write(f"{report.written + report.known + report.without_people + report.failed} of {total}")
        self.stdout.flush()
