from django.http import Http404, HttpResponseGone
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.days import day_of
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import absolute, see_other
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.core.validity import today
from cluster_portal.network.models import network_of
from members.directory import Directory
from members.models import FormerUniversitySlug, University
from members.network_picture import locator
from members.places import picture_of, place_of, rows_of
from members.portrait import Portrait, load_for_portrait
from members.structured_data import university_data


def _breadcrumbs(*further):
    return [(_("Home"), reverse("home")), (_("Members"), reverse("members:university_list")), *further]


@require_safe
def university_list(request):
    day = day_of(request.GET)
    directory = Directory(request.GET, on=day)
    crumbs = _breadcrumbs()
    return render(
        request,
        "members/university_list.html",
        {
            "directory": directory,
            "day": day,
            "is_today": day == today(),
            "picture": picture_of(directory.page) if directory.is_map else None,
            "rows": rows_of(directory.page) if directory.is_map else [],
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )


@require_safe
def university_detail(request, slug):
    day = today()
    try:
        university = load_for_portrait(slug, on=day)
    except University.DoesNotExist:
        formers = FormerUniversitySlug.objects.exclude(target__publication=Publication.DRAFT)
        former = formers.filter(slug=slug).select_related("target").only("target__slug").first()
        if former is None:
            raise Http404 from None
        return redirect("members:university_detail", former.target.slug, permanent=True)
    if university.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    crumbs = _breadcrumbs((university.name, university.get_absolute_url()))
    portrait = Portrait(university, on=day, now=timezone.now())

    def address(path):
        return absolute(request, path)

    return render(
        request,
        "members/university_detail.html",
        {
            "university": university,
            "portrait": portrait,
            "day": day,
            "locator": locator(place_of(university)),
            "breadcrumbs": crumbs,
            "structured_data": [
                university_data(portrait, network_of(request).name, address),
                breadcrumb_list(crumbs, address),
            ],
        },
    )


@require_safe
def university_by_id(request, uuid):
    """Lead from a university's lasting identifier to its page, whatever its slug is today."""
    university = get_object_or_404(University.objects.exclude(publication=Publication.DRAFT).only("slug"), uuid=uuid)
    return see_other(request, university.get_absolute_url())
