"""Writing translations: the one way by which the board and translators' files change texts."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext, override

from cluster_portal.core.languages import ENGLISH
from cluster_portal.review import trail
from cluster_portal.review.models import TrailEntry
from cluster_portal.translations.meaning import fingerprint
from cluster_portal.translations.models import SourceText, TranslationUnit
from cluster_portal.translations.sources import field_label, is_rich, with_root
from cluster_portal.translations.states import Standing, State, still_right


@dataclass
class Edit:
    """One text that is to be written. `made_from` is the source that it translates, where that has changed since."""

    unit: TranslationUnit
    text: str
    made_from: str | None = None

    @property
    def column(self):
        return f"{self.unit.field}_{self.unit.language}"


class Refused(Exception):
    """Nothing was written; `errors` are [(what was to be written, message)]."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(errors)


def tidy(text):
    """Return a text as it is stored: without what a browser or a program for tables does to the ends of lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def objects_of(units):
    """Return {(content type, key): object} of the objects that units belong to, with a query for each model."""
    keys = defaultdict(set)
    for unit in units:
        keys[unit.content_type].add(unit.object_id)
    found = {}
    for content_type, wanted in keys.items():
        objects = with_root(content_type.model_class())
        if any(field.name == "university" for field in objects.model._meta.concrete_fields):
            objects = objects.select_related("university")  # several rows are called by it
        for each in objects.filter(pk__in=wanted):
            found[content_type.pk, each.pk] = each
    return found


def check(edits, objects):
    """Put the texts into the objects, cleaned. Raises Refused with all that their columns do not take."""
    errors = []
    for edit in edits:
        instance = objects[edit.unit.content_type_id, edit.unit.object_id]
        field = instance._meta.get_field(edit.column)
        text = tidy(edit.text)
        try:
            if any(ord(sign) < ord(" ") and sign not in "\t\n" for sign in text):
                raise ValidationError(gettext("There is a sign in the text that cannot be stored."))
            setattr(instance, edit.column, field.clean(text, instance) if text else None if field.null else "")
        except ValidationError as error:
            errors += [(edit, message) for message in error.messages]
    if errors:
        raise Refused(errors)


@transaction.atomic
def write(edits, *, user=None):
    """Write texts, all or none, and log it to the objects that they belong to. Raises Refused where one cannot be."""
    objects = objects_of([edit.unit for edit in edits])
    owners = [objects[edit.unit.content_type_id, edit.unit.object_id] for edit in edits]
    before = [getattr(owner, edit.column) for owner, edit in zip(owners, edits, strict=True)]
    check(edits, objects)
    by_object = defaultdict(list)
    for edit in edits:
        by_object[edit.unit.content_type_id, edit.unit.object_id].append(edit)
    for key, own in by_object.items():
        instance = objects[key]
        kept = [field.name for field in instance._meta.concrete_fields if field.name == "updated_at"]
        instance.save(update_fields=[*(edit.column for edit in own), *kept])
    told = [
        (owner, edit.column, old, getattr(owner, edit.column))
        for owner, edit, old in zip(owners, edits, before, strict=True)
    ]
    trail.note(told, actor=user, entry=TrailEntry.Entry.TRANSLATION)
    _remember_sources([edit for edit in edits if edit.made_from is not None], objects)
    log(user, [edit.unit for edit in edits])


def _remember_sources(edits, objects):
    """Count as outdated what was translated from a source that is another by now."""
    for edit in edits:
        unit = TranslationUnit.objects.get(pk=edit.unit.pk)
        model = type(objects[unit.content_type_id, unit.object_id])
        made_from = fingerprint(edit.made_from, is_rich=is_rich(model, unit.field))
        if unit.translation_fingerprint and made_from != unit.source_id:
            SourceText.objects.get_or_create(fingerprint=made_from, defaults={"text": edit.made_from})
            stand(unit, Standing(State.OUTDATED, made_from, unit.translation_fingerprint))


def stand(unit, standing):
    """Store how a unit stands."""
    unit.standing = standing
    unit.save(update_fields=["state", "source", "translation_fingerprint", "is_confirmed"])


def stand_right(unit, source, *, is_rich):
    """Store that somebody found a translation right for its source as it is now."""
    key = fingerprint(source, is_rich=is_rich)
    SourceText.objects.get_or_create(fingerprint=key, defaults={"text": source})
    stand(unit, still_right(key, unit.translation_fingerprint))


def log(user, units, note=""):
    """Add to the history of each object what was done to its texts, and by whom; a command has nobody."""
    if user is None:
        return
    lines = defaultdict(list)
    with override(ENGLISH):  # as it is stored; the admin translates the sentence around it
        for unit in units:
            label = field_label(unit.content_type.model_class(), unit.field)
            lines[unit.root].append(f"{label} ({unit.language}){note}")
    for line, labels in lines.items():
        root = line.content_type.get_object_for_this_type(pk=line.object_id)
        message = [{"changed": {"fields": labels}}]
        LogEntry.objects.log_actions(user.pk, [root], CHANGE, message, single_object=True)
