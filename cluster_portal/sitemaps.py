"""All public pages, in all languages, for search engines."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from members.sitemaps import UniversitySitemap


class PageSitemap(Sitemap):
    """The pages that stand for no object."""

    i18n = alternates = x_default = True

    def items(self):
        return ["home", "members:university_list"]

    def location(self, item):
        return reverse(item)


SITEMAPS = {"pages": PageSitemap, "universities": UniversitySitemap}
