"""Milestones in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin, label_of, sources_list
from cluster_portal.core.dates import known_date
from cluster_portal.core.languages import text_of
from members.models import University
from news.models import Milestone


@admin.register(Milestone)
class MilestoneAdmin(TranslatedAdmin):
    list_display = ["title_shown", "kind", "date_shown"]
    list_filter = ["kind"]
    search_fields = ["code", "title_en"]
    autocomplete_fields = ["university", "presidency", "agreement"]
    readonly_fields = ["sources_shown"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("code", "source_language"),
                    "kind",
                    ("happened_on", "happened_on_precision"),
                    "country",
                    "university",
                    ("presidency", "agreement"),
                ],
                "description": _("The page on the history of the network shows it among what follows from its data."),
            },
        ),
        (_("Texts"), {"fields": ["title", "summary", "place", "note"], "description": FALLBACK_RULE}),
        (_("Behind the page"), {"classes": ["collapse"], "fields": ["more_sources", "sources_shown"]}),
    ]

    def get_queryset(self, request):
        milestones = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            milestones = milestones.with_texts("title").only(
                "code", "source_language", "kind", "happened_on", "happened_on_precision"
            )
        return milestones

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "university":
            kwargs["queryset"] = University.objects.prefetch_related("names")  # the choice is told by name
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("title"), ordering="code")
    def title_shown(self, milestone):
        return text_of(milestone, "title").value or milestone.code

    @admin.display(description=_("date"), ordering="happened_on")
    def date_shown(self, milestone):
        return known_date(milestone.happened_on, milestone.happened_on_precision)

    @admin.display(description=_("sources"))
    def sources_shown(self, milestone):
        return sources_list(milestone.sources, label_of(Milestone))
