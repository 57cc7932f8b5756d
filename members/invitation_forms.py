"""What somebody types who accepts an invitation without having an account."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.translation import gettext_lazy as _


class NewAccountForm(SetPasswordMixin, forms.Form):
    """Name and password of a new account; the address is that of the invitation, and nobody's to type."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1, password2 = SetPasswordMixin.create_password_fields(label1=_("Password"), label2=_("Password again"))

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        for field in self.fields.values():
            field.widget.attrs["class"] = "field__control"

    def clean(self):
        cleaned = super().clean()
        self.validate_passwords()
        account = get_user_model()(email=self.email, name=cleaned.get("name", ""))
        self.validate_password_for_user(account)
        return cleaned
