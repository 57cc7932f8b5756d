from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "cluster_portal.accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from allauth.mfa.signals import authenticator_added

        authenticator_added.connect(_note_first_second_factor, dispatch_uid="accounts.first_second_factor")

        from allauth.socialaccount.signals import social_account_added
        from django.conf import settings

        from cluster_portal.accounts.university_sign_in.registration import note_connected, register_services

        register_services(settings.SIGN_IN_PROVIDERS)
        social_account_added.connect(note_connected, dispatch_uid="accounts.university_connected")


def _note_first_second_factor(sender, request, user, authenticator, **kwargs):
    from cluster_portal.accounts.second_factor import note_first_second_factor

    note_first_second_factor(request, user, authenticator)
