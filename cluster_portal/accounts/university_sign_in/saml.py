"""Signing in by SAML: imported only where such a service is configured, for it needs requirements-saml.txt.

The conversation is that of python3-saml, which checks signatures, times and addresses; what allauth has for it asks the
request for the portal's own address, so it is built here.
"""

from urllib.parse import urlsplit

from allauth.socialaccount.helpers import complete_social_login, render_authentication_error
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from allauth.socialaccount.providers.saml.utils import fetch_metadata_url_config
from allauth.socialaccount.sessions import LoginSession
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from cluster_portal.accounts.university_sign_in import pages
from cluster_portal.accounts.university_sign_in.adapter import UniversitySignInAdapter, configured
from cluster_portal.accounts.university_sign_in.assertions import NotBelieved, of_saml
from cluster_portal.accounts.university_sign_in.logins import login_of
from cluster_portal.core.requests import absolute

LARGEST_RESPONSE = 200_000  # characters; one with an encrypted assertion has some ten thousand
KEPT_IN = ("saml_acs_session", "saml-acs-session")  # allauth's names: an attribute of the request, a cookie
KEPT_FOR = 600  # seconds; the browser comes back at once


class UniversitySaml(SAMLProvider):
    def serialize(self):
        return {"id": self.sub_id}

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        auth = _conversation(request, self.app)
        address = auth.login(return_to="")
        state_id = auth.get_last_request_id()
        self.stash_redirect_state(request, process, next_url, data, state_id=state_id, **kwargs)
        return HttpResponseRedirect(address)

    def sociallogin_from_response(self, request, response):
        return login_of(self, response)


def receive(request, provider_id):
    """Keep the response of a service, and come back with a GET.

    It comes as a form from another site, so the browser does not send the session along; with the GET it does.
    """
    answered = request.POST.get("SAMLResponse", "")
    if not 0 < len(answered) <= LARGEST_RESPONSE:
        return pages.failure(request, configured(provider_id))
    response = HttpResponseRedirect(reverse("account_saml_finish", args=[provider_id]))
    kept = LoginSession(request, *KEPT_IN)
    kept.store["response"] = answered
    kept.store.set_expiry(KEPT_FOR)
    kept.save(response)
    return response


def answer(request, provider_id):
    """Answer a visitor whose response was kept."""
    provider = UniversitySignInAdapter(request).get_provider(request, provider_id)
    kept = LoginSession(request, *KEPT_IN)
    answered = kept.store.get("response", "")
    kept.delete()
    try:
        login = _login(request, provider, answered)
    except Exception as error:  # noqa: BLE001 - a response can have any shape, and XML libraries trip as they like
        return render_authentication_error(request, provider, exception=error)
    return complete_social_login(request, login)


def _login(request, provider, answered):
    """Return the login for a response to a question of this visitor's. Raises NotBelieved, and what libraries raise."""
    auth = _conversation(request, provider.app, {"SAMLResponse": answered})
    auth.process_response(request_id=None)  # the question is looked for below: it counts once, in one browser
    if auth.get_errors() or not auth.is_authenticated():
        raise NotBelieved(auth.get_last_error_reason())
    question = auth.get_last_response_in_response_to()
    if not question:
        raise NotBelieved("nobody asked for it")
    state = provider.unstash_redirect_state(request, question)
    login = provider.sociallogin_from_response(request, of_saml(configured(provider.sub_id), auth))
    login.state = state
    return login


def metadata(request, provider_id):
    """Return what the people of a service need to know of the portal, as SAML describes itself."""
    app = UniversitySignInAdapter(request).get_app(request, provider=provider_id)
    described = OneLogin_Saml2_Settings(
        {"strict": True, "sp": _portal(request, app), "security": {"wantNameId": False}}, sp_validation_only=True
    )
    return HttpResponse(described.get_sp_metadata(), content_type="application/samlmetadata+xml")


def _conversation(request, app, post=None):
    place = urlsplit(_address(request, app, "account_saml"))
    here = {
        "https": "on" if place.scheme == "https" else "off",
        "http_host": place.netloc,
        "script_name": place.path,
        "get_data": {},
        "post_data": post or {},
    }
    return OneLogin_Saml2_Auth(here, _settings(request, app))


def _settings(request, app):
    idp = app.settings["idp"]
    if "metadata_url" in idp:
        service = fetch_metadata_url_config(idp)["idp"]
    else:
        service = {
            "entityId": idp["entity_id"],
            "x509cert": idp["x509cert"],
            "singleSignOnService": {"url": idp["sso_url"]},
        }
    return {
        "strict": True,
        "idp": service,
        "sp": _portal(request, app),
        "security": {
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,
            "allowRepeatAttributeName": True,
            "wantNameId": False,
        },
    }


def _portal(request, app):
    return {
        "entityId": _address(request, app, "account_saml_metadata"),
        "assertionConsumerService": {
            "url": _address(request, app, "account_saml"),
            "binding": OneLogin_Saml2_Constants.BINDING_HTTP_POST,
        },
        "NameIDFormat": OneLogin_Saml2_Constants.NAMEID_PERSISTENT,
        "x509cert": app.settings.get("certificate", ""),
        "privateKey": app.settings.get("key", ""),
    }


def _address(request, app, name):
    return absolute(request, reverse(name, args=[app.provider_id]))
