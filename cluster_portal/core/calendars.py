"""The frame of an iCalendar file (RFC 5545), the same for whatever is in it."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from icalendar import Calendar

from cluster_portal.core.languages import visitor_language

REFRESHED = timedelta(hours=12)
KEPT = timedelta(days=366)  # how long what is over stays in a calendar
A_DAY = timedelta(days=1)


def host():
    """Return the host name of the portal, the last part of every UID."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def empty_calendar(name, section):
    """Return an `icalendar.Calendar` without entries, with a name in the active language."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host()}//{section}//{visitor_language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    return calendar


def calendar_answer(content, file):
    """Return the response with the bytes of a calendar; `file` is its name without the ending."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file}.ics"'
    return response
