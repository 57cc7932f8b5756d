from modeltranslation.translator import TranslationOptions, register

from cluster_portal.pages.models import Page


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "menu_title", "lead", "body")
