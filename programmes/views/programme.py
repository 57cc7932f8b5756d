from django.http import Http404
from django.views.decorators.http import require_safe


@require_safe
def programme_detail(request, slug=None):
    raise Http404


@require_safe
def programme_by_id(request, uuid):
    raise Http404
