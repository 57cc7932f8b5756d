"""Documents in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin
from cluster_portal.core.admin_publishing import PublishedAdmin, PublishedForm
from cluster_portal.core.languages import text_of
from members.models import University
from news.models import Document


class DocumentForm(PublishedForm):
    constraint_fields = {"document_does_not_replace_itself": "replaces"}


@admin.register(Document)
class DocumentAdmin(PublishedAdmin, TranslatedAdmin):
    form = DocumentForm
    list_display = ["title_shown", "kind", "access", "document_date", "publication"]
    list_filter = ["publication", "access", "kind"]
    search_fields = ["slug", "title_en"]
    autocomplete_fields = ["replaces", "origin", "group", "events"]
    readonly_fields = ["checksum", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["slug", ("publication", "source_language"), ("kind", "access"), "file", "languages"]}),
        (_("Texts"), {"fields": ["title", "description"], "description": FALLBACK_RULE}),
        (_("Version"), {"fields": [("version", "document_date"), "replaces", "origin", "group", "events"]}),
        (_("Behind the page"), {"classes": ["collapse"], "fields": ["checksum", ("created_at", "updated_at")]}),
    ]

    def get_queryset(self, request):
        documents = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            documents = documents.with_texts("title").only(
                "slug", "kind", "access", "document_date", "publication", "source_language"
            )
        return documents

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "origin":
            kwargs["queryset"] = University.objects.prefetch_related("names")  # the choice is told by name
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("title"), ordering="slug")
    def title_shown(self, document):
        return text_of(document, "title").value or document.slug
