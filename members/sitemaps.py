from django.contrib.sitemaps import Sitemap

from members.models import Group, University


class UniversitySitemap(Sitemap):
    """The pages of the universities that the directory lists."""

    i18n = alternates = x_default = True

    def items(self):
        return University.objects.published().ever_members().only("slug", "updated_at").order_by("slug")

    def lastmod(self, university):
        return university.updated_at


class GroupSitemap(Sitemap):
    """The pages of the published groups, ended ones included: their pages stay."""

    i18n = alternates = x_default = True

    def items(self):
        return Group.objects.published().only("slug", "updated_at").order_by("slug")

    def lastmod(self, group):
        return group.updated_at
