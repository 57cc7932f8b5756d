from modeltranslation.translator import TranslationOptions, register

from news.models import Event, Milestone


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("title", "summary", "place", "note")


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "note", "place", "registration_url")
