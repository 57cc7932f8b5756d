"""What the partners of a programme share and confirm, part by part: no texts, nothing that one says of itself alone.

A part is known by a digest of its values, so a corrected text or another partner's page does not take back what
somebody confirmed, and a changed deadline does.
"""

import hashlib
import json

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.fields import TranslationField

from programmes.models import (
    Deadline,
    Fee,
    Intake,
    MobilityPath,
    PathStep,
    Programme,
    ProgrammePartner,
    TeachingLanguage,
)


class Scope(models.TextChoices):
    """A part of a programme for which all of its partners answer."""

    PARTNERS = "partners", pgettext_lazy("change", "Partners and degrees")
    PATHS = "paths", pgettext_lazy("change", "Paths")
    STUDY = "study", _("Kind, status, credits, duration and languages")
    DATES = "dates", pgettext_lazy("change", "Intakes and deadlines")
    FEES = "fees", pgettext_lazy("change", "Costs")


COLUMNS = {
    Scope.PARTNERS: ("joint_degree_title",),
    Scope.PATHS: ("forbids_same_country",),
    Scope.STUDY: ("kind", "level", "status", "first_intake_year", "last_intake_year", "ects_total", "ects_tolerance",
                  "thesis_ects", "ects_min_per_partner", "duration_months", "extra_months", "mode", "delivery"),
}  # fmt: skip
RELATIONS = {
    "partners": (ProgrammePartner, Scope.PARTNERS),
    "paths": (MobilityPath, Scope.PATHS),
    "steps": (PathStep, Scope.PATHS),
    "homes": (MobilityPath.home_universities.through, Scope.PATHS),
    "languages": (TeachingLanguage, Scope.STUDY),
    "intakes": (Intake, Scope.DATES),
    "deadlines": (Deadline, Scope.DATES),
    "fees": (Fee, Scope.FEES),
}
MODELS = {model._meta.label_lower: (model, scope) for model, scope in RELATIONS.values()}
# What a partner says of itself, or where something is to be read: nobody else answers for it.
OWN = {"local_url", "unit", "capacity", "contact", "degree_abbreviation", "position", "url"}


def facts_of(row, rows):
    """Return {scope: digest} of a programme: `row` are its columns, `rows` {relation: rows as dictionaries}."""
    if not row:
        return {}
    said = {scope: [row[name] for name in COLUMNS.get(scope, ())] for scope in Scope}
    for relation, (model, scope) in RELATIONS.items():
        hidden = OWN | set(language_columns(model))
        shared = [{name: value for name, value in each.items() if name not in hidden} for each in rows[relation]]
        said[scope].append(sorted(map(text_of_values, shared)))
    return {scope.value: digest(content) for scope, content in said.items()}


def scope_of(label, column):
    """Return the scope that a change of a model's column belongs to, "" for none; `column` is "" for a whole row."""
    if label == Programme._meta.label_lower:
        return next((scope.value for scope, names in COLUMNS.items() if column in names), "")
    if label not in MODELS or column in OWN or column in language_columns(MODELS[label][0]):
        return ""
    return MODELS[label][1].value


def language_columns(model):
    """Return the names of the columns that hold a text in one language."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, TranslationField)]


def text_of_values(values):
    """Return values as one text; what is empty is the same as what is not there: a form writes "", a file nothing."""
    if isinstance(values, dict):
        values = {key: value for key, value in values.items() if value not in (None, "")}
    return json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)


def digest(content):
    """Return a list of values as a short text that is another one where any of them is."""
    return hashlib.sha256(text_of_values([value or "" for value in content]).encode()).hexdigest()
