from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.days import day_of
from cluster_portal.core.requests import BadInput, absolute
from cluster_portal.core.structured_data import breadcrumb_list
from programmes.coverage import LEVELS, CoverageMatrix
from programmes.views.programme import breadcrumbs
from programmes.vocabulary import Level


@dataclass(frozen=True)
class LevelLink:
    """The same matrix at another level."""

    label: str
    query: str
    is_current: bool


@require_safe
def coverage_matrix(request):
    today = timezone.localdate()
    level, day, is_csv = _asked(request.GET)
    matrix = CoverageMatrix(level, day)
    if is_csv:
        response = HttpResponse(matrix.as_csv(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="coverage-{level}-{day}.csv"'
        return response
    crumbs = breadcrumbs((_("Who cooperates with whom"), reverse("programmes:coverage_matrix")))
    return render(
        request,
        "programmes/coverage_matrix.html",
        {
            "matrix": matrix,
            "day": day,
            "is_today": day == today,
            "levels": [LevelLink(each.label, _query(each, day, today), each == matrix.level) for each in LEVELS],
            "csv_query": f"{_query(matrix.level, day, today)}&format=csv",
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )


def _asked(query):
    """Return (level, day, whether as CSV) of an address. Raises BadInput for what does not exist."""
    level, form = query.get("level") or Level.MASTER, query.get("format", "")
    if level not in LEVELS:
        raise BadInput(_("The address has a value for “%(label)s” that does not exist.") % {"label": _("Level")})
    if form not in {"", "csv"}:
        raise BadInput(_("The address has a value for “%(label)s” that does not exist.") % {"label": "format"})
    return Level(level), day_of(query), form == "csv"


def _query(level, day, today):
    query = QueryDict(mutable=True)
    query["level"] = level
    if day != today:
        query["on"] = day.isoformat()
    return f"?{query.urlencode()}"
