"""The pictures that people of a university have uploaded: looked through, added to, chosen for a text."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cluster_portal.core.languages import ENGLISH, visitor_language
from cluster_portal.pictures.models import SHOWN_FIELDS, Picture
from cluster_portal.workspace.access import acts_for, find_university, workspace_page
from cluster_portal.workspace.frame import frame
from cluster_portal.workspace.uploads import new_picture_form

PER_PAGE = 24


class PicturePlace:
    """Stands for the object where a picture is for none yet: it is described in English and the visitor's language."""

    def __init__(self, user, university):
        self.user, self.university = user, university
        self.languages = tuple(dict.fromkeys((visitor_language(), ENGLISH)))


@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def pictures(request, slug):
    """Show the pictures of the university, the newest first, and take a new one.

    In the window of the editor of rich text, which its number comes with, a click hands a picture over to it.
    """
    university = find_university(request, slug)
    if not acts_for(request.user, university):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = new_picture_form(*sent, place=PicturePlace(request.user, university))
    if form.is_bound and form.is_valid():
        form.keep()
        messages.success(request, _("The picture is in the library. Nothing shows it yet: choose it where it belongs."))
        return HttpResponseRedirect(request.get_full_path())
    found = Picture.objects.filter(upload__university=university).with_texts("alt").only(*SHOWN_FIELDS, "name")
    context = {
        **frame(request, university, "about"),
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        # The number by which the editor knows what it waits for, as its `pickerUrl` describes.
        "callback": request.GET.get("CKEditorFuncNum", "")[:12],
    }
    context["page"].object_list = list(context["page"].object_list)
    return render(request, "workspace/pictures.html", context, status=422 if form.is_bound else 200)
