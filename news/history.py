"""The history of the network: milestones and events, and what follows from memberships, presidencies and agreements."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import Text, text_of, visitor_language
from members.models import Membership, Presidency, University
from members.models.university_queries import CARD_FIELDS
from news.models import Event, Milestone
from news.translation import MilestoneTranslation
from programmes.models import FrameworkAgreement

Kind = Milestone.Kind


@dataclass(frozen=True)
class Entry:
    """One thing that happened; its date is known no more exactly than `precision` says."""

    day: date
    precision: str
    label: str  # "Agreement", "Joins"
    title: Text
    url: str = ""  # of the page of what it is about, "" where there is none
    summary: Text | None = None
    place: Text | None = None
    country: str = ""
    note: Text | None = None
    university: University | None = None
    source: str = ""


@dataclass(frozen=True)
class Decade:
    """The entries of ten years, the newest first."""

    start: int
    entries: list

    @property
    def heading(self):
        return f"{self.start}–{self.start + 9}"


def _universities():
    return University.objects.only(*CARD_FIELDS, "publication").prefetch_related("names")


def _plain(words):
    return Text(str(words), visitor_language())


class History:
    """What had happened by a day: nine queries, whatever there is."""

    def __init__(self, on):
        self.on = on

    @cached_property
    def _milestones(self):
        texts = MilestoneTranslation.fields
        rows = (
            Milestone.objects.by(self.on).with_texts(*texts).prefetch_related(Prefetch("university", _universities()))
        )
        return list(
            rows.only(
                "source_language", "kind", "happened_on", "happened_on_precision", "country", "university",
                "presidency", "agreement", "sources",
            )
        )  # fmt: skip

    def _of_milestones(self):
        for each in self._milestones:
            yield Entry(
                each.happened_on,
                each.happened_on_precision,
                each.get_kind_display(),
                text_of(each, "title"),
                summary=text_of(each, "summary"),
                place=text_of(each, "place"),
                country=each.country.code,
                note=text_of(each, "note"),
                university=each.university,
                source=each.sources.get("title", ""),
            )

    def _of_memberships(self):
        told = {
            (each.university_id, each.happened_on.year) for each in self._milestones if each.kind == Kind.MEMBERSHIP
        }
        universities = University.objects.published().only(*CARD_FIELDS).prefetch_related("names")
        periods = Membership.objects.filter(university__in=University.objects.published()).only(
            "university", "category", "state", "valid_from", "valid_from_precision", "valid_to", "valid_to_precision",
            "source",
        )  # fmt: skip
        for period in periods.prefetch_related(Prefetch("university", universities)):
            names = {"label": period.university.short_name, "value": period.get_category_display()}
            title = _plain(_("%(label)s: %(value)s") % names)
            url = period.university.get_absolute_url()
            if period.valid_from and (period.university_id, period.valid_from.year) not in told:
                yield Entry(
                    period.valid_from, period.valid_from_precision, _("Joins"), title, url, source=period.source
                )
            if period.valid_to:
                yield Entry(period.valid_to, period.valid_to_precision, _("Leaves"), title, url, source=period.source)

    def _of_events(self):
        rows = Event.objects.published().filter(is_milestone=True, starts_on__lte=self.on)
        rows = rows.exclude(status__in=[Event.Status.CANCELLED, Event.Status.POSTPONED])
        rows = rows.with_texts("title", "summary", "place")
        for row in rows.only("slug", "source_language", "kind", "starts_on", "precision", "country", "sources"):
            yield Entry(
                row.starts_on,
                row.precision,
                row.get_kind_display(),
                text_of(row, "title"),
                row.get_absolute_url(),
                summary=text_of(row, "summary"),
                place=text_of(row, "place"),
                country=row.country.code,
                source=row.sources.get("title", ""),
            )

    def _of_presidencies(self):
        told = {each.presidency_id for each in self._milestones}
        rows = Presidency.objects.filter(valid_from__isnull=False, is_vacant=False).only(
            "president_name", "university", "valid_from", "valid_from_precision", "sources"
        )
        for row in rows.prefetch_related(Prefetch("university", _universities())):
            if row.pk in told:
                continue
            names = [row.president_name, row.university.short_name]
            title = _plain(", ".join(name for name in names if name))
            source = row.sources.get("president_name", "")
            yield Entry(row.valid_from, row.valid_from_precision, _("Presidency"), title, source=source)

    def _of_agreements(self):
        told = {each.agreement_id for each in self._milestones}
        rows = FrameworkAgreement.objects.published().filter(valid_from__isnull=False).with_texts("title")
        for row in rows.only("slug", "source_language", "valid_from", "valid_from_precision", "sources"):
            if row.pk not in told:
                title, source = text_of(row, "title"), row.sources.get("valid_from", "")
                url = row.get_absolute_url()
                yield Entry(row.valid_from, row.valid_from_precision, _("Agreement"), title, url, source=source)

    @cached_property
    def entries(self):
        """Every `Entry` by the day, the newest first."""
        found = [
            *self._of_milestones(),
            *self._of_memberships(),
            *self._of_events(),
            *self._of_presidencies(),
            *self._of_agreements(),
        ]
        return sorted((entry for entry in found if entry.day <= self.on), key=lambda entry: entry.day, reverse=True)

    @cached_property
    def decades(self):
        """The entries by decades, the newest first: [Decade]."""
        decades = {}
        for entry in self.entries:
            decades.setdefault(entry.day.year // 10 * 10, []).append(entry)
        return [Decade(start, entries) for start, entries in decades.items()]
