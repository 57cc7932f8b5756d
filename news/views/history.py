from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.days import day_of
from cluster_portal.core.requests import absolute
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.core.validity import today
from news.history import History


@require_safe
def history(request):
    day = day_of(request.GET)
    crumbs = [
        (_("Home"), reverse("home")),
        (_("About"), reverse("pages:first_page")),
        (_("History"), reverse("history")),
    ]
    return render(
        request,
        "news/history.html",
        {
            "history": History(day),
            "day": day,
            "is_today": day == today(),
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )
