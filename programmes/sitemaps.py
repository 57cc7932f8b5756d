from django.contrib.sitemaps import Sitemap

from programmes.models import FrameworkAgreement, Programme


class ProgrammeSitemap(Sitemap):
    """The pages of the published programmes, closed ones included: their pages stay."""

    i18n = alternates = x_default = True

    def items(self):
        return Programme.objects.published().only("slug", "updated_at").order_by("slug")

    def lastmod(self, programme):
        return programme.updated_at


class AgreementSitemap(Sitemap):
    """The pages of the published agreements."""

    i18n = alternates = x_default = True

    def items(self):
        return FrameworkAgreement.objects.published().only("slug", "updated_at").order_by("slug")

    def lastmod(self, agreement):
        return agreement.updated_at
