"""Who may see and write which translations: rules for the database, so that no address and no file passes them by.

Whoever may change an object may write its texts in every language. A translator may write every object's texts in the
languages of the account, and nothing else.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from cluster_portal.core.languages import CODES
from cluster_portal.translations.models import TranslatedObject, TranslationUnit
from cluster_portal.translations.sources import ROOTS


def may_change(user, model):
    return user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")


def _changed_kinds(user):
    return [ContentType.objects.get_for_model(model).pk for model in ROOTS if may_change(user, model)]


def _own_languages(user):
    """Return the languages of a translator; none of anybody else."""
    languages = user.translation_languages if user.has_perm("translations.translate") else ()
    return [code for code in CODES if code in languages]


def languages_of(user):
    """Return the languages into which a user may translate anything, in the order of the portal."""
    return list(CODES) if _changed_kinds(user) else _own_languages(user)


def visible_objects(user):
    """Return the lines of the board that a user may see."""
    lines = TranslatedObject.objects.all()
    return lines if _own_languages(user) else lines.filter(content_type__in=_changed_kinds(user))


def editable_units(user):
    """Return the texts that a user may write."""
    return TranslationUnit.objects.filter(
        Q(root__content_type__in=_changed_kinds(user)) | Q(language__in=_own_languages(user))
    )


def may_confirm(user, line):
    """Tell whether a user may say that a university confirmed the texts of an object: not who translated them."""
    return may_change(user, line.content_type.model_class())
