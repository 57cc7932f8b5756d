"""Values of columns as JSON: how a proposal and the trail keep them, and how they become values again."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modeltranslation.fields import TranslationField

from cluster_portal.review.registry import translated_fields

REFERENCE = "new-"  # begins the name of a row that is not stored yet, and of what leads to one


def is_reference(value):
    return isinstance(value, str) and value.startswith(REFERENCE)


def is_same(value, other):
    """Tell whether two JSON values say the same: a form of the back office writes "" where nothing was."""
    return value == other or (value in (None, "") and other in (None, ""))


def to_json(field, value):
    """Return a value of a field as JSON keeps it; what is equal to the database is equal here."""
    if field.many_to_many:
        return sorted(getattr(each, "pk", each) for each in value)
    if isinstance(field, models.ForeignKey):
        return getattr(value, "pk", value)
    if isinstance(field, models.FileField):
        return getattr(value, "name", value) or ""  # a query returns the name alone
    value = field.get_prep_value(value)
    if isinstance(value, Decimal):
        value = value.quantize(Decimal(1).scaleb(-field.decimal_places))
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(UTC)  # as the database answers, whatever zone it was typed in
    if isinstance(value, str) and not isinstance(field, models.JSONField):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def to_python(field, value):
    """Return the value of a field that `to_json` kept. Raises ValidationError for what the field does not take."""
    if isinstance(field, models.JSONField):
        return value
    if value is None and not field.null and field.empty_strings_allowed:
        return ""
    try:
        return field.to_python(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValidationError(str(error)) from error


def fingerprint(value):
    """Return a short digest of a JSON value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def kept_columns(model):
    """Return the fields of a model whose values the trail keeps, by column: all that somebody can change."""
    translated = translated_fields(model)
    fields = [field for field in model._meta.concrete_fields if _is_kept(field, translated)]
    return {field.name: field for field in (*fields, *model._meta.many_to_many)}


def _is_kept(field, translated):
    if field.primary_key or field.name in translated:  # the bare column of a translated field repeats the English one
        return False
    return isinstance(field, TranslationField) or not (
        getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    )
