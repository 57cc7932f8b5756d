"""Who has a second factor, who signed in with it, and the way there for those who have to.

An authenticator app, a security key and a passkey are second factors. Recovery codes stand in for one that was lost, so
they open a session, but they alone are none. Signing in with a passkey counts: the device has asked who holds it.
"""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from cluster_portal.accounts.actions import end_sessions

NEXT = "second_factor_next"  # in the session: where somebody wanted to go who has to set one up first


def second_factors():
    """Return what counts as a second factor, of everybody."""
    return Authenticator.objects.filter(type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN))


def has_second_factor(user):
    """Tell whether the account has an authenticator app, a security key or a passkey."""
    return bool(user.is_authenticated) and second_factors().filter(user_id=user.pk).exists()


def is_signed_in_with_second_factor(request):
    """Tell whether this session was opened, or has since been confirmed, with a second factor of its account."""
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    return any(record.get("method") == "mfa" for record in records)


def _is_fully_signed_in(request):
    """Tell whether the account has a second factor and the session has seen it."""
    user = request.user
    if not is_signed_in_with_second_factor(request):
        return False
    return user.had_second_factor if hasattr(user, "had_second_factor") else has_second_factor(user)


def may_enter_back_office(request):
    """Tell whether somebody of the network's staff signed in with a second factor."""
    user = request.user
    return user.is_active and user.is_staff and _is_fully_signed_in(request)


def _safe_next(request, default):
    """Return where the visitor wanted to go, if that is an address of this portal."""
    wanted = request.GET.get("next") or request.POST.get("next")
    return wanted if wanted and get_adapter(request).is_safe_url(wanted) else default


def _way(request, wanted):
    """Lead to what the visitor has to do before the portal shows them what they want."""
    if not request.user.is_authenticated:
        name = "account_login"
    elif not has_second_factor(request.user):
        name = "account_second_factor"
    elif Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.WEBAUTHN).exists():
        name = "mfa_reauthenticate"
    else:
        name = "mfa_reauthenticate_webauthn"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': wanted})}")


def way_into_back_office(request, *, default):
    """Lead to where `?next=` says, or to what is missing before. Raise PermissionDenied for who is not of the staff."""
    wanted = _safe_next(request, default)
    if may_enter_back_office(request):
        return HttpResponseRedirect(wanted)
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    return _way(request, wanted)


def way_to_second_factor(request):
    """Return the answer that leads to a second factor and then back; None for who signed in with one."""
    if request.user.is_authenticated and _is_fully_signed_in(request):
        return None
    return _way(request, request.get_full_path())


def second_factor_required(view):
    """Let a view answer only who signed in with a second factor; lead others to it and then back."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        return way_to_second_factor(request) or view(request, *args, **kwargs)

    return wrapped


def staff_required(view):
    """Let a view answer only whom the back office is open to, on pages that are not part of it."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.is_staff:
            raise PermissionDenied
        return way_to_second_factor(request) or view(request, *args, **kwargs)

    return wrapped


def account_required(view):
    """Let a view answer who is signed in; of the staff, to whom it shows more, only who did so with a second factor."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        needs_more = not request.user.is_authenticated or request.user.is_staff
        return (needs_more and way_to_second_factor(request)) or view(request, *args, **kwargs)

    return wrapped


def remember_where_to(request):
    """Keep `?next=` until the second factor is set up, which takes several pages."""
    if wanted := _safe_next(request, None):
        request.session[NEXT] = wanted


def where_to(request):
    """Return what `remember_where_to` kept and forget it; None if nothing is kept."""
    return request.session.pop(NEXT, None)


def note_first_second_factor(request, user, authenticator):
    """Count the session in which an account got its first second factor as one that has seen it; end all others.

    Who is signed in has shown the password and, just now, the new factor. Other sessions have shown the password alone:
    were they kept, they could change the second factor. A further one changes nothing here.
    """
    is_first = set(second_factors().filter(user_id=user.pk)) == {authenticator}
    if is_first:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        end_sessions(user, except_session_key=request.session.session_key)
