"""What somebody types who accepts an invitation without having an account."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.translation import gettext_lazy as _

from cluster_portal.accounts.forms import NEW_PASSWORD, InOurWords
from cluster_portal.accounts.models import validate_name


class NewAccountForm(InOurWords, SetPasswordMixin, forms.Form):
    """Name and password of a new account; the address is that of the invitation, and nobody's to type."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        validators=[validate_name],
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password1, password2 = SetPasswordMixin.create_password_fields()
    words = {**NEW_PASSWORD, "password1": (_("Password"), NEW_PASSWORD["password1"][1])}

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        cleaned = super().clean()
        self.validate_passwords()
        account = get_user_model()(email=self.email, name=cleaned.get("name", ""))
        self.validate_password_for_user(account)
        return cleaned
