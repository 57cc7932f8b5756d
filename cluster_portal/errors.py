"""Error pages in the visitor's language, each with a search field and ways on."""

import logging

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.requests import BadInput, refusal

PAGES = {
    400: (_("This address cannot be read"), _("Something in the address is not right. Check it, or go on from here.")),
    403: (_("This page is not open to you"), _("You may have to sign in first, or ask for the right to see it.")),
    404: (
        _("There is no such page"),
        _("The address may be mistyped, or the page may have moved before we kept track."),
    ),
    405: (_("This cannot be done here"), _("The page exists, but it does not answer what was sent to it.")),
    410: (_("This page is gone"), _("It was published once and has been withdrawn on purpose.")),
    429: (_("Too many attempts"), _("Wait a few minutes, then try again. What you did until now is not lost.")),
    414: (_("This address is too long"), _("Something in the address is not right. Check it, or go on from here.")),
}

logger = logging.getLogger(__name__)


def error_page(request, status, message=""):
    """Return the page for a status of `PAGES`, with the message in place of the usual explanation."""
    title, explanation = PAGES[status]
    context = {"status": status, "error_title": title, "explanation": message or explanation, "is_error": True}
    response = HttpResponse(render_to_string("error.html", context, request), status=status)
    response.is_error_page = True
    return response


def bad_request(request, exception):
    return error_page(request, 400)


def permission_denied(request, exception):
    return error_page(request, 403)


def page_not_found(request, exception):
    return error_page(request, 404)


def too_many_requests(request):
    return error_page(request, 429)


def server_error(request):
    """Return the page for our own faults. It asks neither the database nor the session, which may be the fault."""
    try:
        content = render_to_string("500.html", {"language": get_language() or "en"})
    except Exception:  # the page about a fault must not fault
        logger.exception("The error page cannot be rendered")
        content = "<!doctype html><title>500</title><p>Internal error."
    return HttpResponse(content, status=500)


def csrf_failure(request, reason=""):
    return error_page(
        request,
        403,
        _("The form was open too long or cookies are off. Go back, load the page again and send it once more."),
    )


class ErrorPagesMiddleware:
    """Refuse dishonest addresses, and put our pages in place of bare ones, in local mode too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if refused := refusal(request):
            return error_page(request, *refused)
        response = self.get_response(request)
        is_bare = response.status_code in PAGES and not hasattr(response, "is_error_page")
        if is_bare and response.get("Content-Type", "").startswith("text/html"):
            page = error_page(request, response.status_code)
            if allow := response.get("Allow"):
                page["Allow"] = allow
            return page
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, BadInput):
            return error_page(request, 400, str(exception))
        return None
