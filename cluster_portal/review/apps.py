from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "cluster_portal.review"
    verbose_name = _("Review")

    def ready(self):
        from cluster_portal.core.watching import register_memory, register_watcher
        from cluster_portal.review import notices, trail, trail_page

        notices.register()
        register_watcher(trail.watch_admin)
        register_memory(trail.latest, trail_page.since)
