from django.http import Http404
from django.views.decorators.http import require_safe


@require_safe
def agreement_list(request, slug=None):
    raise Http404


@require_safe
def agreement_detail(request, slug=None):
    raise Http404


@require_safe
def agreement_by_id(request, uuid):
    raise Http404
