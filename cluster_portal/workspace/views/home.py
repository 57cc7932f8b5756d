"""Where somebody of a university begins: what is due, and what waits for others."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cluster_portal.core.validity import today
from cluster_portal.workspace.access import find_university, own_universities, workspace_page
from cluster_portal.workspace.due import agenda
from cluster_portal.workspace.frame import frame
from members.models import University

WAITING_SHOWN = 10


@workspace_page
@require_safe
def first(request):
    """Lead to the university of the person, let them choose where there are several, or say that there is none."""
    own = own_universities(request)
    if len(own) == 1:
        return HttpResponseRedirect(reverse("workspace:home", args=[own[0].slug]))
    universities = own or list(
        University.objects.visible_to(request.user).with_workspace(today()).only("slug", "source_language")
        .prefetch_related("names").in_reading_order()
    )  # fmt: skip
    return render(request, "workspace/first.html", {"universities": universities, "are_own": bool(own)})


@workspace_page
@require_safe
def home(request, slug):
    """Show what is due for the university, the next best thing first."""
    university = find_university(request, slug)
    day = today()
    context = {
        **frame(request, university, "home"),
        "agenda": agenda(university, request.user, day),
        "day": day,
        "waiting_shown": WAITING_SHOWN,
    }
    return render(request, "workspace/home.html", context)
