"""Events in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin, label_of, sources_list
from cluster_portal.core.admin_publishing import PreviewedAdmin, PublishedAdmin, PublishedForm
from cluster_portal.core.admin_rich_text import RichTextAdmin
from cluster_portal.core.languages import text_of
from members.models import University
from news.events import LINE_FIELDS, when
from news.models import Event


class EventForm(PublishedForm):
    constraint_fields = {"event_days_in_order": "ends_on"}


@admin.register(Event)
class EventAdmin(RichTextAdmin, PreviewedAdmin, PublishedAdmin, TranslatedAdmin):
    form = EventForm
    list_display = ["title_shown", "kind", "when_shown", "status", "publication"]
    list_filter = ["publication", "status", "kind"]
    date_hierarchy = "starts_on"
    ordering = ["-first_moment"]
    search_fields = ["slug", "title_en", "place_en"]
    autocomplete_fields = ["host", "group", "picture"]
    readonly_fields = ["preview_shown", "sequence", "sources_shown", "created_at", "updated_at"]
    save_on_top = True
    fieldsets = [
        (
            None,
            {"fields": ["slug", ("publication", "source_language"), "preview_shown", ("kind", "status", "certainty")]},
        ),
        (
            _("Date"),
            {
                "fields": [
                    ("starts_on", "starts_at", "precision"),
                    ("ends_on", "ends_at"),
                    "time_zone",
                    "previous_starts_on",
                ],
            },
        ),
        (_("Texts"), {"fields": ["title", "summary", "body", "picture", "note"], "description": FALLBACK_RULE}),
        (
            _("Place"),
            {"fields": ["attendance", "place", "address", "country", "online_url", ("host", "external_host"), "group"]},
        ),
        (_("For participants"), {"fields": ["audience", "registration_url", "registration_closes_on", "website"]}),
        (
            _("Behind the page"),
            {
                "classes": ["collapse"],
                "fields": [
                    "is_milestone",
                    "confirmed_on",
                    "sequence",
                    "more_sources",
                    "sources_shown",
                    ("created_at", "updated_at"),
                ],
            },
        ),
    ]

    def get_queryset(self, request):
        events = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            events = events.with_texts("title").only(*LINE_FIELDS, "publication")
        return events

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "host":
            kwargs["queryset"] = University.objects.prefetch_related("names")  # the choice is told by name
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("title"), ordering="slug")
    def title_shown(self, event):
        return text_of(event, "title").value or event.slug

    @admin.display(description=_("date"), ordering="first_moment")
    def when_shown(self, event):
        return when(event)

    @admin.display(description=_("sources"))
    def sources_shown(self, event):
        return sources_list(event.sources, label_of(Event))
