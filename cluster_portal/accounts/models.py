"""People who can sign in, by e-mail address. Knows nothing of universities."""

import re

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Make accounts and find them by e-mail address, in whatever case it is typed."""

    def create_user(self, email, password=None, **fields):
        """Return a new account; without a password nobody can sign in to it."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Return a new account that may do everything."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())


def name_of(user):
    """Return what a person is called on pages: their name, or their address where they gave none."""
    return user.get_full_name()


def validate_languages(codes):
    """Raise ValidationError unless it is a list of languages of the portal, each once."""
    known = [code for code, _name in settings.LANGUAGES]
    if not isinstance(codes, list) or not all(code in known for code in codes) or len(set(codes)) < len(codes):
        raise ValidationError(_("A list of languages of the portal is expected, each once."), code="languages")


def validate_name(name):
    """Raise ValidationError for a name that leads somewhere: mails show it to people who know nobody of the kind."""
    if re.search(r"://|\bwww\.|[\r\n]", name, re.IGNORECASE):
        raise ValidationError(_("A name holds no web address."), code="name")


class User(AbstractBaseUser, PermissionsMixin):
    """One person who can sign in."""

    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("There is an account with this address already.")}
    )
    name = models.CharField(_("name"), max_length=150, blank=True, validators=[validate_name])
    is_staff = models.BooleanField(
        _("network staff"),
        default=False,
        help_text=_("May open the back office; the permissions say what they may do."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick instead of deleting: the person can no longer sign in.")
    )
    translation_languages = models.JSONField(
        _("languages of translation"),
        default=list,
        blank=True,
        validators=[validate_languages],
        help_text=_("Into which a member of the group of translators may translate."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default="en",
        help_text=_("In which the portal writes mails to this person."),
    )
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(name="user_email_is_lower_case", condition=Q(email=Lower("email"))),
        ]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self):
        return self.name or self.email

    def get_short_name(self):
        return self.name or self.email
