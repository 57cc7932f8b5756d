"""Programmes as they stand in lists: each with its partners, languages and deadline, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from members.models import University
from members.models.university_queries import CARD_FIELDS as UNIVERSITY_FIELDS
from programmes.deadlines import Standing, overall
from programmes.models import Deadline, ProgrammePartner, ProgrammeSubject, TeachingLanguage
from programmes.models.programme import CARD_FIELDS
from programmes.vocabulary import Purpose, Status

PARTNER_FIELDS = (
    "programme",
    "university",
    "external_name",
    "external_country",
    "is_unnamed",
    "is_external",
    "is_coordinator",
    "is_entry",
    "is_exit",
    "awarding",
    "agreement_from",
    "agreement_to",
)
DEADLINE_FIELDS = (
    "programme",
    "purpose",
    "closes_on",
    "closes_at",
    "opens_on",
    "time_zone",
    "precision",
    "certainty",
    "intake__academic_year",
    "intake__opens_on",
)


@dataclass(frozen=True)
class ProgrammeCard:
    """One programme as a list shows it. `partners` are `ProgrammePartner` rows with their universities and names."""

    programme: object
    partners: list
    languages: list  # language tags, each once
    subjects: list  # ISCED-F codes, the main one first
    standing: Standing  # of the dates by which one applies or is nominated, all groups together
    day: date | None = None  # of the answer

    @property
    def current_partners(self):
        """The partners that take part on the day; of a programme in which none does any more, those that did."""
        current = [partner for partner in self.partners if self.day is None or partner.takes_part_on(self.day)]
        return current or self.partners

    @property
    def universities(self):
        """The partners that have a page in the portal, as `University`."""
        return [partner.university for partner in self.partners if partner.university_id]


def cards_of(programmes, now=None, universities=None):
    """Return a `ProgrammeCard` for each programme of a queryset or page of one, in its order: seven queries.

    The programmes come from `for_cards`; the names of the universities are loaded, their other texts are not. Who has
    loaded the universities already gives them as {primary key: University}, and saves two queries.
    """
    now = now or timezone.now()
    loaded = list(programmes)
    keys = [programme.pk for programme in loaded]
    partners = _by_programme(_partners(keys, universities))
    languages = _by_programme(TeachingLanguage.objects.filter(programme__in=keys))
    subjects = _by_programme(ProgrammeSubject.objects.filter(programme__in=keys))
    deadlines = _by_programme(deadlines_for_getting_in(keys))
    return [
        ProgrammeCard(
            programme=programme,
            partners=partners[programme.pk],
            languages=list(dict.fromkeys(row.language for row in languages[programme.pk])),
            subjects=[row.code for row in subjects[programme.pk]],
            standing=standing_of(programme.status, deadlines[programme.pk], now),
            day=timezone.localdate(now),
        )
        for programme in loaded
    ]


def _partners(programmes, universities):
    rows = ProgrammePartner.objects.filter(programme__in=programmes).only(*PARTNER_FIELDS)
    if universities is None:
        named = University.objects.with_logos().only(*UNIVERSITY_FIELDS).prefetch_related("names")
        return rows.prefetch_related(Prefetch("university", named))
    for row in rows:
        if row.university_id in universities:
            row.university = universities[row.university_id]
    return rows


def deadlines_for_getting_in(programmes):
    """Return the deadlines that decide whether one can still get into the programmes, with what `terms` needs."""
    return getting_in().filter(programme__in=programmes).select_related("intake").only(*DEADLINE_FIELDS)


def getting_in():
    """Return the deadlines that decide whether one can still get into a programme."""
    return Deadline.objects.filter(purpose__in=Purpose.for_getting_in()).exclude(intake__state="cancelled")


def standing_of(status, deadlines, now):
    """Return the one `Standing` that speaks for a programme of a status with these deadlines."""
    return overall(
        [deadline.terms for deadline in deadlines], now, takes_applications=Status(status).takes_applications
    )


def for_cards(programmes):
    """Load of the programmes in a queryset what a card shows, in the visitor's language."""
    return programmes.with_texts("title").only(*CARD_FIELDS)


def _by_programme(rows):
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.programme_id].append(row)
    return grouped
