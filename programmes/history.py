"""What changed in a programme, for its page and its feed: which parts say something else since when.

Whoever writes a programme takes a snapshot before and records the difference afterwards, in one transaction. No values
are kept, and nothing about who wrote.
"""

import hashlib
import json

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.translator import translator

from cluster_portal.core.publishing import Publication
from programmes.models import ProgrammeChange


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
    Area.STUDY: ("ects_total", "thesis_ects", "ects_min_per_partner", "duration_months", "extra_months", "mode",
                 "delivery"),
    Area.AGREEMENT: ("agreement_id", "basis", "scheme_name"),
}  # fmt: skip
RELATIONS = {
    Area.PARTNERS: ("partners",),
    Area.PATHS: ("paths", "steps"),
    Area.STUDY: ("subjects", "languages"),
    Area.DATES: ("intakes", "deadlines"),
    Area.FEES: ("fees",),
    Area.REQUIREMENTS: ("requirements", "outcomes"),
    Area.AGREEMENT: ("accreditations",),
}
# What no page shows, or what follows from the rest.
HIDDEN = {"id", "uuid", "sequence", "last_moment", "programme", "copied_from", "override_reason", "source"}


def snapshot(programme):
    """Return what the page of a stored programme says, {area: digest}: 13 queries. {} where it is not public.

    What is read is what stands in the database, not the object in hand.
    """
    model = type(programme)
    texts = _language_columns(model)
    columns = [*texts, *(name for names in COLUMNS.values() for name in names)]
    stored = model._base_manager.filter(pk=programme.pk, publication=Publication.PUBLISHED)
    row = stored.values(*columns).first() if programme.pk else None
    if row is None:
        return {}
    said = {area: [row[name] for name in names] for area, names in COLUMNS.items()}
    said[Area.TEXTS] += [row[name] for name in texts]
    for area, relations in RELATIONS.items():
        for relation in relations:
            said.setdefault(area, []).append(_rows(programme, relation))
    return {area: _digest(content) for area, content in said.items()}


def record_changes(programme, before, now):
    """Store which areas changed since the snapshot `before`; return the `ProgrammeChange`, None where nothing did."""
    after = snapshot(programme)
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
    translated = _translated(model)
    names = [field.name for field in model._meta.concrete_fields]
    shown = [name for name in names if name not in HIDDEN and name not in translated]
    rows = model._base_manager.filter(programme=programme).order_by().values(*shown)
    return sorted(_text(row) for row in rows)


def _translated(model):
    is_registered = model in translator.get_registered_models(abstract=False)
    return set(translator.get_options_for_model(model).fields) if is_registered else set()


def _language_columns(model):
    translated = _translated(model)
    return [
        field.name
        for field in model._meta.concrete_fields
        if getattr(field, "translated_field", None) is not None and field.translated_field.name in translated
    ]


def _text(value):
    # What is empty is the same as what is not there: a form writes "" where a file wrote nothing.
    if isinstance(value, dict):
        value = {key: entry for key, entry in value.items() if entry not in (None, "")}
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)


def _digest(content):
    return hashlib.sha256(_text([entry or "" for entry in content]).encode()).hexdigest()
