from django.urls import path, register_converter

from members import views


class SlugConverter:
    """A slug as `core.slugs` defines it: whatever else is asked for is no page."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(SlugConverter, "portal_slug")

app_name = "members"

urlpatterns = [
    path("", views.university_list, name="university_list"),
    path("<portal_slug:slug>/", views.university_detail, name="university_detail"),
]
