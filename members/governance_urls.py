from django.urls import path

from members import governance_views

app_name = "governance"

urlpatterns = [
    path("", governance_views.overview, name="overview"),
    path("<portal_slug:slug>/", governance_views.group_detail, name="group_detail"),
]
