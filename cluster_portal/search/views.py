from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_safe

from cluster_portal.core.requests import absolute
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.search.results import Search
from cluster_portal.search.suggestions import suggestions


@require_safe
def search(request):
    """Show what answers a question, grouped by kind or of one kind."""
    crumbs = [(_("Home"), reverse("home")), (pgettext_lazy("page", "Search"), reverse("search"))]
    answer = Search(request.GET, timezone.now())
    return render(
        request,
        "search/search.html",
        {
            "search": answer,
            "page": answer.page,  # asked for here, where a page that does not exist is a 404
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )


@require_safe
def suggest(request):
    """Answer what is being typed with names that begin so.

    {"suggestions": [{title, language, kind, url}], "status": how many there are, in words}
    """
    found = suggestions(request.GET.get("q", ""), timezone.now())
    rows = [
        {"title": each.title.value, "language": each.title.language, "kind": each.kind, "url": each.url}
        for each in found
    ]
    number = len(rows)
    status = ngettext("%(number)s suggestion", "%(number)s suggestions", number) % {"number": number}
    return JsonResponse({"suggestions": rows, "status": status}, json_dumps_params={"ensure_ascii": False})
