"""Who sees which part of the workspace: asked anew with each request, answered 404 for what is not theirs."""

from functools import wraps

from django.shortcuts import get_object_or_404

from cluster_portal.accounts.second_factor import account_required
from cluster_portal.core.previews import for_eyes_only
from members.models import Role, University


def workspace_page(view):
    """Let a view answer who is signed in, and nobody keep or list what it says; what is not theirs answers 404."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return for_eyes_only(view(request, *args, **kwargs))

    return account_required(guarded)


def own_universities(request):
    """Return the universities for which a user may at least look: their own; those of staff are not theirs."""
    if not hasattr(request, "own_universities"):
        request.own_universities = list(_named(University.objects.acted_for_by(request.user, Role.VIEWER)))
    return request.own_universities


def find_university(request, slug):
    """Return the university of an address. Raises Http404 for one that the user may not see."""
    own = next((each for each in own_universities(request) if each.slug == slug), None)
    return own or get_object_or_404(_named(University.objects.visible_to(request.user)), slug=slug)


def _named(universities):
    fields = ("uuid", "slug", "source_language", "hue", "publication")
    return universities.only(*fields).prefetch_related("names")


def acts_for(user, university):
    """Tell whether a user may propose something for the university; staff as such have the back office for it."""
    return University.objects.acted_for_by(user, Role.EDITOR).filter(pk=university.pk).exists()
