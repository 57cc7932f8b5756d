"""The network's colours as a style sheet of its own: the content security policy allows no inline styles."""

import hashlib

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from cluster_portal.network.models import network_of

A_YEAR = 365 * 24 * 3600


def theme_css(network):
    """Return the style sheet that sets the colour tokens of tokens.css to the network's."""
    light = f"--accent:{network.accent};--accent-2:{network.accent_2}"
    dark = f"--accent:{network.accent_dark};--accent-2:{network.accent_2_dark}"
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def theme_url(network):
    """Return the address of the network's style sheet: another one after each change of a colour."""
    return reverse("theme", args=[hashlib.sha256(theme_css(network).encode()).hexdigest()[:10]])


@require_safe
def theme(request, digest):
    """Answer with the style sheet, to be kept for a year.

    A page that a cache still holds asks for older colours: it gets those of today, to be asked for again.
    """
    network = network_of(request)
    is_current = theme_url(network) == request.path
    response = HttpResponse(theme_css(network), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if is_current else "no-store"
    return response
