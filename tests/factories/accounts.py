import factory
from django.contrib.auth.models import Group

from cluster_portal.accounts.models import User

PASSWORD = "a-long-password-for-tests"


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
