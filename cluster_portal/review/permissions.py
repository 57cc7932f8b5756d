"""Who may do what with proposals. Asked anew each time: rights end with the affiliation."""

from django.db.models import Q

from cluster_portal.core.staff import staff_may
from cluster_portal.review.models import Answer, Proposal
from cluster_portal.review.registry import Risk, parties

REVIEW = "review.review"
DECIDED_BY_APPROVERS = (Risk.OWN, Risk.VISIBLE)  # what concerns their university alone


def is_reviewer(user):
    """Tell whether a user decides for the network."""
    return staff_may(user, REVIEW)


def visible_proposals(user):
    """Return the proposals that a user may see, drafts only to whom they belong.

    Reviewers see all that were sent; people of a university its own, and those about which it is asked.
    """
    sent = Q(submitted_at__isnull=False)  # a draft that was thrown away was never sent
    if is_reviewer(user):
        return Proposal.objects.filter(sent | Q(author=user))
    own = parties().acts_for(user)
    asked = Answer.objects.filter(university__in=own).values("item__proposal")
    return Proposal.objects.filter(Q(university__in=own) & (sent | Q(author=user)) | sent & Q(pk__in=asked))


def may_edit(user, proposal):
    """Tell whether a user may change, send or withdraw a proposal: its author, while acting for its university.

    What was sent by somebody who has left is taken back or up again by whoever acts for the university.
    """
    if not user.is_active or proposal.university_id not in parties().acts_for(user):
        return False
    return user.pk == proposal.author_id or is_left_behind(proposal)


def is_left_behind(proposal):
    """Tell whether a proposal was sent by somebody who does not act for its university any more."""
    was_sent = proposal.submitted_at is not None
    return was_sent and proposal.university_id not in parties().acts_for(proposal.author)


def may_decide(user, proposal):
    """Tell whether a user may decide about a proposal at all: never its author, in whatever role."""
    if user.pk == proposal.author_id or not user.is_active:
        return False
    return is_reviewer(user) or proposal.university_id in parties().approves_for(user)


def may_decide_item(user, item):
    """Tell whether a user may decide about one item: those who are not staff only what concerns their university."""
    return is_reviewer(user) or item.risk in DECIDED_BY_APPROVERS


def may_answer(user, proposal, university):
    """Tell whether a user may answer for a partner: never the author, also where they act for both."""
    if user.pk == proposal.author_id or not user.is_active:
        return False
    return university in parties().acts_for(user)
