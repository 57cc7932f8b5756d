"""The pages of one's own account that allauth does not have, and its list of sessions with our way of ending them."""

from allauth.account.views import EmailView, LoginView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.accounts.actions import end_sessions, keep_address_in_step
from cluster_portal.accounts.adapter import AccountAdapter
from cluster_portal.accounts.forms import PersonForm
from cluster_portal.accounts.second_factor import has_second_factor, remember_where_to, where_to
from cluster_portal.accounts.university_sign_in.views import connections
from cluster_portal.core.requests import number_of


def _other_sessions(request):
    return UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_overview(request):
    """Show what there is to an account, and let its owner change name and language."""
    form = PersonForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your name and language are saved."))
        return redirect("account_overview")
    if form.errors:
        request.user.refresh_from_db()  # the head of the page shows who somebody is, not what was typed
    authenticators = list(Authenticator.objects.filter(user=request.user))
    codes = next((each.wrap() for each in authenticators if each.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "form": form,
        "has_app": any(each.type == Authenticator.Type.TOTP for each in authenticators),
        "keys": [each.wrap() for each in authenticators if each.type == Authenticator.Type.WEBAUTHN],
        "unused_codes": len(codes.get_unused_codes()) if codes else None,
        "connections": connections(request.user),
        "session_count": 1 + _other_sessions(request).count(),
    }
    return render(request, "account/overview.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def second_factor_set_up(request):
    """Explain second factors to somebody who has none, and lead to setting one up; lead on whoever has one."""
    remember_where_to(request)
    if has_second_factor(request.user):
        return go_on(request)
    return render(request, "account/second_factor.html")


@login_required
@require_safe
def go_on(request):
    """Lead to where somebody wanted to go before they had to set up a second factor."""
    return HttpResponseRedirect(where_to(request) or AccountAdapter(request).get_login_redirect_url(request))


class SignInView(LoginView):
    """allauth's, with the universities at whose own services people can sign in."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, universities=settings.SIGN_IN_PROVIDERS)


class AddressView(EmailView):
    """The address of the account, and the one that it is to have once that is confirmed."""

    def dispatch(self, request, *args, **kwargs):
        keep_address_in_step(request.user)  # for sessions from before the portal kept such rows
        return super().dispatch(request, *args, **kwargs)


class SessionsView(ListUserSessionsView):
    """The sessions that are open for the account; one or all others can be ended, at once."""

    def get_context_data(self, **kwargs):
        UserSession.objects.create_from_request(self.request)  # where allauth has not opened it
        return super().get_context_data(**kwargs)

    def form_valid(self, form):
        if "session" in self.request.POST:
            for session in _other_sessions(self.request).filter(pk=number_of(self.request.POST["session"])):
                session.end()
            messages.success(self.request, _("The session has ended."))
        else:
            end_sessions(self.request.user, except_session_key=self.request.session.session_key)
            messages.success(self.request, _("All other sessions have ended."))
        return HttpResponseRedirect(self.get_success_url())


sign_in = SignInView.as_view()
address = login_required(AddressView.as_view())
sessions = SessionsView.as_view()
