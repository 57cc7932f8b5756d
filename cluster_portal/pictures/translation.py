from modeltranslation.translator import TranslationOptions, register

from cluster_portal.pictures.models import Picture


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ("alt",)
