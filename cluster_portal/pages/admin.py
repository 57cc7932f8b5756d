"""Pages about the network in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin, label_of, sources_list
from cluster_portal.core.admin_publishing import PreviewedAdmin, PublishedAdmin, PublishedForm
from cluster_portal.core.admin_rich_text import RichTextAdmin
from cluster_portal.core.languages import text_of
from cluster_portal.pages.models import Page


class PageForm(PublishedForm):
    constraint_fields = {
        "page_is_not_part_of_itself": "parent",
        "page_slug_once_among_siblings": "slug",
        "page_one_first_page": "parent",
    }


@admin.register(Page)
class PageAdmin(RichTextAdmin, PreviewedAdmin, PublishedAdmin, TranslatedAdmin):
    form = PageForm
    list_display = ["title_shown", "address_shown", "menu", "position", "publication"]
    list_filter = ["publication", "menu"]
    ordering = ["path"]
    search_fields = ["path", "title_en"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["preview_shown", "sources_shown", "created_at", "updated_at"]
    save_on_top = True
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("publication", "source_language"),
                    "preview_shown",
                    ("parent", "slug"),
                    ("menu", "position"),
                ]
            },
        ),
        (_("Texts"), {"fields": ["title", "menu_title", "lead", "body"], "description": FALLBACK_RULE}),
        (
            _("Behind the page"),
            {"classes": ["collapse"], "fields": ["confirmed_on", "sources_shown", ("created_at", "updated_at")]},
        ),
    ]

    def get_queryset(self, request):
        pages = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            pages = pages.with_texts("title").only("path", "menu", "position", "publication", "source_language")
        return pages

    @admin.display(description=_("title"), ordering="path")
    def title_shown(self, page):
        return text_of(page, "title").value or str(page)

    @admin.display(description=_("address"), ordering="path")
    def address_shown(self, page):
        return page.get_absolute_url()

    @admin.display(description=_("sources"))
    def sources_shown(self, page):
        return sources_list(page.sources, label_of(Page))
