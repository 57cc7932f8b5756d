from django.apps import AppConfig


class ClusterPortalConfig(AppConfig):
    name = "cluster_portal"
    verbose_name = "Portal"

    def ready(self):
        from cluster_portal.core import checks  # noqa: F401  registers the system checks
        from cluster_portal.freshness import reminders
        from cluster_portal.mail.frame import register_frame
        from cluster_portal.mail_frame import frame
        from cluster_portal.network.models import Network, NetworkFigure
        from cluster_portal.pages.models import Page
        from cluster_portal.pictures.models import Picture
        from cluster_portal.review.registry import followed, register_followed

        register_frame(frame)
        reminders.register()
        # These lie beside the trail, not above it, so somebody above both has to introduce them.
        register_followed(followed(Network, {NetworkFigure: "network"}))
        register_followed(followed(Page))
        register_followed(followed(Picture))
