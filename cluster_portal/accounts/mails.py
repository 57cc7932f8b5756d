"""The mails about accounts: which of ours stands for which of allauth's, and what security notices say."""

from dataclasses import dataclass

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cluster_portal.mail.actions import send

MAILS = {
    "account/email/password_reset_key": "account_password_reset",
    "account/email/unknown_account": "account_unknown_address",
    "account/email/email_confirmation": "account_confirm_address",
}
SECRETS = {"account_password_reset", "account_confirm_address"}  # whoever has the link can do what it does


@dataclass(frozen=True)
class Notice:
    """What a security notice says, as the subject of the mail and as a sentence."""

    subject: str
    sentence: str


NOTICES = {
    "account/email/password_changed": Notice(
        pgettext_lazy("mail", "Your password was changed"), _("The password of your account was changed.")
    ),
    "account/email/password_set": Notice(
        pgettext_lazy("mail", "Your account has a password now"), _("A password was set for your account.")
    ),
    "account/email/password_reset": Notice(
        pgettext_lazy("mail", "Your password was reset"),
        _("The password of your account was set anew with a link that we had mailed to you."),
    ),
    "account/email/email_changed": Notice(
        pgettext_lazy("mail", "The address of your account was changed"),
        _("The e-mail address of your account was changed. We write to the old address one last time to tell you."),
    ),
    "account/email/email_deleted": Notice(
        pgettext_lazy("mail", "A change of address was called off"),
        _("The e-mail address that was to become that of your account was taken off again."),
    ),
    "mfa/email/totp_activated": Notice(
        pgettext_lazy("mail", "An authenticator app was added"),
        _("An authenticator app was set up as the second factor of your account."),
    ),
    "mfa/email/totp_deactivated": Notice(
        pgettext_lazy("mail", "The authenticator app was removed"),
        _("The authenticator app was removed from your account."),
    ),
    "mfa/email/recovery_codes_generated": Notice(
        pgettext_lazy("mail", "There are new recovery codes"),
        _("New recovery codes were made for your account. The old ones no longer work."),
    ),
    "mfa/email/webauthn_added": Notice(
        pgettext_lazy("mail", "A passkey or security key was added"),
        _("A passkey or security key was added to your account."),
    ),
    "mfa/email/webauthn_removed": Notice(
        pgettext_lazy("mail", "A passkey or security key was removed"),
        _("A passkey or security key was removed from your account."),
    ),
    "socialaccount/email/account_connected": Notice(
        pgettext_lazy("mail", "The sign-in of a university was connected"),
        _("Whoever signs in at the service of the university as you did can now sign in to your account."),
    ),
    "socialaccount/email/account_disconnected": Notice(
        pgettext_lazy("mail", "The sign-in of a university was taken off"),
        _("The service of the university no longer opens your account."),
    ),
    "university_account_opened": Notice(
        pgettext_lazy("mail", "You have an account now"),
        _("Somebody, you we hope, signed in at your university, and the portal opened an account for this address."),
    ),
    "password_set_by_staff": Notice(
        pgettext_lazy("mail", "Your password was changed"),
        _("The network's staff set a new password for your account, or took the old one off."),
    ),
    "second_factors_removed": Notice(
        pgettext_lazy("mail", "Your second factors were removed"),
        _("The network's staff removed all second factors of your account, as for somebody who has lost them."),
    ),
}


def send_of_allauth(template_prefix, email, *, user=None, context=None):
    """Send our mail in place of allauth's: in the language of the account, else in that of the visitor.

    `user` is the account that it is about, whoever reads it: an address that the account had or is to have, one that is
    none of ours, or the address of an account that was switched off gets it too.
    """
    notice = NOTICES.get(template_prefix)
    name = "account_security_notice" if notice else MAILS[template_prefix]
    is_own_address = user is not None and user.is_active and user.email == email
    send(
        name,
        to=user if is_own_address else email,
        context={**(context or {}), "user": user, "email": email, "notice": notice},
        language=user.language if user else get_language(),
        is_secret=name in SECRETS,
    )


def send_address_changed(user, before):
    """Tell the former address of an account that staff gave the account another one."""
    addresses = {"from_email": before, "to_email": user.email}
    send_of_allauth("account/email/email_changed", before, user=user, context=addresses)


def send_notice(name, user):
    """Tell the owner of an account what others changed in it."""
    send_of_allauth(name, user.email, user=user)
