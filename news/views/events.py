from django.http import Http404, HttpResponseGone
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.calendars import calendar_answer
from cluster_portal.core.languages import text_of
from cluster_portal.core.previews import for_eyes_only, is_previewed
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import absolute, see_other
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.network.models import network_of
from members.models import Group
from news.event_calendars import calendar_of, recent
from news.events import EventList, event_data, load_event, source_uses
from news.models import Event, FormerEventSlug


def _breadcrumbs(*further):
    return [(_("Home"), reverse("home")), (_("Events"), reverse("events:event_list")), *further]


@require_safe
def event_list(request):
    crumbs = _breadcrumbs()
    events = EventList(request.GET, timezone.now())
    return render(
        request,
        "news/event_list.html",
        {
            "events": events,
            "page": None if events.month else events.page,  # asked for here, where one that does not exist is a 404
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )


def _former(slug):
    formers = FormerEventSlug.objects.exclude(target__publication=Publication.DRAFT)
    former = formers.filter(slug=slug).select_related("target").only("target__slug").first()
    if former is None:
        raise Http404
    return former.target


@require_safe
def event_detail(request, slug):
    try:
        event = load_event(slug)
    except Event.DoesNotExist:
        return redirect("events:event_detail", _former(slug).slug, permanent=True)
    is_preview = is_previewed(request, event) and event.publication != Publication.PUBLISHED
    if not is_preview and event.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    if not is_preview and event.publication == Publication.DRAFT:
        raise Http404
    crumbs = _breadcrumbs((text_of(event, "title"), event.get_absolute_url()))

    def address(path):
        return absolute(request, path)

    response = render(
        request,
        "news/event_detail.html",
        {
            "event": event,
            "is_preview": is_preview,
            "is_over": event.is_over(timezone.now()),
            "source_uses": source_uses(event),
            "breadcrumbs": crumbs,
            "structured_data": [event_data(event, address), breadcrumb_list(crumbs, address)],
        },
    )
    return for_eyes_only(response) if is_preview else response


@require_safe
def event_by_id(request, uuid):
    """Lead from an event's lasting identifier to its page, whatever its slug is today."""
    event = get_object_or_404(Event.objects.exclude(publication=Publication.DRAFT).only("slug"), uuid=uuid)
    return see_other(request, event.get_absolute_url())


def _calendar(request, events, name, file):
    return calendar_answer(calendar_of(events, name, lambda path: absolute(request, path)), file)


@require_safe
def all_events(request):
    name = _("%(network)s: events") % {"network": network_of(request).name}
    return _calendar(request, recent(Event.objects.published(), timezone.now()), name, "events")


@require_safe
def group_events(request, slug):
    group = get_object_or_404(Group.objects.published().with_texts("name").only("slug", "source_language"), slug=slug)
    events = recent(Event.objects.published().filter(group=group), timezone.now())
    return _calendar(request, events, text_of(group, "name").value, f"events-{slug}")


@require_safe
def event_calendar(request, slug):
    event = Event.objects.exclude(publication=Publication.DRAFT).with_texts("title")
    event = event.only("slug", "publication", "source_language").filter(slug=slug).first()
    if event is None:
        return redirect("events:event_calendar", _former(slug).slug, permanent=True)
    if event.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    return _calendar(request, Event.objects.filter(pk=event.pk), text_of(event, "title").value, slug)
