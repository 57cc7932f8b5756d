"""The table of contents of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path, register_converter
from django.views.static import serve

from cluster_portal import views
from cluster_portal.accounts.urls import service_urlpatterns
from cluster_portal.core.slugs import SlugConverter
from cluster_portal.freshness.views import Confirm
from cluster_portal.sitemaps import SITEMAPS
from cluster_portal.theme import theme
from members.governance_views import group_by_id
from members.views import university_by_id
from news.views.articles import article_by_id
from news.views.events import event_by_id
from news.views.history import history
from programmes.views.agreements import agreement_by_id
from programmes.views.programme import programme_by_id

register_converter(SlugConverter, "portal_slug")  # before the tables of contents that use it are read

handler400 = "cluster_portal.errors.bad_request"
handler403 = "cluster_portal.errors.permission_denied"
handler404 = "cluster_portal.errors.page_not_found"
handler429 = "cluster_portal.errors.too_many_requests"  # asked for by allauth, not by Django
handler500 = "cluster_portal.errors.server_error"

urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.health, name="health"),
    path("id/network", views.network_by_id, name="network_by_id"),
    path("id/university/<uuid:uuid>", university_by_id, name="university_by_id"),
    path("id/group/<uuid:uuid>", group_by_id, name="group_by_id"),
    path("id/article/<uuid:uuid>", article_by_id, name="article_by_id"),
    path("id/event/<uuid:uuid>", event_by_id, name="event_by_id"),
    path("id/programme/<uuid:uuid>", programme_by_id, name="programme_by_id"),
    path("id/agreement/<uuid:uuid>", agreement_by_id, name="agreement_by_id"),
    path("account/", include(service_urlpatterns)),
    re_path(r"^theme/(?P<digest>[0-9a-f]{10})\.css$", theme, name="theme"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("manifest.webmanifest", views.manifest, name="manifest"),
        path("confirm/<str:token>/", Confirm.as_view(), name="confirm"),
        path("style/", views.styleguide, name="styleguide"),
        path("account/", include("cluster_portal.accounts.urls")),
        path("search/", include("cluster_portal.search.urls")),
        path("members/", include("members.urls")),
        path("about/history/", history, name="history"),
        path("about/governance/", include("members.governance_urls")),
        path("about/", include("cluster_portal.pages.urls")),  # after the parts that have addresses of their own there
        path("news/", include("news.urls")),
        path("documents/", include("news.document_urls")),
        path("events/", include("news.event_urls")),
        path("programmes/", include("programmes.urls")),
        path("workspace/", include("cluster_portal.workspace.urls")),
        path("invitations/", include("members.invitation_urls")),
    ),
]

if settings.LOCAL_MODE or settings.SERVES_MEDIA:
    urlpatterns += [re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})]
