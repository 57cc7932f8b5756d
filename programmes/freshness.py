"""What a university confirms of its programmes, once a year: the parts that their partners share."""

from collections import defaultdict

from django.utils import timezone

from cluster_portal.core.languages import text_of
from cluster_portal.review.confirmations import groups_and_words, standings_of
from cluster_portal.review.freshness import Confirmable, due_after
from programmes.models import Programme, ProgrammePartner
from programmes.vocabulary import Status

PROGRAMME = "programme"


def partners_of(programmes, day):
    """Return {programme: universities that take part in it on the day}, all by primary key: one query."""
    rows = ProgrammePartner.objects.taking_part(day).filter(programme__in=programmes, university__isnull=False)
    found = defaultdict(set, {key: set() for key in programmes})
    for programme, university in rows.order_by("position", "pk").values_list("programme", "university"):
        found[programme].add(university)
    return found


def confirmables(university, on):
    """Return the published programmes in which a university (primary key) takes part on the day: three queries.

    Nobody is asked about closed ones any more: their pages stay for the record.
    """
    parts = ProgrammePartner.objects.taking_part(on).filter(university=university)
    programmes = list(
        Programme.objects.published()
        .exclude(status=Status.CLOSED)
        .filter(pk__in=parts.values("programme"))
        .with_texts("title")
        .only("uuid", "slug", "source_language", "title_en")
        .order_by("slug")
    )
    groups, words = groups_and_words(Programme, [programme.pk for programme in programmes], university)
    return [
        _confirmable(programme, groups[programme.pk], words[programme.pk])
        for programme in programmes
        if programme.pk in groups
    ]


def _confirmable(programme, groups, words):
    """Return one programme: due where the longest since it was confirmed is, or since the day it says something new."""
    right = {
        scope: words[scope].at
        for scope, group in groups.items()
        if scope in words and words[scope].fingerprint == group.fingerprint
    }
    days = [
        due_after(right[scope], PROGRAMME) if scope in right else timezone.localdate(group.changed_at)
        for scope, group in groups.items()
    ]
    return Confirmable(
        programme,
        PROGRAMME,
        text_of(programme, "title"),
        lambda: {scope: group.fingerprint for scope, group in groups.items()},
        min(days),
        min(right.values()) if len(right) == len(groups) else None,
        frozenset(groups.keys() - right.keys()),
    )


def confirmed(programmes, university, at):
    """Keep the days in step that stand with partners and programmes: they are asked in many places.

    That of a partner is when it last confirmed anything, that of a programme since when all of it is confirmed by all.
    """
    day = timezone.localdate(at)
    ProgrammePartner.objects.filter(programme__in=programmes, university=university).update(confirmed_on=day)
    since = defaultdict(list)
    for key, scopes in standings_of(Programme, partners_of(programmes, day)).items():
        if scopes and all(standing.is_confirmed for standing in scopes.values()):
            first = min(each.at for standing in scopes.values() for each in standing.confirmed.values())
            since[timezone.localdate(first)].append(key)
    for first, keys in since.items():
        Programme.objects.filter(pk__in=keys).exclude(confirmed_on=first).update(confirmed_on=first)
