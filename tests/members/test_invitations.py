"""Invitations: who may send one to whom, and what becomes of its link."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cluster_portal.accounts.models import User
from cluster_portal.mail.models import Message
from members.actions import accept, ask_again, invite, resend, revoke
from members.actions.invitations import digest_of, find, state_of
from members.models import Affiliation, Invitation, Membership, Person, Role
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.members import (
    AffiliationFactory,
    ContactFactory,
    InvitationFactory,
    PersonFactory,
    UniversityFactory,
)
from tests.mails import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def kth():
    return UniversityFactory(slug="kth", name="KTH", membership="full", email_domains="kth.se")


@pytest.fixture
def lead(kth):
    return AffiliationFactory(university=kth, role=Role.LEAD, user__email="lead@kth.se", user__name="Lea").user


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    """Do something and return the mails that went out by it."""

    def sending(action, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(*args, **kwargs)
        return mail.outbox

    return sending


def token_in(message):
    return re.search(r"/invitations/([^/]+)/", message.body).group(1)


def code_of(error):
    [errors] = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
    return errors[0].code


def history(obj):
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)
    return [entry.get_change_message() for entry in entries.order_by("pk")]


# Who may invite whom -----------------------------------------------------------------------------------------------


def test_a_lead_invites_to_the_own_university_and_the_mail_has_the_link(kth, lead, send):
    [message] = send(
        invite, kth, email=" Ada@KTH.se", role="editor", invited_by=lead, language="fi", name="Ada", override_reason="x"
    )
    invitation = Invitation.objects.get()
    assert (message.to, message.subject) == (["ada@kth.se"], "Kutsu toimia yliopiston puolesta: KTH")
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    (stored,) = written()
    assert (stored.is_secret, stored.text, stored.html) == (True, "", "")  # whoever has the link can accept
    html, kind = message.alternatives[0]
    link = f"http://127.0.0.1:8000/fi/invitations/{token_in(message)}/"
    assert (link in message.body, f'href="{link}"' in html, kind) == (True, True, "text/html")
    assert "Lea" in message.body
    assert digest_of(token_in(message)) == invitation.token_digest
    assert token_in(message) not in str(vars(invitation))
    stored = Message.objects.with_words().get()
    assert (stored.is_secret, token_in(message) in stored.text + stored.html) == (True, False)  # once it is on its way
    assert (invitation.role, invitation.language, invitation.sent_count) == ("editor", "fi", 1)
    assert (invitation.domain_override_by, invitation.domain_override_reason) == (None, "")
    assert invitation.expires_at - invitation.created_at == timedelta(days=14)
    assert history(invitation) == ["Invited ada@kth.se as editor"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.APPROVER, "lead elsewhere", "nothing"])
def test_nobody_else_invites(kth, role):
    other = UniversityFactory(membership="full", email_domains="kth.se")
    where, held = (other, Role.LEAD) if role == "lead elsewhere" else (kth, role)
    user = UserFactory() if role == "nothing" else AffiliationFactory(university=where, role=held).user
    with pytest.raises(PermissionDenied):
        invite(kth, email="ada@kth.se", role="viewer", invited_by=user)
    assert not Invitation.objects.exists()


def test_a_lead_invites_no_address_of_elsewhere_whatever_the_reason(kth, lead):
    for address in ("ada@gmail.example", "ada@evilkth.se", "ada@kth.se.evil.org"):
        with pytest.raises(ValidationError) as caught:
            invite(kth, email=address, role="editor", invited_by=lead, override_reason="A friend")
        assert code_of(caught.value) == "domain"
    assert not Invitation.objects.exists()


def test_staff_invites_an_address_of_elsewhere_with_a_reason_that_stands_in_the_history(kth, editor):
    with pytest.raises(ValidationError) as caught:
        invite(kth, email="ada@gmail.example", role="lead", invited_by=editor, override_reason=" ")
    assert code_of(caught.value) == "override_reason"
    invitation = invite(
        kth, email="ada@gmail.example", role="lead", invited_by=editor, override_reason="Named by the rector"
    )
    assert (invitation.domain_override_by, invitation.domain_override_reason) == (editor, "Named by the rector")
    assert "Named by the rector" in history(invitation)[1]


@pytest.mark.parametrize(
    ("situation", "code"),
    [
        ("own_address", "own_address"),
        ("acts already", "affiliated"),
        ("switched off", "inactive"),
        ("invited", "open"),
        ("no member", "no_workspace"),
        ("no address", "invalid"),
        ("no role", "invalid_choice"),
        ("too long a name", "max_length"),
    ],
)
def test_what_cannot_be_an_invitation_is_told_and_nothing_is_sent(kth, editor, send, situation, code):
    fields = {"email": "ada@kth.se", "role": "editor", "invited_by": editor}
    if situation == "own_address":
        fields["invited_by"] = UserFactory(email="ada@kth.se", is_staff=True, groups=editor.groups.all())
    elif situation == "acts already":
        AffiliationFactory(university=kth, user__email="ada@kth.se")
    elif situation == "switched off":
        UserFactory(email="ada@kth.se", is_active=False)
    elif situation == "invited":
        InvitationFactory(university=kth, email="ada@kth.se")
    elif situation == "no member":
        Membership.objects.update(valid_to=timezone.localdate())
    elif situation == "no address":
        fields["email"] = "ada@@kth.se"
    elif situation == "no role":
        fields["role"] = "king"
    else:
        fields["name"] = "x" * 151
    count = Invitation.objects.count()
    with pytest.raises(ValidationError) as caught:
        invite(kth, **fields)
    assert code_of(caught.value) == code
    assert (Invitation.objects.count(), written()) == (count, [])


def test_one_whose_time_is_over_makes_room_for_a_new_one(kth, lead):
    expired = InvitationFactory(university=kth, email="ada@kth.se", expires_at=timezone.now())
    fresh = invite(kth, email="ada@kth.se", role="editor", invited_by=lead)
    assert [each.pk for each in Invitation.objects.open()] == [fresh.pk]
    expired.refresh_from_db()
    assert expired.state() == "revoked"


# The link ------------------------------------------------------------------------------------------------------------


def test_sent_again_the_old_link_stops_and_the_new_one_has_its_full_time(kth, lead, send):
    invitation = InvitationFactory(university=kth, token="old", expires_at=timezone.now())
    [message] = send(resend, invitation, by=lead)
    with pytest.raises(Invitation.DoesNotExist):
        find("old")
    found = find(token_in(message))
    assert (found, found.sent_count, state_of(found)) == (invitation, 1, "open")
    assert found.expires_at > timezone.now() + timedelta(days=13)


def test_revoked_it_can_neither_be_accepted_nor_sent_nor_revoked_again(kth, lead):
    invitation = InvitationFactory(university=kth, token="t")
    revoke(invitation, by=lead)
    with pytest.raises(ValidationError) as caught:
        accept("t", name="Ada", password=PASSWORD)
    assert code_of(caught.value) == "not_open"
    for action in (resend, revoke):
        with pytest.raises(ValidationError) as caught:
            action(invitation, by=lead)
        assert code_of(caught.value) == "answered"
    assert history(invitation) == [f"Revoked for {invitation.email}"]


@pytest.mark.parametrize("action", [resend, revoke])
def test_only_who_may_invite_sends_again_and_revokes(kth, action, send):
    invitation = InvitationFactory(university=kth)
    for user in (AffiliationFactory(university=kth, role=Role.APPROVER).user, AffiliationFactory(role=Role.LEAD).user):
        with pytest.raises(PermissionDenied):
            action(invitation, by=user)
    assert state_of(Invitation.objects.get()) == "open"


@pytest.mark.parametrize("token", ["", "unknown", "TOKEN", "token ", "\ud800", "x" * 5000])
def test_an_altered_token_finds_nothing(token):
    InvitationFactory(token="token")
    with pytest.raises(Invitation.DoesNotExist):
        find(token)


# Accepting -----------------------------------------------------------------------------------------------------------


def test_who_has_no_account_gets_one_and_the_role_and_who_invited_is_told(kth, lead, send):
    invitation = InvitationFactory(university=kth, email="ada@kth.se", role="approver", token="t", invited_by=lead)
    InvitationFactory(university=kth, email="grace@kth.se")
    [message] = send(accept, "t", name=" Ada ", password=PASSWORD)
    ada = User.objects.get(email="ada@kth.se")
    assert (ada.name, ada.check_password(PASSWORD), ada.is_staff, ada.is_superuser) == ("Ada", True, False, False)
    affiliation = Affiliation.objects.get(user=ada)
    assert (affiliation.university, affiliation.role, affiliation.source) == (kth, "approver", "invitation")
    assert (affiliation.invited_by, affiliation.ends_at) == (lead, None)
    assert list(EmailAddress.objects.values_list("user", "email", "verified")) == [(ada.pk, "ada@kth.se", True)]
    invitation.refresh_from_db()
    assert invitation.accepted_at == affiliation.accepted_at == affiliation.starts_at
    assert (message.to, "ada@kth.se" in message.body) == (["lead@kth.se"], True)
    assert history(invitation) == ["Accepted by ada@kth.se"]


def test_accepted_once_it_is_accepted_for_good():
    InvitationFactory(token="t", email="ada@kth.se")
    accept("t", name="Ada", password=PASSWORD)
    for who in ({"name": "Eve", "password": PASSWORD}, {"user": User.objects.get()}):
        with pytest.raises(ValidationError) as caught:
            accept("t", **who)
        assert code_of(caught.value) == "not_open"
    assert (User.objects.count(), Affiliation.objects.count()) == (1, 1)


def test_expired_to_the_moment_it_is_not_accepted():
    InvitationFactory(token="t", expires_at=timezone.now())
    with pytest.raises(ValidationError) as caught:
        accept("t", name="Ada", password=PASSWORD)
    assert (code_of(caught.value), User.objects.count()) == ("not_open", 0)


def test_an_invitation_to_a_university_that_has_left_is_as_good_as_revoked():
    invitation = InvitationFactory(token="t")
    Membership.objects.update(valid_to=timezone.localdate())
    assert state_of(invitation) == "revoked"
    with pytest.raises(ValidationError) as caught:
        accept("t", name="Ada", password=PASSWORD)
    assert (code_of(caught.value), User.objects.count()) == ("not_open", 0)


def test_who_has_an_account_signs_in_first_and_no_password_is_changed():
    ada = UserFactory(email="ada@kth.se")
    InvitationFactory(token="t", email="ada@kth.se")
    with pytest.raises(ValidationError) as caught:
        accept("t", name="Eve", password="another-long-password")
    ada.refresh_from_db()
    assert (code_of(caught.value), ada.check_password(PASSWORD)) == ("has_account", True)
    assert accept("t", user=ada).user == ada


def test_somebody_else_cannot_accept_for_themselves():
    eve = UserFactory(email="eve@kth.se")
    InvitationFactory(token="t", email="ada@kth.se")
    with pytest.raises(ValidationError) as caught:
        accept("t", user=eve)
    assert (code_of(caught.value), Affiliation.objects.count()) == ("other_address", 0)


@pytest.mark.parametrize(("held", "kept"), [("viewer", "editor"), ("editor", "editor"), ("lead", "lead")])
def test_who_came_to_a_role_meanwhile_keeps_the_higher_one_and_has_only_one(kth, held, kept):
    row = AffiliationFactory(university=kth, role=held, user__email="ada@kth.se", is_deputy=True)
    InvitationFactory(university=kth, token="t", email="ada@kth.se", role="editor")
    affiliation = accept("t", user=row.user)
    assert (affiliation.role, affiliation.is_deputy) == (kept, True)
    assert list(Affiliation.objects.current()) == [affiliation]
    assert (affiliation == row) is (held == kept)


def test_the_contact_with_the_address_is_known_as_the_person_of_the_account(kth):
    person = PersonFactory(email="Ada@kth.se")
    ContactFactory(university=kth, person=person)
    namesake = PersonFactory(email="ada@kth.se")  # is no contact of the university
    InvitationFactory(university=kth, token="t", email="ada@kth.se")
    accept("t", name="Ada", password=PASSWORD)
    assert Person.objects.get(account__email="ada@kth.se") == person
    namesake.refresh_from_db()
    assert namesake.account is None


# How often -------------------------------------------------------------------------------------------------------


def test_a_lead_sends_one_again_after_ten_minutes_and_staff_at_once(kth, lead, editor):
    invitation = InvitationFactory(university=kth, invited_by=lead, last_sent_at=timezone.now() - timedelta(minutes=9))
    with pytest.raises(ValidationError) as caught:
        resend(invitation, by=lead)
    assert (code_of(caught.value), Invitation.objects.get().sent_count) == ("pause", 0)
    assert resend(invitation, by=editor).sent_count == 1
    Invitation.objects.update(last_sent_at=timezone.now() - timedelta(minutes=10))
    assert resend(invitation, by=lead).sent_count == 2


def test_a_lead_sends_twenty_a_day_and_staff_any_number(kth, lead, editor):
    now = timezone.now()
    for number in range(20):
        InvitationFactory(university=kth, invited_by=lead, created_at=now, revoked_at=now, email=f"{number}@kth.se")
    with pytest.raises(ValidationError) as caught:
        invite(kth, email="ada@kth.se", role="editor", invited_by=lead)
    assert (code_of(caught.value), Invitation.objects.count()) == ("too_many", 20)
    Invitation.objects.filter(email="0@kth.se").update(created_at=now - timedelta(days=1))
    assert invite(kth, email="ada@kth.se", role="editor", invited_by=lead).invited_by == lead
    Invitation.objects.update(invited_by=editor)
    assert invite(kth, email="bo@kth.se", role="editor", invited_by=editor).invited_by == editor


# Asking for a new one --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [{"expires_at": timezone.now()}, {"revoked_at": timezone.now()}])
def test_who_invited_is_told_once_a_day_that_a_new_one_is_wanted(kth, lead, send, end):
    invitation = InvitationFactory(university=kth, token="t", invited_by=lead, email="ada@kth.se", **end)
    [message] = send(ask_again, "t")
    assert (message.to, "ada@kth.se" in message.body) == (["lead@kth.se"], True)
    assert send(ask_again, "t") == []
    Invitation.objects.filter(pk=invitation.pk).update(asked_at=timezone.now() - timedelta(hours=25))
    assert len(send(ask_again, "t")) == 1


def test_nobody_is_told_for_an_unknown_link_or_one_that_works(kth, lead, send):
    InvitationFactory(university=kth, token="t", invited_by=lead)
    assert send(ask_again, "unknown") == send(ask_again, "t") == []


def test_nobody_is_told_where_no_new_one_is_needed(kth, lead, send):
    accepted = {"university": kth, "invited_by": lead, "accepted_at": timezone.now()}
    InvitationFactory(**accepted, token="accepted")
    gone = {"university": kth, "invited_by": lead, "revoked_at": timezone.now()}
    InvitationFactory(**gone, token="older", email="ada@kth.se")
    InvitationFactory(university=kth, invited_by=lead, email="ada@kth.se")
    InvitationFactory(**gone, token="in", email="bo@kth.se")
    AffiliationFactory(university=kth, user__email="bo@kth.se")
    assert [send(ask_again, token) for token in ("accepted", "older", "in")] == [[], [], []]


def test_where_who_invited_is_gone_the_leads_are_told_and_at_last_the_staff(kth, editor, send):
    gone = AffiliationFactory(university=kth, role=Role.LEAD, ends_at=timezone.now()).user
    InvitationFactory(university=kth, token="t", invited_by=gone, revoked_at=timezone.now())
    assert [message.to for message in send(ask_again, "t")] == [[editor.email]]
    Invitation.objects.update(asked_at=None)
    lead = AffiliationFactory(university=kth, role=Role.LEAD).user
    assert [message.to for message in send(ask_again, "t")] == [[lead.email]]
