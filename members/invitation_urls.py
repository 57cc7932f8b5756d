from django.urls import path

from members import invitation_views

app_name = "invitations"

urlpatterns = [
    path("accepted/", invitation_views.accepted, name="accepted"),
    path("<str:token>/", invitation_views.invitation, name="invitation"),
    path("<str:token>/ask/", invitation_views.ask, name="ask"),
]
