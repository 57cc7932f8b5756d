"""The page of an agreement in the back office, with its signatures."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin
from cluster_portal.core.dates import known_date
from programmes.admin import rows  # noqa: F401  registers the pages of rows
from programmes.admin.filters import AgreementNoticeFilter, ExpiryFilter
from programmes.admin.inlines import SignatureInline
from programmes.admin.judging import AgreementJudgedTogether
from programmes.admin.pages import PageAdmin
from programmes.forms import AgreementForm
from programmes.models import FrameworkAgreement
from programmes.rules import broken_agreement_rules

LIST_FIELDS = ("slug", "kind", "state", "publication", "source_language", "valid_to", "valid_to_precision",
               "ended_on_unknown_day")  # fmt: skip


@admin.register(FrameworkAgreement)
class AgreementAdmin(AgreementJudgedTogether, PageAdmin, TranslatedAdmin):
    form = AgreementForm
    inlines = [SignatureInline]
    list_display = [
        "title_shown",
        "kind",
        "state",
        "end_shown",
        "signature_count_shown",
        "publication",
        "notice_count_shown",
    ]
    list_filter = ["kind", "state", "publication", ExpiryFilter, AgreementNoticeFilter]
    ordering = ["slug"]
    search_fields = ["slug", "title_en"]
    autocomplete_fields = ["supersedes"]
    readonly_fields = ["notices_shown", "sources_shown", "created_at", "updated_at"]
    save_on_top = True
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "notices_shown",
                    "slug",
                    ("publication", "source_language"),
                    ("kind", "state"),
                    ("covers_bachelor", "covers_master", "covers_doctorate"),
                ]
            },
        ),
        (
            _("Texts"),
            {"fields": ["title", "scope_note", "summary", "conditions", "note"], "description": FALLBACK_RULE},
        ),
        (
            _("Validity"),
            {
                "fields": [
                    ("signed_on", "is_retroactive"),
                    ("valid_from", "valid_from_precision"),
                    ("valid_to", "valid_to_precision", "ended_on_unknown_day"),
                    ("renewal", "renewal_years", "notice_months"),
                    "supersedes",
                    "website",
                ]
            },
        ),
        (
            _("Behind the page"),
            {"classes": ["collapse"], "fields": ["confirmed_on", "sources_shown", ("created_at", "updated_at")]},
        ),
    ]

    list_fields = LIST_FIELDS
    row_counts = {"signature_count": Count("signatures", distinct=True)}

    def broken_rules(self, obj):
        return [each.error for each in broken_agreement_rules(obj, list(obj.signatures.all()))]

    @admin.display(description=_("valid to"), ordering="valid_to")
    def end_shown(self, agreement):
        if agreement.ended_on_unknown_day:
            return _("ended on an unknown day")
        return known_date(agreement.valid_to, agreement.valid_to_precision) if agreement.valid_to else "–"

    @admin.display(description=_("signatures"), ordering="signature_count")
    def signature_count_shown(self, agreement):
        return agreement.signature_count
