"""How the dates of events are written."""

from django import template
from django.utils.html import format_html

from news.events import format_time, when

register = template.Library()
register.filter("clock_time", format_time)


@register.simple_tag
def event_dates(event):
    """Write the dates of an event; one that does not hold any more is struck through, and says so to everybody."""
    if event.status in (event.Status.CANCELLED, event.Status.POSTPONED):
        return format_html("<s>{}</s>", when(event))
    return when(event)
