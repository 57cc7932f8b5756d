from django.http import Http404, HttpResponseGone
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.languages import text_of
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import absolute
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.pages.menus import menu_title, menus_of
from cluster_portal.pages.models import FormerPath, Page

SHOWN = ("path", "parent", "source_language", "publication", "confirmed_on", "updated_at", "sources", "menu")


@require_safe
def page(request, path=""):
    rows = Page.objects.exclude(publication=Publication.DRAFT).with_texts("title", "lead", "body").only(*SHOWN)
    found = rows.filter(path=path).first()
    if found is None:
        formers = FormerPath.objects.exclude(target__publication=Publication.DRAFT)
        former = formers.filter(path=path).select_related("target").only("target__path").first()
        if former is None:
            raise Http404
        return redirect(former.target.get_absolute_url(), permanent=True)
    if found.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    menus = menus_of(request)
    above = [(menu_title(each), each.get_absolute_url()) for each in menus.above(found)]
    crumbs = [(_("Home"), reverse("home")), *above, (text_of(found, "title"), found.get_absolute_url())]
    return render(
        request,
        "pages/page.html",
        {
            "page": found,
            "below": menus.below(found.pk),
            "beside": menus.beside(found),
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )
