"""What is translated: every model that modeltranslation knows, and the object with a page that each row is part of."""

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import override
from modeltranslation.translator import translator

from cluster_portal.core.languages import ENGLISH, text_columns, text_of
from cluster_portal.core.rich_text import RichTextField
from cluster_portal.network.models import Network
from cluster_portal.pages.models import Page
from cluster_portal.pictures.models import Picture
from members.models import Contact, Group, Membership, Presidency, University, UniversityFact
from news.models import Article, Document, Event, Milestone, Topic
from programmes.models import (
    Deadline,
    Fee,
    FrameworkAgreement,
    Intake,
    LearningOutcome,
    MobilityPath,
    PathStep,
    Programme,
    ProgrammePartner,
    Requirement,
    Signature,
)

# What has a page of its own in the back office, and the texts that name it; without any it names itself.
ROOTS = {
    Network: "",
    Page: "title",
    University: "",
    Contact: "",
    Group: "name",
    Presidency: "",
    Programme: "title",
    FrameworkAgreement: "title",
    Article: "title",
    Topic: "name",
    Event: "title",
    Document: "title",
    Milestone: "title",
    Picture: "",
}
# Rows, and the foreign key to the object that they are part of.
ROWS = {
    Membership: "university",
    UniversityFact: "university",
    ProgrammePartner: "programme",
    MobilityPath: "programme",
    PathStep: "programme",
    Intake: "programme",
    Deadline: "programme",
    Fee: "programme",
    Requirement: "programme",
    LearningOutcome: "programme",
    Signature: "agreement",
}
MODELS = (*ROOTS, *ROWS)
_LONGEST_NAME = 300


@cache
def fields_of(model):
    """Return {name: is it a rich text} of the texts of a model, in their order. An address is no text to translate."""
    translated = set(translator.get_options_for_model(model).fields)
    return {
        field.name: isinstance(field, RichTextField)
        for field in model._meta.concrete_fields
        if field.name in translated and not isinstance(field, models.URLField)
    }


@cache
def columns_of(model):
    """Return the names under which the texts of a model are saved, and what else decides on their state."""
    names = {*fields_of(model), *text_columns(*fields_of(model))}
    return names | ({"source_language"} if model in ROOTS else set())


def is_rich(model, field):
    return fields_of(model)[field]


def root_model(model):
    """Return the model of the object that an object of this model is part of: for a root its own."""
    return model._meta.get_field(ROWS[model]).related_model if model in ROWS else model


def root_key(instance):
    """Return (content type, key) of the object that an instance is part of, without a query."""
    model = type(instance)
    key = getattr(instance, f"{ROWS[model]}_id") if model in ROWS else instance.pk
    return ContentType.objects.get_for_model(root_model(model)), key


def rows_of(model):
    """Return (model, foreign key) of the rows that are part of objects of a model."""
    return [(row, key) for row, key in ROWS.items() if root_model(row) is model]


def with_root(model):
    """Return the objects of a model, loaded with what `name_of` and their source language need."""
    objects = model._base_manager.all()
    if model in ROWS:
        return objects.select_related(ROWS[model])
    if model is Contact:
        return objects.select_related("university", "person")
    return objects.prefetch_related("names") if model is University else objects


def name_of(root):
    """Return what the board calls an object: its name in its source language, as far as it has a text for one."""
    with override(ENGLISH):  # the same for all who read the board
        field = ROOTS[type(root)]
        name = text_of(root, field, root.source_language).value if field else ""
        if not name:
            name = root.name.value if isinstance(root, University) else str(root)
        if isinstance(root, Contact):
            name = f"{root.university.name.value}, {name}"
    return name[:_LONGEST_NAME]


def field_label(model, field):
    """Return what a text is called, in the active language: "Title"."""
    return capfirst(str(model._meta.get_field(field).verbose_name))
