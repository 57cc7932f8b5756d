"""What a request may look like before any view sees it, and how a view refuses what was typed."""

from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

MAX_QUERY_LENGTH = 4000  # the longest honest one, every filter of the catalogue chosen, stays under a quarter of this


class BadInput(BadRequest):
    """Something in the address cannot be answered. The message is for the visitor, in words and translated."""


def refusal(request):
    """Return (status, message) for an address that no view should see, or None for an honest one."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > MAX_QUERY_LENGTH:
        return 414, _("The address is too long. Start again from one of the pages below.")
    try:
        decoded = unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        return 400, _("The address contains characters that are not valid text.")
    if "\0" in decoded or "\0" in request.path_info:
        return 400, _("The address contains a character that cannot be part of it.")
    return None


def absolute(request, path):
    """Return the full address of a path: under `SITE_URL` where it is set, else under the host that was asked."""
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def see_other(request, path, status=303):
    """Lead to a path that was made in the active language, from an address that has no language of its own.

    The language is what LocaleMiddleware read off the browser's wishes, so the answer varies with them.
    """
    response = HttpResponseRedirect(path)
    response.status_code = status
    patch_vary_headers(response, ["Accept-Language"])
    return response


def number_of(text):
    """Return the number that a request names, -1 (which is nothing's) where it is none that a database takes."""
    return int(text) if text.isdecimal() and len(text) < 19 else -1


def typed(request, name, longest):
    """Return what was typed into a field that no form checks: at most so long, and without what cannot be stored."""
    return request.POST.get(name, "").replace("\0", "")[:longest]
