"""The library of pictures in the back office."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin
from cluster_portal.pictures.models import Picture


@admin.register(Picture)
class PictureAdmin(TranslatedAdmin):
    list_display = ["name", "size_shown", "is_decorative", "created_at"]
    search_fields = ["name", "alt_en"]
    readonly_fields = ["seen", "size_shown", "checksum", "created_at"]
    fieldsets = [
        (None, {"fields": ["seen", "name", "original", "source_language", "is_decorative"]}),
        (_("Texts"), {"fields": ["alt"], "description": FALLBACK_RULE}),
        (_("Use"), {"fields": ["credit", ("focal_x", "focal_y")]}),
        (_("Behind the page"), {"classes": ["collapse"], "fields": ["size_shown", "checksum", "created_at"]}),
    ]

    @admin.display(description=_("picture"))
    def seen(self, picture):
        if picture.pk is None:
            return "–"
        return format_html('<img src="{}" alt="" width="240">', picture.address)

    @admin.display(description=_("size"))
    def size_shown(self, picture):
        return f"{picture.width} × {picture.height}" if picture.pk else "–"
