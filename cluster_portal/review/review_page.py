"""The page on which staff decide about one proposal: its changes against what is live, and what speaks against them.

One form decides; each answer for a partner and each change that is taken back has a form of its own. Whatever is
refused, the page comes again with what was typed.
"""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.requests import number_of
from cluster_portal.review import queue
from cluster_portal.review.actions import Decision, Stale, answer, decide, revert, send_back
from cluster_portal.review.assessing import Assessment, assess
from cluster_portal.review.bulk import HARMLESS
from cluster_portal.review.models import Answer, Item, Proposal
from cluster_portal.review.permissions import may_decide
from cluster_portal.review.registry import parties
from cluster_portal.review.shown import ShownItem, Wording, shown_rows
from cluster_portal.review.trail_page import address_of
from cluster_portal.review.tree import Change, Operation
from cluster_portal.review.writing import Conflict, Refused

ACCEPT, REJECT = "accept", "reject"
DECIDE, RETURN, ANSWER, REVERT = "decide", "return", "answer", "revert"
BAD, CONFLICT = 400, 409
LONGEST_REASON = Item._meta.get_field("reason").max_length
LONGEST_COMMENT = Answer._meta.get_field("comment").max_length
REASONS = {
    "source": _("A source is missing: please say where this comes from."),
    "long": _("Too long: please keep it to what a reader needs."),
    "place": _("This belongs into another field."),
    "agreed": _("This is not what the partners have agreed on."),
    "settled": _("This was settled meanwhile in another proposal."),
    "readers": _("Please write it for students, in whole sentences."),
}


@dataclass
class Line:
    """One item on the page: how it is shown, what speaks against it, and what was typed about it."""

    shown: ShownItem
    waits: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    answers: list = field(default_factory=list)  # [(Answer, name of the partner, counter-value in words)]
    chosen: str = ""
    template: str = ""
    reason: str = ""
    may_be_accepted: bool = False
    may_be_taken_back: bool = False

    @property
    def item(self):
        return self.shown.item

    @property
    def risk(self):
        return queue.risk_mark(self.shown.risk)


@dataclass
class Page:
    """All that the page says of one proposal to one reviewer."""

    proposal: Proposal
    university: str
    rows: list  # [(ShownRow, [Line])]
    assessment: Assessment
    may_decide: bool
    steps: list  # [(Step, name of the university)]
    errors: list = field(default_factory=list)  # of the proposal as a whole

    @property
    def lines(self):
        return [line for _row, lines in self.rows for line in lines]

    @property
    def unanswered(self):
        """[(Line, Answer, partner)] that network staff may say for a partner."""
        return [
            (line, given, partner)
            for line in self.lines
            if line.item.is_open
            for given, partner, _counter in line.answers
            if given.state != Answer.State.AGREED
        ]

    @property
    def taken_back(self):
        """The lines whose change may be taken back."""
        return [line for line in self.lines if line.may_be_taken_back]

    def put_errors(self, errors):
        """Put sentences at their items, {item or None: sentences}."""
        by_key = {line.item.pk: line for line in self.lines}
        for item, sentences in errors.items():
            line = by_key.get(getattr(item, "pk", None))
            (line.errors if line else self.errors).extend(sentences)


def show(model_admin, request, object_id):
    """Answer the page of a proposal on GET; decide, send back, answer or take back on POST."""
    found = Proposal.objects.filter(submitted_at__isnull=False).select_related("content_type", "author")
    proposal = found.filter(pk=number_of(object_id)).first()
    if proposal is None:
        raise Http404
    if request.method != "POST":
        return _answer(model_admin, request, _page_of(request, proposal))
    errors, status, tell = {}, CONFLICT, ""
    try:
        done = _act(request, proposal)
    except Stale:
        tell = gettext("Somebody was quicker: this has moved on since you opened the page. Nothing of yours was saved. "
                       "Look at what is there now, and decide again.")  # fmt: skip
    except Refused as refused:
        errors, status = refused.errors, CONFLICT if isinstance(refused, Conflict) else BAD
        tell = gettext("Nothing was saved. Look at what is said beside the changes.")
    else:
        messages.success(request, done)
        return HttpResponseRedirect(request.path)
    proposal = found.get(pk=proposal.pk)
    page = _page_of(request, proposal)
    page.put_errors(errors)
    messages.error(request, tell)
    return _answer(model_admin, request, page, status)


# Acting ---------------------------------------------------------------------------------------------------------------


def _act(request, proposal):
    """Do what was asked for and return a sentence on it. Raises Stale, Refused or PermissionDenied."""
    action, _sign, key = request.POST.get("do", DECIDE).partition(":")
    if action == ANSWER:
        return _answer_for_partner(request, proposal, key)
    if action == REVERT:
        item = proposal.items.filter(pk=number_of(key)).first()
        if item is None:
            raise Stale
        _check_length(item, reason := request.POST.get("revert-reason", "").replace("\0", ""), LONGEST_REASON)
        revert(item, reviewer=request.user, reason=reason, at=timezone.now())
        return gettext("The change was taken back: what was live before is live again.")
    if not may_decide(request.user, proposal):
        raise PermissionDenied
    version = number_of(request.POST.get("version", ""))
    seen = {"reviewer": request.user, "at": timezone.now(), "version": version}
    if action == RETURN:
        reason = request.POST.get("return-reason", "").replace("\0", "")
        _check_length(None, reason, LONGEST_REASON)
        send_back(proposal, reason=reason, **seen)
        return gettext("The author is asked for changes.")
    decide(proposal, decisions=_decisions(request, proposal), **seen)
    return gettext("Your decision is saved, and the author will hear of it.")


def _decisions(request, proposal):
    decisions, errors = {}, {}
    for item in proposal.items.all():
        chosen = request.POST.get(f"decision-{item.pk}", "").replace("\0", "")
        if chosen in (ACCEPT, REJECT):
            reason = _reason(request.POST, item) if chosen == REJECT else ""
            decisions[item] = Decision(chosen == ACCEPT, reason)
            if len(reason) > LONGEST_REASON:
                errors[item] = [_too_long(LONGEST_REASON)]
    if errors:
        raise Refused(errors)
    if not decisions:
        raise Refused({None: [gettext("Choose for at least one change whether you accept or reject it.")]})
    return decisions


def _reason(posted, item):
    """Return the reason of a rejection: a ready one, own words, or both."""
    ready = REASONS.get(posted.get(f"template-{item.pk}"), "")
    return f"{ready} {posted.get(f'reason-{item.pk}', '')}".strip()


def _answer_for_partner(request, proposal, key):
    asked = Answer.objects.filter(item__proposal=proposal).select_related("item")
    given = asked.filter(pk=number_of(key)).first()
    if given is None:
        raise Stale
    agrees, comment = request.POST.get("agrees", ""), request.POST.get("comment", "").replace("\0", "")
    if agrees not in ("yes", "no"):
        raise Refused({given.item: [gettext("Say whether the partner agrees.")]})
    if not comment.strip():
        raise Refused({given.item: [gettext("Say who told you so, and when: the partner will read it.")]})
    _check_length(given.item, comment, LONGEST_COMMENT)
    answer(
        proposal,
        university=given.university_id,
        answers={given.item: (agrees == "yes", comment, None)},
        user=request.user,
        at=timezone.now(),
        on_behalf=True,
    )
    return gettext("The answer is saved, and marked as given by network staff.")


def _check_length(item, text, longest):
    if len(text) > longest:
        raise Refused({item: [_too_long(longest)]})


def _too_long(longest):
    return gettext("Keep it to %(count)d characters.") % {"count": longest}


# Showing --------------------------------------------------------------------------------------------------------------


def _page_of(request, proposal):
    rows = shown_rows(proposal)
    shown = [each for row in rows for each in row.items]
    may = may_decide(request.user, proposal)
    is_open = proposal.state == Proposal.State.SUBMITTED
    day = timezone.localdate()
    assessment = assess(proposal, shown, reviewer=request.user, day=day) if is_open and may else Assessment()
    steps = list(proposal.steps.select_related("actor"))
    answers = [given for each in shown for given in each.answers]
    universities = {proposal.university_id} | {each.university_id for each in (*steps, *answers)}
    names = parties().names(universities - {None})
    counters = Wording(
        [Change(Operation.CHANGE, each.item.key, each.item.column, None, given.counter)
         for each in shown for given in each.answers if each.is_change]
    )  # fmt: skip
    typed = request.POST if request.method == "POST" else None
    lines = [(row, [_line(each, assessment, names, counters, typed, is_open and may) for each in row.items])
             for row in rows]  # fmt: skip
    told = [(step, names.get(step.university_id, "")) for step in steps]
    return Page(proposal, names.get(proposal.university_id, ""), lines, assessment, may and is_open, told)


def _line(shown, assessment, names, counters, typed, may_be_decided):
    item = shown.item
    line = Line(shown, assessment.waits.get(item.pk, []), assessment.warnings.get(item.pk, []))
    line.answers = [(given, names.get(given.university_id, ""), _counter(given, shown, counters))
                    for given in shown.answers]  # fmt: skip
    line.may_be_accepted = may_be_decided and shown.can_be_written and not line.waits
    line.may_be_taken_back = item.state == Item.State.ACCEPTED and shown.is_change
    if typed is not None:
        line.chosen = typed.get(f"decision-{item.pk}", "")
        line.template = typed.get(f"template-{item.pk}", "")
        line.reason = typed.get(f"reason-{item.pk}", "")
    elif line.may_be_accepted and not line.warnings and shown.risk in HARMLESS:
        line.chosen = ACCEPT  # what is shared, or warns, is to be chosen by hand: decision 21
    return line


def _counter(given, shown, counters):
    if given.counter is None or not shown.is_change:
        return ""
    return counters.of(shown.model, shown.item.column, given.counter).text


def _answer(model_admin, request, page, status=200):
    proposal = page.proposal
    action, _sign, key = request.POST.get("do", "").partition(":")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": proposal.name,
        "opts": model_admin.opts,
        "media": model_admin.media,
        "page": page,
        "proposal": proposal,
        "kind": capfirst(proposal.content_type.name),
        "university": page.university,
        "risk": queue.risk_mark(proposal.risk),
        "age": queue.age_of(proposal, timezone.now()),
        "address": _address_of(request.user, proposal),
        "trail_address": "" if proposal.target is None else address_of(proposal.target),
        "is_author": request.user.pk == proposal.author_id,
        "reasons": REASONS.items(),
        "longest_reason": LONGEST_REASON,
        "longest_comment": LONGEST_COMMENT,
        "typed": request.POST,
        "return_reason": request.POST.get("return-reason", "").replace("\0", ""),
        "revert_reason": request.POST.get("revert-reason", "").replace("\0", ""),
        "typed_for": number_of(key) if action == ANSWER else None,
        "reverted": number_of(key) if action == REVERT else None,
    }
    response = TemplateResponse(request, "admin/review/proposal/review.html", context, status=status)
    response.is_error_page = True  # it says itself what is wrong, whatever its status
    return response


def _address_of(user, proposal):
    """Return where the object stands in the back office, "" where it is gone or not the reader's business."""
    if proposal.target is None:
        return ""
    meta = proposal.target._meta
    if not user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
        return ""
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[proposal.object_id])
    except NoReverseMatch:
        return ""
