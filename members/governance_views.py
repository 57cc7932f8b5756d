from django.http import Http404, HttpResponseGone
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.days import day_of
from cluster_portal.core.languages import text_of
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import absolute, see_other
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.core.validity import today
from members.governance import Governance, GroupPage, load_group
from members.models import FormerGroupSlug, Group
from members.structured_data import group_data


def _breadcrumbs(*further):
    return [
        (_("Home"), reverse("home")),
        (_("About"), reverse("pages:first_page")),
        (_("Governance"), reverse("governance:overview")),
        *further,
    ]


@require_safe
def overview(request):
    day = day_of(request.GET)
    crumbs = _breadcrumbs()
    return render(
        request,
        "members/governance.html",
        {
            "governance": Governance(day),
            "day": day,
            "is_today": day == today(),
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )


@require_safe
def group_detail(request, slug):
    try:
        group = load_group(slug)
    except Group.DoesNotExist:
        formers = FormerGroupSlug.objects.exclude(target__publication=Publication.DRAFT)
        former = formers.filter(slug=slug).select_related("target").only("target__slug").first()
        if former is None:
            raise Http404 from None
        return redirect("governance:group_detail", former.target.slug, permanent=True)
    if group.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    crumbs = _breadcrumbs((text_of(group, "name"), group.get_absolute_url()))

    def address(path):
        return absolute(request, path)

    return render(
        request,
        "members/group_detail.html",
        {
            "group": group,
            "page": GroupPage(group, today()),
            "breadcrumbs": crumbs,
            "structured_data": [group_data(group, address), breadcrumb_list(crumbs, address)],
        },
    )


@require_safe
def group_by_id(request, uuid):
    """Lead from a group's lasting identifier to its page, whatever its slug is today."""
    group = get_object_or_404(Group.objects.exclude(publication=Publication.DRAFT).only("slug"), uuid=uuid)
    return see_other(request, group.get_absolute_url())
