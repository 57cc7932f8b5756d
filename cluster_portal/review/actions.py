"""What happens to proposals: sent, answered, decided, sent back, withdrawn, taken up again, taken back.

Each function is one transaction, asks who may, writes a `Step`, and tells whom it concerns. Moments are arguments.
Raises PermissionDenied for who may not, `Stale` where somebody was quicker, and `writing.Refused` with the reasons
where the rules forbid it: then nothing has changed.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.review import notices, uploads
from cluster_portal.review.agreed import confirm_agreed
from cluster_portal.review.confirmations import groups_of
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.models import Answer, Item, Proposal, Step, TrailEntry
from cluster_portal.review.obstacles import NO_PART, check_asked, why_not_yet
from cluster_portal.review.permissions import (
    is_reviewer,
    may_answer,
    may_decide,
    may_decide_item,
    may_edit,
)
from cluster_portal.review.registry import Risk
from cluster_portal.review.tree import Change, Operation, read
from cluster_portal.review.weighing import Weighing, highest_rank
from cluster_portal.review.writing import Conflict, Origin, Refused, live_value, try_out, write

ANSWER_DAYS = 14  # a partner's office may be closed for a week, and somebody has to ask a programme director


class Stale(Exception):
    """The proposal has moved on since the page that the decision was made on."""


@dataclass(frozen=True)
class Decision:
    """What a reviewer says to one item."""

    is_accepted: bool
    reason: str = ""


# Sending -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(proposal, *, user, at, note=""):
    """Send a draft: what is own and harmless is published at once, the rest waits for reviewers and partners."""
    proposal = _locked(proposal)
    if proposal.state != Proposal.State.DRAFT or not may_edit(user, proposal):
        raise PermissionDenied
    subject, items = proposal.subject, list(proposal.items.all())
    if not items:
        raise Refused({None: [_("There is nothing to send: change something first.")]})
    _check_target(proposal, subject, user)
    errors = try_out(subject, proposal.target, items, _origin(proposal, user, at))
    if errors:
        raise Refused(errors)
    weighing = Weighing(proposal, items)
    day = timezone.localdate(at)
    for item in items:
        item.risk = weighing.risk(item)
    Item.objects.bulk_update(items, ["risk"])
    asked = Answer.objects.bulk_create(
        Answer(item=item, university_id=university, is_required=required)
        for item in items
        for university, required in weighing.concerned(item).items()
    )
    proposal.note = note
    proposal.submitted_at = at
    proposal.risk_rank = highest_rank(item.risk for item in items)
    proposal.nearest_on = subject.nearest(proposal.target, day) if proposal.target else None
    if asked:
        proposal.answers_due_on = day + timedelta(days=ANSWER_DAYS)
    _move(proposal, Proposal.State.SUBMITTED, Step.Action.SUBMITTED, actor=user, at=at, items=items)
    uploads.attach([value for item in items for value in item.values], proposal)
    # A draft that was thrown away was nobody's business, and stays so.
    sent = Proposal.objects.filter(pk=proposal.replaces_id, submitted_at__isnull=False)
    sent.update(state=Proposal.State.SUPERSEDED)
    _publish_own(proposal, subject, [item for item in items if item.risk == Risk.OWN], user, at)
    _settle(proposal, at)
    notices.sent(proposal)
    return proposal


def _check_target(proposal, subject, user):
    if proposal.object_id is None:
        return
    if proposal.target is None:
        raise Refused({None: [_("What this was about is no longer there.")]})
    is_ours = proposal.university_id in subject.parties(proposal.target)
    if not is_ours or not subject.editable(user).filter(pk=proposal.object_id).exists():
        raise PermissionDenied


def _publish_own(proposal, subject, items, user, at):
    """Publish what is own and harmless; where it depends on the rest, it waits with it."""
    if not items or proposal.is_new_object:
        return
    try:
        _publish(proposal, subject, items, user, at)
    except Refused:
        return
    _mark(items, Item.State.ACCEPTED, user, at)
    _step(proposal, Step.Action.PUBLISHED, actor=user, at=at, items=items)


@transaction.atomic
def withdraw(proposal, *, user, at):
    """Take a proposal back before it is decided. What was published already stays published."""
    proposal = _locked(proposal)
    open_states = (Proposal.State.DRAFT, Proposal.State.SUBMITTED, Proposal.State.RETURNED)
    if proposal.state not in open_states or not may_edit(user, proposal):
        raise PermissionDenied
    _move(proposal, Proposal.State.WITHDRAWN, Step.Action.WITHDRAWN, actor=user, at=at)
    notices.withdrawn(proposal)
    return proposal


@transaction.atomic
def take_up_again(proposal, *, user, at):
    """Return a new draft with what was not accepted, against what is live now."""
    proposal = _locked(proposal)
    ended = (
        Proposal.State.RETURNED,
        Proposal.State.WITHDRAWN,
        Proposal.State.REJECTED,
        Proposal.State.PARTLY,
    )
    if proposal.state not in ended or not may_edit(user, proposal):
        raise PermissionDenied
    subject, target = proposal.subject, proposal.target
    if proposal.object_id is not None and target is None:
        raise Refused({None: [_("What this was about is no longer there.")]})
    is_taken_up = Proposal.objects.filter(replaces=proposal, author=user, state=Proposal.State.DRAFT).exists()
    draft = begin(subject, target, author=user, university=proposal.university_id, at=at, name=proposal.name)
    if is_taken_up or draft.items.exists():
        raise Refused({None: [_("You have a draft about this already: send it or throw it away first.")]})
    draft.replaces = proposal
    draft.made = proposal.made  # what was accepted of it is what the rest may refer to
    draft.save(update_fields=["replaces", "made"])
    basket = Draft(draft, user)
    left = proposal.items.exclude(state=Item.State.ACCEPTED)
    for item in [item for item in left if subject.has(item.model, item.column)]:
        basket.put([_rebased(subject, target, item)], row_name=item.row_name)
    _step(proposal, Step.Action.TAKEN_UP, actor=user, at=at)
    return draft


def _rebased(subject, target, item):
    """Return the change of an item with what is live now in place of what its author saw then."""
    old = item.old
    if item.operation == Operation.CHANGE:
        old = live_value(subject, target, item)
    elif item.operation == Operation.REMOVE:
        old = read(subject, target, only={item.model}).rows.get(item.key, old)
    return Change(item.operation, item.key, item.column, old, item.new)


# Answering -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(proposal, *, university, answers, user, at, on_behalf=False):
    """Take what a partner says: {item: (agrees, comment, counter-value or None)}. It may change its mind until decided.

    `on_behalf`: network staff say it for a partner that cannot, which the log and the page show.
    """
    proposal = _locked(proposal)
    if on_behalf and not (is_reviewer(user) and user.pk != proposal.author_id):
        raise PermissionDenied
    if not on_behalf and not may_answer(user, proposal, university):
        raise PermissionDenied
    if proposal.state != Proposal.State.SUBMITTED:
        raise Stale
    asked = {each.item_id: each for each in Answer.objects.filter(item__proposal=proposal, university=university)}
    agreed, objected = [], []
    still = {each.pk: each for each in proposal.items.all()}
    for given_item, (agrees, comment, counter) in answers.items():
        item = still.get(given_item.pk)
        if item is None or item.pk not in asked or not item.is_open:
            raise Stale
        if not agrees and not comment.strip():
            raise Refused({item: [_("Say what is not right, so that it can be settled.")]})
        given = asked[item.pk]
        given.state = Answer.State.AGREED if agrees else Answer.State.OBJECTED
        given.comment, given.counter = comment.strip(), None if agrees else counter
        given.answered_by, given.answered_at, given.by_staff = user, at, on_behalf
        given.save()
        (agreed if agrees else objected).append(item)
    for action, items in ((Step.Action.AGREED, agreed), (Step.Action.OBJECTED, objected)):
        if items:
            _step(proposal, action, actor=user, at=at, items=items, university=university)
    _move(proposal, proposal.state)
    published = _settle(proposal, at)
    notices.answered(proposal, university, is_objection=bool(objected))
    if published:
        notices.decided(proposal, published, [])
    return proposal


# Deciding ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(proposal, *, decisions, reviewer, version, at):
    """Decide items: {item: Decision}. `version` is that of the page on which the reviewer saw them."""
    proposal = _locked_for(reviewer, proposal, version)
    items = {item.pk: item for item in proposal.items.prefetch_related("answers")}
    chosen = {items[item.pk]: decision for item, decision in decisions.items() if item.pk in items}
    errors = {}
    for item, decision in chosen.items():
        if not item.is_open:
            raise Stale
        if not may_decide_item(reviewer, item):
            raise PermissionDenied
        if reasons := list(_objections(proposal, item, decision, timezone.localdate(at))):
            errors[item] = reasons
    if errors:
        raise Refused(errors)
    accepted = [item for item, decision in chosen.items() if decision.is_accepted]
    rejected = [item for item, decision in chosen.items() if not decision.is_accepted]
    if accepted:
        _publish(proposal, proposal.subject, accepted, reviewer, at)
        _mark(accepted, Item.State.ACCEPTED, reviewer, at)
        _step(proposal, Step.Action.ACCEPTED, actor=reviewer, at=at, items=accepted)
    for item in rejected:
        _mark([item], Item.State.REJECTED, reviewer, at, reason=chosen[item].reason.strip())
        _step(proposal, Step.Action.REJECTED, actor=reviewer, at=at, items=[item], reason=chosen[item].reason.strip())
    _move(proposal, proposal.state)
    published = _settle(proposal, at)
    notices.decided(proposal, [*accepted, *published], rejected)
    return proposal


def _objections(proposal, item, decision, day):
    """Yield what keeps a reviewer from a decision."""
    if not decision.is_accepted:
        if not decision.reason.strip():
            yield _("Say why: a rejection without a reason helps nobody.")
        return
    yield from why_not_yet(proposal, item, day)


@transaction.atomic
def send_back(proposal, *, reviewer, reason, version, at):
    """Ask the author for changes: what is open can be taken up again as a draft."""
    proposal = _locked_for(reviewer, proposal, version)
    if not reason.strip():
        raise Refused({None: [_("Say what should be changed.")]})
    _move(proposal, Proposal.State.RETURNED, Step.Action.RETURNED, actor=reviewer, at=at, reason=reason.strip())
    notices.returned(proposal, reason.strip())
    return proposal


@transaction.atomic
def revert(item, *, reviewer, reason, at):
    """Take an accepted item back: what was live before it is live again. Raises Conflict where it has moved since."""
    proposal = _locked(item.proposal)
    item = proposal.items.get(pk=item.pk)
    if not is_reviewer(reviewer) or reviewer.pk == proposal.author_id:
        raise PermissionDenied
    if item.state != Item.State.ACCEPTED or item.operation != "change":
        raise Refused({item: [_("Only a change of a value can be taken back.")]})
    if not reason.strip():
        raise Refused({item: [_("Say why.")]})
    _write(proposal, proposal.subject, [_change_of(item).reverse], _origin(proposal, reviewer, at, is_own_word=False))
    _mark([item], Item.State.REVERTED, reviewer, at, reason=reason.strip())
    _move(proposal, proposal.state, Step.Action.REVERTED, actor=reviewer, at=at, items=[item], reason=reason.strip())
    notices.reverted(proposal, item)
    return item


# What all of them do -------------------------------------------------------------------------------------------------


def _locked(proposal):
    return Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)


def _locked_for(reviewer, proposal, version):
    """Return a proposal for a reviewer who saw a version of it. Raises PermissionDenied or Stale."""
    proposal = _locked(proposal)
    if not may_decide(reviewer, proposal):
        raise PermissionDenied
    if proposal.version != version or proposal.state != Proposal.State.SUBMITTED:
        raise Stale
    return proposal


def _change_of(item):
    return Change(item.operation, item.key, item.column, item.old, item.new)


def _publish(proposal, subject, items, actor, at):
    """Write items, and note that those who proposed or agreed to them confirm the parts that say something new."""
    if proposal.has_lost_its_part:
        raise Refused({None: [NO_PART]})
    check_asked(proposal, items)
    before = groups_of(proposal.target)
    _write(proposal, subject, items, _origin(proposal, actor, at))
    confirm_agreed(proposal, items, before=before, at=at)


def _write(proposal, subject, items, origin):
    if proposal.is_gone:  # without this a new object would be made of the few columns that are proposed
        raise Conflict({None: [_("What this was about is no longer there.")]})
    proposal.target = write(subject, proposal.target, items, origin)
    proposal.save(update_fields=["object_id", "made"])


def _origin(proposal, actor, at, *, is_own_word=True):
    stated_by = proposal.university_id if is_own_word else None
    return Origin(proposal.university_id, actor, TrailEntry.Entry.WORKSPACE, at, proposal, stated_by)


def _mark(items, state, user, at, reason=""):
    for item in items:
        item.state, item.decided_by, item.decided_at, item.reason = state, user, at, reason
        item.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _step(proposal, action, *, actor, at, items=(), reason="", university=None):
    Step.objects.create(
        proposal=proposal,
        action=action,
        actor=actor,
        university_id=university,
        at=at,
        items=[item.pk for item in items],
        reason=reason,
    )


def _move(proposal, state, action=None, **step):
    """Bring a proposal into a state, with a step where something happened, and raise its version."""
    proposal.state = state
    proposal.version += 1
    proposal.save()
    if action:
        _step(proposal, action, **step)


def _settle(proposal, at):
    """Publish what all partners agreed to, and close a proposal of which nothing is open; return what was published."""
    items = list(proposal.items.prefetch_related("answers"))
    agreed = [item for item in items if item.is_open and _all_agreed(item)]
    published = []
    if agreed and not proposal.is_new_object:  # a new object is made by a reviewer, together with what belongs to it
        last = max((each for item in agreed for each in item.answers.all()), key=lambda each: each.answered_at)
        try:
            _publish(proposal, proposal.subject, agreed, last.answered_by, at)
        except Refused:
            notices.stuck(proposal)
        else:
            _mark(agreed, Item.State.ACCEPTED, last.answered_by, at)
            _step(proposal, Step.Action.ACCEPTED, actor=None, at=at, items=agreed)
            published = agreed
    if any(item.is_open for item in items):
        return published
    accepted = [item for item in items if item.state == Item.State.ACCEPTED]
    states = {0: Proposal.State.REJECTED, len(items): Proposal.State.ACCEPTED}
    proposal.decided_at = at
    _move(proposal, states.get(len(accepted), Proposal.State.PARTLY))
    return published


def _all_agreed(item):
    answers = list(item.answers.all())
    return bool(answers) and all(each.state == Answer.State.AGREED for each in answers)
