from django.urls import path

from news.views import events

app_name = "events"

urlpatterns = [
    path("", events.event_list, name="event_list"),
    path("calendar.ics", events.all_events, name="all_events"),
    path("calendar/<portal_slug:slug>.ics", events.group_events, name="group_events"),
    path("<portal_slug:slug>/", events.event_detail, name="event_detail"),
    path("<portal_slug:slug>/event.ics", events.event_calendar, name="event_calendar"),
]
