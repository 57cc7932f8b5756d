from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self):
        from members import governance, portrait
        from news.about import GROUP_SECTION, UNIVERSITY_SECTION

        portrait.register_section(UNIVERSITY_SECTION)
        governance.register_section(GROUP_SECTION)
