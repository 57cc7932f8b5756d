"""What allauth asks the portal about sign-ins at universities' services: which there are, and whose account it is."""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cluster_portal.accounts.university_sign_in import pages
from cluster_portal.accounts.university_sign_in.actions import Refused, affiliate_by_scopes, open_account
from cluster_portal.accounts.university_sign_in.configuration import OIDC, SAML

logger = logging.getLogger(__name__)
NAMES = {OIDC: "openid_connect", SAML: "saml"}  # what allauth calls the kinds


def configured(provider_id):
    """Return the `SignInProvider` of an id, None where the file has none."""
    return next((provider for provider in settings.SIGN_IN_PROVIDERS if provider.id == provider_id), None)


class UniversitySignInAdapter(DefaultSocialAccountAdapter):
    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _("Choose a password first: nothing else would open your account."),
    }

    def list_apps(self, request, provider=None, client_id=None):
        """Return the services of the file alone: whoever can write to a table of allauth's must not add another."""
        return [
            SocialApp(
                provider=NAMES[each.kind],
                provider_id=each.id,
                name=each.name,
                client_id=each.client_id,
                secret=each.secret,
                settings=each.settings,
            )
            for each in settings.SIGN_IN_PROVIDERS
            if provider in (None, each.id, NAMES[each.kind]) and client_id in (None, each.client_id)
        ]

    def is_open_for_signup(self, request, sociallogin):
        return False  # `pre_social_login` opens accounts, by rules of its own

    def can_authenticate_by_email(self, login, email):
        return False  # an account is found by the name that lasts, never by an address

    def pre_social_login(self, request, sociallogin):
        """Give what follows from the scope to who is known, and open an account for who is not.

        Somebody who connects a service to the account that they are signed in to gets it once that is done.
        """
        provider, assertion = configured(sociallogin.provider.sub_id), sociallogin.assertion
        if sociallogin.is_existing:
            affiliate_by_scopes(sociallogin.user, provider, assertion.scopes)
        elif sociallogin.state.get("process") == AuthProcess.CONNECT:
            sociallogin.state["scopes"] = list(assertion.scopes)
        else:
            try:
                sociallogin.user = open_account(provider, assertion, language=get_language())
            except Refused as refused:
                logger.warning("A sign-in at %s was refused: %s.", provider.id, refused.reason)
                raise ImmediateHttpResponse(pages.refusal(request, provider, refused.reason, assertion)) from None

    def get_connect_redirect_url(self, request, socialaccount):
        return reverse("account_overview")

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """Answer with our page whatever went wrong between the portal and the service."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(pages.called_off(request))
        logger.warning("A sign-in at %s failed: %.300r", provider.sub_id, exception or error)
        raise ImmediateHttpResponse(pages.failure(request, configured(provider.sub_id)))
