"""Groups of the network and its presidencies in the back office."""

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import (
    FALLBACK_RULE,
    FormFieldsMixin,
    LoadedAutocompleteSelect,
    TranslatedAdmin,
    label_of,
    notice_list,
    sources_list,
)
from cluster_portal.core.admin_publishing import PublishedAdmin
from cluster_portal.core.dates import known_date
from cluster_portal.core.languages import text_of
from cluster_portal.core.validity import today
from members.forms import GroupForm, GroupMembershipFormSet, GroupMembershipRowForm, PresidencyForm
from members.governance_quality import group_notices, presidency_notices
from members.models import Group, GroupMembership, Presidency, University

PERIOD_FIELDS = ("valid_to", "valid_to_precision", "ended_on_unknown_day")


def _named_universities():
    return University.objects.only("slug", "source_language").prefetch_related("names")


class GroupMembershipInline(FormFieldsMixin, admin.StackedInline):
    """Which universities are in the group, and in which function."""

    model = GroupMembership
    form = GroupMembershipRowForm
    formset = GroupMembershipFormSet
    extra = 0
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("university", "function", "person", "votes"),
                    ("valid_from", "valid_from_precision"),
                    ("valid_to", "valid_to_precision", "ended_on_unknown_day"),
                    "source",
                ]
            },
        )
    ]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("person")
        return rows.prefetch_related(Prefetch("university", _named_universities()))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in ("university", "person"):
            kwargs["widget"] = LoadedAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("university", "person"):
            widget = field.widget  # a row has no room for all four links
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        return field


class EndShown:
    """The end of a period as a column of a list."""

    @admin.display(description=_("valid to"), ordering="valid_to")
    def end_shown(self, obj):
        if obj.ended_on_unknown_day:
            return _("ended on an unknown day")
        return known_date(obj.valid_to, obj.valid_to_precision) if obj.valid_to else "–"


@admin.register(Group)
class GroupAdmin(EndShown, PublishedAdmin, TranslatedAdmin):
    form = GroupForm
    inlines = [GroupMembershipInline]
    list_display = ["name_shown", "kind", "state", "end_shown", "publication"]
    list_filter = ["kind", "state", "publication"]
    ordering = ["slug"]
    search_fields = ["slug", "name_en"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["notices_shown", "sources_shown", "created_at", "updated_at"]
    save_on_top = True
    fieldsets = [
        (
            None,
            {"fields": ["notices_shown", "slug", ("publication", "source_language"), ("kind", "state"), "parent"]},
        ),
        (
            _("Texts"),
            {
                "fields": ["name", "mandate", "mission", "composition", "meets", "chair_note", "note"],
                "description": FALLBACK_RULE,
            },
        ),
        (
            _("Period"),
            {
                "fields": [
                    ("valid_from", "valid_from_precision"),
                    ("valid_to", "valid_to_precision", "ended_on_unknown_day"),
                    ("is_temporary", "review_on"),
                ]
            },
        ),
        (_("Contact"), {"fields": ["contact_email", "website"]}),
        (
            _("Behind the page"),
            {"classes": ["collapse"], "fields": ["confirmed_on", "sources_shown", ("created_at", "updated_at")]},
        ),
    ]

    def get_queryset(self, request):
        groups = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            groups = groups.with_texts("name").only(
                "slug", "kind", "state", "publication", "source_language", *PERIOD_FIELDS
            )
        return groups

    @admin.display(description=_("name"), ordering="slug")
    def name_shown(self, group):
        return text_of(group, "name").value or group.slug

    @admin.display(description=_("notices"))
    def notices_shown(self, group):
        return "–" if group.pk is None else notice_list(group_notices(group, today()))

    @admin.display(description=_("sources"))
    def sources_shown(self, group):
        return sources_list(group.sources, label_of(Group))


@admin.register(Presidency)
class PresidencyAdmin(EndShown, TranslatedAdmin):
    form = PresidencyForm
    list_display = ["name_shown", "university", "valid_from", "end_shown", "is_vacant"]
    search_fields = ["president_name", "code"]
    autocomplete_fields = ["university"]
    readonly_fields = ["notices_shown", "sources_shown"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "notices_shown",
                    ("code", "source_language"),
                    ("president_name", "university", "is_vacant"),
                    ("valid_from", "valid_from_precision"),
                    ("valid_to", "valid_to_precision", "ended_on_unknown_day"),
                    "is_reelection",
                    ("secretary_general_name", "coordinator_name"),
                ],
                "description": _("Only names that the network or a university announced in public belong here."),
            },
        ),
        (_("Texts"), {"fields": ["statement", "note"], "description": FALLBACK_RULE}),
        (_("Behind the page"), {"classes": ["collapse"], "fields": ["sources_shown"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(Prefetch("university", _named_universities()))

    @admin.display(description=_("president"), ordering="president_name")
    def name_shown(self, presidency):
        return presidency.president_name or (_("vacant") if presidency.is_vacant else _("not known"))

    @admin.display(description=_("notices"))
    def notices_shown(self, presidency):
        return "–" if presidency.pk is None else notice_list(presidency_notices(presidency, today()))

    @admin.display(description=_("sources"))
    def sources_shown(self, presidency):
        return sources_list(presidency.sources, label_of(Presidency))
