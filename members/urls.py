from django.urls import path

from members import views

app_name = "members"

urlpatterns = [
    path("", views.university_list, name="university_list"),
    path("<portal_slug:slug>/", views.university_detail, name="university_detail"),
]
