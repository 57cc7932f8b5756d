"""Where a university says that what the portal publishes about it is right: all of it, or entry by entry."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cluster_portal.freshness.published import published_of
from cluster_portal.review.freshness import confirm_for, may_confirm
from cluster_portal.review.models import Channel
from cluster_portal.workspace.access import find_university, workspace_page
from cluster_portal.workspace.frame import frame


@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, slug):
    """Show what is published with the day of its last confirmation; POST confirms what is ticked, as it was seen."""
    university, now = find_university(request, slug), timezone.now()
    changed, status = [], 200
    if request.method == "POST":
        seen = dict(value.rsplit(":", 1) for value in request.POST.getlist("right") if ":" in value)
        outcome = confirm_for(university.pk, user=request.user, seen=seen, at=now, channel=Channel.WORKSPACE)
        if outcome.confirmed and not outcome.changed:
            messages.success(request, _("Thank you: your word is kept with the day."))
        if not outcome.changed:
            if not outcome.confirmed:
                messages.warning(request, _("Tick what is right."))
            return HttpResponseRedirect(reverse("workspace:confirm", args=[slug]))
        changed, status = outcome.changed, 409
    day = timezone.localdate(now)
    entries = published_of(university.pk, now)
    context = {
        **frame(request, university, "confirm"),
        "rows": [(entry, entry.confirmable.is_due(day), _address(slug, entry)) for entry in entries],
        # Ticked from the start is what the home counts as due, but nothing that has to be looked at once more.
        "unticked": {each.key for each in changed},
        "day": day,
        "changed": changed,
        "may_confirm": may_confirm(request.user, university.pk, Channel.WORKSPACE),
    }
    return render(request, "workspace/confirm.html", context, status=status)


def _address(slug, entry):
    """Return where the entry is changed in the workspace."""
    instance = entry.confirmable.instance
    code = "programme" if entry.confirmable.scope == "programme" else "university"
    return reverse("workspace:object", args=[slug, code, instance.uuid])
