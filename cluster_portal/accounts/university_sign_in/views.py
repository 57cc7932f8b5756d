"""The way to a university's service and back, and what the owner of an account does with it."""

import logging
from functools import wraps

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows import connect
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cluster_portal.accounts.university_sign_in import pages
from cluster_portal.accounts.university_sign_in.adapter import configured
from cluster_portal.accounts.university_sign_in.configuration import OIDC, SAML

logger = logging.getLogger(__name__)
MODULES = {OIDC: "openid_connect", SAML: "saml"}
LANGUAGE = "university_sign_in_language"  # in the session: addresses that services know have no language
AGAIN = "again"  # posted by somebody signed in who signs in once more, instead of connecting another service


def _configured_or_404(provider_id, kind=None):
    provider = configured(provider_id)
    if provider is None or kind not in (None, provider.kind):
        raise Http404("No such service is configured.")
    return provider


def _connects(request):
    return request.user.is_authenticated and AGAIN not in request.POST


@require_POST
@rate_limit(action="login")  # each asks the service for its description
@reauthentication_required(app="allauth.socialaccount", enabled=_connects)
def start(request, provider_id):
    """Lead to the service of a university: to sign in, or to connect it to the account that is signed in.

    The answer is a page that goes on by itself, not a redirect: our policy lets no form end at another origin, and
    browsers hold that against each address that a service passes the visitor on to.
    """
    provider = _configured_or_404(provider_id)
    process = AuthProcess.CONNECT if _connects(request) else AuthProcess.LOGIN
    request.session[LANGUAGE] = translation.get_language()
    try:
        service = get_adapter(request).get_provider(request, provider.id)
        response = service.redirect(request, process=process, next_url=get_next_redirect_url(request))
        target = response["Location"]
    except Exception:
        logger.warning("The service %s does not answer as it should.", provider.id, exc_info=True)
        return pages.failure(request, provider, status=502)
    return render(request, "account/university_leaving.html", {"provider": provider, "target": target})


def in_the_language_of_the_start(view):
    """Let a view answer in the language of the page from which the visitor went to the service."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        with translation.override(request.session.get(LANGUAGE) or translation.get_language()):
            return view(request, *args, **kwargs)

    return wrapped


@require_safe
@in_the_language_of_the_start
def callback(request, provider_id):
    """Take the answer of an OpenID Connect service."""
    return _call(OIDC, "answer", request, provider_id)


@csrf_exempt
@require_POST
@rate_limit(action="login")  # each is kept for a moment, whoever sends it
def saml_receive(request, provider_id):
    """Take the response of a SAML service, which its page sends here as a form."""
    return _call(SAML, "receive", request, provider_id)


@require_safe
@in_the_language_of_the_start
def saml_callback(request, provider_id):
    """Answer whom a SAML service has sent back."""
    return _call(SAML, "answer", request, provider_id)


@require_safe
def saml_metadata(request, provider_id):
    return _call(SAML, "metadata", request, provider_id)


def _call(kind, name, request, provider_id):
    """Call what talks to services of a kind: imported here, for it takes memory that others save."""
    _configured_or_404(provider_id, kind)
    return import_string(f"cluster_portal.accounts.university_sign_in.{MODULES[kind]}.{name}")(request, provider_id)


@login_required
@require_POST
@reauthentication_required(app="allauth.socialaccount")
def disconnect(request, provider_id):
    """Take a service off the account, unless nothing else would open it."""
    provider = _configured_or_404(provider_id)
    account = get_object_or_404(SocialAccount, user=request.user, provider=provider.id)
    try:
        connect.validate_disconnect(request, account)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        connect.disconnect(request, account)
    return redirect("account_overview")


@login_required
@require_safe
def again(request):
    """Let somebody without a password prove anew who they are: by signing in at their service again."""
    context = {"providers": [each for each, account in connections(request.user) if account]}
    return render(request, "account/university_again.html", {**context, "next": get_next_redirect_url(request)})


def connections(user):
    """Return (provider, the account's connection with it or None) for each configured one."""
    if not settings.SIGN_IN_PROVIDERS:
        return []
    known = {account.provider: account for account in SocialAccount.objects.filter(user=user).order_by("-pk")}
    return [(provider, known.get(provider.id)) for provider in settings.SIGN_IN_PROVIDERS]
