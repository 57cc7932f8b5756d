"""What each page needs around its content: the network, the sections, the languages, the addresses of this page."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import CODES, own_name, visitor_language
from cluster_portal.core.requests import absolute, refusal
from cluster_portal.network.models import network_of
from cluster_portal.pages.menus import menus_of
from cluster_portal.theme import theme_url


@dataclass(frozen=True)
class LanguageLink:
    """The same page in one language."""

    code: str
    name: str
    path: str  # with the query string, for the language switch
    url: str  # absolute and without it, for search engines
    is_current: bool


def _language_links(request):
    first, _slash, rest = request.path.lstrip("/").partition("/")
    has_prefix = first in CODES
    query = "" if refusal(request) else request.META.get("QUERY_STRING", "")  # what we refuse we do not link
    current = visitor_language()
    links = []
    for code in CODES:
        path = f"/{code}/{rest}" if has_prefix else f"/{code}/"
        links.append(
            LanguageLink(
                code=code,
                name=own_name(code),
                path=f"{path}?{query}" if has_prefix and query else path,
                url=absolute(request, path),
                is_current=code == current,
            )
        )
    return links


def _sections(request):
    """Return the sections of the masthead: (label, path, whether this page is in it)."""
    sections = [
        (_("Members"), reverse("members:university_list")),
        (_("Programmes"), reverse("programmes:programme_list")),
        (_("News"), reverse("news:article_list")),
        (_("Events"), reverse("events:event_list")),
        (_("About"), reverse("pages:first_page")),
    ]
    return [(label, path, request.path.startswith(path)) for label, path in sections]


def _canonical_path(request):
    """Return the path under which search engines keep this page: further pages of a list are pages of their own."""
    page = request.GET.get("page", "")
    return f"{request.path}?page={page}" if page.isdecimal() and page != "1" else request.path


def portal(request):
    """Give templates the frame of the page. Nothing here is asked of the database before a template reads it."""
    network = SimpleLazyObject(lambda: network_of(request))
    return {
        "network": network,
        "theme_url": SimpleLazyObject(lambda: theme_url(network)),
        "menus": SimpleLazyObject(lambda: menus_of(request)),
        "sections": SimpleLazyObject(lambda: _sections(request)),
        "language_links": SimpleLazyObject(lambda: _language_links(request)),
        "canonical_url": absolute(request, _canonical_path(request)),
        "site_url": absolute(request, "/").rstrip("/"),
        "is_local_mode": settings.LOCAL_MODE,
    }
