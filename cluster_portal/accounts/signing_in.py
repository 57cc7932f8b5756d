"""Signing somebody in who has just proved who they are on a page of ours."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login


def sign_in_with_new_password(request, user):
    """Sign in who has chosen the password of their account at this moment: nobody asks for it again right away."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="password", email=user.email)
