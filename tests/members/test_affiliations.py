"""Who may act for which university at which moment: asked of the database, with a second university that could leak."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cluster_portal.accounts.roles import editors_group
from members.models import Affiliation, Role, University
from members.permissions import (
    can_approve_for,
    can_edit_university,
    can_end_affiliation,
    can_invite_for,
    can_override_domain,
    can_see_workspace,
    network_staff,
)
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory, MembershipFactory, UniversityFactory

pytestmark = pytest.mark.django_db

BEFORE = datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC)
AT = datetime(2024, 1, 1, tzinfo=UTC)
AFTER = datetime(2024, 1, 2, tzinfo=UTC)


@pytest.fixture
def kth():
    """A member with nobody; beside it stands another one with somebody in each role."""
    for role in Role:
        AffiliationFactory(role=role, university__slug=f"other-{role}")
    return UniversityFactory(slug="kth", membership="full")


def names(universities):
    return sorted(universities.values_list("slug", flat=True))


# Roles and actions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees", "edits", "approves", "invites"),
    [
        (Role.VIEWER, True, False, False, False),
        (Role.EDITOR, True, True, False, False),
        (Role.APPROVER, True, True, True, False),
        (Role.LEAD, True, True, True, True),
        (None, False, False, False, False),
    ],
)
def test_a_role_gives_its_rights_for_the_own_university_and_none_for_another(kth, role, sees, edits, approves, invites):
    user = AffiliationFactory(university=kth, role=role).user if role else UserFactory()
    other = University.objects.get(slug="other-lead")
    assert names(University.objects.visible_to(user)) == (["kth"] if sees else [])
    assert names(University.objects.editable_by(user)) == (["kth"] if edits else [])
    rules = (can_edit_university, can_approve_for, can_invite_for)
    assert [rule(user, kth) for rule in rules] == [edits, approves, invites]
    assert [rule(user, other) for rule in rules] == [False, False, False]
    assert (can_see_workspace(user), can_override_domain(user)) == (sees, False)


def test_staff_with_the_rights_of_editors_may_all_but_approve_in_the_name_of_a_university(kth, editor):
    assert University.objects.editable_by(editor).count() == University.objects.visible_to(editor).count() == 5
    assert (can_edit_university(editor, kth), can_invite_for(editor, kth)) == (True, True)
    assert (can_approve_for(editor, kth), can_override_domain(editor)) == (False, True)


def test_the_permissions_of_editors_are_worth_nothing_without_being_staff(kth, editor):
    former = UserFactory(groups=[editors_group("members")])
    assert names(University.objects.editable_by(former)) == []
    assert (can_invite_for(former, kth), can_override_domain(former), can_see_workspace(former)) == (False,) * 3
    assert list(network_staff()) == [editor]


def test_staff_without_a_permission_may_nothing(kth):
    clerk = UserFactory(is_staff=True)
    assert (can_see_workspace(clerk), can_edit_university(clerk, kth), can_invite_for(clerk, kth)) == (False,) * 3


def test_nobody_signed_in_may_nothing(kth):
    visitor = AnonymousUser()
    affiliation = AffiliationFactory(university=kth)
    assert names(University.objects.visible_to(visitor)) == []
    assert (can_edit_university(visitor, kth), can_see_workspace(visitor)) == (False, False)
    assert not can_end_affiliation(visitor, affiliation)


@pytest.mark.parametrize(
    ("who", "may"), [("self", True), ("lead", True), ("approver", False), ("other lead", False), ("staff", True)]
)
def test_an_affiliation_is_ended_by_whose_it_is_by_a_lead_there_or_by_staff(kth, editor, who, may):
    affiliation = AffiliationFactory(university=kth, role=Role.APPROVER)
    users = {
        "self": affiliation.user,
        "lead": AffiliationFactory(university=kth, role=Role.LEAD).user,
        "approver": AffiliationFactory(university=kth, role=Role.APPROVER).user,
        "other lead": Affiliation.objects.get(university__slug="other-lead").user,
        "staff": editor,
    }
    assert can_end_affiliation(users[who], affiliation) is may


# Time ----------------------------------------------------------------------------------------------------------------


def test_rights_hold_from_the_first_moment_until_the_one_of_the_end(kth):
    row = AffiliationFactory(university=kth, starts_at=AT, ends_at=AFTER)
    assert [list(Affiliation.objects.filter(university=kth).current(at)) for at in (BEFORE, AT, AFTER)] == [
        [],
        [row],
        [],
    ]
    assert [can_edit_university(row.user, kth, at) for at in (BEFORE, AT, AFTER)] == [False, True, False]
    assert [row.is_current(at) for at in (BEFORE, AT, AFTER)] == [False, True, False]


def test_one_that_was_taken_back_before_it_began_holds_at_no_moment(kth):
    row = AffiliationFactory(university=kth, starts_at=AT, ends_at=AT)
    assert [row.is_current(at) for at in (BEFORE, AT, AFTER)] == [False, False, False]
    assert not Affiliation.objects.filter(university=kth).current(AT).exists()
    assert not Affiliation.objects.filter(university=kth).not_ended(BEFORE).exists()


def test_an_account_that_is_switched_off_loses_its_rights_at_once_though_the_object_is_older(kth):
    user = AffiliationFactory(university=kth, role=Role.LEAD).user
    assert can_invite_for(user, kth)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert user.is_active  # as somebody holds it who loaded it before
    assert (can_invite_for(user, kth), can_edit_university(user, kth), can_see_workspace(user)) == (False,) * 3


def test_an_ended_affiliation_loses_its_rights_with_the_next_question(kth):
    row = AffiliationFactory(university=kth, role=Role.LEAD)
    assert can_invite_for(row.user, kth)
    Affiliation.objects.filter(pk=row.pk).update(ends_at=AT)
    assert not can_invite_for(row.user, kth)


@pytest.mark.parametrize(
    ("membership", "works"),
    [
        ({"category": "full"}, True),
        ({"category": "associate"}, True),
        ({"category": "candidate"}, True),
        ({"category": "full", "state": "suspended"}, True),
        ({"category": "full", "state": "unconfirmed"}, True),
        ({"category": "full", "valid_from": date(2025, 1, 1)}, True),  # joins next year
        ({"category": "full", "valid_to": date(2024, 1, 2)}, True),
        ({"category": "full", "valid_to": date(2024, 1, 1)}, False),  # left this morning
        ({"category": "full", "ended_on_unknown_day": True}, False),
        (None, False),
    ],
)
def test_rights_rest_where_the_university_neither_belongs_to_the_network_nor_will(membership, works):
    university = UniversityFactory()
    if membership:
        MembershipFactory(university=university, **membership)
    user = AffiliationFactory(university=university, role=Role.LEAD).user
    assert names(University.objects.visible_to(user, AT)) == ([university.slug] if works else [])
    rules = (can_edit_university, can_approve_for, can_invite_for)
    assert [rule(user, university, AT) for rule in rules] == [works] * 3


# Nobody left ---------------------------------------------------------------------------------------------------------


def test_a_university_is_orphaned_where_nobody_is_able_to_act_at_the_moment():
    whole, viewed, switched_off, ended, left = (UniversityFactory(slug=slug) for slug in "abcde")
    for university in (whole, viewed, switched_off, ended):
        MembershipFactory(university=university)
    MembershipFactory(university=left, valid_to=date(2023, 1, 1))
    AffiliationFactory(university=whole)
    AffiliationFactory(university=viewed, role=Role.VIEWER)
    AffiliationFactory(university=switched_off, user__is_active=False)
    AffiliationFactory(university=ended, ends_at=AT)
    assert names(University.objects.orphaned(AT)) == ["b", "c", "d"]
    assert names(University.objects.orphaned(BEFORE)) == ["b", "c"]


# What is stored ------------------------------------------------------------------------------------------------------


def test_two_times_of_one_person_at_one_university_may_not_share_a_moment(kth):
    row = AffiliationFactory(university=kth, starts_at=AT)
    other = Affiliation(user=row.user, university=kth, role="viewer", source="staff", starts_at=BEFORE, ends_at=AFTER)
    with pytest.raises(ValidationError, match="at that time already"):
        other.full_clean()
    other.ends_at = AT
    other.full_clean()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no exclusion constraint")
def test_postgresql_refuses_shared_moments_that_pass_by_every_form(kth):
    row = AffiliationFactory(university=kth, starts_at=AT)
    with transaction.atomic():
        overlapping = AffiliationFactory(user=row.user, university=kth, starts_at=BEFORE, ends_at=AFTER)
        with pytest.raises(IntegrityError, match="affiliation_no_overlap"), transaction.atomic():
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        overlapping.delete()
