from modeltranslation.translator import TranslationOptions, register

from members.models import Contact, Group, Membership, Presidency, University, UniversityFact


@register(University)
class UniversityTranslation(TranslationOptions):
    fields = (
        "city",
        "summary",
        "description",
        "strengths",
        "for_incoming",
        "for_outgoing",
        "website",
        "international_office_url",
        "admissions_url",
        "course_catalogue_url",
        "mobility_factsheet_url",
        "alliance_role",
    )


@register(UniversityFact)
class UniversityFactTranslation(TranslationOptions):
    fields = ("note",)


@register(Membership)
class MembershipTranslation(TranslationOptions):
    fields = ("note",)


@register(Contact)
class ContactTranslation(TranslationOptions):
    fields = ("mailbox_name", "office_hours")


@register(Group)
class GroupTranslation(TranslationOptions):
    fields = ("name", "mandate", "mission", "composition", "meets", "chair_note", "note")


@register(Presidency)
class PresidencyTranslation(TranslationOptions):
    fields = ("statement", "note")
