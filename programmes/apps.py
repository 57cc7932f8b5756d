from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Programmes")

    def ready(self):
        from cluster_portal.review.registry import followed, register, register_effect, register_followed
        from members.directory import register_notes
        from members.portrait import register_section
        from programmes import notices
        from programmes.effects import DATES_AND_PARTNERS
        from programmes.models import FrameworkAgreement, Signature
        from programmes.overview import running_notes
        from programmes.proposals import PROGRAMME
        from programmes.university_section import SECTION

        register_notes(running_notes)
        register_section(SECTION)
        register(PROGRAMME)
        register_followed(followed(FrameworkAgreement, {Signature: "agreement"}))
        register_effect(DATES_AND_PARTNERS)
        notices.register()
