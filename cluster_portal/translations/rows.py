"""One text with its source and its state, as pages and files show it."""

from dataclasses import dataclass, field

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import Media
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from cluster_portal.core.differences import difference
from cluster_portal.core.rich_text import clean
from cluster_portal.translations.meaning import fingerprint, meaning
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.permissions import may_change
from cluster_portal.translations.sources import MODELS, ROWS, field_label, fields_of, is_rich
from cluster_portal.translations.states import State
from cluster_portal.translations.writing import objects_of

SAME, RIGHT, AGAIN = "same", "right", "again"


@dataclass
class Row:
    """One text of one object in one language."""

    unit: TranslationUnit
    instance: object
    errors: list = field(default_factory=list)
    typed: str | None = None  # what was sent and could not be stored

    @property
    def source_language(self):
        return self.unit.root.source_language

    @property
    def model(self):
        return type(self.instance)

    @property
    def label(self):
        name = field_label(self.model, self.unit.field)
        if self.model in ROWS:
            return f"{capfirst(str(self.model._meta.verbose_name))} “{self.instance}”: {name}"
        return name

    @property
    def is_rich(self):
        return is_rich(self.model, self.unit.field)

    @property
    def is_long(self):
        return self.model._meta.get_field(self.unit.field).max_length is None

    @property
    def source(self):
        return getattr(self.instance, f"{self.unit.field}_{self.source_language}") or ""

    @property
    def stored(self):
        return getattr(self.instance, f"{self.unit.field}_{self.unit.language}") or ""

    @property
    def translation(self):
        return self.stored if self.typed is None else self.typed

    @property
    def source_shown(self):
        """Return the source as it is read: a rich text with its headings, lists and links."""
        return mark_safe(clean(self.source)) if self.is_rich else self.source  # noqa: S308 - `clean` makes it safe

    @property
    def widget(self):
        return self.model._meta.get_field(self.unit.field).formfield(widget=AdminTextareaWidget).widget

    @property
    def control(self):
        """Return the field in which the translation is written: a rich text in the editor that its form has too."""
        key = self.unit.pk
        attributes = {"id": f"text-{key}", "lang": self.unit.language, "rows": 5 if self.is_long else 2}
        if self.errors:
            attributes |= {"aria-invalid": "true", "aria-describedby": f"errors-{key}"}
        return self.widget.render(f"text-{key}", self.translation, attributes)

    @property
    def state(self):
        return State(self.unit.state)

    @property
    def marks(self):
        """How it can be marked: RIGHT, SAME, AGAIN. Beside an empty source there is nothing to compare it with."""
        if not self.source:
            return set()
        return {
            State.MISSING: {SAME},
            State.OUTDATED: {RIGHT, SAME},
            State.SAME: {AGAIN},
            State.CURRENT: {SAME, AGAIN},
        }[self.state]

    @property
    def changes(self):
        """What changed in the source since the translation was made, word by word; [] where nothing did."""
        if self.state != State.OUTDATED or self.unit.source is None:
            return []
        before, now = (meaning(text, is_rich=self.is_rich) for text in (self.unit.source.text, self.source))
        return difference(before, now)

    @property
    def seen(self):
        """What somebody has before their eyes who edits it: another fingerprint, and somebody else was quicker."""
        return fingerprint(f"{self.source}\n{self.stored}")[:16]

    def form_address(self, user):
        """Return the address of the text's tab in the back office, "" where the user may not change it there."""
        is_registered = admin.site.is_registered(self.model)
        root = self.instance if is_registered else getattr(self.instance, ROWS[self.model])
        if not may_change(user, type(root)):
            return ""
        meta = root._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[root.pk])
        return f"{address}#id_{self.unit.field}_{self.unit.language}" if is_registered else address


def media_of(rows):
    """Return what the fields of rows need in the page."""
    return sum((row.widget.media for row in rows if row.is_rich), Media())


def rows_of(units):
    """Return the `Row`s of units: object by object, its own texts first, then those of its rows."""
    units = list(units.select_related("source", "content_type", "root"))
    objects = objects_of(units)
    found = (objects.get((unit.content_type_id, unit.object_id)) for unit in units)
    rows = [Row(unit, instance) for unit, instance in zip(units, found, strict=True) if instance is not None]

    def place(row):
        line = row.unit.root
        own = MODELS.index(row.model), row.instance.pk, list(fields_of(row.model)).index(row.unit.field)
        return line.content_type_id, line.name, line.pk, *own

    return sorted(rows, key=place)
