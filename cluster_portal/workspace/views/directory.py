"""The contacts of the whole network, for people of its universities: what the public does not see stands here too."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from cluster_portal.core.text import fold
from cluster_portal.core.validity import today
from cluster_portal.workspace.access import find_university, workspace_page
from cluster_portal.workspace.frame import frame
from members.models import Contact, University

PER_PAGE = 20  # universities


@workspace_page
@require_safe
def contacts(request, slug):
    """List the contacts of all members, university by university; ?function= and ?q= choose some."""
    university = find_university(request, slug)
    day = today()
    chosen = request.GET.get("function", "")
    chosen = chosen if chosen in Contact.Function.values else ""
    words = request.GET.get("q", "")[:100].replace("\0", "").strip()
    members = University.objects.published().members(on=day)
    if words:
        members = members.filter(names__folded__contains=fold(words)).distinct()
    page = Paginator(members.in_reading_order().only("slug", "source_language"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    page.object_list = list(page.object_list.prefetch_related("names"))
    found = Contact.objects.for_members(day).filter(university__in=page.object_list)
    if chosen:
        found = found.filter(function=chosen)
    by_university = {}
    for contact in found:
        by_university.setdefault(contact.university_id, []).append((contact, contact.person_for_members(day)))
    context = {
        **frame(request, university, "contacts"),
        "page": page,
        "rows": [(each, by_university.get(each.pk, [])) for each in page.object_list],
        "functions": [(value, capfirst(str(label))) for value, label in Contact.Function.choices],
        "chosen": chosen,
        "words": words,
        "day": day,
    }
    return render(request, "workspace/contacts.html", context)
