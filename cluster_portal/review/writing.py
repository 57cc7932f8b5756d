"""Writing items into an object: the one way by which what was proposed becomes what is published.

Everything or nothing: each value is compared with what its author saw, each row is validated, the whole is judged by
the rules of its app, and where anything is wrong the database is as it was before.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cluster_portal.review import trail, uploads
from cluster_portal.review.kept import field_of, model_of
from cluster_portal.review.tree import Operation
from cluster_portal.review.values import is_reference, is_same, kept_columns, to_json, to_python


class Refused(Exception):
    """Nothing was written. `errors` are {item or None: [sentences]}; None stands for the object as a whole."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(errors)


class Conflict(Refused):
    """Nothing was written: what is live is no longer what the author saw. `errors` are as in `Refused`."""


@dataclass
class _Written:
    """What a write has made so far."""

    root: models.Model
    university: int
    made: dict  # {name of a new row: [label of its model, primary key]}
    opened: list = field(default_factory=list)  # files of uploads
    files: list = field(default_factory=list)  # those that were stored: (storage, name)
    items: dict = field(default_factory=dict)  # {id(instance): items that went into it}
    errors: dict = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class Origin:
    """Where a write comes from: what the trail says of it."""

    university: int
    actor: models.Model | None
    entry: str
    at: datetime
    proposal: models.Model | None = None
    stated_by: int | None = None  # the university that says what is written, None where it is nobody's word


def write(subject, root, items, origin, *, is_trial=False, at_end=None):
    """Write items into an object (None: make a new one) and return it. Raises Conflict or Refused.

    Adds what changed to the trail, and to `made` of the proposal which rows are new. To be called by `actions` only,
    which knows who may. `at_end(object)` is called when all is written and nothing is undone yet.
    """
    made = dict(origin.proposal.made) if origin.proposal else {}
    written = _Written(root, origin.university, made)
    try:
        with transaction.atomic():
            written.root = _locked(subject, root)
            with subject.writing(written.root, origin), _watched(subject, written.root, origin):
                _write(subject, items, written)
            if at_end:
                at_end(written.root)
            transaction.set_rollback(is_trial)
    except BaseException as error:
        _delete_files(written)
        if not isinstance(error, IntegrityError):
            raise
        # Something that only the database knows, or somebody who was quicker.
        sentence = _("This does not go together with what is stored by now. Nothing was changed.")
        raise Refused({None: [sentence]}) from error
    finally:
        for file in written.opened:
            file.close()
    if is_trial:
        _delete_files(written)
    elif origin.proposal:
        origin.proposal.made = made
    return written.root


def try_out(subject, root, items, origin):
    """Return what would keep the items from being written, {item or None: [sentences]}; nothing is changed."""
    return rehearse(subject, root, items, origin, lambda _root: None)[0]


def rehearse(subject, root, items, origin, look):
    """Return (errors as of `try_out`, what `look(object)` returns of the object as it would be); nothing is changed."""
    seen = []
    try:
        write(subject, root, items, origin, is_trial=True, at_end=lambda written: seen.append(look(written)))
    except Refused as refused:
        return refused.errors, None
    return {}, seen[0]


def _delete_files(written):
    for storage, name in written.files:
        storage.delete(name)


def _watched(subject, root, origin):
    return trail.watched(subject, root, actor=origin.actor, entry=origin.entry, proposal=origin.proposal, at=origin.at)


def live_value(subject, root, item):
    """Return what is live at the place of an item: the value of its column, or None where its row is gone."""
    instance = root if item.model == subject.label else _row(subject, root, item.key)
    if instance is None:
        return None
    return _value(instance, item.column)


def _value(instance, column):
    column_field = instance._meta.get_field(column)
    value = getattr(instance, column)
    return to_json(column_field, value.all() if column_field.many_to_many else value)


def _locked(subject, root):
    if root is None:
        return subject.root.model()
    found = subject.root.model._base_manager.select_for_update().filter(pk=root.pk).first()
    if found is None:
        raise Conflict({None: [_("What this was about is no longer there.")]})
    return found


def _row(subject, root, key):
    kind = subject.kind(key.model)
    return kind.own_rows(root.pk).filter(pk=key.row).first()


def _write(subject, items, written):
    _check_known(subject, written, items)
    of = {operation: [item for item in items if item.operation == operation] for operation in Operation}
    own_add = [item for item in of[Operation.ADD] if item.model == subject.label]
    _add_root(subject, written, own_add)
    _remove(subject, written, of[Operation.REMOVE])
    _change(subject, written, [item for item in of[Operation.CHANGE] if not _leads_to_new(item)])
    for kind in subject.rows:
        _add(written, kind, [item for item in of[Operation.ADD] if item.model == kind.label])
    _change(subject, written, [item for item in of[Operation.CHANGE] if _leads_to_new(item)])
    if written.errors:
        raise Refused(dict(written.errors))
    _judge(subject, written)


def _check_known(subject, written, items):
    """Refuse what a release has dropped since it was proposed."""
    for item in items:
        if not subject.has(item.model, item.column):
            written.errors[item].append(_("This cannot be proposed any more."))
    _stop_at_errors(written)


def _leads_to_new(item):
    return is_reference(item.new)


# New objects and rows -------------------------------------------------------------------------------------------------


def _add_root(subject, written, items):
    for item in items:
        if _fill(written, subject.root, written.root, item.new, item):
            subject.complete(written.root, written.university)
            _validate(written, written.root, list(subject.root.columns), item)  # what was not typed may be required
            _stop_at_errors(written)  # without the object there is nothing that its rows could be part of
            _save(written, written.root, item.new)


def _add(written, kind, items):
    for item in items:
        instance = kind.model()
        own = [kind.parent] if kind.belongs_directly else []
        for name in own:
            setattr(instance, name, written.root)
        if _fill(written, kind, instance, item.new, item) and _validate(written, instance, [*item.new, *own], item):
            _save(written, instance, item.new)
            written.made[item.row] = [kind.label, instance.pk]


def _stop_at_errors(written):
    if written.errors:
        raise Refused(dict(written.errors))


# Stored rows ----------------------------------------------------------------------------------------------------------


def _remove(subject, written, items):
    for item in items:
        instance = _row(subject, written.root, item.key)
        if instance is None:
            raise Conflict({item: [_("This was removed meanwhile.")]})
        if _row_has_moved(instance, item.old or {}):
            raise Conflict({item: [_("This was changed meanwhile: look at what is live now.")]})
        try:
            instance.delete()
        except models.ProtectedError:
            written.errors[item].append(_("This cannot be removed: something else refers to it."))


def _row_has_moved(instance, seen):
    """Tell whether a row says something else than its values by column as somebody saw them."""
    known = kept_columns(type(instance))
    return any(name in known and not is_same(_value(instance, name), value) for name, value in seen.items())


def _change(subject, written, items):
    """Change rows, those first that stand in nobody's way: one may free what another takes, a tick or a position."""
    left = defaultdict(list)
    for item in items:
        left[item.key].append(item)
    while left:
        failed = {}
        for key, own in left.items():
            errors = _change_row(subject, written, key, own)
            if errors:
                failed[key] = errors
        if len(failed) == len(left):
            for errors in failed.values():
                written.errors.update(errors)
            return
        left = {key: left[key] for key in failed}


def _change_row(subject, written, key, items):
    """Change one row; return the errors where it cannot be."""
    kind = subject.kind(key.model)
    instance = written.root if kind is subject.root else _row(subject, written.root, key)
    if instance is None:
        raise Conflict({item: [_("This was removed meanwhile.")] for item in items})
    if kind.belongs_directly:
        setattr(instance, kind.parent, written.root)  # neither asks the database for the other
    moved = [item for item in items if _has_moved(instance, item)]
    if moved:
        raise Conflict({item: [_("This was changed meanwhile: look at what is live now.")] for item in moved})
    values = {item.column: item.new for item in items}
    attempt = replace(written, errors=defaultdict(list))
    if _fill(attempt, kind, instance, values, *items) and _validate(attempt, instance, list(values), *items):
        _save(attempt, instance, values)
    return attempt.errors


def _has_moved(instance, item):
    """Tell whether a column says neither what the author of an item saw nor what is proposed already."""
    live = _value(instance, item.column)
    if is_same(live, item.old) or is_same(live, item.new):
        return False
    return not (isinstance(item.old, dict) and uploads.is_stored_as(item.old, getattr(instance, item.column)))


# Values ---------------------------------------------------------------------------------------------------------------


def _fill(written, kind, instance, values, *items):
    """Put JSON values into an instance; False, with the errors told, where one cannot be."""
    written.items[id(instance)] = (instance, items)
    is_right = True
    for column, value in values.items():
        try:
            _put(written, kind, instance, column, value)
        except (ValidationError, FieldDoesNotExist) as error:
            is_right = False
            _tell(written, items, column, getattr(error, "messages", [str(error)]))
    return is_right


def _put(written, kind, instance, column, value):
    column_field = instance._meta.get_field(column)
    if column not in kind.columns:
        raise ValidationError(_("This cannot be proposed."))
    if column_field.is_relation:
        _refer(written, kind, instance, column_field, value)
    elif isinstance(column_field, models.FileField):
        _put_file(written, instance, column, value)
    else:
        setattr(instance, column, to_python(column_field, value))


def _refer(written, kind, instance, column_field, value):
    """Let a row refer to others: new ones of the same proposal, or stored ones that its app lets it choose."""
    if is_reference(value):
        label, key = written.made.get(value, ("", None))
        if label != column_field.related_model._meta.label_lower:
            raise ValidationError(_("This belongs to something new that is not accepted."))
        setattr(instance, column_field.attname, key)
        return
    wanted = (set(value) if column_field.many_to_many else {value} - {None}) - _referred_to(instance, column_field)
    if wanted:
        choices = (
            kind.choices[column_field.name](written.root, written.university)
            if column_field.name in kind.choices
            else None
        )
        if choices is None or choices.filter(pk__in=wanted).count() != len(wanted):
            raise ValidationError(_("This cannot be chosen here."))
    if not column_field.many_to_many:
        setattr(instance, column_field.attname, value)


def _referred_to(instance, column_field):
    if not column_field.many_to_many:
        return {getattr(instance, column_field.attname)}
    return set(getattr(instance, column_field.name).values_list("pk", flat=True)) if instance.pk else set()


def _put_file(written, instance, column, value):
    """Let a file column take the file of an upload of the university, or one that it had before."""
    if not value:
        setattr(instance, column, "")
        return
    file = uploads.file_of(value, written.university, getattr(instance, column).storage)
    if file is None:
        raise ValidationError(_("The file is no longer there."))
    written.opened.append(file)
    setattr(instance, column, file)


def _validate(written, instance, columns, *items):
    """Validate an instance as a form would: the columns that were written, then the row as a whole."""
    kept = {each.name for each in instance._meta.get_fields() if getattr(each, "concrete", False)} - set(columns)
    is_right = True
    for check in (
        lambda: instance.clean_fields(exclude=kept),
        instance.clean,
        instance.validate_unique,
        instance.validate_constraints,
    ):
        try:
            check()
        except ValidationError as error:
            is_right = False
            errors = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
            for column, found in errors.items():
                _tell(written, items, column, [message for one in found for message in one.messages])
        if not is_right:
            break  # what follows would only repeat it
    return is_right


def _tell(written, items, column, messages):
    """Put sentences at the item of a column, else at the first of the row."""
    place = next((item for item in items if item.column == column), items[0] if items else None)
    label = ""
    if place is not None and column not in {place.column, NON_FIELD_ERRORS}:
        label = _label(place, column)
    written.errors[place] += [f"{label}: {message}" if label else str(message) for message in messages]


def _label(item, column):
    column_field = field_of(model_of(item.model), column)
    return str(column_field.verbose_name) if column_field is not None else ""


def _save(written, instance, values):
    files = [column for column in values if isinstance(instance._meta.get_field(column), models.FileField)]
    try:
        instance.save()
    except ValidationError as error:
        _tell(written, written.items[id(instance)][1], NON_FIELD_ERRORS, error.messages)
        return
    finally:
        # A file is stored before its row: it is known even where the database then refuses the row.
        for stored in filter(None, (getattr(instance, column) for column in files)):
            if stored._committed:  # noqa: SLF001 - how Django itself tells what is stored
                written.files.append((stored.storage, stored.name))
    for column, value in values.items():
        if instance._meta.get_field(column).many_to_many:
            getattr(instance, column).set(value)


def _judge(subject, written):
    """Ask the rules of the app about the whole, as it is stored now."""
    fresh = subject.root.model._base_manager.get(pk=written.root.pk)
    places = {(type(instance)._meta.label_lower, instance.pk): items for instance, items in written.items.values()}
    errors = defaultdict(list)
    for fault in subject.judge(fresh):
        row = fault.row
        items = places.get((type(row)._meta.label_lower, row.pk), ()) if row is not None else ()
        place = next((item for item in items if item.column == fault.column), items[0] if items else None)
        errors[place].append(str(fault.message))
    if errors:
        raise Refused(dict(errors))
