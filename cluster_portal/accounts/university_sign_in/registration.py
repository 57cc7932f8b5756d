"""What is told to allauth at the start: which classes talk to services, and what to do when one is connected."""

from importlib.util import find_spec

from allauth.socialaccount.providers import registry
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from cluster_portal.accounts.university_sign_in.actions import affiliate_by_scopes
from cluster_portal.accounts.university_sign_in.adapter import configured
from cluster_portal.accounts.university_sign_in.configuration import OIDC, SAML

CLASSES = {
    OIDC: "cluster_portal.accounts.university_sign_in.openid_connect.UniversityOpenIDConnect",
    SAML: "cluster_portal.accounts.university_sign_in.saml.UniversitySaml",
}


def register_services(providers):
    """Import what the kinds of these providers need, and nothing else: five megabytes that others save."""
    kinds = {provider.kind for provider in providers}
    if SAML in kinds and find_spec("onelogin") is None:
        raise ImproperlyConfigured("A service of the kind saml needs the packages of requirements-saml.txt.")
    for kind in kinds:
        registry.register(import_string(CLASSES[kind]))


def note_connected(sender, request, sociallogin, **kwargs):
    """Give what follows from the scope once a service is connected to an account."""
    provider = configured(sociallogin.account.provider)
    affiliate_by_scopes(sociallogin.user, provider, sociallogin.state.get("scopes", []))
