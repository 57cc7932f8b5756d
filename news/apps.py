from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self):
        from cluster_portal.review.registry import followed, register_followed
        from members import governance, portrait
        from news.about import GROUP_SECTION, UNIVERSITY_SECTION
        from news.models import Article, Document, Event, Milestone, Topic

        portrait.register_section(UNIVERSITY_SECTION)
        governance.register_section(GROUP_SECTION)
        for model in (Article, Topic, Event, Document, Milestone):
            register_followed(followed(model))
