"""The texts of one language as a file for translators."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from cluster_portal.translations.exchange import FORMATS
from cluster_portal.translations.exchange.items import Item
from cluster_portal.translations.rows import rows_of
from cluster_portal.translations.sources import ROOTS
from cluster_portal.translations.states import State


def key_of(unit):
    """Return what names a text for good in files: "programmes.programme:12:title"."""
    meta = unit.content_type.model_class()._meta
    return f"{meta.label_lower}:{unit.object_id}:{unit.field}"


def items_of(units):
    """Return the `Item`s of units of one language, in the order of the board and of each object's page.

    A text whose source was emptied gives a translator nothing to translate.
    """
    return [_item(row) for row in rows_of(units) if row.source]


def _item(row):
    unit = row.unit
    is_outdated = unit.state == State.OUTDATED
    return Item(
        key=key_of(unit),
        source=row.source,
        translation=row.stored,
        state=unit.state,
        name=unit.root.name,
        label=row.label,
        address=reverse(f"{admin.site.name}:translations_translatedobject_change", args=[unit.root_id]),
        source_language=row.source_language,
        former_source=unit.source.text if is_outdated and unit.source else "",
    )


def chosen(units, *, which="all", kind=""):
    """Return those of the units that are of a kind, such as "news.article", and that are "to-do"."""
    models = [model for model in ROOTS if model._meta.label_lower == kind]
    if models:
        units = units.filter(root__content_type=ContentType.objects.get_for_model(models[0]))
    return units.filter(state__in=[State.MISSING, State.OUTDATED]) if which == "to-do" else units


def export(units, language, ending):
    """Return the file with the texts of a language, as bytes."""
    return FORMATS[ending].write(language, items_of(units.filter(language=language)))
