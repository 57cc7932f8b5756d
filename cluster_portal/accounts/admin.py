"""Accounts in the back office: found and named by e-mail address."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cluster_portal.accounts.actions import address_changed, keep_address_in_step, remove_second_factors
from cluster_portal.accounts.mails import send_address_changed, send_notice
from cluster_portal.accounts.models import User

# Addresses follow the account; second factors are secrets, and sessions are their owner's business.
# Services stand in a file, and whom they know is between them and the owner of the account.
admin.site.unregister([EmailAddress, Authenticator, UserSession, SocialApp, SocialAccount, SocialToken])


class AccountCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language")
        field_classes = {}


class PasswordForm(AdminPasswordChangeForm):
    """Sets the password of somebody else, who is told."""

    def save(self, commit=True):  # noqa: FBT002 - the signature of Django
        user = super().save(commit)
        send_notice("password_set_by_staff", user)
        return user


class AccountForm(UserChangeForm):
    translation_languages = forms.MultipleChoiceField(
        label=_("Languages of translation"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=User._meta.get_field("translation_languages").help_text,
    )

    class Meta:
        model = User
        fields = "__all__"
        field_classes = {}


@admin.register(User)
class UserAdmin(StockUserAdmin):
    form = AccountForm
    add_form = AccountCreationForm
    change_password_form = PasswordForm
    add_form_template = None  # the stock one speaks of a username
    list_display = ["email", "name", "is_staff", "is_active", "joined_at"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["joined_at", "last_login"]
    fieldsets = [
        (None, {"fields": ["email", "name", "language", "password"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Translation"), {"fields": ["translation_languages"]}),
        (_("Dates"), {"fields": ["joined_at", "last_login"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"classes": ["wide"], "fields": ["email", "name", "language", "usable_password", "password1", "password2"]},
        ),
    ]
    actions = ["take_off_second_factors"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if keep_address_in_step(obj) and change and "email" in form.changed_data:
            send_address_changed(obj, form.initial["email"])
            address_changed(obj, form.initial["email"])

    @admin.action(description=_("Remove the second factors, of people who have lost theirs"), permissions=["change"])
    def take_off_second_factors(self, request, queryset):
        accounts = [account for account in queryset if self.has_change_permission(request, account)]
        freed = [account for account in accounts if remove_second_factors(account)]
        for account in freed:
            self.log_change(request, account, "second factors removed")
            send_notice("second_factors_removed", account)
        message = ngettext(
            "The second factors of one account are removed; its sessions have ended.",
            "The second factors of %(count)s accounts are removed; their sessions have ended.",
            len(freed),
        )
        self.message_user(request, message % {"count": len(freed)}, messages.SUCCESS)

    def get_readonly_fields(self, request, obj=None):
        """Let nobody but a superuser give rights: otherwise whoever may edit accounts could give themselves all."""
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        return [*fields, "is_staff", "is_superuser", "groups", "user_permissions", "translation_languages"]

    def has_change_permission(self, request, obj=None):
        """Keep the accounts of superusers, their passwords above all, to superusers."""
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and (obj is None or not obj.is_superuser or request.user.is_superuser)
