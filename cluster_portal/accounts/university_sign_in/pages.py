"""The pages on which a sign-in at a university's service ends when it does not succeed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _


def refusal(request, provider, reason, assertion):
    """Say why the portal lets nobody in though the service did, and what to do."""
    context = {"provider": provider, "reason": reason, "email": assertion.email}
    return _page(request, "account/university_refused.html", context, status=403)


def failure(request, provider, status=400):
    """Say that the service and the portal did not understand each other."""
    return _page(request, "account/university_failed.html", {"provider": provider}, status=status)


def called_off(request):
    """Lead back to signing in whoever changed their mind at the service."""
    messages.warning(request, _("You called the sign-in off. Nothing has happened."))
    return redirect("account_login")


def _page(request, template, context, status):
    response = render(request, template, context, status=status)
    response.is_error_page = True  # it says more than the page for all addresses
    return response
