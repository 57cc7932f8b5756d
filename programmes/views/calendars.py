from django.http import Http404
from django.views.decorators.http import require_safe


@require_safe
def calendar_page(request, slug=None):
    raise Http404


@require_safe
def own_calendar(request, slug=None):
    raise Http404


@require_safe
def university_calendar(request, slug=None):
    raise Http404


@require_safe
def programme_calendar(request, slug=None):
    raise Http404
