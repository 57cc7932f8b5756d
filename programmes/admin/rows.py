"""The rows of programmes and agreements on pages of their own: for their texts in all languages."""

from django.contrib import admin

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin
from programmes.models import (
    Deadline,
    Fee,
    Intake,
    LearningOutcome,
    MobilityPath,
    PathStep,
    ProgrammePartner,
    Requirement,
    Signature,
)
from programmes.translation import (
    DeadlineTranslation,
    FeeTranslation,
    IntakeTranslation,
    LearningOutcomeTranslation,
    MobilityPathTranslation,
    PathStepTranslation,
    ProgrammePartnerTranslation,
    RequirementTranslation,
    SignatureTranslation,
)


class RowTextsAdmin(TranslatedAdmin):
    """The texts of one row in all languages. Everything else is edited beside its siblings, where it can be judged."""

    def has_module_permission(self, request):
        return False  # one comes here from the page of the programme

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """Tell whether it may be deleted: with what it belongs to, never from its own page."""
        is_own_page = request.resolver_match.url_name.startswith(f"{self.opts.app_label}_{self.opts.model_name}_")
        return not is_own_page and super().has_delete_permission(request, obj)


def _register(model, texts):
    fieldsets = [(None, {"fields": list(texts), "description": FALLBACK_RULE})]
    admin.site.register(model, type(f"{model.__name__}TextsAdmin", (RowTextsAdmin,), {"fieldsets": fieldsets}))


for _model, _options in (
    (ProgrammePartner, ProgrammePartnerTranslation),
    (MobilityPath, MobilityPathTranslation),
    (PathStep, PathStepTranslation),
    (Intake, IntakeTranslation),
    (Deadline, DeadlineTranslation),
    (Fee, FeeTranslation),
    (Requirement, RequirementTranslation),
    (LearningOutcome, LearningOutcomeTranslation),
    (Signature, SignatureTranslation),
):
    _register(_model, _options.fields)
