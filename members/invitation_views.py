"""The pages behind the link of an invitation. Opening them changes nothing: mail scanners open every link."""

from functools import wraps

from django.conf import settings
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_portal.accounts.signing_in import sign_in_with_new_password
from cluster_portal.core.previews import for_eyes_only
from members.actions import accept, ask_again
from members.actions.invitations import find, state_of
from members.invitation_forms import NewAccountForm
from members.models import Affiliation, Invitation

UNKNOWN = "unknown"  # of a link: mistyped, or replaced by a newer one


def private(view):
    """Let nobody keep or list the page, and tell its address to no other site.

    Not `no-referrer`: with it a browser sends a form with the origin "null", which the protection of forms refuses.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = for_eyes_only(view(request, *args, **kwargs))
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapper


@private
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Show what an invitation is about; sent as a form, accept it, or sign out of an account of another address."""
    try:
        found = find(token)
    except Invitation.DoesNotExist:
        return _no_longer(request, token, UNKNOWN)
    if (state := state_of(found)) != Invitation.State.OPEN:
        return _no_longer(request, token, state)
    visitor = _visitor(request, found)
    form = NewAccountForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method == "POST":
        return _answer(request, token, found, visitor, form)
    return _page(request, found, visitor, form)


def _visitor(request, found):
    """Return who looks at an invitation, in one word for the template."""
    if request.user.is_authenticated:
        return "invited" if request.user.email == found.email else "somebody_else"
    account = get_user_model().objects.filter(email=found.email).only("is_active").first()
    if account is None:
        return "new"
    return "has_account" if account.is_active else "switched_off"


def _answer(request, token, found, visitor, form):
    if "sign_out" in request.POST:
        logout(request)
        return redirect("invitations:invitation", token)
    if visitor == "invited":
        return _accept(request, token, found, user=request.user)
    if visitor != "new":
        return _page(request, found, visitor, form, status=403)
    if not form.is_valid():
        return _page(request, found, visitor, form, status=422)
    answers = form.cleaned_data
    return _accept(request, token, found, name=answers["name"], password=answers["password1"])


def _accept(request, token, found, **who):
    try:
        affiliation = accept(token, **who)
    except (ValidationError, Invitation.DoesNotExist):
        # Somebody else was quicker, perhaps the same person in another window: the page says how things stand now.
        return _after_race(request, token)
    if "user" not in who:
        sign_in_with_new_password(request, affiliation.user)
    return redirect("invitations:accepted")


def _after_race(request, token):
    try:
        found = find(token)
    except Invitation.DoesNotExist:
        return _no_longer(request, token, UNKNOWN)
    if (state := state_of(found)) != Invitation.State.OPEN:
        return _no_longer(request, token, state)
    form = NewAccountForm(email=found.email, initial={"name": found.name})
    return _page(request, found, _visitor(request, found), form, status=409)


def _page(request, found, visitor, form, status=200):
    login_url = redirect_to_login(request.path, resolve_url(settings.LOGIN_URL)).url
    context = {"invitation": found, "visitor": visitor, "form": form, "login_url": login_url}
    response = render(request, "members/invitation.html", context, status=status)
    response.is_error_page = True  # where it refuses, it says more than the page for all addresses
    return response


def _no_longer(request, token, state):
    context = {"state": state, "token": token, "login_url": resolve_url(settings.LOGIN_URL)}
    response = render(request, "members/invitation_gone.html", context, status=404 if state == UNKNOWN else 410)
    response.is_error_page = True
    return response


@private
@require_POST
def ask(request, token):
    """Pass the wish for a new invitation on. The answer is the same whatever the token is worth."""
    ask_again(token)
    return render(request, "members/invitation_asked.html")


@private
@require_safe
@login_required
def accepted(request):
    """Show somebody for whom they may act now."""
    affiliations = Affiliation.objects.not_ended().filter(user=request.user).select_related("university")
    context = {"affiliations": affiliations.prefetch_related("university__names").order_by("starts_at", "pk")}
    return render(request, "members/invitation_accepted.html", context)
