from django.http import HttpResponse
from django.urls import path

app_name = "workspace"

urlpatterns = [
    path("proposals/<uuid:uuid>/", lambda request, uuid: HttpResponse(), name="proposal"),
]
