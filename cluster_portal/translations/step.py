"""Keeping the states in step with the texts: of one object when it is saved, of all in batches."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from cluster_portal.core.languages import CODES
from cluster_portal.translations.meaning import fingerprint
from cluster_portal.translations.models import SourceText, TranslatedObject, TranslationUnit
from cluster_portal.translations.sources import MODELS, ROOTS, fields_of, name_of, root_key, rows_of, with_root
from cluster_portal.translations.states import NOTHING, State, decide
from members.models import University

BATCH = 200  # objects: a few thousand texts in memory at a time

_is_paused = ContextVar("translations_paused", default=False)


@contextmanager
def paused():
    """Follow no save in the meantime: for a loader that brings everything into step at its end."""
    token = _is_paused.set(True)
    try:
        yield
    finally:
        _is_paused.reset(token)


def is_paused():
    return _is_paused.get()


@dataclass
class Changes:
    """What is to be written for the states to be in step with the texts of some objects."""

    added: list = field(default_factory=list)
    moved: list = field(default_factory=list)
    obsolete: list = field(default_factory=list)
    sources: dict = field(default_factory=dict)  # fingerprint: text

    def __bool__(self):
        return bool(self.added or self.moved or self.obsolete)

    def __len__(self):
        return len(self.added) + len(self.moved) + len(self.obsolete)


def follow(instance, *, is_new=False, stays_valid=False):
    """Bring the states of one saved object into step with its texts. Costs one query where nothing has moved."""
    model = type(instance)
    units = [] if is_new else list(_units_of(model, [instance.pk]).select_related("root"))
    changes = _compare([instance], units, stays_valid=stays_valid)
    _write(changes)
    if model not in ROOTS or is_new or (changes.added and not units):  # the line of the board was made just now
        return
    line = units[0].root if units else _lines_of([instance]).first()
    if line is None:
        return
    has_new_language = line.source_language != instance.source_language
    _follow_name(line, instance)
    for row, key in rows_of(model) if has_new_language else ():
        sync_objects(with_root(row).filter(**{key: instance}))


def follow_names_of_university(key):
    """Call a university on the board as it is called now."""
    content_type = ContentType.objects.get_for_model(University)
    if TranslatedObject.objects.filter(content_type=content_type, object_id=key).exists():
        _follow_names(list(with_root(University).filter(pk=key)))


def forget(instance):
    """Take the states of a deleted object away, and its line of the board."""
    content_type = ContentType.objects.get_for_model(type(instance))
    if type(instance) in ROOTS:
        TranslatedObject.objects.filter(content_type=content_type, object_id=instance.pk).delete()
    else:
        TranslationUnit.objects.filter(content_type=content_type, object_id=instance.pk).delete()


def confirm(languages_by_root):
    """Mark all texts of objects as confirmed: {(content type, key): languages}."""
    for (content_type, key), languages in languages_by_root.items():
        units = TranslationUnit.objects.filter(root__content_type=content_type, root__object_id=key)
        units.filter(language__in=languages, is_confirmed=False).update(is_confirmed=True)


def sync_all(*, first_translations=(), tell=None):
    """Bring the states of all objects into step, and return how many moved. Run again it changes nothing.

    Texts that are new or were changed past every save are taken for first translations in the languages of
    `first_translations`. `tell(model, count)` is called after each model.
    """
    total = 0
    with transaction.atomic():
        for model in MODELS:
            count = sync_objects(with_root(model), first_translations=first_translations)
            count += _forget_lost(model)
            if tell:
                tell(model, count)
            total += count
        SourceText.objects.filter(units=None).delete()
    return total


def sync_objects(objects, *, first_translations=()):
    """Bring the states of some objects of one model into step, and return how many moved."""
    moved = 0
    for instances in _batches(objects):
        units = list(_units_of(type(instances[0]), [each.pk for each in instances]))
        changes = _compare(instances, units)
        for unit in (*changes.added, *changes.moved):
            if unit.has_new_text and unit.translation_fingerprint and unit.language in first_translations:
                unit.is_confirmed = False
        moved += len(changes)
        _write(changes)
        if type(instances[0]) in ROOTS:
            _follow_names(instances)
    return moved


# Comparing ------------------------------------------------------------------------------------------------------------


def _units_of(model, keys):
    return TranslationUnit.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)


def _compare(instances, units, *, stays_valid=False):
    """Return the `Changes` that bring the units into step with the texts of objects of one model."""
    changes = Changes()
    by_key = {(unit.object_id, unit.field, unit.language): unit for unit in units}
    for instance in instances:
        for name, is_rich in fields_of(type(instance)).items():
            present = {code: by_key.get((instance.pk, name, code)) for code in CODES}
            _compare_field(instance, name, is_rich, present, changes, stays_valid=stays_valid)
    return changes


def _compare_field(instance, name, is_rich, present, changes, *, stays_valid):
    language = instance.source_language
    text = getattr(instance, f"{name}_{language}") or ""
    source = fingerprint(text, is_rich=is_rich)
    # Another source language: a translation that was in step takes the place of its source, and nothing else moves.
    former = present.pop(language)
    if former is not None:
        stays_valid = former.state in (State.CURRENT, State.SAME)
        changes.obsolete.append(former)
    for code, unit in present.items():
        translation = fingerprint(getattr(instance, f"{name}_{code}"), is_rich=is_rich)
        old = unit.standing if unit else NOTHING
        new = decide(old, source, translation, stays_valid=stays_valid)
        if not source and new == NOTHING:  # no text at all
            changes.obsolete += [unit] if unit else []
            continue
        if unit and new == old:
            continue
        if source and new.source == source:
            changes.sources[source] = text
        written = unit or _new_unit(instance, name, code)
        written.has_new_text = new.translation != old.translation
        written.standing = new
        (changes.moved if unit else changes.added).append(written)


def _new_unit(instance, name, language):
    content_type = ContentType.objects.get_for_model(type(instance))
    unit = TranslationUnit(content_type=content_type, object_id=instance.pk, field=name, language=language)
    unit.of = instance
    return unit


# Writing --------------------------------------------------------------------------------------------------------------


def _write(changes):
    """Write what has moved, and nothing else."""
    if not changes:
        return
    if changes.sources:
        SourceText.objects.bulk_create(
            [SourceText(fingerprint=key, text=text) for key, text in changes.sources.items()], ignore_conflicts=True
        )
    if changes.added:
        roots = _roots_for({root_key(unit.of): unit.of for unit in changes.added})
        for unit in changes.added:
            content_type, key = root_key(unit.of)
            unit.root_id = roots[content_type.pk, key]
        TranslationUnit.objects.bulk_create(
            changes.added,
            update_conflicts=True,  # two who save at the same moment find the same
            unique_fields=["content_type", "object_id", "field", "language"],
            update_fields=["root", "state", "source", "translation_fingerprint", "is_confirmed"],
        )
    if changes.moved:
        TranslationUnit.objects.bulk_update(
            changes.moved, ["state", "source", "translation_fingerprint", "is_confirmed"], batch_size=100
        )
    if changes.obsolete:
        TranslationUnit.objects.filter(pk__in=[unit.pk for unit in changes.obsolete]).delete()


def _roots_for(wanted):
    """Return {(content type, key): primary key} of the lines of the board, made where they are missing."""
    found = _known_roots(wanted)
    missing = {key: each for key, each in wanted.items() if (key[0].pk, key[1]) not in found}
    if missing:
        new = []
        for (content_type, key), instance in missing.items():
            root = instance if type(instance) in ROOTS else _root_of(content_type, key)
            new.append(
                TranslatedObject(
                    content_type=content_type,
                    object_id=key,
                    name=name_of(root),
                    source_language=root.source_language,
                )
            )
        TranslatedObject.objects.bulk_create(new, ignore_conflicts=True)
        found = _known_roots(wanted)
    return found


def _known_roots(wanted):
    keys = [key for _content_type, key in wanted]
    types = {content_type for content_type, _key in wanted}
    rows = TranslatedObject.objects.filter(content_type__in=types, object_id__in=keys)
    return {(row.content_type_id, row.object_id): row.pk for row in rows}


def _root_of(content_type, key):
    return with_root(content_type.model_class()).get(pk=key)


def _follow_name(line, instance):
    name, language = name_of(instance), instance.source_language
    if (line.name, line.source_language) != (name, language):
        line.name, line.source_language = name, language
        line.save(update_fields=["name", "source_language"])


def _lines_of(instances):
    content_type = ContentType.objects.get_for_model(type(instances[0]))
    return TranslatedObject.objects.filter(content_type=content_type, object_id__in=[each.pk for each in instances])


def _follow_names(instances):
    by_key = {line.object_id: line for line in _lines_of(instances)}
    for instance in instances:
        if instance.pk in by_key:
            _follow_name(by_key[instance.pk], instance)


def _forget_lost(model):
    """Take away the states of objects that are no more, and lines of the board with nothing on them."""
    content_type = ContentType.objects.get_for_model(model)
    there = model._base_manager.values("pk")
    count, _by_model = TranslationUnit.objects.filter(content_type=content_type).exclude(object_id__in=there).delete()
    if model in ROOTS:
        lines = TranslatedObject.objects.filter(content_type=content_type)
        lines.exclude(object_id__in=there).delete()
    return count


def _batches(objects):
    """Yield lists of objects in the order of their keys, each loaded when its turn comes."""
    objects = objects.order_by("pk")
    last = 0
    while batch := list(objects.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
