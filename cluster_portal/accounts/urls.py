"""Every page about accounts, by name. Those of allauth are listed one by one: what is not here does not exist."""

from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.urls import path, re_path
from django.utils.cache import add_never_cache_headers

from cluster_portal.accounts import views
from cluster_portal.accounts.university_sign_in import views as university


def private(view):
    """Let nobody keep a copy of what a view answers, and no search engine list it."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


KEY = r"^second-factor/keys/(?P<pk>[0-9]{1,18})/"  # no longer than what both databases take for a number


def page(route, view, name):
    return path(route, private(view), name=name)


urlpatterns = [
    page("", views.account_overview, "account_overview"),
    page("sign-in/", views.sign_in, "account_login"),
    page("sign-in/with/<slug:provider_id>/", university.start, "account_university"),
    page("sign-in/with/<slug:provider_id>/off/", university.disconnect, "account_university_off"),
    page("again/university/", university.again, "account_university_again"),
    page("sign-out/", account.logout, "account_logout"),
    page("inactive/", account.account_inactive, "account_inactive"),
    page("registration/", account.signup, "account_signup"),  # closed: the page says who gets an account
    page("again/", account.reauthenticate, "account_reauthenticate"),
    page("again/code/", second_factor.reauthenticate, "mfa_reauthenticate"),
    page("again/key/", keys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    page("address/", views.address, "account_email"),
    re_path(r"^address/(?P<key>[-:\w]+)/$", private(account.confirm_email), name="account_confirm_email"),
    page("password/", account.password_change, "account_change_password"),
    page("password/first/", account.password_set, "account_set_password"),
    page("password/reset/", account.password_reset, "account_reset_password"),
    page("password/reset/sent/", account.password_reset_done, "account_reset_password_done"),
    page("password/reset/done/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-:\w]+)/$",
        private(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    page("sessions/", views.sessions, "usersessions_list"),
    page("second-factor/", second_factor.index, "mfa_index"),
    page("second-factor/set-up/", views.second_factor_set_up, "account_second_factor"),
    page("second-factor/go-on/", views.go_on, "account_go_on"),
    page("second-factor/sign-in/", second_factor.authenticate, "mfa_authenticate"),
    page("second-factor/app/add/", app.activate_totp, "mfa_activate_totp"),
    page("second-factor/app/remove/", app.deactivate_totp, "mfa_deactivate_totp"),
    page("second-factor/codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    page("second-factor/codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    page("second-factor/codes/file/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    page("second-factor/keys/", keys.list_webauthn, "mfa_list_webauthn"),
    page("second-factor/keys/add/", keys.add_webauthn, "mfa_add_webauthn"),
    page("second-factor/keys/sign-in/", keys.login_webauthn, "mfa_login_webauthn"),
    re_path(KEY + r"remove/$", private(keys.remove_webauthn), name="mfa_remove_webauthn"),
    re_path(KEY + r"rename/$", private(keys.edit_webauthn), name="mfa_edit_webauthn"),
]

# Universities' services know these addresses, so they have no language.
service_urlpatterns = [
    page("with/<slug:provider_id>/callback/", university.callback, "openid_connect_callback"),
    page("with/<slug:provider_id>/saml/", university.saml_receive, "account_saml"),
    page("with/<slug:provider_id>/saml/finish/", university.saml_callback, "account_saml_finish"),
    page("with/<slug:provider_id>/saml/metadata/", university.saml_metadata, "account_saml_metadata"),
]
