"""What a person does to sign in, for tests that care about it."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.factories.accounts import PASSWORD, SECRET

SIGN_IN = "/en/account/sign-in/"
CODE = "/en/account/second-factor/sign-in/"
RESET = "/en/account/password/reset/"


def sign_in(client, email, password=PASSWORD, **data):
    return client.post(SIGN_IN, {"login": email, "password": password, **data})


def code_now(secret=SECRET, *, steps=0):
    """Return what the authenticator app shows now, or showed so many half minutes later or earlier."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def is_signed_in(client):
    return client.get("/en/account/").status_code == 200
