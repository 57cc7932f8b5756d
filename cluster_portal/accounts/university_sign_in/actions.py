"""What a sign-in at a university's service changes: an account is opened, rights follow from the scope."""

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils import timezone

from cluster_portal.accounts.actions import create_account
from cluster_portal.accounts.mails import send_notice
from cluster_portal.accounts.models import User
from cluster_portal.accounts.university_sign_in.scopes import own_scope, scope_rules


class Refused(Exception):
    """Nobody is signed in; `reason` says why, as the page does."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


NOT_OF_THE_UNIVERSITY = "not_of_the_university"
NO_ADDRESS = "no_address"
HAS_ACCOUNT = "has_account"
NO_RIGHTS = "no_rights"


def open_account(provider, assertion, *, language, at=None):
    """Return a new account, without a password, for who signed in at a service for the first time; tell them by mail.

    It exists only with an affiliation to the university of the service, and with an address of that university. Raises
    Refused otherwise, and where the address has an account: that is not given away on the word of a service.
    """
    moment = at or timezone.now()
    scope = own_scope(provider, assertion.scopes, at=moment)
    if not scope:
        raise Refused(NOT_OF_THE_UNIVERSITY)
    if not assertion.email or not scope_rules().owns_address(provider.university, assertion.email):
        raise Refused(NO_ADDRESS)
    if User.objects.filter(email=assertion.email).exists():
        raise Refused(HAS_ACCOUNT)
    try:
        with transaction.atomic():
            user = create_account(email=assertion.email, name=assertion.name, language=language)
            SocialAccount.objects.create(user=user, provider=provider.id, uid=assertion.subject)
            if scope_rules().affiliate(user, scope=scope, at=moment) is None:
                raise Refused(NO_RIGHTS)
            send_notice("university_account_opened", user)
    except IntegrityError:  # the same person in two windows
        raise Refused(HAS_ACCOUNT) from None
    return user


def affiliate_by_scopes(user, provider, scopes, *, at=None):
    """Give an account what follows from a sign-in with these scopes; return it, None where none of them fits.

    Nothing is taken where none fits: a service that forgets to say something for a day would lock out everybody.
    """
    moment = at or timezone.now()
    scope = own_scope(provider, scopes, at=moment)
    return scope_rules().affiliate(user, scope=scope, at=moment) if scope else None
