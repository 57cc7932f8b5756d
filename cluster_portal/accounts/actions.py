"""What happens to accounts as a whole: made, signed out everywhere, given another address, freed of lost factors."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from cluster_portal.accounts.models import User


@transaction.atomic
def create_account(*, email, name="", password=None, language="en", verified=True):
    """Return a new account with its address, in whatever case it is given.

    Without a password it can be signed in to once one was set by a link that was mailed. `verified` says whether
    somebody vouches for the address. An address that is taken raises IntegrityError.
    """
    user = User.objects.create_user(email, password, name=name, language=language)
    keep_address_in_step(user, verified=verified)
    return user


@transaction.atomic
def keep_address_in_step(user, *, verified=True):
    """Let the address of the account be its one address of allauth's too; one that was to come instead is dropped.

    Whoever writes `User.email` calls this. An account that was made past `create_account`, by `createsuperuser` for
    example, gets its row when somebody signs in to it. Returns whether anything had to be done.
    """
    rows = EmailAddress.objects.filter(user=user)
    if rows.filter(email=user.email, primary=True).exists():
        return False
    rows.delete()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return True


_address_watchers = []


def register_address_watcher(watcher):
    """Let `watcher(user, before)` be called when an account has another address; for layers above, in `apps.py`."""
    _address_watchers.append(watcher)


def address_changed(user, before):
    """Tell whoever watches that an account has another address than `before`, whoever changed it."""
    for watcher in _address_watchers:
        watcher(user, before)


@transaction.atomic
def end_sessions(user, *, except_session_key=None):
    """End every session of the account at once, but one if its key is given. Return how many ended.

    Sessions themselves say whose they are; UserSession rows are only there for those that allauth has opened. Only
    people who sign in have a session, so there are few to look through.
    """
    sessions = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=except_session_key)
    ended = [session.pk for session in sessions.iterator() if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=ended).delete()
    UserSession.objects.filter(user=user).exclude(session_key=except_session_key).delete()
    return len(ended)


@transaction.atomic
def remove_second_factors(user):
    """Take all second factors off an account whose owner has lost them, end its sessions, and return how many went.

    Whoever asks for it has to be known to be the owner: the password alone opens the account afterwards.
    """
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    return removed


@transaction.atomic
def give_second_factor(user):
    """Set up an authenticator app anew, for an account that a command makes. Return (its key, recovery codes).

    Whatever second factors there were are removed, and sessions end.
    """
    remove_second_factors(user)
    key = generate_totp_secret()
    TOTP.activate(user, key)
    return key, RecoveryCodes.activate(user).get_unused_codes()
