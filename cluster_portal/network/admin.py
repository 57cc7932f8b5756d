"""The network itself in the back office: one row, which is neither added twice nor deleted."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import (
    FALLBACK_RULE,
    FormFieldsMixin,
    RowForm,
    RowsFormSet,
    TranslatedAdmin,
    label_of,
    sources_list,
)
from cluster_portal.core.languages import ENGLISH
from cluster_portal.network.models import Network, NetworkFigure


class NetworkForm(forms.ModelForm):
    source_language = forms.ChoiceField(
        label=capfirst(_("source language")),
        choices=settings.LANGUAGES,
        initial=ENGLISH,
        help_text=_("The language in which the texts are written first. It stands in where a translation is missing."),
    )


class FigureForm(RowForm):
    left_to_formset = ("network",)

    class Meta:
        model = NetworkFigure
        fields = ("kind", "value", "reference_year", "source")


class FigureFormSet(RowsFormSet):
    """One figure of each kind."""

    constraint = "networkfigure_kind_once"
    error_field = "kind"
    key_fields = ("kind",)

    def key(self, row):
        return row.kind

    def park(self, rows):
        rows.update(kind=Concat(Value("~"), Cast("pk", CharField())))


class FigureInline(FormFieldsMixin, admin.TabularInline):
    model = NetworkFigure
    form = FigureForm
    formset = FigureFormSet
    extra = 0


@admin.register(Network)
class NetworkAdmin(TranslatedAdmin):
    form = NetworkForm
    inlines = [FigureInline]
    readonly_fields = ["sources_shown", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", "full_name", "source_language"]}),
        (
            _("Texts"),
            {
                "fields": ["tagline", "statement", "aims", "figures_note"],
                "description": FALLBACK_RULE,
            },
        ),
        (
            _("Foundation"),
            {
                "classes": ["collapse"],
                "fields": ["founded_year", "legal_form", ("registered_year", "registered_in")],
            },
        ),
        (_("Contact"), {"fields": ["website", "contact_email", "contact_url"]}),
        (
            _("Colours"),
            {
                "fields": [("accent", "accent_dark"), ("accent_2", "accent_2_dark")],
                "description": _(
                    "Links and buttons of every page are in these colours. They must be readable as text."
                ),
            },
        ),
        (_("Behind the page"), {"classes": ["collapse"], "fields": ["sources_shown", "updated_at"]}),
    ]

    @admin.display(description=_("sources"))
    def sources_shown(self, network):
        return sources_list(network.sources, label_of(Network))

    def changelist_view(self, request, extra_context=None):
        """Lead to the one row at once where there is one."""
        row = Network.objects.only("pk").first()
        if row is not None and self.has_view_or_change_permission(request):
            return HttpResponseRedirect(reverse("admin:network_network_change", args=[row.pk]))
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Network.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
