"""People of universities in the back office: who may look, and that every change goes through an action."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from members.models import Affiliation, Invitation, Role
from tests.admin_forms import errors_of, filled_in, messages_of
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory, InvitationFactory, UniversityFactory
from tests.members.test_admin import page_of
from tests.pages import Page

pytestmark = pytest.mark.django_db

PEOPLE = reverse("admin:members_affiliation_changelist")
INVITATIONS = reverse("admin:members_invitation_changelist")
ADD = reverse("admin:members_invitation_add")
UNIVERSITIES = reverse("admin:members_university_changelist")


@pytest.fixture
def kth():
    return UniversityFactory(slug="kth", name="KTH", membership="full", email_domains="kth.se")


def rows_of(response):
    return list(response.context["cl"].result_list)


def typed(kth, **changes):
    """Return what an editor types to invite somebody."""
    return {"university": kth.pk, "email": "ada@kth.se", "role": "editor", "language": "sv", "name": "Ada", **changes}


# Inviting ------------------------------------------------------------------------------------------------------------


def test_an_editor_invites_and_the_mail_goes_out(staff_client, editor, kth, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = staff_client.post(ADD, typed(kth, email="Ada@KTH.se"))
    assert response.status_code == 302, errors_of(response)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.invited_by) == ("ada@kth.se", "editor", editor)
    assert [message.to for message in mail.outbox] == [["ada@kth.se"]]
    history = staff_client.get(reverse("admin:members_invitation_history", args=[invitation.pk])).content.decode()
    assert "Invited ada@kth.se as editor" in history
    assert invitation.token_digest not in staff_client.get(page_of(invitation)).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "ada@elsewhere.example"}, "domain_override_reason"),
        ({"email": "nobody"}, "email"),
        ({"email": "editor@example.org", "domain_override_reason": "x"}, "email"),
        ({"email": "taken@kth.se"}, "email"),
        ({"email": "open@kth.se"}, "email"),
        ({"role": "king"}, "role"),
        ({"university": "x"}, "university"),
        ({"university": ""}, "university"),
        ({"domain_override_reason": "x" * 201}, "domain_override_reason"),
    ],
)
def test_what_cannot_be_invited_is_told_at_the_field(staff_client, kth, changes, field):
    AffiliationFactory(university=kth, user__email="taken@kth.se")
    InvitationFactory(university=kth, email="open@kth.se")
    response = staff_client.post(ADD, typed(kth, **changes))
    assert (list(errors_of(response)), Invitation.objects.count()) == ([field], 1)


def test_nobody_is_invited_to_a_university_that_is_no_member(staff_client):
    response = staff_client.post(ADD, typed(UniversityFactory(email_domains="kth.se")))
    assert list(errors_of(response)) == ["university"]


def test_an_address_of_elsewhere_needs_a_reason_that_is_kept(staff_client, editor, kth):
    changes = {"email": "ada@elsewhere.example", "domain_override_reason": "Named by the rector"}
    assert staff_client.post(ADD, typed(kth, **changes)).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.domain_override_by, invitation.domain_override_reason) == (editor, "Named by the rector")


def test_the_link_on_the_page_of_a_university_fills_it_in(staff_client, kth):
    html = staff_client.get(page_of(kth)).content.decode()
    assert f'href="{ADD}?university={kth.pk}"' in html
    assert f'href="{PEOPLE}?university={kth.pk}"' in html
    assert filled_in(staff_client.get(f"{ADD}?university={kth.pk}"))["university"] in (kth.pk, str(kth.pk))


def test_an_invitation_is_sent_again_and_revoked_from_the_list_but_never_changed(staff_client, kth):
    invitation, other = InvitationFactory(university=kth, token="t"), InvitationFactory(university=kth)
    digest = invitation.token_digest
    staff_client.post(INVITATIONS, {"action": "send_again", "_selected_action": [invitation.pk]})
    invitation.refresh_from_db()
    assert (invitation.sent_count, invitation.token_digest != digest) == (1, True)
    response = staff_client.post(INVITATIONS, {"action": "revoke", "_selected_action": [invitation.pk]})
    assert messages_of(response)[-1] == "One row was changed."
    response = staff_client.post(INVITATIONS, {"action": "revoke", "_selected_action": [invitation.pk]})
    assert "was accepted or revoked in the meantime" in messages_of(response)[-1]
    assert [each.pk for each in Invitation.objects.open()] == [other.pk]
    assert staff_client.post(page_of(invitation), {"email": "eve@evil.org", "role": "lead"}).status_code == 403


# Roles ---------------------------------------------------------------------------------------------------------------


def test_a_role_is_ended_with_a_reason_after_a_page_in_between(staff_client, editor, kth):
    row, other = AffiliationFactory(university=kth), AffiliationFactory(university=kth)
    asked = {"action": "end", "_selected_action": [row.pk]}
    page = Page(staff_client.post(PEOPLE, asked))
    assert page.errors == []
    assert row.is_current()
    page = Page(staff_client.post(PEOPLE, {**asked, "answered": "yes", "reason": "", "has_left": "on"}))
    assert "This field is required." in page.html
    response = staff_client.post(PEOPLE, {**asked, "answered": "yes", "reason": "Retired", "has_left": "on"})
    assert messages_of(response)[-1] == "One row was changed."
    row.refresh_from_db()
    assert (row.end_reason, row.ended_by, row.is_current()) == ("Retired", editor, False)
    assert list(Affiliation.objects.current()) == [other]
    history = staff_client.get(reverse("admin:members_affiliation_history", args=[row.pk])).content.decode()
    assert "Retired" in history


def test_the_last_one_is_ended_only_by_taking_over(staff_client, kth):
    row = AffiliationFactory(university=kth)
    answers = {"action": "end", "_selected_action": [row.pk], "answered": "yes", "reason": "Retired"}
    response = staff_client.post(PEOPLE, answers)
    assert "Nobody else is able to act for this university" in messages_of(response)[-1]
    assert Affiliation.objects.current().exists()
    staff_client.post(PEOPLE, {**answers, "takes_over": "on"})
    assert not Affiliation.objects.current().exists()


def test_another_role_is_given_from_the_list(staff_client, kth):
    row = AffiliationFactory(university=kth)
    answers = {"action": "give_another_role", "_selected_action": [row.pk], "answered": "yes", "role": "lead"}
    staff_client.post(PEOPLE, answers)
    assert Affiliation.objects.current().get().role == "lead"


def test_only_the_deputy_is_changed_in_place(staff_client, kth):
    row = AffiliationFactory(university=kth)
    hostile = {"role": "lead", "user": UserFactory().pk, "ends_at_0": "2020-01-01"}
    data = {**filled_in(staff_client.get(page_of(row))), **hostile, "is_deputy": "on"}
    response = staff_client.post(page_of(row), data)
    assert response.status_code == 302
    stored = Affiliation.objects.get()
    assert (stored.is_deputy, stored.role, stored.user, stored.ends_at) == (True, "editor", row.user, None)


# Who may, and what it costs ------------------------------------------------------------------------------------------


def test_roles_are_added_and_deleted_by_no_editor(staff_client, kth):
    row, invitation = AffiliationFactory(university=kth), InvitationFactory(university=kth)
    assert staff_client.get(reverse("admin:members_affiliation_add")).status_code == 403
    for thing in (row, invitation):
        address = reverse(f"admin:members_{thing._meta.model_name}_delete", args=[thing.pk])
        assert staff_client.post(address, {"post": "yes"}).status_code == 403
    for address, chosen in ((PEOPLE, row), (INVITATIONS, invitation)):
        staff_client.post(address, {"action": "delete_selected", "_selected_action": [chosen.pk], "post": "yes"})
    assert (Affiliation.objects.count(), Invitation.objects.count()) == (1, 1)


def test_staff_without_rights_and_leads_see_nothing_of_it(client, kth):
    row, invitation = AffiliationFactory(university=kth, role=Role.LEAD), InvitationFactory(university=kth)
    client.force_login(UserFactory(is_staff=True))
    for address in (PEOPLE, INVITATIONS, ADD, page_of(row), page_of(invitation)):
        assert client.get(address).status_code == 403
    client.force_login(row.user)
    for address in (PEOPLE, INVITATIONS, ADD, page_of(row), page_of(invitation)):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("standing=current", ["bo@kth.se"]),
        ("standing=ended", ["ada@kth.se"]),
        ("standing=coming", []),
        ("q=kth", ["ada@kth.se", "bo@kth.se"]),
        ("q=bo@", ["bo@kth.se"]),
        ("role=lead", []),
        ("standing=nonsense", None),
    ],
)
def test_people_are_found_by_standing_role_and_words(staff_client, kth, query, found):
    AffiliationFactory(university=kth, user__email="ada@kth.se", ends_at=timezone.now())
    AffiliationFactory(university=kth, user__email="bo@kth.se")
    response = staff_client.get(f"{PEOPLE}?{query}")
    if found is None:
        assert response.status_code == 302
    else:
        assert sorted(row.user.email for row in rows_of(response)) == found


@pytest.mark.parametrize("state", ["open", "accepted", "revoked", "expired"])
def test_invitations_are_found_by_state_and_university(staff_client, kth, state):
    now = timezone.now()
    for number, other in enumerate((kth, UniversityFactory(membership="full"))):
        InvitationFactory(university=other, email=f"open{number}@kth.se")
        InvitationFactory(university=other, email=f"accepted{number}@kth.se", accepted_at=now)
        InvitationFactory(university=other, email=f"revoked{number}@kth.se", revoked_at=now)
        InvitationFactory(university=other, email=f"expired{number}@kth.se", expires_at=now)
    response = staff_client.get(f"{INVITATIONS}?state={state}&university={kth.pk}")
    assert [row.email for row in rows_of(response)] == [f"{state}0@kth.se"]


def test_universities_without_anybody_are_found_by_it(staff_client, kth):
    AffiliationFactory()
    assert [row.pk for row in rows_of(staff_client.get(f"{UNIVERSITIES}?people=none"))] == [kth.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_queries_for_any_number(staff_client, count, django_assert_num_queries):
    for number in range(count):
        university = UniversityFactory(name=f"University {number}", membership="full", email_domains="kth.se")
        lead = AffiliationFactory(university=university, role=Role.LEAD, ends_at=timezone.now()).user
        AffiliationFactory(university=university, invited_by=lead)
        InvitationFactory(university=university, invited_by=lead)
    staff_client.get(PEOPLE, headers={"accept-language": "fi"})  # content types are asked for once
    with django_assert_num_queries(13):
        assert len(rows_of(staff_client.get(PEOPLE, headers={"accept-language": "fi"}))) == 2 * count
    with django_assert_num_queries(13):
        assert len(rows_of(staff_client.get(INVITATIONS, headers={"accept-language": "fi"}))) == count
