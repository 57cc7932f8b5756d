from django.http import Http404, HttpResponseGone
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.languages import text_of
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import BadInput, absolute, see_other
from cluster_portal.core.structured_data import breadcrumb_list
from programmes.matrix import matrix_of
from programmes.models import FormerProgrammeSlug, Programme
from programmes.page import ProgrammePage
from programmes.page_query import load_programme
from programmes.structured_data import programme_data
from programmes.timeline import length_of, stays_of


def breadcrumbs(*further):
    """Return the crumbs of a page of the catalogue."""
    return [(_("Home"), reverse("home")), (_("Programmes"), reverse("programmes:programme_list")), *further]


@require_safe
def programme_detail(request, slug):
    try:
        programme = load_programme(slug)
    except Programme.DoesNotExist:
        return redirect("programmes:programme_detail", _current_slug(slug), permanent=True)
    if programme.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    home = request.GET.get("home", "")
    page = ProgrammePage(programme, timezone.now(), home)
    if home and home not in {one.slug for one in page.universities.values()}:
        raise BadInput(_("The address names a university that is no partner of this programme."))
    crumbs = breadcrumbs((text_of(programme, "title"), programme.get_absolute_url()))

    def address(path):
        return absolute(request, path)

    return render(
        request,
        "programmes/programme_detail.html",
        {
            "page": page,
            "programme": programme,
            "matrix": matrix_of(page.ways),
            "timelines": [(way, stays_of(way), length_of(way)) for way in page.drawn_ways],
            "breadcrumbs": crumbs,
            "structured_data": [programme_data(page, address), breadcrumb_list(crumbs, address)],
        },
    )


def _current_slug(slug):
    """Return the slug that a programme has now. Raises Http404 unless a public one had the given one."""
    formers = FormerProgrammeSlug.objects.exclude(target__publication=Publication.DRAFT)
    former = formers.filter(slug=slug).select_related("target").only("target__slug").first()
    if former is None:
        raise Http404
    return former.target.slug


@require_safe
def programme_by_id(request, uuid):
    """Lead from a programme's lasting identifier to its page, whatever its slug is today."""
    programme = get_object_or_404(Programme.objects.exclude(publication=Publication.DRAFT).only("slug"), uuid=uuid)
    return see_other(request, programme.get_absolute_url())
