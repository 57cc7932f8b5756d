from django.urls import path, register_converter

from cluster_portal.pages import views


class PathConverter:
    """Slugs with slashes between them, as a page's path is stored."""

    regex = "[a-z0-9]+(?:[-/][a-z0-9]+)*"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(PathConverter, "page_path")

app_name = "pages"

urlpatterns = [
    path("", views.page, name="first_page"),
    path("<page_path:path>/", views.page, name="page"),
]
