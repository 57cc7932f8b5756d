"""What allauth asks the portal: who may register, where somebody comes to, and how a mail is written."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.http import urlencode
from django.utils.translation import gettext

from cluster_portal.accounts import mails
from cluster_portal.accounts.actions import address_changed, keep_address_in_step
from cluster_portal.accounts.models import User
from cluster_portal.accounts.second_factor import has_second_factor, is_signed_in_with_second_factor
from cluster_portal.core.requests import absolute


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        """Heal an account that was made past `create_account`, before its address is looked for."""
        keep_address_in_step(user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request, user, **kwargs):
        """Lead staff without a second factor to setting one up, and from there to where they wanted to go."""
        response = super().post_login(request, user, **kwargs)
        if user.is_staff and not has_second_factor(user):
            return HttpResponseRedirect(
                f"{reverse('account_second_factor')}?{urlencode({'next': response['Location']})}"
            )
        return response

    def get_login_redirect_url(self, request):
        return reverse("admin:index") if request.user.is_staff else super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request):
        return reverse("account_overview")

    def get_email_verification_redirect_url(self, email_address):
        return reverse("account_overview" if self.request.user.is_authenticated else "account_login")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask for the password or a code again, unless the person has just signed in with it."""
        return super().is_reauthentication_required(app=app, **kwargs) and not _has_just_signed_in(current.request)

    def get_reauthentication_methods(self, user):
        """Let nobody touch a second factor with the password alone, should a session be older than the factor."""
        methods = super().get_reauthentication_methods(user)
        if not methods and SocialAccount.objects.filter(user=user).exists():
            return [{"id": "university", "url": reverse("account_university_again")}]
        if has_second_factor(user) and not is_signed_in_with_second_factor(current.request):
            return [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def confirm_email(self, request, email_address):
        """Refuse an address that has become another account's since it was asked for; tell who watches of a new one."""
        if User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists():
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
        before = User.objects.values_list("email", flat=True).get(pk=email_address.user_id)
        is_confirmed = super().confirm_email(request, email_address)
        if is_confirmed and email_address.email != before:
            address_changed(User.objects.get(pk=email_address.user_id), before)
        return is_confirmed

    def get_reset_password_from_key_url(self, key):
        return _address_in_a_mail(
            self.request,
            lambda: reverse("account_reset_password_from_key", args=["UID", "KEY"]).replace("UID-KEY", key),
        )

    def get_email_confirmation_url(self, request, emailconfirmation):
        key = emailconfirmation.key
        return _address_in_a_mail(request, lambda: reverse("account_confirm_email", args=[key]))

    def send_mail(self, template_prefix, email, context):
        """Write one of our mails in the language of whom it goes to: of the account, else of the visitor."""
        user = context.get("user") or User.objects.filter(email=email.lower()).first()
        mails.send_of_allauth(template_prefix, email, user=user, context=context)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell the owner of an account at once what was changed in it, when, and from where."""
        origin = {
            "user": user,
            "ip": self.get_client_ip(self.request),
            "user_agent": self.get_http_user_agent(self.request)[:200],
            "timestamp": timezone.now(),
        }
        self.send_mail(template_prefix, email or user.email, {**origin, **(context or {})})


class SecondFactorAdapter(DefaultMFAAdapter):
    def generate_authenticator_name(self, user, type):  # noqa: A002 - allauth's signature
        """Return the name of a key whose owner gave it none."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}


def _has_just_signed_in(request):
    """Tell whether the last proof of who the visitor is was given moments ago, in this session."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def _address_in_a_mail(request, path):
    """Return the full address of `path()`, lazily, so that it leads to the page in the language of the mail."""
    return lazy(lambda: absolute(request, path()), str)()
