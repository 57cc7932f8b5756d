"""Who said of which part of an object that it is right, and whether it still says the same.

A confirmation belongs to a fingerprint of what was confirmed: when another part changes it stands, when this one does
it is over. Apps say what the parts are (`Subject.facts`), and call `follow` whenever they may have changed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from cluster_portal.review.models import Channel, Confirmation, FactGroup


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
    return {"content_type": ContentType.objects.get_for_model(model), "object_id__in": keys}


@transaction.atomic
def follow(instance, facts, *, at, stated_by=None):
    """Note what the parts of an object say now, {scope: fingerprint}; return the scopes that say something else.

    `stated_by` is the university that said so, None for staff and data files.
    """
    content_type = ContentType.objects.get_for_model(type(instance))
    stored = {each.scope: each for each in FactGroup.objects.filter(**_of(type(instance), [instance.pk]))}
    changed = {scope for scope, fingerprint in facts.items() if _differs(stored.get(scope), fingerprint)}
    for scope in changed:
        FactGroup.objects.update_or_create(
            content_type=content_type,
            object_id=instance.pk,
            scope=scope,
            defaults={"fingerprint": facts[scope], "changed_at": at, "stated_by_id": stated_by},
        )
    FactGroup.objects.filter(pk__in=[each.pk for scope, each in stored.items() if scope not in facts]).delete()
    return changed


def _differs(group, fingerprint):
    return group is None or group.fingerprint != fingerprint


@transaction.atomic
def confirm(instance, university, *, facts, by, channel, at, scopes=None):
    """Store that a university (primary key) confirms parts of an object as they are now: all, or those of `scopes`.

    `facts` are {scope: fingerprint} as the person saw them: what has changed since is not confirmed.
    Returns the scopes that are confirmed now.
    """
    now = {each.scope: each.fingerprint for each in FactGroup.objects.filter(**_of(type(instance), [instance.pk]))}
    wanted = facts if scopes is None else {scope: facts[scope] for scope in scopes if scope in facts}
    right = {scope: value for scope, value in wanted.items() if now.get(scope, value) == value}
    content_type = ContentType.objects.get_for_model(type(instance))
    for scope, value in right.items():
        Confirmation.objects.update_or_create(
            content_type=content_type,
            object_id=instance.pk,
            scope=scope,
            university_id=university,
            defaults={"fingerprint": value, "at": at, "by": by, "channel": channel},
        )
    return set(right)


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


__all__ = ["Channel", "Standing", "confirm", "follow", "standings", "standings_of", "withdraw_confirmations"]
