from modeltranslation.translator import TranslationOptions, register

from programmes.models import (
    Deadline,
    Fee,
    FrameworkAgreement,
    Intake,
    LearningOutcome,
    MobilityPath,
    PathStep,
    Programme,
    ProgrammePartner,
    Requirement,
    Signature,
)


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = (
        "title",
        "subtitle",
        "subject_note",
        "summary",
        "description",
        "career",
        "how_to_apply",
        "selection",
        "recognition_note",
        "thesis_rule",
        "defence_rule",
        "costs_note",
        "note",
    )
    required_languages = ()


@register(ProgrammePartner)
class ProgrammePartnerTranslation(TranslationOptions):
    fields = ("diploma_note",)


@register(MobilityPath)
class MobilityPathTranslation(TranslationOptions):
    fields = ("title", "note")


@register(PathStep)
class PathStepTranslation(TranslationOptions):
    fields = ("place", "note")


@register(Intake)
class IntakeTranslation(TranslationOptions):
    fields = ("note",)


@register(Deadline)
class DeadlineTranslation(TranslationOptions):
    fields = ("note",)


@register(Fee)
class FeeTranslation(TranslationOptions):
    fields = ("included", "excluded", "note")


@register(Requirement)
class RequirementTranslation(TranslationOptions):
    fields = ("text",)


@register(LearningOutcome)
class LearningOutcomeTranslation(TranslationOptions):
    fields = ("text",)


@register(FrameworkAgreement)
class FrameworkAgreementTranslation(TranslationOptions):
    fields = ("title", "scope_note", "summary", "conditions", "note")


@register(Signature)
class SignatureTranslation(TranslationOptions):
    fields = ("signatory_function",)
