"""The library of pictures in the back office."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin
from cluster_portal.core.languages import text_columns
from cluster_portal.pictures.models import Picture

PER_PAGE = 24


@admin.register(Picture)
class PictureAdmin(TranslatedAdmin):
    list_display = ["seen_small", "name", "size_shown", "is_decorative", "proposed_by", "created_at"]
    list_filter = [("upload", admin.EmptyFieldListFilter)]
    list_display_links = ["seen_small", "name"]
    search_fields = ["name", "credit", *text_columns("alt")]
    readonly_fields = ["seen", "size_shown", "proposed_by", "checksum", "created_at"]
    fieldsets = [
        (None, {"fields": ["seen", "name", "original", "source_language", "is_decorative"]}),
        (_("Texts"), {"fields": ["alt"], "description": FALLBACK_RULE}),
        (_("Use"), {"fields": ["credit", ("focal_x", "focal_y"), "proposed_by"]}),
        (_("Behind the page"), {"classes": ["collapse"], "fields": ["size_shown", "checksum", "created_at"]}),
    ]

    @admin.display(description=_("picture"))
    def seen(self, picture):
        if picture.pk is None:
            return "–"
        return format_html('<img src="{}" alt="" width="240">', picture.address)

    @admin.display(description=_("picture"))
    def seen_small(self, picture):
        return format_html('<img class="picture-small" src="{}" alt="{}">', picture.small["webp"], picture.name)

    def get_queryset(self, request):
        uploads = super().get_queryset(request).select_related("upload__uploaded_by")
        return uploads.prefetch_related("upload__university__names")

    @admin.display(description=_("proposed by"))
    def proposed_by(self, picture):
        """Tell who uploaded it in the workspace, and for which university; "–" for a picture of staff."""
        upload = getattr(picture, "upload", None)
        return "–" if upload is None else f"{upload.university.name} · {upload.uploaded_by}"

    @admin.display(description=_("size"))
    def size_shown(self, picture):
        return f"{picture.width} × {picture.height}" if picture.pk else "–"

    def get_deleted_objects(self, objs, request):
        to_delete, count, lacking, protected = super().get_deleted_objects(objs, request)
        texts = [f"{text._meta.verbose_name}: {text}" for picture in objs for text in picture.texts_with_it()]
        return to_delete, count, set() if texts else lacking, [*protected, *texts]

    # Choosing one for a text ------------------------------------------------------------------------------------------

    def get_urls(self):
        choosing = path("choose/", self.admin_site.admin_view(self.choose_view), name="pictures_picture_choose")
        return [choosing, *super().get_urls()]

    def choose_view(self, request):
        """Show the library in a window of the editor of rich text; a click hands a picture over to it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = request.GET.get("q", "")[:100]
        found, _has_duplicates = self.get_search_results(request, self.get_queryset(request), query)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Choose a picture"),
            "is_popup": True,
            "query": query,
            # The number by which the editor knows what it waits for, as its `pickerUrl` describes.
            "callback": request.GET.get("CKEditorFuncNum", "")[:12],
            "page": Paginator(found.defer(*text_columns("alt")), PER_PAGE).get_page(request.GET.get("page")),
            "may_add": self.has_add_permission(request),
            "opts": self.opts,
        }
        return render(request, "admin/pictures/picture/choose.html", context)
