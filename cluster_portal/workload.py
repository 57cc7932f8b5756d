"""What waits for network staff, for the first page of the back office: each a count and the way to the list of it."""

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.mail.models import Message, State
from cluster_portal.review.models import Proposal
from cluster_portal.review.permissions import is_reviewer
from cluster_portal.review.queue import MARKS
from cluster_portal.review.registry import Risk
from members.models import University


@dataclass(frozen=True)
class Waiting:
    """One line: a shape for its weight, what waits, how much of it, and where it is."""

    label: str
    count: int
    address: str
    mark: str = ""


def waiting_for(user):
    """Return the lines that somebody may see, proposals by risk first; without what there is nothing of.

    Five queries for somebody who may see everything, none for somebody who may see nothing of it.
    """
    lines = [*_of_proposals(user), *_of_mail(user), *_of_universities(user)]
    return [line for line in lines if line.count]


def sees_any(user):
    """Tell whether any of this is the business of somebody: else the page says nothing of it."""
    return is_reviewer(user) or user.has_perm("mail.view_message") or user.has_perm("members.change_university")


def _of_proposals(user):
    if not is_reviewer(user):
        return
    queue, day = reverse("admin:review_proposal_changelist"), timezone.localdate()
    by_risk = Proposal.objects.open().order_by().values_list("risk_rank").annotate(count=Count("pk"))
    counts = dict(by_risk)
    for risk in reversed(Risk):
        label = _("Proposals: %(risk)s") % {"risk": risk.label}
        yield Waiting(label, counts.get(risk.rank, 0), f"{queue}?risk={risk.value}", MARKS[risk])
    objected = Proposal.objects.objected().count()
    yield Waiting(_("Objections to settle"), objected, f"{queue}?waits=objection", "!")
    silent = Proposal.objects.silent(day).count()
    yield Waiting(_("Partners that were silent until their time was over"), silent, f"{queue}?waits=silent", "…")


def _of_mail(user):
    if user.has_perm("mail.view_message"):
        failed = Message.objects.filter(state=State.FAILED).with_words().count()
        address = f"{reverse('admin:mail_message_changelist')}?state__exact={State.FAILED.value}"
        yield Waiting(_("Mails that could not be delivered"), failed, address, "✕")


def _of_universities(user):
    if user.has_perm("members.change_university"):
        address = f"{reverse('admin:members_university_changelist')}?people=none"
        yield Waiting(_("Universities for which nobody can act"), University.objects.orphaned().count(), address, "∅")
