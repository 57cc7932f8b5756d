from django.contrib.sitemaps import Sitemap

from cluster_portal.pages.models import Page


class AboutSitemap(Sitemap):
    """The published pages about the network."""

    i18n = alternates = x_default = True

    def items(self):
        return Page.objects.published().only("path", "updated_at").order_by("path")

    def lastmod(self, page):
        return page.updated_at
