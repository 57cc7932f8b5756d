import factory

from cluster_portal.core.publishing import Publication
from cluster_portal.pages.models import Page


class PageFactory(factory.django.DjangoModelFactory):
    """A published page below the first page of all, which is made with it."""

    slug = factory.Sequence(lambda n: f"page-{n}")
    publication = Publication.PUBLISHED
    parent = factory.LazyFunction(lambda: FirstPageFactory())  # noqa: PLW0108 - it stands below
    title_en = factory.Sequence(lambda n: f"Page No. {n}")
    lead_en = "What this page is about."

    class Meta:
        model = Page


class FirstPageFactory(PageFactory):
    """The first page of all. A second call returns it."""

    slug = "about"
    parent = None
    path = ""
    title_en = "About the network"
    menu_title_en = "About"

    class Meta:
        model = Page
        django_get_or_create = ("path",)
