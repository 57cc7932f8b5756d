"""Whoever proposes a shared fact or agrees to it says that it is right: once accepted, it is confirmed by them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.review.confirmations import confirm, groups_of, still_confirmed
from cluster_portal.review.models import Answer, Channel

# Stands where a partner answers: what a yes means for the parts of `scopes_asked`.
CONSENT = _("With your yes you confirm that this part is right as it will then stand.")


@dataclass(frozen=True)
class _Word:
    """What a university said of one part: who said it, when, and by which way."""

    by: models.Model | None
    at: datetime
    channel: str


def scopes_asked(proposal, university):
    """Return what the parts are called that a university (primary key) would confirm by agreeing to all it is asked."""
    subject = proposal.subject
    items = proposal.items.filter(answers__university=university)
    scopes = {subject.scope_of(item.model, item.column) for item in items}
    return [label for scope, label in subject.scopes.items() if scope in scopes]


def confirm_agreed(proposal, items, *, before, at):
    """Note who confirms the parts of an object that say something new since the groups `before`: {scope: FactGroup}.

    The university that proposed confirms all of them, each partner those of which it agreed to every item that it was
    asked about. Who agreed to something that others have changed meanwhile confirms nothing that it has not seen.
    """
    target, subject = proposal.target, proposal.subject
    touched = {
        scope: group.fingerprint
        for scope, group in groups_of(target).items()
        if scope not in before or before[scope].fingerprint != group.fingerprint
    }
    if not touched:
        return
    known = still_confirmed(target, before)
    for university, words in _words(proposal, items, touched).items():
        right = defaultdict(dict)
        for scope, word in words.items():
            if scope not in before or before[scope].changed_at <= word.at or (scope, university) in known:
                right[word.by, word.channel][scope] = touched[scope]
        for (by, channel), facts in right.items():
            confirm(target, university, facts=facts, by=by, channel=channel, at=at)
        if right:
            subject.confirmed([target.pk], university, at)


def _words(proposal, items, touched):
    """Return {university: {scope: _Word}} of those who proposed the items or agreed to them."""
    own = _Word(proposal.author, proposal.submitted_at, Channel.PROPOSAL)
    words = defaultdict(dict, {proposal.university_id: dict.fromkeys(touched, own)})
    answers = defaultdict(list)
    scopes = {item.pk: proposal.subject.scope_of(item.model, item.column) for item in items}
    for answer in Answer.objects.filter(item__in=scopes).select_related("answered_by"):
        answers[answer.university_id, scopes[answer.item_id]].append(answer)
    for (university, scope), given in answers.items():
        if scope in touched and all(each.state == Answer.State.AGREED for each in given):
            last = max(given, key=lambda each: each.answered_at)
            channel = Channel.STAFF if any(each.by_staff for each in given) else Channel.PROPOSAL
            words[university][scope] = _Word(last.answered_by, min(each.answered_at for each in given), channel)
    return words
