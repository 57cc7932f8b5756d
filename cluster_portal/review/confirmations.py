"""Who said of which part of an object that it is right, and whether it still says the same.

A confirmation belongs to a fingerprint of what was confirmed: when another part changes it stands, when this one does
it is over. Apps say what the parts are (`Subject.scopes`), and call `follow` whenever they may have changed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from cluster_portal.review.models import Confirmation, FactGroup


@dataclass
class Standing:
    """How one part of an object stands: who confirmed what it says now, and when."""

    stated_by: int | None = None
    stated_at: datetime | None = None
    confirmed: dict = field(default_factory=dict)  # {university: Confirmation}, those whose confirmation still counts
    missing: set = field(default_factory=set)  # universities whose facts these are too

    @property
    def is_confirmed(self):
        """Whether all of the universities have confirmed it."""
        return bool(self.confirmed) and not self.missing

    @property
    def last_at(self):
        """The last moment at which one of them confirmed it, None where nobody did."""
        return max((each.at for each in self.confirmed.values()), default=None)


def _of(model, keys):
    # Not by the key of the content type, which would be a query of its own the first time.
    label = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
    return {**label, "object_id__in": keys}


def _upsert(model, rows, *same):
    """Store rows, each in the place of the one that has the same content type, object, scope and so on."""
    unique = ["content_type", "object_id", "scope", *same]
    names = [each.name for each in model._meta.concrete_fields if not each.primary_key and each.name not in unique]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=names, batch_size=100)


def groups_of(instance):
    """Return {scope: FactGroup} of an object; nothing of None, and of one that is not stored."""
    if instance is None or instance.pk is None:
        return {}
    return {each.scope: each for each in FactGroup.objects.filter(**_of(type(instance), [instance.pk]))}


def followed(model):
    """Return the objects of a model, as a query of primary keys, of which it is known what their parts say."""
    content_type = ContentType.objects.get_for_model(model)
    return FactGroup.objects.filter(content_type=content_type).values("object_id")


@transaction.atomic
def follow(instance, facts, *, at, stated_by=None):
    """Note what the parts of an object say now, {scope: fingerprint}; return the scopes that say something else.

    `stated_by` is the university that said so, None for staff and data files.
    """
    content_type = ContentType.objects.get_for_model(type(instance))
    stored = groups_of(instance)
    changed = {scope for scope, value in facts.items() if scope not in stored or stored[scope].fingerprint != value}
    rows = [
        FactGroup(
            content_type=content_type,
            object_id=instance.pk,
            scope=scope,
            fingerprint=facts[scope],
            changed_at=at,
            stated_by_id=stated_by,
        )
        for scope in sorted(changed)
    ]
    _upsert(FactGroup, rows)
    FactGroup.objects.filter(pk__in=[each.pk for scope, each in stored.items() if scope not in facts]).delete()
    return changed


def confirm(instance, university, *, facts, by, channel, at):
    """Store that a university (primary key) confirms the parts of an object, {scope: fingerprint} as somebody saw them.

    What says something else by now is stored all the same and counts for nothing: that is what the fingerprint is for.
    """
    confirm_all(university, {instance: facts}, by=by, channel=channel, at=at)


def confirm_all(university, seen, *, by, channel, at):
    """Store that a university confirms parts of objects, {object: {scope: fingerprint}}."""
    rows = [
        Confirmation(
            content_type=ContentType.objects.get_for_model(type(instance)),
            object_id=instance.pk,
            scope=scope,
            university_id=university,
            fingerprint=fingerprint,
            at=at,
            by=by,
            channel=channel,
        )
        for instance, facts in seen.items()
        for scope, fingerprint in facts.items()
    ]
    _upsert(Confirmation, rows, "university")


def still_confirmed(instance, groups):
    """Return {(scope, university)}: who confirmed what the groups, {scope: FactGroup}, say."""
    if not groups:
        return set()
    found = Confirmation.objects.filter(**_of(type(instance), [instance.pk]))
    return {
        (each.scope, each.university_id)
        for each in found
        if each.scope in groups and each.fingerprint == groups[each.scope].fingerprint
    }


def withdraw_confirmations(instance, university):
    """Take away what a university confirmed of an object: it takes part no more."""
    Confirmation.objects.filter(**_of(type(instance), [instance.pk]), university=university).delete()


def standings(instance, universities):
    """Return {scope: Standing} of one object for the universities whose facts it holds: two queries."""
    return standings_of(type(instance), {instance.pk: universities})[instance.pk]


def standings_of(model, universities):
    """Return {object: {scope: Standing}} of objects of a model, given {object: universities}: two queries."""
    found = {key: {} for key in universities}
    confirmed = defaultdict(dict)
    for each in Confirmation.objects.filter(**_of(model, universities)):
        confirmed[each.object_id, each.scope][each.university_id] = each
    for group in FactGroup.objects.filter(**_of(model, universities)):
        still = {
            university: each
            for university, each in confirmed[group.object_id, group.scope].items()
            if each.fingerprint == group.fingerprint and university in universities[group.object_id]
        }
        found[group.object_id][group.scope] = Standing(
            stated_by=group.stated_by_id,
            stated_at=group.changed_at,
            confirmed=still,
            missing=set(universities[group.object_id]) - set(still),
        )
    return found


def own_confirmations(instance, university):
    """Return {scope: Confirmation} of what a university (primary key) last said of an object, whatever it says now."""
    found = Confirmation.objects.filter(**_of(type(instance), [instance.pk]), university=university)
    return {each.scope: each for each in found}


def groups_and_words(model, keys, university):
    """Return ({object: {scope: FactGroup}}, {object: {scope: Confirmation}}) of what a university said: two queries."""
    groups, words = {}, defaultdict(dict)
    for group in FactGroup.objects.filter(**_of(model, keys)):
        groups.setdefault(group.object_id, {})[group.scope] = group
    for word in Confirmation.objects.filter(**_of(model, keys), university=university):
        words[word.object_id][word.scope] = word
    return groups, words
