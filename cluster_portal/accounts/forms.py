"""The forms about accounts. Most are allauth's, with labels in our words and without placeholders."""

from allauth.account import forms as account_forms
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from cluster_portal.accounts.models import User

_rules_for_passwords = lazy(lambda: " ".join(password_validators_help_texts()), str)


def style_controls(form):
    """Give every control the class that components/form_field.html counts on."""
    for field in form.fields.values():
        if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
            field.widget.attrs.setdefault("class", "field__control")


class InOurWords:
    """Give the fields of a form the labels and help of `words`: {field: (label, help)}."""

    words = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            if field := self.fields.get(name):
                field.label, field.help_text = label, help_text
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        style_controls(self)


NEW_PASSWORD = {
    "password1": (_("New password"), _rules_for_passwords()),
    "password2": (_("The same password again"), ""),
}
CODE = (_("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))


class SignInForm(InOurWords, account_forms.LoginForm):
    words = {
        "login": (_("E-mail address"), ""),
        "password": (_("Password"), ""),
        "remember": (_("Stay signed in on this device for two weeks"), ""),
    }


class ResetPasswordForm(InOurWords, account_forms.ResetPasswordForm):
    words = {"email": (_("E-mail address"), "")}

    def clean_email(self):
        """Find the account of an address: allauth would also take one that its owner has still to confirm."""
        email = super().clean_email()
        self.users = [user for user in self.users if user.email == email.lower()]
        return email


class ResetPasswordKeyForm(InOurWords, account_forms.ResetPasswordKeyForm):
    words = NEW_PASSWORD


class SetPasswordForm(InOurWords, account_forms.SetPasswordForm):
    words = NEW_PASSWORD


class ChangePasswordForm(InOurWords, account_forms.ChangePasswordForm):
    words = {"oldpassword": (_("Present password"), ""), **NEW_PASSWORD}


class NewAddressForm(InOurWords, account_forms.AddEmailForm):
    words = {
        "email": (_("New e-mail address"), _("We send a link there; the address counts once you have confirmed it.")),
    }

    def save(self, request):
        """Put the address in place of another that is waiting. allauth would take an unconfirmed first one for such."""
        EmailAddress.objects.filter(user=self.user, primary=False).delete()
        address = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
        send_verification_email_to_address(request, address)
        return address


class ReauthenticateForm(InOurWords, account_forms.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


class CodeForm(InOurWords, code_forms.AuthenticateForm):
    words = {"code": CODE}


class CodeAgainForm(InOurWords, code_forms.ReauthenticateForm):
    words = {"code": CODE}


class ActivateAppForm(InOurWords, app_forms.ActivateTOTPForm):
    words = {"code": (_("Code"), _("The six digits that the app shows now."))}


class AddKeyForm(InOurWords, key_forms.AddWebAuthnForm):
    words = {
        "name": (_("Name"), _("So that you can tell your keys apart, for example: Telephone.")),
        "passwordless": (
            _("Sign in with it alone, without a password (passkey)"),
            _("The device then asks for finger, face or PIN. Leave it unticked for a simple security key."),
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenameKeyForm(InOurWords, key_forms.EditWebAuthnForm):
    words = {"name": (_("Name"), "")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 100
        self.fields["name"].widget.attrs["maxlength"] = 100


class PersonForm(forms.ModelForm):
    """What a person says of themselves."""

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Name"), "language": _("Language of mails")}
        help_texts = {"language": _("The pages of the portal are in the language that you choose at their top.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        style_controls(self)
