from django.apps import AppConfig


class ClusterPortalConfig(AppConfig):
    name = "cluster_portal"
    verbose_name = "Portal"

    def ready(self):
        from cluster_portal.core import checks  # noqa: F401  registers the system checks
        from cluster_portal.mail.frame import register_frame
        from cluster_portal.mail_frame import frame

        register_frame(frame)
