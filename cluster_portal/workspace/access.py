"""Who sees which part of the workspace: asked anew with each request, answered 404 for what is not theirs."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404

from cluster_portal.accounts.second_factor import account_required
from cluster_portal.core.previews import for_eyes_only
from members.models import Role, University


def workspace_page(view):
    """Let only people in who see some university's workspace; nobody else may keep or list what is answered."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not University.objects.visible_to(request.user).exists():
            raise Http404
        return for_eyes_only(view(request, *args, **kwargs))

    return account_required(guarded)


def own_universities(user):
    """Return the universities for which a user may at least look: their own; those of staff are not theirs."""
    universities = University.objects.acted_for_by(user, Role.VIEWER)
    return universities.only("slug", "source_language", "hue").prefetch_related("names")


def find_university(request, slug):
    """Return the university of an address. Raises Http404 for one that the user may not see."""
    universities = University.objects.visible_to(request.user).prefetch_related("names")
    return get_object_or_404(universities.only("uuid", "slug", "source_language", "hue"), slug=slug)


def acts_for(user, university):
    """Tell whether a user may propose something for the university; staff as such have the back office for it."""
    return University.objects.acted_for_by(user, Role.EDITOR).filter(pk=university.pk).exists()
