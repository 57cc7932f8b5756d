"""News in the back office."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin
from cluster_portal.core.admin_publishing import PreviewedAdmin, PublishedAdmin, PublishedForm
from cluster_portal.core.admin_rich_text import RichTextAdmin
from cluster_portal.core.languages import text_of
from members.models import University
from news.models import Article, Topic


class ArticleForm(PublishedForm):
    constraint_fields = {"article_expires_after_it_appears": "expires_at"}


@admin.register(Article)
class ArticleAdmin(RichTextAdmin, PreviewedAdmin, PublishedAdmin, TranslatedAdmin):
    form = ArticleForm
    list_display = ["title_shown", "published_at", "publication", "standing_shown"]
    list_filter = ["publication", "topics"]
    date_hierarchy = "published_at"
    ordering = ["-published_at"]
    search_fields = ["slug", "title_en"]
    autocomplete_fields = ["picture", "origin", "topics", "universities", "programmes", "groups", "events"]
    readonly_fields = ["preview_shown", "created_at", "updated_at"]
    save_on_top = True
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "slug",
                    ("publication", "source_language"),
                    ("published_at", "expires_at"),
                    ("pinned_until", "revised_at"),
                    "preview_shown",
                ]
            },
        ),
        (_("Texts"), {"fields": ["title", "lead", "body", "picture"], "description": FALLBACK_RULE}),
        (
            _("What it is about"),
            {
                "fields": [
                    *("author", "origin", "topics", "universities"),
                    *("programmes", "groups", "events", "canonical_url"),
                ]
            },
        ),
        (_("Behind the page"), {"classes": ["collapse"], "fields": [("created_at", "updated_at")]}),
    ]

    def get_queryset(self, request):
        articles = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            articles = articles.with_texts("title").only(
                "slug", "publication", "source_language", "published_at", "expires_at"
            )
        return articles

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "origin":
            kwargs["queryset"] = University.objects.prefetch_related("names")  # the choice is told by name
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "universities":
            kwargs["queryset"] = University.objects.prefetch_related("names")  # the choice is told by name
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("title"), ordering="slug")
    def title_shown(self, article):
        return text_of(article, "title").value or article.slug

    @admin.display(description=_("public"), boolean=True)
    def standing_shown(self, article):
        return article.is_public(timezone.now())

    def is_public(self, obj):
        return obj.is_public(timezone.now())


@admin.register(Topic)
class TopicAdmin(TranslatedAdmin):
    list_display = ["slug", "name_shown"]
    search_fields = ["slug", "name_en"]
    fieldsets = [(None, {"fields": ["slug", "source_language", "name"], "description": FALLBACK_RULE})]

    @admin.display(description=_("name"), ordering="slug")
    def name_shown(self, topic):
        return text_of(topic, "name").value or topic.slug
