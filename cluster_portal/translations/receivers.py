"""The states follow every save: whoever writes a text, its translations are in step when the write is done.

These are the only signal receivers of the portal. A call at each place that writes texts would be forgotten at the next
one; what a receiver decides here is only what is stored about a text, never what the text is.
"""

from django.db.models.signals import post_delete, post_save

from cluster_portal.translations import step
from cluster_portal.translations.sources import MODELS, columns_of
from members.models import UniversityName


def connect():
    for model in MODELS:
        post_save.connect(follow_save, sender=model, dispatch_uid=f"translations {model.__name__}")
        post_delete.connect(follow_delete, sender=model, dispatch_uid=f"translations {model.__name__}")
    post_save.connect(follow_name, sender=UniversityName, dispatch_uid="translations names")


def follow_save(sender, instance, created, raw, update_fields, **kwargs):
    """Bring the states into step. `instance.translations_stay_valid` says that the change was a small correction."""
    if raw or step.is_paused() or (update_fields is not None and not columns_of(sender) & set(update_fields)):
        return
    if instance.get_deferred_fields() & columns_of(sender):
        stays_valid = getattr(instance, "translations_stay_valid", False)
        instance = sender._base_manager.get(pk=instance.pk)
        instance.translations_stay_valid = stays_valid
    step.follow(instance, is_new=created, stays_valid=getattr(instance, "translations_stay_valid", False))


def follow_delete(sender, instance, **kwargs):
    if not step.is_paused():
        step.forget(instance)


def follow_name(sender, instance, raw, **kwargs):
    """Call a university on the board by its new name."""
    if not raw and not step.is_paused():
        step.follow_names_of_university(instance.university_id)
