"""Pages that need several apps at once, and what machines ask of the portal."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cluster_portal.accounts.second_factor import staff_required
from cluster_portal.core.languages import text_of
from cluster_portal.core.requests import absolute, see_other
from cluster_portal.core.validity import today
from cluster_portal.network.models import ALL_TEXTS, network_of
from cluster_portal.styleguide import samples
from members.models.membership import Standing
from members.places import current_members, picture_of, rows_of
from members.structured_data import network_data
from news.articles import lines as article_lines
from news.events import lines as event_lines
from news.models import Article, Event
from programmes.links import shared_programmes
from programmes.overview import Overview, links_between

NEXT_EVENTS, LATEST_NEWS = 4, 3  # on the home page


@dataclass(frozen=True)
class Count:
    """A number that the portal computed, and where its parts are listed."""

    value: int
    kind: str  # full, associate, countries, running, pairs
    url: str


def _counts(members, running, links):
    full = [university for university in members if university.standing == Standing.FULL]
    associates = [university for university in members if university.standing == Standing.ASSOCIATE]
    countries = {university.country.code for university in members if university.country}
    directory = reverse("members:university_list")
    counts = [
        Count(len(full), "full", f"{directory}?status=full"),
        Count(len(associates), "associate", f"{directory}?status=associate"),
        Count(len(countries), "countries", f"{directory}?sort=country"),
    ]
    if running:
        counts.append(Count(running, "running", f"{reverse('programmes:programme_list')}?status=open"))
    if links:
        counts.append(Count(len(links), "pairs", "#members-table"))
    return counts


@require_safe
def home(request):
    day = today()
    members = list(current_members(on=day))
    links = links_between(members, shared_programmes(day))
    overview = Overview(timezone.now())
    network = network_of(request, ALL_TEXTS)
    return render(
        request,
        "home.html",
        {
            "day": day,
            "members": members,
            "picture": picture_of(members, links),
            "rows": rows_of(members, links),
            "counts": _counts(members, overview.running, links),
            "finder": overview.finder(members),
            "upcoming": overview.upcoming,
            "articles": list(article_lines(Article.objects.public())[:LATEST_NEWS]),
            "events": list(
                event_lines(Event.objects.published().upcoming()).order_by("first_moment", "pk")[:NEXT_EVENTS]
            ),
            "figures": list(network.figures.all()),
            "structured_data": [network_data(network, members, lambda path: absolute(request, path))],
        },
    )


@require_safe
def choose_language(request):
    """Lead to the home page in the visitor's language: the first of the ten that the browser asks for, else English."""
    return see_other(request, reverse("home"), status=302)


@require_safe
def network_by_id(request):
    """Lead from the network's lasting identifier to the page about it, in the visitor's language."""
    return see_other(request, reverse("home"))


@staff_required
@require_safe
def styleguide(request):
    """Show every component with sample data. A new component starts here."""
    return render(request, "styleguide.html", samples())


@require_safe
def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", "", f"Sitemap: {absolute(request, reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def manifest(request):
    network = network_of(request, ALL_TEXTS)
    icons = [
        {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("img/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    return JsonResponse(
        {
            "name": network.full_name or network.name,
            "short_name": network.name,
            "description": text_of(network, "statement").value or _("Network of universities"),
            "lang": request.LANGUAGE_CODE,
            "start_url": reverse("home"),
            "scope": "/",
            "display": "browser",
            "background_color": "#fbfaf7",
            "theme_color": network.accent,
            "icons": icons,
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def favicon(request):
    icon = Path(settings.BASE_DIR) / "cluster_portal" / "static" / "img" / "favicon.ico"
    return HttpResponse(icon.read_bytes(), content_type="image/x-icon")


@require_safe
def health(request):
    """Answer 200 while the process and its database work: for the monitoring of whoever runs the portal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    response = HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
