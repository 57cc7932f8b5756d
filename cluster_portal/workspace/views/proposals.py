"""Proposals of a university, and those about which it is asked: looked through, sent, answered, decided, taken back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.core.previews import for_eyes_only
from cluster_portal.core.requests import number_of, typed
from cluster_portal.review import actions
from cluster_portal.review.agreed import CONSENT, scopes_asked
from cluster_portal.review.drafts import Draft
from cluster_portal.review.models import Answer, Proposal, Upload
from cluster_portal.review.permissions import (
    is_reviewer,
    may_decide,
    may_decide_item,
    may_edit,
    visible_proposals,
)
from cluster_portal.review.registry import parties
from cluster_portal.review.shown import shown_rows
from cluster_portal.review.writing import Refused
from cluster_portal.workspace.access import acts_for, find_university, workspace_page
from cluster_portal.workspace.frame import frame
from cluster_portal.workspace.pages import PAGES
from members.models import University

PER_PAGE = 25


@workspace_page
@require_safe
def proposal_list(request, slug):
    """List what the university proposes, the newest first, and what it is asked by others."""
    university = find_university(request, slug)
    visible = visible_proposals(request.user)
    own = visible.of([university.pk]).select_related("author").order_by("-created_at", "-pk")
    asked = Answer.objects.waiting().filter(university=university).exclude(item__proposal__author=request.user)
    asked = visible.filter(pk__in=asked.values("item__proposal"))
    context = {
        **frame(request, university, "proposals"),
        "asked": list(asked.select_related("university").prefetch_related("university__names")),
        # Asked only of a list that is empty: who may only look sees none at all.
        "sees_proposals": lambda: is_reviewer(request.user) or acts_for(request.user, university),
        "page": Paginator(own, PER_PAGE).get_page(request.GET.get("page")),
    }
    context["page"].object_list = list(context["page"].object_list)
    return render(request, "workspace/proposals.html", context)


@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request, uuid):
    """Show one proposal, and do with it what the person may."""
    found = get_object_or_404(
        visible_proposals(request.user).select_related("university", "author", "content_type"), uuid=uuid
    )
    errors, status = {}, 200
    if request.method == "POST":
        try:
            return _act(request, found)
        except Refused as refused:
            errors, status = refused.errors, 422
        except actions.Stale:
            found.refresh_from_db()
            errors, status = (
                {None: [_("Somebody was quicker: look at what has become of it. Nothing was changed.")]},
                409,
            )
    return _proposal_page(request, found, errors, status)


def _act(request, found):
    do, now = request.POST.get("do", ""), timezone.now()
    there = HttpResponseRedirect(reverse("workspace:proposal", args=[found.uuid]))
    if do == "send":
        actions.submit(found, user=request.user, at=now, note=typed(request, "note", 2000))
        messages.success(request, _("Sent. You will be told what is decided."))
    elif do == "withdraw":
        actions.withdraw(found, user=request.user, at=now)
        messages.success(request, _("Taken back."))
    elif do == "take-up":
        draft = actions.take_up_again(found, user=request.user, at=now)
        return HttpResponseRedirect(reverse("workspace:proposal", args=[draft.uuid]))
    elif do.startswith("drop-"):
        item = found.items.filter(pk=number_of(do.removeprefix("drop-"))).first()
        if item is None:
            raise Http404
        Draft(found, request.user).drop(item)
        messages.success(request, _("Taken out of the draft."))
    elif do == "answer":
        _answer(request, found, now)
        messages.success(request, _("Thank you: your answer is kept."))
    elif do == "decide":
        _decide(request, found, now)
        messages.success(request, _("Decided."))
    else:
        raise PermissionDenied
    return there


def _answer(request, found, now):
    university = number_of(request.POST.get("for", ""))
    answers = {}
    for item in found.items.filter(answers__university=university):
        given = request.POST.get(f"answer-{item.pk}")
        if given in ("yes", "no"):
            comment = typed(request, f"comment-{item.pk}", 2000)
            counter = typed(request, f"counter-{item.pk}", 500) or None
            answers[item] = (given == "yes", comment, counter)
    if not answers:
        raise Refused({None: [_("Say to each change whether it is right.")]})
    actions.answer(found, university=university, answers=answers, user=request.user, at=now)


def _decide(request, found, now):
    decisions = {}
    for item in found.items.all():
        given = request.POST.get(f"decision-{item.pk}")
        if given in ("accept", "reject"):
            decisions[item] = actions.Decision(given == "accept", typed(request, f"reason-{item.pk}", 1000))
    if not decisions:
        raise Refused({None: [_("Accept or reject at least one change.")]})
    version = number_of(request.POST.get("version", ""))
    actions.decide(found, decisions=decisions, reviewer=request.user, version=version, at=now)


def _proposal_page(request, found, errors, status):
    user = request.user
    own = parties().acts_for(user)
    rows = shown_rows(found)
    asked = _asked(found, rows, own - {found.university_id}) if found.author_id != user.pk else {}
    university = _workspace_of(request, found, own)
    decides = found.state == Proposal.State.SUBMITTED and may_decide(user, found) and not is_reviewer(user)
    for row in rows:
        for shown in row.items:
            shown.errors = errors.get(shown.item, [])
            shown.can_be_decided = decides and shown.item.is_open and may_decide_item(user, shown.item)
    context = {
        **frame(request, university, "proposals"),
        "proposal": found,
        "names": parties().names({each.university_id for row in rows for shown in row.items for each in shown.answers}),
        "rows": rows,
        "errors": errors.get(None, []),
        "asked": asked,
        "may_edit": may_edit(user, found),
        "decides": decides and any(shown.can_be_decided for row in rows for shown in row.items),
        "steps": found.steps.select_related("actor", "university").prefetch_related("university__names"),
        "edit_url": _edit_url(found),
        "posted": request.POST,
        "note": request.POST.get("note", found.note),
    }
    return render(request, "workspace/proposal.html", context, status=status)


def _asked(found, rows, own):
    """Return the university for which the user answers, with the items that wait for it; {} where none does."""
    if found.state != Proposal.State.SUBMITTED:
        return {}
    for university in sorted(own):
        items = {
            shown.item.pk
            for row in rows
            for shown in row.items
            if shown.item.is_open and any(each.university_id == university for each in shown.answers)
        }
        if items:
            return {
                "university": university,
                "items": items,
                "name": parties().names({university})[university],
                "consent": CONSENT,
                "scopes": scopes_asked(found, university),
            }
    return {}


def _workspace_of(request, found, own):
    """Return the university in whose workspace the page stands: the proposing one, or one that is asked."""
    visible = University.objects.visible_to(request.user).prefetch_related("names")
    mine = visible.filter(pk=found.university_id).first()
    return mine or visible.filter(pk__in=own, answers__item__proposal=found).distinct().first()


def _edit_url(found):
    code = next((page.code for page in PAGES.values() if page.label == found.subject.label), None)
    if code is None or (found.object_id is not None and found.target is None):
        return ""
    reference = found.target.uuid if found.target is not None else found.uuid
    return reverse("workspace:object", args=[found.university.slug, code, reference])


@require_safe
def proposed_file(request, uuid):
    """Hand out a file of a proposal to those who may see the proposal; nobody else learns that there is one."""
    upload = get_object_or_404(Upload.objects.exclude(file=""), uuid=uuid)
    is_visible = (
        request.user.is_authenticated and visible_proposals(request.user).filter(pk=upload.proposal_id).exists()
    )
    if not is_visible or not upload.file.storage.exists(upload.file.name):
        raise Http404
    response = FileResponse(upload.file.open("rb"), as_attachment=True, filename=str(upload))
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return for_eyes_only(response)
