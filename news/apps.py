from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self):
        from cluster_portal.review.registry import followed, register, register_followed
        from members import governance, portrait
        from news.about import GROUP_SECTION, UNIVERSITY_SECTION
        from news.models import Milestone, Topic
        from news.proposals import ARTICLE, DOCUMENT, EVENT

        portrait.register_section(UNIVERSITY_SECTION)
        governance.register_section(GROUP_SECTION)
        for subject in (ARTICLE, EVENT, DOCUMENT):
            register(subject)
        for model in (Topic, Milestone):
            register_followed(followed(model))
