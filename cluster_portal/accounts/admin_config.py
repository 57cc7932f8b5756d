from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin, with a site that asks for a second factor."""

    default_site = "cluster_portal.accounts.admin_site.PortalAdminSite"
