from django.http import Http404, HttpResponseGone
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.languages import text_of
from cluster_portal.core.previews import for_eyes_only, is_previewed
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import absolute
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.pages.menus import menus_of
from cluster_portal.pages.models import FormerPath, Page

SHOWN = ("uuid", "path", "parent", "source_language", "publication", "confirmed_on", "updated_at", "sources", "menu")


@require_safe
def page(request, path=""):
    rows = Page.objects.with_texts("title", "lead", "body").only(*SHOWN)
    found = rows.filter(path=path).first()
    if found is None:
        formers = FormerPath.objects.exclude(target__publication=Publication.DRAFT)
        former = formers.filter(path=path).select_related("target").only("target__path").first()
        if former is None:
            raise Http404
        return redirect(former.target.get_absolute_url(), permanent=True)
    is_preview = is_previewed(request, found) and found.publication != Publication.PUBLISHED
    if not is_preview and found.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    if not is_preview and found.publication == Publication.DRAFT:
        raise Http404
    menus = menus_of(request)
    above = [(each.title, each.address) for each in menus.above(found)]
    crumbs = [(_("Home"), reverse("home")), *above, (text_of(found, "title"), found.get_absolute_url())]
    response = render(
        request,
        "pages/page.html",
        {
            "page": found,
            "is_preview": is_preview,
            "below": menus.below(found.pk),
            "beside": menus.beside(found),
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )
    return for_eyes_only(response) if is_preview else response
