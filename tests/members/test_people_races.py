"""Two people, or one with two windows, at the same moment: the lock of the university lets one after the other."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections, transaction

from cluster_portal.accounts.models import User
from members.actions import accept, affiliate_by_scope, change_role, end_affiliation, hand_over, invite
from members.actions.ground import lock
from members.models import Affiliation, Invitation, Role
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.members import AffiliationFactory, InvitationFactory, UniversityFactory
from tests.members.test_invitations import code_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def kth():
    return UniversityFactory(slug="kth", name="KTH", membership="full", email_domains="kth.se")


def at_once(*actions):
    """Do all actions at the same moment, each on a connection of its own; return what each gave, or its error code."""
    barrier = Barrier(len(actions))

    def do(action):
        barrier.wait(timeout=10)
        return outcome_of(action)

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(do, actions))


def outcome_of(action):
    """Do an action on a connection of its own; return what it gave, or its error code."""
    try:
        return action()
    except ValidationError as error:
        return code_of(error)
    except PermissionDenied:
        return "refused"
    finally:
        connections.close_all()


def after_waiting(university, action, *, meanwhile):
    """Begin an action while somebody else holds the lock, who does something before they let go; return its outcome."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock(university)
            waiting = pool.submit(outcome_of, action)
            with connection.cursor() as cursor:
                for _time in range(200):
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone()[0]:
                        break
                    time.sleep(0.05)
                else:
                    pytest.fail("The action does not wait for the lock.")
            meanwhile()
        return waiting.result()


def kinds(results):
    return sorted("done" if not isinstance(result, str) else result for result in results)


def test_an_invitation_that_is_accepted_twice_at_once_makes_one_account_and_one_affiliation(kth):
    InvitationFactory(university=kth, token="t", email="ada@kth.se")
    results = at_once(*[lambda: accept("t", name="Ada", password=PASSWORD)] * 4)
    assert kinds(results) == ["done", "not_open", "not_open", "not_open"]
    assert (User.objects.count(), Affiliation.objects.count()) == (1, 1)


def test_one_account_that_accepts_twice_at_once_has_one_affiliation(kth):
    InvitationFactory(university=kth, token="t", email="ada@kth.se")
    ada = UserFactory(email="ada@kth.se")
    results = at_once(*[lambda: accept("t", user=ada)] * 3)
    assert (kinds(results), Affiliation.objects.count()) == (["done", "not_open", "not_open"], 1)


def test_invitations_of_two_universities_accepted_at_once_make_one_account(kth):
    InvitationFactory(university=kth, token="one", email="ada@kth.se")
    InvitationFactory(token="two", email="ada@kth.se")
    results = at_once(*[lambda token=token: accept(token, name="Ada", password=PASSWORD) for token in ("one", "two")])
    assert kinds(results) == ["done", "has_account"]
    assert (User.objects.count(), Affiliation.objects.count()) == (1, 1)
    assert Invitation.objects.open().count() == 1


def test_the_last_two_who_leave_at_once_do_not_both_leave(kth):
    rows = [AffiliationFactory(university=kth) for _number in range(2)]
    results = at_once(*[lambda row=row: end_affiliation(row, by=row.user, reason="Away") for row in rows])
    assert kinds(results) == ["done", "last_person"]
    assert Affiliation.objects.current().count() == 1


def test_one_affiliation_that_is_ended_twice_at_once_ends_once_and_the_second_is_told(kth):
    lead = AffiliationFactory(university=kth, role=Role.LEAD).user
    row = AffiliationFactory(university=kth)
    results = at_once(*[lambda reason=reason: end_affiliation(row, by=lead, reason=reason) for reason in "ABC"])
    assert kinds(results) == ["done", "ended", "ended"]
    [done] = [result for result in results if not isinstance(result, str)]
    row.refresh_from_db()
    assert (row.end_reason, row.ends_at) == (done.end_reason, done.ends_at)


def test_one_role_that_is_handed_over_to_two_colleagues_at_once_passes_to_one(kth):
    lead = AffiliationFactory(university=kth, role=Role.LEAD)
    colleagues = [AffiliationFactory(university=kth).user for _number in range(2)]
    results = at_once(*[lambda to=to: hand_over(lead, to=to, by=lead.user) for to in colleagues])
    assert kinds(results) == ["done", "ended"]
    assert sorted(Affiliation.objects.current().values_list("role", flat=True)) == ["editor", "lead"]


def test_one_successor_who_is_invited_twice_at_once_gets_one_invitation(kth):
    lead = AffiliationFactory(university=kth, role=Role.LEAD)
    results = at_once(*[lambda: hand_over(lead, to="new@kth.se", by=lead.user)] * 2)
    assert (kinds(results), Invitation.objects.count()) == (["done", "open"], 1)


@pytest.mark.parametrize(
    "action",
    [
        lambda row, lead, _to: end_affiliation(row, by=lead, reason="Again"),
        lambda row, lead, to: hand_over(row, to=to, by=lead),
        lambda row, lead, _to: change_role(row, role="approver", by=lead),
    ],
)
def test_what_was_ended_while_one_waited_has_ended(kth, action):
    lead = AffiliationFactory(university=kth, role=Role.LEAD).user
    row, other = AffiliationFactory(university=kth), AffiliationFactory(university=kth, role=Role.VIEWER)
    outcome = after_waiting(
        kth, lambda: action(row, lead, other.user), meanwhile=lambda: end_affiliation(row, by=lead, reason="First")
    )
    row.refresh_from_db()
    assert (outcome, row.end_reason) == ("ended", "First")
    assert sorted(Affiliation.objects.current().values_list("role", flat=True)) == ["lead", "viewer"]


def test_whose_rights_were_taken_while_they_waited_invites_nobody(kth):
    lead, eve = (AffiliationFactory(university=kth, role=Role.LEAD) for _number in range(2))
    outcome = after_waiting(
        kth,
        lambda: invite(kth, email="alias@kth.se", role="lead", invited_by=eve.user),
        meanwhile=lambda: end_affiliation(eve, by=lead.user, reason="Dismissed"),
    )
    assert (outcome, Invitation.objects.count()) == ("refused", 0)


def test_rights_are_asked_for_once_the_lock_is_there(kth):
    """Two leads who end each other, or make each other viewers, do not both."""
    for action, more in ((end_affiliation, {"reason": "x"}), (change_role, {"role": "viewer"})):
        rows = [AffiliationFactory(university=kth, role=Role.LEAD) for _number in range(2)]
        pairs = zip(rows, reversed(rows), strict=True)
        results = at_once(
            *[lambda row=row, by=by, do=action, more=more: do(row, by=by.user, **more) for row, by in pairs]
        )
        assert kinds(results) == ["done", "refused"]


def test_who_is_ended_while_inviting_has_invited_nobody_who_comes_in(kth):
    lead, eve = (AffiliationFactory(university=kth, role=Role.LEAD) for _number in range(2))
    at_once(
        lambda: end_affiliation(eve, by=lead.user, reason="Dismissed"),
        lambda: invite(kth, email="alias@kth.se", role="lead", invited_by=eve.user),
    )
    assert not Invitation.objects.open().exists()


def test_one_address_invited_twice_at_once_is_invited_once(kth):
    lead = AffiliationFactory(university=kth, role=Role.LEAD).user
    results = at_once(*[lambda: invite(kth, email="ada@kth.se", role="editor", invited_by=lead)] * 3)
    assert (kinds(results), Invitation.objects.count()) == (["done", "open", "open"], 1)


def test_a_first_sign_in_in_two_windows_gives_one_affiliation(kth):
    user = UserFactory()
    first, second = at_once(*[lambda: affiliate_by_scope(user, scope="kth.se")] * 2)
    assert (first, Affiliation.objects.count()) == (second, 1)
