"""What changed in a programme, for its page and its feed: which parts say something else since when.

Whoever writes a programme takes a snapshot before and records the difference afterwards, in one transaction. No values
are kept, and nothing about who wrote. With it goes what the partners share (`facts.py`): whose word that is now.
"""

from itertools import chain

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.core.publishing import Publication
from cluster_portal.review import confirmations
from cluster_portal.review.registry import translated_fields
from programmes.facts import digest, facts_of, language_columns, text_of_values
from programmes.models import MobilityPath, Programme, ProgrammeChange


class Area(models.TextChoices):
    """A part of a programme's page."""

    CREATED = "created", pgettext_lazy("change", "New in the portal")
    STATUS = "status", pgettext_lazy("change", "Kind, level and status")
    TEXTS = "texts", pgettext_lazy("change", "Texts")
    PARTNERS = "partners", pgettext_lazy("change", "Partners and degrees")
    PATHS = "paths", pgettext_lazy("change", "Paths")
    STUDY = "study", pgettext_lazy("change", "Credits, duration, subjects and languages")
    DATES = "dates", pgettext_lazy("change", "Intakes and deadlines")
    FEES = "fees", pgettext_lazy("change", "Costs")
    REQUIREMENTS = "requirements", _("Requirements and learning outcomes")
    AGREEMENT = "agreement", pgettext_lazy("change", "Agreement and accreditation")


COLUMNS = {
    Area.STATUS: ("kind", "level", "status", "successor_id", "first_intake_year", "last_intake_year"),
    Area.TEXTS: ("website", "application_url", "application_channel", "joint_degree_title"),  # and every translated one
    Area.PATHS: ("forbids_same_country",),
    Area.STUDY: ("ects_total", "ects_tolerance", "thesis_ects", "ects_min_per_partner", "duration_months",
                 "extra_months", "mode", "delivery"),
    Area.AGREEMENT: ("agreement_id", "basis", "scheme_name"),
}  # fmt: skip
RELATIONS = {
    Area.PARTNERS: ("partners",),
    Area.PATHS: ("paths", "steps", "homes"),
    Area.STUDY: ("subjects", "languages"),
    Area.DATES: ("intakes", "deadlines"),
    Area.FEES: ("fees",),
    Area.REQUIREMENTS: ("requirements", "outcomes"),
    Area.AGREEMENT: ("accreditations",),
}
# What no page shows, or what follows from the rest.
HIDDEN = {"id", "uuid", "sequence", "last_moment", "programme", "copied_from", "override_reason", "source",
          "confirmed_on"}  # fmt: skip


def snapshot(programme):
    """Return what the page of a stored programme says, {area: digest}: 13 queries. {} where it is not public.

    What is read is what stands in the database, not the object in hand.
    """
    return _digests(*_read(programme))


@transaction.atomic
def note_facts():
    """Note what the partners share of each public programme of which that is not known yet; return how many those are.

    After an upgrade, and for what was written past the portal. Run again it is one query.
    """
    known = confirmations.followed(Programme)
    programmes = Programme.objects.published().exclude(pk__in=known).only("slug", "updated_at")
    for programme in programmes:
        confirmations.follow(programme, facts_of(*_read(programme)), at=programme.updated_at)
    return len(programmes)


def _read(programme):
    """Return what the page of a stored programme says: its columns, and {relation: rows}."""
    model = type(programme)
    columns = [*language_columns(model), *(name for names in COLUMNS.values() for name in names)]
    stored = model._base_manager.filter(pk=programme.pk, publication=Publication.PUBLISHED)
    row = stored.values(*columns).first() if programme.pk else None
    if row is None:
        return {}, {}
    rows = {name: _rows(programme, name) for name in chain(*RELATIONS.values()) if name != "homes"}
    homes = MobilityPath.home_universities.through.objects.filter(mobilitypath__programme=programme)
    return row, {**rows, "homes": list(homes.values("mobilitypath", "university"))}


def _digests(row, rows):
    if not row:
        return {}
    said = {area: [row[name] for name in names] for area, names in COLUMNS.items()}
    said[Area.TEXTS] += [value for name, value in row.items() if name not in chain(*COLUMNS.values())]
    for area, relations in RELATIONS.items():
        said.setdefault(area, []).extend(sorted(map(text_of_values, rows[name])) for name in relations)
    return {area: digest(content) for area, content in said.items()}


@transaction.atomic
def record_changes(programme, before, now, stated_by=None):
    """Store which areas changed since the snapshot `before`; return the `ProgrammeChange`, None where nothing did.

    `stated_by` is the university (primary key) whose word it is, None for staff and data files.
    """
    row, rows = _read(programme)
    confirmations.follow(programme, facts_of(row, rows), at=now, stated_by=stated_by)
    after = _digests(row, rows)
    if not before and after:
        areas = [Area.CREATED.value]
    else:
        areas = [area.value for area in Area if area in after and before.get(area) != after[area]]
    if not areas:
        return None
    return ProgrammeChange.objects.create(programme=programme, changed_at=now, areas=areas)


def labels_of(change):
    """Return what changed, in words."""
    return [Area(code).label for code in change.areas if code in Area.values]


def _rows(programme, relation):
    related = getattr(programme, relation)
    model = related.model
    translated = translated_fields(model)
    names = [field.name for field in model._meta.concrete_fields]
    shown = [name for name in names if name not in HIDDEN and name not in translated]
    return list(model._base_manager.filter(programme=programme).order_by().values(*shown))
