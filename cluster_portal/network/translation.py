from modeltranslation.translator import TranslationOptions, register

from cluster_portal.network.models import Network


@register(Network)
class NetworkTranslation(TranslationOptions):
    fields = ("tagline", "statement", "aims", "figures_note", "legal_form")
