from django.urls import path

from programmes.views import agreements, calendars, catalogue, compare, coverage, feeds, finder, programme

app_name = "programmes"

urlpatterns = [
    path("", catalogue.programme_list, name="programme_list"),
    path("finder/", finder.programme_finder, name="programme_finder"),
    path("compare/", compare.programme_compare, name="programme_compare"),
    path("coverage/", coverage.coverage_matrix, name="coverage_matrix"),
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/<portal_slug:slug>/", agreements.agreement_detail, name="agreement_detail"),
    path("calendar/", calendars.calendar_page, name="calendar_page"),
    path("calendar/own.ics", calendars.own_calendar, name="own_calendar"),
    path("calendar/<portal_slug:slug>.ics", calendars.university_calendar, name="university_calendar"),
    path("feed/", feeds.programme_feed, name="programme_feed"),
    path("<portal_slug:slug>/", programme.programme_detail, name="programme_detail"),
    path("<portal_slug:slug>/calendar.ics", calendars.programme_calendar, name="programme_calendar"),
]
