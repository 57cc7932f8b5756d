"""Browsers for tests."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from tests.factories.accounts import second_factor_of
from tests.keys import numbers_to_be_read


class PortalClient(Client):
    """A browser in which `force_login` signs staff in with their second factor, which it gives them.

    `second_factor=False` signs somebody in with the password alone.
    """

    def request(self, **request):
        """Refuse a page on which a number that a machine reads has separators: "answer-7,310,142" names nothing."""
        response = super().request(**request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            found = numbers_to_be_read(response.content.decode())
            assert not found, f"{request.get('PATH_INFO')} writes for people what machines read: {found}"
        return response

    def force_login(self, user, backend=None, *, second_factor=None):
        super().force_login(user, backend)
        if user.is_staff if second_factor is None else second_factor:
            record_second_factor(self.session, user)


def record_second_factor(session, user):
    """Note in a session what allauth notes when somebody has signed in with a code."""
    authenticator = second_factor_of(user)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() - 3600, "email": user.email},
        {"method": "mfa", "at": time.time() - 3600, "id": authenticator.pk, "type": authenticator.type},
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
