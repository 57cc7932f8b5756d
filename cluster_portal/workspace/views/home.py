"""Where somebody of a university begins: what is due, and what waits for others."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cluster_portal.core.validity import today
from cluster_portal.workspace.access import find_university, own_universities, workspace_page
from cluster_portal.workspace.due import everything_due, waiting_proposals
from cluster_portal.workspace.frame import frame
from members.models import University

WAITING_SHOWN = 10


@workspace_page
@require_safe
def first(request):
    """Lead to the university of the person, or let them choose where there are several."""
    own = own_universities(request)
    if len(own) == 1:
        return HttpResponseRedirect(reverse("workspace:home", args=[own[0].slug]))
    universities = own or list(
        University.objects.visible_to(request.user).with_workspace(today()).only("slug", "source_language")
        .prefetch_related("names").in_reading_order()
    )  # fmt: skip
    if not universities:
        raise Http404
    return render(request, "workspace/first.html", {"universities": universities, "are_own": bool(own)})


@workspace_page
@require_safe
def home(request, slug):
    """Show what is due for the university, the next best thing first."""
    university = find_university(request, slug)
    day = today()
    waiting = waiting_proposals(university)
    context = {
        **frame(request, university, "home"),
        "due": everything_due(university, request.user, day, waiting=waiting),
        "day": day,
        "waiting": waiting,
        "waiting_shown": WAITING_SHOWN,
    }
    return render(request, "workspace/home.html", context)
