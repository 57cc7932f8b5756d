from modeltranslation.translator import TranslationOptions, register

from news.models import Article, Document, Event, Milestone, Topic


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("title", "summary", "place", "note")


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "note", "place", "registration_url")


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)


@register(Article)
class ArticleTranslation(TranslationOptions):
    fields = ("title", "lead", "body")


@register(Document)
class DocumentTranslation(TranslationOptions):
    fields = ("title", "description")
