from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.requests import absolute
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.core.validity import today
from programmes.catalogue import Catalogue


@require_safe
def programme_list(request):
    day = today()
    catalogue = Catalogue(request.GET, now=timezone.now(), day=day)
    crumbs = [(_("Home"), reverse("home")), (_("Programmes"), reverse("programmes:programme_list"))]
    return render(
        request,
        "programmes/programme_list.html",
        {
            "catalogue": catalogue,
            "page": catalogue.page,
            "day": day,
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )
