from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.requests import BadInput, absolute
from cluster_portal.core.structured_data import breadcrumb_list
from members.models import University
from programmes.finder import Finder, home_of, is_field
from programmes.overview import Overview
from programmes.views.programme import breadcrumbs
from programmes.vocabulary import Level


@require_safe
def programme_finder(request):
    now, day = timezone.now(), timezone.localdate()
    finder = _finder(request.GET, now, day)
    members = University.objects.published().members(day).only("slug", "source_language").prefetch_related("names")
    crumbs = breadcrumbs((_("Where can I go?"), reverse("programmes:programme_finder")))
    return render(
        request,
        "programmes/programme_finder.html",
        {
            "finder": finder,
            "line": Overview(now).finder(
                list(members), *((finder.home, finder.level, finder.subject) if finder else ())
            ),
            "day": day,
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )


def _finder(query, now, day):
    """Return the `Finder` that an address asks for, None where it names no university. Raises BadInput."""
    slug, level, subject = query.get("from", ""), query.get("level", ""), query.get("subject", "")
    if level and level not in Level.values:
        raise BadInput(_("The address has a value for “%(label)s” that does not exist.") % {"label": _("Level")})
    if subject and not is_field(subject):
        raise BadInput(
            _("The address has a value for “%(label)s” that does not exist.") % {"label": _("Field of study")}
        )
    if not slug:
        return None
    home = home_of(slug, day)
    if home is None:
        raise BadInput(_("The address names a university that does not exist."))
    return Finder(home, now, day, level, subject)
