from modeltranslation.translator import TranslationOptions, register

from news.models import Milestone


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("title", "summary", "place", "note")
