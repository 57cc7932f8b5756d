from django.contrib.sitemaps import Sitemap

from news.models import Article, Event


class EventSitemap(Sitemap):
    """The pages of the published events, past and cancelled ones included: their pages stay."""

    i18n = alternates = x_default = True

    def items(self):
        return Event.objects.published().only("slug", "updated_at").order_by("slug")

    def lastmod(self, event):
        return event.updated_at


class ArticleSitemap(Sitemap):
    """The news that the public may see now."""

    i18n = alternates = x_default = True

    def items(self):
        return Article.objects.public().only("slug", "published_at", "revised_at").order_by("slug")

    def lastmod(self, article):
        return article.revised_at or article.published_at
