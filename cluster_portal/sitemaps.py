"""All public pages, in all languages, for search engines."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from cluster_portal.pages.sitemaps import AboutSitemap
from members.sitemaps import GroupSitemap, UniversitySitemap
from news.sitemaps import ArticleSitemap, EventSitemap
from programmes.sitemaps import AgreementSitemap, ProgrammeSitemap


class PageSitemap(Sitemap):
    """The pages that stand for no object."""

    i18n = alternates = x_default = True

    def items(self):
        return [
            "home",
            "members:university_list",
            "governance:overview",
            "history",
            "news:article_list",
            "events:event_list",
            "documents:document_list",
            "programmes:programme_list",
            "programmes:programme_finder",
            "programmes:coverage_matrix",
            "programmes:agreement_list",
            "programmes:calendar_page",
        ]

    def location(self, item):
        return reverse(item)


SITEMAPS = {
    "pages": PageSitemap,
    "about": AboutSitemap,
    "universities": UniversitySitemap,
    "groups": GroupSitemap,
    "news": ArticleSitemap,
    "events": EventSitemap,
    "programmes": ProgrammeSitemap,
    "agreements": AgreementSitemap,
}
