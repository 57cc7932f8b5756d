"""allauth's OpenID Connect, believing less: imported only where such a service is configured."""

from contextlib import contextmanager

from allauth.socialaccount.providers.base.provider import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.urls import reverse

from cluster_portal.accounts.university_sign_in.adapter import configured
from cluster_portal.accounts.university_sign_in.assertions import NotBelieved, of_openid_connect
from cluster_portal.accounts.university_sign_in.logins import login_of
from cluster_portal.core.requests import absolute

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@contextmanager
def _of_any_shape():
    """Turn what happens when an answer has another shape than expected into what allauth takes for a bad answer."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ProviderException(repr(error)) from error


class Client(OAuth2Client):
    def get_access_token(self, *args, **kwargs):
        with _of_any_shape():
            return super().get_access_token(*args, **kwargs)

    def get_redirect_url(self, authorization_url, scope, extra_params):
        """Return where to send the visitor; allauth's forgets that the address may have a query of its own."""
        query = super().get_redirect_url("", scope, extra_params).lstrip("?")
        return f"{authorization_url}{'&' if '?' in authorization_url else '?'}{query}"


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """The conversation with a service: over https, with the issuer that was configured, and with an identity token."""

    client_class = Client

    @property
    def openid_config(self):
        with _of_any_shape():
            described = super().openid_config
        if not isinstance(described, dict):
            raise OAuth2Error("The service does not describe itself.")
        issuer = described.get("issuer")
        if not isinstance(issuer, str) or issuer.rstrip("/") != self.get_provider().app.settings["server_url"]:
            raise OAuth2Error("The service calls itself something else than server_url.")
        for name in ENDPOINTS:
            address = described.get(name, "" if name == "userinfo_endpoint" else None)
            if address != "" and not (isinstance(address, str) and address.startswith("https://")):
                raise OAuth2Error(f"The service has no safe {name}.")
        return described

    def get_callback_url(self, request, app):
        return absolute(request, reverse("openid_connect_callback", args=[self.provider_id]))

    def parse_token(self, data):
        with _of_any_shape():
            return super().parse_token(data)

    def complete_login(self, request, app, token, **kwargs):
        """Read the identity token, which is required, and what the service tells of its subject besides."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise ProviderException("no identity token")
        with _of_any_shape():
            data = {"id_token": self._decode_id_token(app, id_token)}
            if self.openid_config.get("userinfo_endpoint"):
                data["userinfo"] = self._fetch_user_info(token.token)
        return self.get_provider().sociallogin_from_response(request, data)


class UniversityOpenIDConnect(OpenIDConnectProvider):
    oauth2_adapter_class = CheckedAdapter

    def serialize(self):
        return {"id": self.sub_id}  # two services may know us by the same client_id

    def sociallogin_from_response(self, request, response):
        try:
            return login_of(self, of_openid_connect(configured(self.sub_id), response))
        except NotBelieved as error:
            raise ProviderException(str(error)) from None


def answer(request, provider_id):
    """Answer a visitor who comes back from a service."""
    return OAuth2CallbackView.adapter_view(CheckedAdapter(request, provider_id))(request)
