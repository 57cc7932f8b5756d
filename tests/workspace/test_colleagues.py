"""What a lead and staff do with the people of a university in the workspace, as a browser does it."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from cluster_portal.mail.models import Message
from members.models import Affiliation, Invitation, Role
from tests.clients import PortalClient
from tests.factories.members import AffiliationFactory, InvitationFactory, UniversityFactory

pytestmark = pytest.mark.django_db

COLLEAGUES = reverse("workspace:colleagues", args=["kth"])


@pytest.fixture
def kth():
    return UniversityFactory(slug="kth", name="KTH", membership="full", email_domains="kth.se")


@pytest.fixture
def lea(kth):
    return AffiliationFactory(university=kth, role=Role.LEAD, user__email="lea@kth.se", user__name="Lea")


@pytest.fixture
def grace(kth):
    return AffiliationFactory(
        university=kth, user__email="grace@kth.se", user__name="Grace", user__language="sv", role=Role.EDITOR
    )


def browser_of(user):
    client = PortalClient()
    client.force_login(user)
    return client


@pytest.fixture
def lea_client(lea):
    return browser_of(lea.user)


def way(name, row):
    return reverse(f"workspace:{name}", args=["kth", row.pk])


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def mails():
    """Return (receiver, kind, language) of each mail that was written."""
    return list(Message.objects.order_by("pk").values_list("to", "name", "language"))


def roles(kth):
    return dict(Affiliation.objects.current().filter(university=kth).values_list("user__email", "role"))


# Handing over --------------------------------------------------------------------------------------------------------


def test_a_role_passes_to_a_colleague_at_once_and_the_page_says_to_whom(lea_client, kth, lea, grace):
    response = lea_client.post(way("hand_over", lea), {"email": "Grace@kth.se", "language": "en"})
    assert (response.status_code, response["Location"]) == (302, reverse("workspace:first"))
    assert told(response) == ["Handed over: the role is that of Grace now."]
    assert roles(kth) == {"grace@kth.se": "lead"}
    assert mails() == [("grace@kth.se", "role_changed", "sv")]


def test_somebody_new_is_invited_in_the_language_that_was_chosen_and_the_role_stays(lea_client, kth, lea):
    typed = {"email": "new@kth.se", "name": "Nils", "language": "fi"}
    response = lea_client.post(way("hand_over", lea), typed)
    assert response["Location"] == COLLEAGUES
    assert told(response) == ["Invited. The role stays as it is until the invitation is accepted."]
    invitation = Invitation.objects.get()
    assert (invitation.name, invitation.language, invitation.role, invitation.replaces) == ("Nils", "fi", "lead", lea)
    assert (roles(kth), mails()) == ({"lea@kth.se": "lead"}, [("new@kth.se", "invitation", "fi")])


def test_what_is_wrong_with_a_successor_stands_at_the_field(lea_client, kth, lea):
    response = lea_client.post(way("hand_over", lea), {"email": "new@elsewhere.example", "language": "en"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["email"])
    assert "override_reason" not in response.context["form"].fields


def test_a_form_that_is_sent_twice_hands_over_once_and_the_second_is_told(lea_client, kth, lea, grace):
    AffiliationFactory(university=kth, user__email="bo@kth.se")
    for email, status in (("bo@kth.se", 302), ("lea@kth.se", 422)):
        response = lea_client.post(way("hand_over", grace), {"email": email, "language": "en"})
        assert response.status_code == status
    assert response.context["form"].non_field_errors() == ["This affiliation has ended already."]
    assert roles(kth) == {"lea@kth.se": "lead", "bo@kth.se": "editor"}


# Roles and ends ------------------------------------------------------------------------------------------------------


def test_a_lead_changes_a_role_and_the_person_hears_of_it_in_their_language(lea_client, kth, lea, grace):
    response = lea_client.post(COLLEAGUES, {"do": "role", "number": grace.pk, "role": "approver"})
    assert (response.status_code, told(response)) == (302, ["The role is changed."])
    assert roles(kth) == {"lea@kth.se": "lead", "grace@kth.se": "approver"}
    assert mails() == [("grace@kth.se", "role_changed", "sv")]


def test_a_lead_ends_a_role_and_the_second_time_is_told_that_it_has_ended(lea_client, kth, lea, grace):
    response = lea_client.post(way("end", grace), {"reason": "Retired"})
    assert (response["Location"], told(response)) == (COLLEAGUES, ["Ended. The rights are gone at once."])
    assert (roles(kth), mails()) == ({"lea@kth.se": "lead"}, [("grace@kth.se", "affiliation_ended", "sv")])
    response = lea_client.post(way("end", grace), {"reason": "Retired"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["This affiliation has ended already."]
    assert lea_client.get(way("end", grace)).status_code == 404


def test_a_lead_makes_a_deputy_by_a_button_and_an_editor_has_none(lea_client, kth, lea, grace):
    for do, is_deputy in (("deputy", True), ("no-deputy", False)):
        assert f'value="{do}"' in lea_client.get(COLLEAGUES).content.decode()
        assert lea_client.post(COLLEAGUES, {"do": do, "number": grace.pk}).status_code == 302
        assert Affiliation.objects.get(pk=grace.pk).is_deputy is is_deputy
    grace_client = browser_of(grace.user)
    assert 'value="deputy"' not in grace_client.get(COLLEAGUES).content.decode()
    assert grace_client.post(COLLEAGUES, {"do": "deputy", "number": lea.pk}).status_code == 403
    assert not Affiliation.objects.filter(is_deputy=True).exists()


@pytest.mark.parametrize("is_lead", [True, False])
def test_only_who_may_invite_is_asked_to(kth, is_lead):
    alone = AffiliationFactory(university=kth, role=Role.LEAD if is_lead else Role.EDITOR)
    client = browser_of(alone.user)
    for address in (COLLEAGUES, reverse("workspace:home", args=["kth"])):
        html = client.get(address).content.decode()
        assert ("Invite " in html) is is_lead
        assert ("Ask a lead contact or the network" in html) is not is_lead


# Invitations ---------------------------------------------------------------------------------------------------------


def test_who_hands_over_may_take_that_invitation_back_and_no_other(kth, lea, grace):
    own = InvitationFactory(university=kth, invited_by=grace.user, replaces=grace, replaces_at=timezone.now())
    other = InvitationFactory(university=kth, invited_by=lea.user)
    client = browser_of(grace.user)
    shown = re.findall(
        r'name="number" value="(\d+)"><button[^>]*value="resend"', client.get(COLLEAGUES).content.decode()
    )
    assert shown == [str(own.pk)]
    assert client.post(COLLEAGUES, {"do": "revoke", "number": other.pk}).status_code == 403
    assert client.post(COLLEAGUES, {"do": "revoke", "number": own.pk}).status_code == 302
    assert list(Invitation.objects.unanswered()) == [other]


def test_a_lead_sends_an_invitation_again_once_in_ten_minutes(lea_client, kth, lea):
    sent_at = timezone.now() - timedelta(minutes=11)
    invitation = InvitationFactory(university=kth, invited_by=lea.user, last_sent_at=sent_at)
    again = {"do": "resend", "number": invitation.pk}
    assert lea_client.post(COLLEAGUES, again).status_code == 302
    response = lea_client.post(COLLEAGUES, again)
    assert response.status_code == 422
    assert "This invitation has just been sent: wait ten minutes before the next." in response.content.decode()
    assert [name for _to, name, _language in mails()] == ["invitation"]


# Staff ---------------------------------------------------------------------------------------------------------------


def test_staff_invites_an_address_of_elsewhere_with_a_reason(staff_client, editor, kth, grace):
    typed = {"do": "invite", "email": "new@elsewhere.example", "role": "editor", "language": "en"}
    response = staff_client.post(COLLEAGUES, typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["override_reason"])
    assert staff_client.post(COLLEAGUES, {**typed, "override_reason": "Named by the rector"}).status_code == 302
    response = staff_client.post(
        way("hand_over", grace), {"email": "b@elsewhere.example", "language": "en", "override_reason": "By telephone"}
    )
    assert response.status_code == 302
    reasons = Invitation.objects.order_by("pk").values_list("domain_override_by", "domain_override_reason")
    assert list(reasons) == [(editor.pk, "Named by the rector"), (editor.pk, "By telephone")]


def test_staff_takes_over_from_the_last_one_and_a_lead_is_not_offered_it(staff_client, lea_client, kth, lea):
    assert "takes_over" not in lea_client.get(way("end", lea)).context["form"].fields
    assert lea_client.post(way("end", lea), {"reason": "Away", "takes_over": "on"}).status_code == 422
    assert staff_client.post(way("end", lea), {"reason": "Dismissed"}).status_code == 422
    assert staff_client.post(way("end", lea), {"reason": "Dismissed", "takes_over": "on"}).status_code == 302
    assert roles(kth) == {}


def test_the_pages_answer_head_as_get(lea_client, lea, grace):
    for address in (COLLEAGUES, way("end", grace), way("hand_over", grace)):
        assert (lea_client.get(address).status_code, lea_client.head(address).status_code) == (200, 200)
