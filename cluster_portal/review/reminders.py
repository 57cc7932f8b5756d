"""Partners that have not answered: asked again twice, then staff may publish what they were silent about."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cluster_portal.review import notices
from cluster_portal.review.actions import ANSWER_DAYS
from cluster_portal.review.models import Answer, Proposal, Step


def remind_partners(*, at):
    """Remind the partners whose answers wait, and tell staff of those that were silent; return how many proposals.

    Each reminder is told once: run again on the same day it does nothing, and after a day off it makes up for it.
    """
    day = timezone.localdate(at)
    waiting = defaultdict(list)
    for answer in Answer.objects.waiting().select_related("item"):
        waiting[answer.item.proposal_id].append(answer)
    proposals = Proposal.objects.filter(pk__in=waiting, answers_due_on__isnull=False)
    return sum(_remind(proposal, waiting[proposal.pk], day, at) for proposal in proposals)


@transaction.atomic
def _remind(proposal, answers, day, at):
    """Do what is due on the day for one proposal; return whether partners were reminded."""
    if day >= proposal.answers_due_on:
        notices.silent(proposal, is_required=any(answer.is_required for answer in answers))
        return False
    sent_on = proposal.answers_due_on - timedelta(days=ANSWER_DAYS)
    reached = [number for number in notices.REMINDER_DAYS if sent_on + timedelta(days=number) <= day]
    if not reached or not notices.remind(proposal, {answer.university_id for answer in answers}, reached[-1]):
        return False
    Step.objects.create(
        proposal=proposal, action=Step.Action.REMINDED, at=at, items=sorted({answer.item_id for answer in answers})
    )
    return True
