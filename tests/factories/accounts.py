import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group

from cluster_portal.accounts.models import User

PASSWORD = "a-long-password-for-tests"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of every authenticator app in tests


class UserFactory(factory.django.DjangoModelFactory):
    """An account that may do nothing; `UserFactory(is_staff=True, groups=[group])` says what it may."""

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    password = factory.django.Password(PASSWORD)

    class Meta:
        model = User
        skip_postgeneration_save = True

    @factory.post_generation
    def groups(self, create, groups, **kwargs):
        if groups:
            self.groups.set(groups)


class GroupFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Group {n}")

    class Meta:
        model = Group


def second_factor_of(user):
    """Return the authenticator app of an account, set up with `SECRET` and with recovery codes if there was none."""
    authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        authenticator = TOTP.activate(user, SECRET).instance
        RecoveryCodes.activate(user)
    return authenticator
