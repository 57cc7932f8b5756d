from django.http import Http404
from django.views.decorators.http import require_safe


@require_safe
def programme_compare(request, slug=None):
    raise Http404
