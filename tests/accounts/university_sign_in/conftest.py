"""A network with two universities, and the OpenID Connect services of both, in this process and without a network."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.providers import registry

from cluster_portal.accounts.university_sign_in.adapter import UniversitySignInAdapter
from cluster_portal.accounts.university_sign_in.configuration import read_providers
from cluster_portal.accounts.university_sign_in.registration import register_services
from tests.factories.members import UniversityFactory, UniversityIdentifierFactory
from tests.factories.network import NetworkFactory
from tests.pages import Page


def entry(name, /, **changes):
    """Return what the file says of the OpenID Connect service of a university."""
    return {
        "id": name,
        "kind": "oidc",
        "name": name.upper(),
        "university": name,
        "server_url": f"https://login.{name}.example",
        "client_id": "portal",
        "client_secret": "secret",
        "scope_from": "scoped_affiliation",
        **changes,
    }


class Service:
    """An OpenID Connect service: what it says of itself, in the identity token, and of the subject. None: no answer."""

    def __init__(self, name):
        self.issuer = f"https://login.{name}.example"
        self.description = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?x=1&y=2",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
        }
        self.token = {"iss": self.issuer, "aud": "portal", "sub": "7", "exp": time.time() + 60, "iat": time.time()}
        self.answer = {"access_token": "a", "token_type": "Bearer"}
        self.userinfo = {
            "sub": "7",
            "name": "Ada Byron",
            "email": f"Ada@{name}.example",
            "email_verified": True,
            "eduperson_scoped_affiliation": ["member@kth.example", f"staff@{name}.example"],
        }
        self.asked = []

    def respond(self, url, data):
        self.asked.append((url, data))
        body = {
            f"{self.issuer}/.well-known/openid-configuration": self.description,
            f"{self.issuer}/token": self.token and {**self.answer, "id_token": jwt.encode(self.token, "k" * 32)},
            f"{self.issuer}/userinfo": self.userinfo,
        }.get(url)
        if body is None:
            raise requests.ConnectionError(url)
        response = requests.Response()
        response.status_code = 200
        response.headers["content-type"] = "application/json"
        response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return response


class Session:
    """What asks services: each is found by its host, and there is nothing else."""

    def __init__(self, services):
        self.services = services

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def get(self, url, **_kwargs):
        return self.request("GET", url)

    def request(self, _method, url, *, data=None, **_kwargs):
        return next(each for each in self.services.values() if url.startswith(each.issuer)).respond(url, data)


@pytest.fixture
def configure(settings, tmp_path, monkeypatch):
    """Let the portal start with a file of these entries."""
    monkeypatch.setattr(registry, "provider_map", registry.provider_map.copy())

    def configuring(*entries):
        path = tmp_path / "providers.json"
        path.write_text(json.dumps(entries), encoding="utf-8")
        settings.SIGN_IN_PROVIDERS = read_providers(path, {})
        register_services(settings.SIGN_IN_PROVIDERS)

    return configuring


@pytest.fixture
def services(configure, monkeypatch):
    """{name: service} of two universities, both configured."""
    configure(entry("kth"), entry("upc"))
    services = {name: Service(name) for name in ("kth", "upc")}
    monkeypatch.setattr(UniversitySignInAdapter, "get_requests_session", lambda _self: Session(services))
    return services


@pytest.fixture
def kth(db):
    """A member whose scope is kth.example; beside it stands another one, known by its identifier."""
    NetworkFactory()
    upc = UniversityFactory(slug="upc", membership="full", email_domains="upc.example")
    UniversityIdentifierFactory(university=upc, scheme="schac", value="upc.example")
    return UniversityFactory(slug="kth", name="KTH", membership="full", email_domains="kth.example")


def leave(client, name="kth", *, language="en", **data):
    """Press the button of a university and return the address to which the visitor is led."""
    response = client.post(f"/{language}/account/sign-in/with/{name}/", data)
    assert response.status_code == 200, response.content.decode()
    target = Page(response).one("a", rel="noreferrer").get("href")
    assert Page(response).one("meta", **{"http-equiv": "refresh"}).get("content") == f"0; url={target}"
    return target


def come_back(client, target, name="kth", **changes):
    state = parse_qs(urlsplit(target).query)["state"][0]
    return client.get(f"/account/with/{name}/callback/", {"code": "c", "state": state, **changes})


def sign_in_at(client, name="kth", **data):
    """Sign in at the service of a university and return the answer to coming back from there."""
    return come_back(client, leave(client, name, **data), name)
