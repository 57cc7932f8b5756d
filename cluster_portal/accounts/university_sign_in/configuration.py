"""The file that says at which universities' services people can sign in: read once, at the start.

docs/operations.md describes it, deploy/sign-in-providers.json is a sample. Whatever is wrong in it stops the start with
one sentence. Nothing here needs Django's apps: settings.py imports it.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

OIDC, SAML = "oidc", "saml"
SCOPED_AFFILIATION, HOME_ORGANIZATION, EMAIL_DOMAIN = "scoped_affiliation", "home_organization", "email_domain"
# Where each kind of service says it, unless the file knows better: by name, or by the object identifier of eduPerson.
CLAIMS = {
    OIDC: {
        SCOPED_AFFILIATION: ["eduperson_scoped_affiliation"],
        HOME_ORGANIZATION: ["schac_home_organization"],
        EMAIL_DOMAIN: [],
    },
    SAML: {
        SCOPED_AFFILIATION: ["urn:oid:1.3.6.1.4.1.5923.1.1.1.9"],
        HOME_ORGANIZATION: ["urn:oid:1.3.6.1.4.1.25178.1.2.9"],
        EMAIL_DOMAIN: [],
    },
}
SUBJECT_CLAIMS = [
    "urn:oasis:names:tc:SAML:attribute:subject-id",
    "urn:oasis:names:tc:SAML:attribute:pairwise-id",
]
# Students, alumni and visitors of the library have scoped affiliations, too, and do not work there.
AFFILIATIONS = ["faculty", "staff", "employee"]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = {"openid_connect", "saml"}  # allauth would take them for all services of the kind


@dataclass(frozen=True)
class SignInProvider:
    """One university's service, as the file describes it."""

    id: str
    kind: str
    name: str
    university: str  # its slug
    scope_from: str
    scope_claims: tuple
    affiliations: frozenset
    addresses_are_verified: bool
    client_id: str = ""
    secret: str = field(default="", repr=False)
    settings: dict = field(default_factory=dict, repr=False)


class _Wrong(Exception):
    """What is wrong with one entry, in words."""


def read_providers(path, environment):
    """Return the `SignInProvider`s of a file, none for no path. Raises ImproperlyConfigured with one sentence."""
    if not path:
        return []
    try:
        entries = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise _stop(path, f"it cannot be read ({error.strerror})") from None
    except ValueError as error:  # of JSON, and of UTF-8
        raise _stop(path, f"it is no JSON ({error})") from None
    if not isinstance(entries, list):
        raise _stop(path, "it must hold a list of providers")
    providers = []
    for number, entry in enumerate(entries, start=1):
        try:
            provider = _provider(entry, Path(path).parent, environment)
            if provider.id in {other.id for other in providers}:
                raise _Wrong(f"there is a provider {provider.id!r} before it")
        except _Wrong as error:
            raise _stop(path, f"in provider {number}, {error}") from None
        providers.append(provider)
    return providers


def _stop(path, what):
    return ImproperlyConfigured(f"SIGN_IN_PROVIDERS names the file {path}, but {what}.")


def _provider(entry, folder, environment):
    if not isinstance(entry, dict):
        raise _Wrong("an object with names and values is expected")
    rest = dict(entry)
    kind = _choice(rest, "kind", (OIDC, SAML))
    scope_from = _choice(rest, "scope_from", (SCOPED_AFFILIATION, HOME_ORGANIZATION, EMAIL_DOMAIN))
    common = {
        "id": _slug(rest, "id"),
        "kind": kind,
        "name": _text(rest, "name"),
        "university": _slug(rest, "university"),
        "scope_from": scope_from,
        "scope_claims": tuple(_texts(rest, "scope_claims", CLAIMS[kind][scope_from])),
        "affiliations": frozenset(value.lower() for value in _texts(rest, "affiliations", AFFILIATIONS)),
        "addresses_are_verified": _yes_or_no(rest, "addresses_are_verified"),
    }
    if common["id"] in RESERVED or len(common["id"]) > 50:
        raise _Wrong("id must be another short name")
    own = _oidc(rest, environment) if kind == OIDC else _saml(rest, folder, common["id"])
    if rest:
        raise _Wrong(f"{min(rest)!r} is not known")
    return SignInProvider(**common, **own)


def _oidc(rest, environment):
    if ("client_secret" in rest) == ("client_secret_variable" in rest):
        raise _Wrong("one of client_secret and client_secret_variable is expected")
    if "client_secret" in rest:
        secret = _text(rest, "client_secret")
    else:
        variable = _text(rest, "client_secret_variable")
        secret = environment.get(variable, "")
        if not secret:
            raise _Wrong(f"client_secret_variable names {variable}, which is not set in the environment")
    return {
        "client_id": _text(rest, "client_id"),
        "secret": secret,
        "settings": {
            "server_url": _address(rest, "server_url"),
            "scope": _texts(rest, "request", ["openid", "profile", "email"]),
            "oauth_pkce_enabled": True,
        },
    }


def _saml(rest, folder, provider_id):
    idp = {"entity_id": _text(rest, "entity_id")}
    if ("metadata_url" in rest) == ("sso_url" in rest):
        raise _Wrong("one of metadata_url and sso_url is expected")
    if "metadata_url" in rest:
        idp["metadata_url"] = _address(rest, "metadata_url")
    else:
        idp |= {"sso_url": _address(rest, "sso_url"), "x509cert": _file(rest, "certificate_file", folder)}
    own = {"idp": idp, "subject_claims": _texts(rest, "subject_claims", SUBJECT_CLAIMS)}
    if "own_key_file" in rest or "own_certificate_file" in rest:  # for services that encrypt what they say
        own |= {
            "key": _file(rest, "own_key_file", folder),
            "certificate": _file(rest, "own_certificate_file", folder),
        }
    return {"client_id": provider_id, "settings": own}


# Values ------------------------------------------------------------------------------------------------------------


def _text(rest, name):
    value = rest.pop(name, None)
    if not isinstance(value, str) or not value.strip() or len(value) > 2000:
        raise _Wrong(f"{name} must be a text")
    return value.strip()


def _texts(rest, name, default):
    value = rest.pop(name, default)
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise _Wrong(f"{name} must be a list of texts")
    return list(value)


def _yes_or_no(rest, name):
    value = rest.pop(name, False)
    if not isinstance(value, bool):
        raise _Wrong(f"{name} must be true or false")
    return value


def _choice(rest, name, choices):
    value = rest.pop(name, None)
    if value not in choices:
        raise _Wrong(f"{name} must be one of {', '.join(choices)}")
    return value


def _slug(rest, name):
    value = _text(rest, name)
    if not SLUG.fullmatch(value):
        raise _Wrong(f"{name} must be of small letters, digits and hyphens")
    return value


def _address(rest, name):
    value = _text(rest, name).rstrip("/")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise _Wrong(f"{name} must be an https address") from None
    if parts.scheme != "https" or not parts.hostname:
        raise _Wrong(f"{name} must be an https address")  # what comes over it is believed without a signature
    return value


def _file(rest, name, folder):
    path = folder / _text(rest, name)
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        raise _Wrong(f"{name} names {path}, which cannot be read as text") from None
