"""What a proposal or the trail keeps by name, looked up among the models of today: a release may have dropped it."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst


def model_of(label):
    """Return the model of a label, None where it was dropped."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def field_of(model, column):
    """Return a field of a model (None: it was dropped), None where the field was dropped."""
    try:
        return model._meta.get_field(column) if model is not None else None
    except FieldDoesNotExist:
        return None


def related_model(model, column):
    """Return the model to which a column leads, None where it leads to none."""
    column_field = field_of(model, column)
    return column_field.related_model if column_field is not None and column_field.is_relation else None


def kind_name(label):
    """Return what the objects of a model are called: "Programme"; the label where the model was dropped."""
    model = model_of(label)
    return capfirst(str(model._meta.verbose_name)) if model is not None else label
