"""Accepting from the list what needs no second look: own changes without a single warning."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.review.actions import Decision, Stale, decide
from cluster_portal.review.assessing import assess
from cluster_portal.review.models import Proposal
from cluster_portal.review.permissions import may_decide
from cluster_portal.review.registry import Risk
from cluster_portal.review.shown import shown_rows
from cluster_portal.review.writing import Refused

HARMLESS = (Risk.OWN, Risk.VISIBLE)


def accept_harmless(proposal, *, reviewer, at):
    """Accept all open items of a proposal; return why not, [] where it was done."""
    shown = [each for row in shown_rows(proposal) for each in row.items if each.item.is_open]
    if reason := _why_not(proposal, shown, reviewer, at):
        return [reason]
    chosen = {each.item: Decision(is_accepted=True) for each in shown}
    try:
        with transaction.atomic():
            decide(proposal, decisions=chosen, reviewer=reviewer, version=proposal.version, at=at)
    except (Stale, PermissionDenied):
        return [_("Somebody else has decided about it meanwhile.")]
    except Refused as refused:
        return [sentence for sentences in refused.errors.values() for sentence in sentences]
    return []


def _why_not(proposal, shown, reviewer, at):
    if proposal.state != Proposal.State.SUBMITTED:
        return _("It does not wait for a decision.")
    if not may_decide(reviewer, proposal):
        return _("Nobody decides about what they proposed themselves.")
    if any(each.risk not in HARMLESS for each in shown):
        return _("It holds more than own changes: decide about it on its page.")
    if not assess(proposal, shown, reviewer=reviewer, day=timezone.localdate(at)).is_clear:
        return _("Something warns: look at its page.")
    return ""
