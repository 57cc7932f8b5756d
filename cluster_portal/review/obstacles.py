"""What keeps items of a proposal from being accepted, besides what the rules of their app say of the values."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.review.models import Answer
from cluster_portal.review.registry import Risk
from cluster_portal.review.weighing import Weighing
from cluster_portal.review.writing import Refused

NO_PART = gettext_lazy("The university that proposed this has no part in it any more: it can only be rejected.")


def why_not_yet(proposal, item, day):
    """Yield what an item still waits for before it may be accepted on a day."""
    answers = list(item.answers.all())
    if any(each.state == Answer.State.OBJECTED for each in answers):
        yield _("A partner objects to this: it has to be settled first.")
    missing = [each for each in answers if each.state == Answer.State.ASKED]
    if item.risk == Risk.IN_NAME and not any(each.is_required for each in answers):
        yield _("This speaks in the name of a partner that was not asked: send it back, so that it is sent anew.")
    if any(each.is_required for each in missing):
        yield _("This speaks in the name of a partner: it needs the partner's consent.")
    elif missing and proposal.answers_due_on and day < proposal.answers_due_on:
        yield _("Partners still have time to answer.")


def check_asked(proposal, items):
    """Refuse what concerns partners by now of whom none was asked when it was sent, or speaks in the name of one."""
    items = [item for item in items if proposal.subject.has(item.model, item.column)]  # the rest cannot be written
    weighing = Weighing(proposal, items)
    for item in items:
        known = {each.university_id for each in item.answers.all()}
        for university, is_required in weighing.concerned(item).items():
            if university not in known and (is_required or not known):
                raise Refused(
                    {item: [_("A partner has come that this speaks for: send it back, so that it is asked.")]}
                )
