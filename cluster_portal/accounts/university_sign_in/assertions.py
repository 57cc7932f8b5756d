"""What we believe of an answer of a university's service. Values can be anything at all: nothing here fails on them.

A service may say what it likes; who owns a scope or a domain is decided elsewhere (`scopes.py`).
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cluster_portal.accounts.university_sign_in.configuration import EMAIL_DOMAIN, SCOPED_AFFILIATION

SUBJECT_LENGTH = 191  # of allauth's column
DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+")
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
MAIL = ("urn:oid:0.9.2342.19200300.100.1.3", "mail")
NAME = ("urn:oid:2.16.840.1.113730.3.1.241", "displayName", "urn:oid:2.5.4.3", "cn")
MOST_SCOPES = 20  # each is looked up; people have a handful


class NotBelieved(Exception):
    """The answer does not say who somebody is."""


@dataclass(frozen=True)
class Assertion:
    """Who somebody is at a service: a name for them that lasts, and what the service says of them.

    `email` is an address that the service has confirmed, "" for none; `scopes` are domains that somebody works for.
    """

    subject: str
    scopes: tuple = ()
    email: str = ""
    name: str = ""


def of_claims(provider, subject, claims, *, email, is_verified, name):
    """Return the `Assertion` of a service from what it says. Raises NotBelieved for a subject that is none."""
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LENGTH or not subject.isprintable():
        raise NotBelieved("subject")
    address = _address(email) if is_verified else ""
    return Assertion(subject=subject, scopes=_scopes(provider, claims, address), email=address, name=_name(name))


def of_openid_connect(provider, data):
    """Return the `Assertion` of an identity token, with what the service tells of its subject besides."""
    token, more = data.get("id_token"), data.get("userinfo", {})
    if not isinstance(token, dict) or not isinstance(more, dict):
        raise NotBelieved("no identity token")
    if more and more.get("sub") != token.get("sub"):
        raise NotBelieved("answers about two people")  # OpenID Connect Core 5.3.2: the second must not be used
    # The address and whether it is confirmed come from one answer, not half from each.
    source = more if more.get("email") else token
    return of_claims(
        provider,
        token.get("sub"),
        {**token, **more},
        email=source.get("email"),
        is_verified=provider.addresses_are_verified or source.get("email_verified") in (True, "true"),
        name=more.get("name") or token.get("name"),
    )


def of_saml(provider, response):
    """Return the `Assertion` of a SAML response whose signature was checked.

    The subject is one of the attributes that last, else a name that was made for us to last. Any other kind of name may
    be another one tomorrow, or another person's.
    """
    attributes = response.get_attributes()

    def first(*names):
        return next((value for name in names for value in values_of(attributes, name) if value), None)

    subject = first(*provider.settings["subject_claims"])
    if subject is None and response.get_nameid_format() == PERSISTENT:
        subject = response.get_nameid()
    return of_claims(
        provider,
        subject,
        attributes,
        email=first(*MAIL),
        is_verified=provider.addresses_are_verified,
        name=first(*NAME),
    )


def _scopes(provider, claims, address):
    if provider.scope_from == EMAIL_DOMAIN:
        found = [address.rpartition("@")[2]]
    else:
        found = [value for claim in provider.scope_claims for value in values_of(claims, claim)]
    if provider.scope_from == SCOPED_AFFILIATION:
        pairs = [value.split("@") for value in found]
        found = [pair[1] for pair in pairs if len(pair) == 2 and pair[0].strip().lower() in provider.affiliations]
    scopes = dict.fromkeys(value.strip().lower() for value in found)
    return tuple(scope for scope in scopes if len(scope) <= 253 and DOMAIN.fullmatch(scope))[:MOST_SCOPES]


def values_of(claims, name):
    """Return the texts that a claim has, whether it is one or several."""
    value = claims.get(name)
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


def _address(value):
    """Return an address as accounts have it, "" for what is none."""
    if not isinstance(value, str) or not value.isprintable() or len(value) > 254:
        return ""
    try:
        validate_email(value.strip())
    except ValidationError:
        return ""
    return value.strip().lower()


def _name(value):
    text = value if isinstance(value, str) else ""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:150]
