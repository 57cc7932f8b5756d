from django.contrib.sitemaps import Sitemap

from news.models import Event


class EventSitemap(Sitemap):
    """The pages of the published events, past and cancelled ones included: their pages stay."""

    i18n = alternates = x_default = True

    def items(self):
        return Event.objects.published().only("slug", "updated_at").order_by("slug")

    def lastmod(self, event):
        return event.updated_at
