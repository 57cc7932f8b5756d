from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    name = "cluster_portal.translations"
    verbose_name = _("Translations")

    def ready(self):
        from cluster_portal.review.registry import register_effect
        from cluster_portal.translations import receivers
        from cluster_portal.translations.effects import OUTDATED_TRANSLATIONS

        receivers.connect()
        register_effect(OUTDATED_TRANSLATIONS)
