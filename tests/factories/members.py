from datetime import UTC, date, datetime, timedelta

import factory
from django.utils import timezone

from cluster_portal.core.publishing import Publication
from members.actions.invitations import digest_of
from members.models import (
    Affiliation,
    Contact,
    Group,
    GroupMembership,
    Invitation,
    Membership,
    Person,
    Presidency,
    Role,
    University,
    UniversityFact,
    UniversityIdentifier,
    UniversityName,
)
from tests.factories.accounts import UserFactory


class UniversityFactory(factory.django.DjangoModelFactory):
    """A published university without names or periods.

    UniversityFactory(name="KTH Royal Institute of Technology")            with an official name in English
    UniversityFactory(name="Aalto-yliopisto", name__language="fi")         in another language
    UniversityFactory(membership="associate")                              an open period since 1 January 1990
    UniversityFactory(membership="full", membership__valid_from=None)      since an unknown day
    """

    slug = factory.Sequence(lambda n: f"university-{n}")
    publication = Publication.PUBLISHED
    country = "SE"

    class Meta:
        model = University
        skip_postgeneration_save = True

    @factory.post_generation
    def name(self, create, name, **kwargs):
        if name:
            UniversityNameFactory(university=self, value=name, **kwargs)

    @factory.post_generation
    def membership(self, create, category, **kwargs):
        if category or kwargs:
            MembershipFactory(university=self, category=category or Membership.Category.FULL, **kwargs)


class UniversityNameFactory(factory.django.DjangoModelFactory):
    university = factory.SubFactory(UniversityFactory)
    kind = UniversityName.Kind.OFFICIAL
    language = "en"
    value = factory.Sequence(lambda n: f"University No. {n}")

    class Meta:
        model = UniversityName


class MembershipFactory(factory.django.DjangoModelFactory):
    """A full membership, open since 1 January 1990."""

    university = factory.SubFactory(UniversityFactory)
    category = Membership.Category.FULL
    valid_from = date(1990, 1, 1)

    class Meta:
        model = Membership


class UniversityFactFactory(factory.django.DjangoModelFactory):
    university = factory.SubFactory(UniversityFactory)
    kind = UniversityFact.Kind.STUDENTS
    value = 12000
    reference_year = 2023

    class Meta:
        model = UniversityFact


class UniversityIdentifierFactory(factory.django.DjangoModelFactory):
    university = factory.SubFactory(UniversityFactory)
    scheme = "pic"
    value = factory.Sequence(lambda n: f"{990000000 + n}")

    class Meta:
        model = UniversityIdentifier


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody who did not consent to be shown; `PersonFactory(consents=True)` did."""

    given_name = "Ada"
    family_name = factory.Sequence(lambda n: f"Lovelace{n}")
    email = factory.Sequence(lambda n: f"private{n}@example.org")

    class Meta:
        model = Person

    class Params:
        consents = factory.Trait(has_consented=True, consented_on=date(2024, 1, 1), consent_text="2024-1")


class ContactFactory(factory.django.DjangoModelFactory):
    """A public mailbox for incoming students."""

    university = factory.SubFactory(UniversityFactory)
    function = Contact.Function.INCOMING
    mailbox_name = "International Office"
    mailbox_email = factory.Sequence(lambda n: f"office{n}@example.org")
    visibility = Contact.Visibility.PUBLIC

    class Meta:
        model = Contact


class GroupFactory(factory.django.DjangoModelFactory):
    """A published working group since an unknown day."""

    slug = factory.Sequence(lambda n: f"group-{n}")
    publication = Publication.PUBLISHED
    name_en = factory.Sequence(lambda n: f"Working Group {n}")
    kind = Group.Kind.WORKING_GROUP

    class Meta:
        model = Group


class GroupMembershipFactory(factory.django.DjangoModelFactory):
    """The chair of a group since 1 January 2020."""

    group = factory.SubFactory(GroupFactory)
    university = factory.SubFactory(UniversityFactory, membership="full")
    function = GroupMembership.Function.CHAIR
    valid_from = date(2020, 1, 1)

    class Meta:
        model = GroupMembership


class PresidencyFactory(factory.django.DjangoModelFactory):
    """The open presidency of somebody since 1 July 2024."""

    code = factory.Sequence(lambda n: f"president-{n}")
    president_name = factory.Sequence(lambda n: f"Ada Lovelace {n}")
    university = factory.SubFactory(UniversityFactory, membership="full")
    valid_from = date(2024, 7, 1)

    class Meta:
        model = Presidency


class AffiliationFactory(factory.django.DjangoModelFactory):
    """An editor of a full member since 1 January 2020."""

    user = factory.SubFactory(UserFactory)
    university = factory.SubFactory(UniversityFactory, membership="full")
    role = Role.EDITOR
    starts_at = datetime(2020, 1, 1, tzinfo=UTC)
    source = Affiliation.Source.INVITATION

    class Meta:
        model = Affiliation


class InvitationFactory(factory.django.DjangoModelFactory):
    """An open invitation of somebody to be an editor; its link has the `token`."""

    university = factory.SubFactory(UniversityFactory, membership="full", email_domains="kth.se")
    email = factory.Sequence(lambda n: f"ada{n}@kth.se")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
    created_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))
    token_digest = factory.LazyAttribute(lambda invitation: digest_of(invitation.token))

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    class Meta:
        model = Invitation
