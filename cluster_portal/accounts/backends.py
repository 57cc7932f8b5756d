"""How an account is read for each request of who is signed in."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from cluster_portal.accounts.models import User
from cluster_portal.accounts.second_factor import second_factors


class PortalBackend(AuthenticationBackend):
    """allauth's, with one question to the database fewer: whether there is a second factor comes with the account.

    An address opens an account once it is confirmed: allauth would let one that is still to be confirmed stand for it.
    """

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        typed = credentials.get("email") or credentials.get("username")
        return user if user is None or not typed or user.email == typed.strip().lower() else None

    def get_user(self, user_id):
        accounts = User.objects.annotate(had_second_factor=Exists(second_factors().filter(user=OuterRef("pk"))))
        user = accounts.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
