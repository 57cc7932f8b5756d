from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseGone
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.accounts.second_factor import account_required, way_to_second_factor
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import absolute
from cluster_portal.core.structured_data import breadcrumb_list
from news.documents import DocumentList
from news.models import Document, FormerDocumentSlug


def _list(request, documents, template_values):
    crumbs = [(_("Home"), reverse("home")), (_("Documents"), reverse("documents:document_list"))]
    return render(
        request,
        "news/document_list.html",
        {
            "documents": documents,
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
            **template_values,
        },
    )


@require_safe
def document_list(request):
    """Show what everybody may read; who is signed in finds the rest on a page of its own, so this one is for all."""
    return _list(request, DocumentList(Document.objects.for_everybody()), {"is_public": True})


@account_required
@require_safe
def own_documents(request):
    """Show all that the signed-in person may read."""
    return _list(request, DocumentList(Document.objects.for_user(request.user)), {"is_public": False})


@require_safe
def document_file(request, slug):
    """Hand out a file to whoever may read it; everybody else learns no more than that there is none, or is asked in."""
    document = Document.objects.exclude(publication=Publication.DRAFT).filter(slug=slug).first()
    if document is None:
        formers = FormerDocumentSlug.objects.exclude(target__publication=Publication.DRAFT)
        former = formers.filter(slug=slug).select_related("target").first()
        if former is None:
            raise Http404
        return redirect("documents:file", former.target.slug, permanent=True)
    is_public = document.access == Document.Access.PUBLIC
    if not is_public:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not Document.objects.for_user(request.user).filter(pk=document.pk).exists():
            raise PermissionDenied
        if document.access == Document.Access.STAFF and (way := way_to_second_factor(request)):
            return way
    if document.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    return _file_answer(document, is_public=is_public)


def _file_answer(document, *, is_public):
    if settings.PRIVATE_FILES_LOCATION:
        response = HttpResponse(content_type=document.media_type)  # the proxy sends the file in its place
        response["X-Accel-Redirect"] = f"{settings.PRIVATE_FILES_LOCATION}{quote(document.file.name)}"
    else:
        try:
            response = FileResponse(document.file.open("rb"), content_type=document.media_type)
        except FileNotFoundError:
            raise Http404 from None
    response["Content-Disposition"] = f'attachment; filename="{document.file_name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not is_public:
        response["Cache-Control"] = "private, no-store"
    return response
