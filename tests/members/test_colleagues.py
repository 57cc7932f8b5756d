from datetime import UTC, datetime, timedelta

import pytest

from members.colleagues import colleagues_of
from members.models import Role
from tests.factories.members import AffiliationFactory, InvitationFactory, UniversityFactory

pytestmark = pytest.mark.django_db

AT = datetime(2024, 1, 1, tzinfo=UTC)
SEEN = datetime(2023, 12, 24, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def kth():
    """A member; beside it stands another one with somebody and an invitation."""
    AffiliationFactory(university__slug="other")
    InvitationFactory(email="other@kth.se")
    return UniversityFactory(slug="kth", membership="full", email_domains="kth.se")


def test_the_people_of_a_university_stand_by_role_and_name_with_when_they_were_seen(kth):
    lead = AffiliationFactory(university=kth, role=Role.LEAD, user__name="Zoe", user__last_login=SEEN, is_deputy=True)
    AffiliationFactory(university=kth, user__name="bo", user__email="bo@kth.se", ends_at=AT + DAY)
    AffiliationFactory(university=kth, user__name="Ada", user__is_active=False)
    AffiliationFactory(university=kth, role=Role.VIEWER, user__name="", user__email="abe@kth.se")
    AffiliationFactory(university=kth, user__name="Eve", ends_at=AT)
    AffiliationFactory(university=kth, user__name="Grace", starts_at=AT + DAY)
    found = colleagues_of(kth, AT)
    assert [each.name or each.email for each in found.current] == ["Zoe", "Ada", "bo", "abe@kth.se"]
    assert [each.name for each in found.coming] == ["Grace"]
    assert [each.name for each in found.able_to_act] == ["Zoe", "bo"]
    first, _ada, bo, _abe = found.current
    assert (first.affiliation, first.user, first.role.label) == (lead.pk, lead.user_id, "Lead contact")
    assert (first.last_seen, first.since, first.until, first.is_deputy) == (SEEN, lead.starts_at, None, True)
    assert (bo.last_seen, bo.until, bo.is_active) == (None, AT + DAY, True)


def test_unanswered_invitations_stand_beside_them_the_latest_first(kth):
    lead = AffiliationFactory(university=kth, role=Role.LEAD, user__name="Lea")
    earlier = {"university": kth, "created_at": AT - 20 * DAY}
    InvitationFactory(**earlier, email="old@kth.se", expires_at=AT, asked_at=AT)
    InvitationFactory(**earlier, email="gone@kth.se", revoked_at=AT)
    InvitationFactory(**earlier, email="done@kth.se", accepted_at=AT)
    InvitationFactory(
        university=kth,
        created_at=AT - DAY,
        email="new@kth.se",
        expires_at=AT + DAY,
        invited_by=lead.user,
        replaces=lead,
        replaces_at=AT,
    )
    new, old = colleagues_of(kth, AT).invited
    assert (new.email, new.has_expired, new.invited_by, new.takes_over_from) == ("new@kth.se", False, "Lea", lead.pk)
    assert (old.email, old.has_expired, old.invited_by, old.was_asked_for) == ("old@kth.se", True, "", True)


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_two_queries_for_any_number(kth, count, django_assert_num_queries):
    for _number in range(count):
        AffiliationFactory(university=kth)
        InvitationFactory(university=kth, invited_by=AffiliationFactory(university=kth).user)
    with django_assert_num_queries(2):
        found = colleagues_of(kth)
    assert (len(found.current), len(found.invited)) == (2 * count, count)
