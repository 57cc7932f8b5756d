from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.requests import BadInput, absolute
from cluster_portal.core.structured_data import breadcrumb_list
from programmes.comparison import MOST, Comparison
from programmes.views.programme import breadcrumbs


@require_safe
def programme_compare(request):
    slugs = list(dict.fromkeys(slug for slug in request.GET.getlist("p") if slug))
    if len(slugs) > MOST:
        raise BadInput(_("Four programmes can be compared at a time. Choose fewer."))
    now = timezone.now()
    comparison = Comparison(slugs, now)
    if comparison.programmes is not None and comparison.unknown:
        raise BadInput(_("There is no programme with the address “%(slug)s”.") % {"slug": comparison.unknown[0][:80]})
    crumbs = breadcrumbs((_("Compare programmes"), reverse("programmes:programme_compare")))
    return render(
        request,
        "programmes/programme_compare.html",
        {
            "columns": comparison.columns if slugs else [],
            "day": timezone.localdate(now),
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )
