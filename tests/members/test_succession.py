"""How rights end and pass on: at once, never leaving a university without anybody unnoticed."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cluster_portal.mail.actions import notify
from cluster_portal.mail.digests import send_digests
from cluster_portal.mail.models import Notice
from members.actions import accept, change_role, end_affiliation, hand_over, invite, report_orphans, resend, set_deputy
from members.actions.invitations import state_of
from members.models import Affiliation, Contact, Invitation, Membership, Role, University
from members.permissions import can_edit_university
from tests.factories.accounts import PASSWORD
from tests.factories.members import (
    AffiliationFactory,
    ContactFactory,
    InvitationFactory,
    PersonFactory,
    UniversityFactory,
)
from tests.members.test_invitations import code_of, token_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def kth():
    """A member; beside it stands another one with a lead."""
    AffiliationFactory(role=Role.LEAD, university__slug="other", user__email="lead@other.example")
    return UniversityFactory(slug="kth", name="KTH", membership="full", email_domains="kth.se")


@pytest.fixture
def ada(kth):
    return AffiliationFactory(university=kth, role=Role.LEAD, user__email="ada@kth.se", user__name="Ada")


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Do something and return {receivers of the mails that went out by it: subject}."""

    def sending(action, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(*args, **kwargs)
        return {message.to[0]: message.subject for message in mail.outbox}

    return sending


def history(obj):
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)
    return [entry.get_change_message() for entry in entries.order_by("pk")]


# Ending --------------------------------------------------------------------------------------------------------------


def test_rights_end_at_once_with_a_reason_and_the_person_is_told(kth, ada, sent):
    grace = AffiliationFactory(university=kth, user__email="grace@kth.se")
    assert can_edit_university(grace.user, kth)
    mails = sent(end_affiliation, grace, by=ada.user, reason="Retired")
    grace.refresh_from_db()
    assert not can_edit_university(grace.user, kth)
    assert (grace.ended_by, grace.end_reason, grace.is_current()) == (ada.user, "Retired", False)
    assert mails == {"grace@kth.se": "Your rights to act for KTH end"}
    [line] = history(grace)
    assert (line.startswith("Ended as editor at "), line.endswith(": Retired")) == (True, True)


def test_whoever_ends_their_own_gets_no_mail(kth, ada, sent):
    grace = AffiliationFactory(university=kth)
    assert sent(end_affiliation, grace, by=grace.user, reason="New position") == {}


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_end_without_a_reason_is_refused(kth, ada, reason):
    grace = AffiliationFactory(university=kth)
    with pytest.raises(ValidationError) as caught:
        end_affiliation(grace, by=ada.user, reason=reason)
    assert (code_of(caught.value), grace.is_current()) == ("required", True)


def test_what_has_ended_does_not_end_again(kth, ada):
    grace = AffiliationFactory(university=kth)
    end_affiliation(grace, by=ada.user, reason="Retired")
    with pytest.raises(ValidationError) as caught:
        end_affiliation(grace, by=ada.user, reason="Again")
    assert code_of(caught.value) == "ended"


def test_a_lead_of_elsewhere_ends_nothing(kth, ada):
    stranger = Affiliation.objects.get(university__slug="other").user
    for action, more in (
        (end_affiliation, {"reason": "x"}),
        (hand_over, {"to": "eve@kth.se"}),
        (change_role, {"role": "viewer"}),
    ):
        with pytest.raises(PermissionDenied):
            action(ada, by=stranger, **more)
    assert ada.is_current()


def test_the_last_one_who_can_act_stays_until_somebody_follows(kth, ada):
    AffiliationFactory(university=kth, role=Role.VIEWER)
    AffiliationFactory(university=kth, user__is_active=False)
    AffiliationFactory(university=kth, ends_at=timezone.now() + timedelta(days=1))
    for action, more in ((end_affiliation, {"reason": "Away"}), (change_role, {"role": "viewer"})):
        with pytest.raises(ValidationError) as caught:
            action(ada, by=ada.user, **more)
        assert code_of(caught.value) == "last_person"
    assert list(Affiliation.objects.filter(user=ada.user).current()) == [ada]
    AffiliationFactory(university=kth, role=Role.EDITOR)
    end_affiliation(ada, by=ada.user, reason="Away")


@pytest.mark.parametrize(
    ("invited", "may_go"),
    [({"role": "editor"}, True), ({"role": "viewer"}, False), ({"expires_at": timezone.now()}, False)],
)
def test_the_last_one_may_go_once_somebody_is_invited_who_will_be_able_to_act(kth, ada, editor, sent, invited, may_go):
    InvitationFactory(role="lead", email="else@other.example")  # of another university
    InvitationFactory(university=kth, **invited)
    if may_go:
        mails = sent(end_affiliation, ada, by=ada.user, reason="Away")
        assert mails == {editor.email: "Nobody can act for one university"}
    else:
        with pytest.raises(ValidationError):
            end_affiliation(ada, by=ada.user, reason="Away")
    assert University.objects.orphaned().filter(pk=kth.pk).exists() is may_go


def test_staff_ends_the_last_one_only_by_taking_over_and_is_told_of_the_task(kth, ada, editor, sent):
    with pytest.raises(ValidationError) as caught:
        end_affiliation(ada, by=editor, reason="Dismissed")
    assert code_of(caught.value) == "last_person"
    mails = sent(end_affiliation, ada, by=editor, reason="Dismissed", takes_over=True)
    assert mails == {"ada@kth.se": "Your rights to act for KTH end", editor.email: "Nobody can act for one university"}
    assert [university.slug for university in University.objects.orphaned()] == ["kth"]


def test_nobody_but_staff_takes_over(kth, ada):
    with pytest.raises(ValidationError) as caught:
        end_affiliation(ada, by=ada.user, reason="Away", takes_over=True)
    assert code_of(caught.value) == "last_person"


def test_the_last_one_of_a_university_that_has_left_may_go(kth, ada, sent):
    Membership.objects.filter(university=kth).update(valid_to=timezone.localdate())
    assert sent(end_affiliation, ada, by=ada.user, reason="No member any more") == {}
    assert not Affiliation.objects.filter(university=kth).current().exists()


def test_switching_an_account_off_is_noticed_by_the_nightly_report(kth, ada, editor, sent):
    assert sent(report_orphans) == {}
    type(ada.user).objects.filter(pk=ada.user_id).update(is_active=False)
    assert sent(report_orphans) == {editor.email: "Nobody can act for one university"}
    assert "KTH" in mail.outbox[0].body
    assert "http://127.0.0.1:8000/admin/members/university/?people=none" in mail.outbox[0].body


# Handing over --------------------------------------------------------------------------------------------------------


def test_a_lead_hands_over_on_a_day_and_the_university_is_never_without_anybody(
    kth, ada, editor, django_capture_on_commit_callbacks
):
    day = timezone.localdate() + timedelta(days=30)
    with django_capture_on_commit_callbacks(execute=True):
        invitation = hand_over(ada, to="Grace@kth.se", by=ada.user, on=day, name="Grace", language="sv")
    assert (invitation.role, invitation.replaces, timezone.localdate(invitation.replaces_at)) == ("lead", ada, day)
    assert list(Affiliation.objects.filter(university=kth).current()) == [ada]
    with django_capture_on_commit_callbacks(execute=True):
        grace = accept(token_in(mail.outbox[0]), name="Grace", password=PASSWORD)
    ada.refresh_from_db()
    assert ada.ends_at == grace.starts_at == invitation.replaces_at
    just_before = grace.starts_at - timedelta(microseconds=1)
    rows = Affiliation.objects.filter(university=kth)
    assert [list(rows.current(at)) for at in (timezone.now(), just_before, grace.starts_at)] == [[ada], [ada], [grace]]
    assert [can_edit_university(grace.user, kth, at) for at in (just_before, grace.starts_at)] == [False, True]
    assert [can_edit_university(ada.user, kth, at) for at in (just_before, grace.starts_at)] == [True, False]
    assert editor.email not in [message.to[0] for message in mail.outbox]


def test_accepted_late_the_role_passes_at_that_moment(kth, ada):
    InvitationFactory(
        university=kth,
        token="t",
        email="grace@kth.se",
        role="lead",
        replaces=ada,
        replaces_at=timezone.now() - timedelta(days=3),
    )
    grace = accept("t", name="Grace", password=PASSWORD)
    ada.refresh_from_db()
    assert (ada.is_current(), grace.is_current(), ada.ends_at) == (False, True, grace.starts_at)


def test_a_colleague_takes_over_without_an_invitation(kth, ada, sent):
    viewer = AffiliationFactory(university=kth, role=Role.VIEWER, user__email="grace@kth.se", source="sso")
    assert sent(hand_over, ada, to=viewer.user, by=ada.user) == {"grace@kth.se": "Your role at KTH changes"}
    grace = Affiliation.objects.current().get(user=viewer.user)
    ada.refresh_from_db()
    assert (grace.user, grace.role, grace.source, grace.is_current()) == (viewer.user, "lead", "sso", True)
    assert (ada.end_reason, Invitation.objects.count()) == ("Handed over to grace@kth.se", 0)
    assert list(Affiliation.objects.filter(university=kth).current()) == [grace]


def test_whose_role_others_hand_over_is_told(kth, ada, editor, sent):
    AffiliationFactory(university=kth, role=Role.LEAD, user__email="grace@kth.se")
    mails = sent(hand_over, ada, to="grace@kth.se", by=editor)
    assert mails == {"ada@kth.se": "Your rights to act for KTH end"}  # Grace had the role before


def test_the_address_of_a_colleague_is_enough_and_a_higher_role_is_kept(kth, ada):
    approver = AffiliationFactory(university=kth, role=Role.APPROVER, user__email="grace@kth.se")
    editor = AffiliationFactory(university=kth, role=Role.EDITOR)
    assert hand_over(editor, to="grace@kth.se", by=editor.user) == approver
    assert set(Affiliation.objects.filter(university=kth).current()) == {ada, approver}


def test_an_account_of_elsewhere_does_not_follow_without_an_invitation(kth, ada):
    stranger = Affiliation.objects.get(university__slug="other").user
    with pytest.raises(ValidationError) as caught:
        hand_over(ada, to=stranger, by=ada.user)
    assert code_of(caught.value) == "no_colleague"


def test_an_editor_hands_over_the_own_role_to_an_address_of_the_university_only(kth, ada):
    grace = AffiliationFactory(university=kth, role=Role.EDITOR, user__email="grace@kth.se")
    with pytest.raises(ValidationError) as caught:
        hand_over(grace, to="eve@evilkth.se", by=grace.user, override_reason="A friend")
    assert code_of(caught.value) == "domain"
    assert hand_over(grace, to="eve@kth.se", by=grace.user).role == "editor"
    with pytest.raises(PermissionDenied):
        hand_over(ada, to="eve@kth.se", by=grace.user)


def test_nobody_takes_a_higher_role_over_for_themselves(kth, ada, editor):
    AffiliationFactory(university=kth, role=Role.VIEWER, user=editor)
    with pytest.raises(PermissionDenied):
        hand_over(ada, to=editor, by=editor)
    assert list(Affiliation.objects.filter(university=kth, role=Role.LEAD).current()) == [ada]


def test_a_second_hand_over_takes_the_place_of_the_first(kth, ada):
    first = hand_over(ada, to="grace@kth.se", by=ada.user)
    second = hand_over(ada, to="edith@kth.se", by=ada.user)
    assert [each.pk for each in Invitation.objects.open()] == [second.pk]
    first.refresh_from_db()
    assert first.state() == "revoked"


def test_whose_rights_are_taken_cannot_pass_them_on(kth, ada):
    grace = AffiliationFactory(university=kth, role=Role.EDITOR)
    invitation = hand_over(grace, to="eve@kth.se", by=grace.user)
    end_affiliation(grace, by=ada.user, reason="Dismissed")
    invitation.refresh_from_db()
    assert invitation.state() == "revoked"


def test_who_was_invited_by_a_lead_does_not_come_in_once_the_lead_was_dismissed(kth, ada):
    eve = AffiliationFactory(university=kth, role=Role.LEAD, user__email="eve@kth.se")
    alias = invite(kth, email="eve2@kth.se", role=Role.LEAD, invited_by=eve.user)
    other = invite(kth, email="grace@kth.se", role=Role.EDITOR, invited_by=ada.user)
    end_affiliation(eve, by=ada.user, reason="Dismissed")
    assert (Invitation.objects.get(pk=alias.pk).state(), Invitation.objects.get(pk=other.pk).state()) == (
        "revoked",
        "open",
    )


def test_who_becomes_an_editor_has_invited_nobody_any_more(kth, ada):
    eve = AffiliationFactory(university=kth, role=Role.LEAD, user__email="eve@kth.se")
    sent = invite(kth, email="eve2@kth.se", role=Role.LEAD, invited_by=eve.user)
    change_role(eve, role=Role.EDITOR, by=ada.user)
    assert Invitation.objects.get(pk=sent.pk).state() == "revoked"


def test_the_role_passes_to_one_person_although_another_was_invited_before(kth, ada):
    grace = AffiliationFactory(university=kth, role=Role.EDITOR, user__email="grace@kth.se")
    sent = hand_over(ada, to="new@kth.se", by=ada.user)
    hand_over(ada, to=grace.user, by=ada.user)
    assert Invitation.objects.get(pk=sent.pk).state() == "revoked"
    assert dict(Affiliation.objects.current().filter(university=kth).values_list("user__email", "role")) == {
        "grace@kth.se": "lead"
    }


def test_an_invitation_to_follow_does_not_let_others_end_the_last_one_for_it_would_end_too(kth, ada, editor):
    hand_over(ada, to="grace@kth.se", by=ada.user)
    with pytest.raises(ValidationError) as caught:
        end_affiliation(ada, by=editor, reason="Dismissed")
    assert code_of(caught.value) == "last_person"
    end_affiliation(ada, by=ada.user, reason="Away")


def test_a_role_that_passes_on_a_day_is_not_handed_over_to_another_one_besides(kth, ada):
    grace = AffiliationFactory(university=kth, user__email="grace@kth.se")
    bo = AffiliationFactory(university=kth, user__email="bo@kth.se")
    day = timezone.localdate() + timedelta(days=30)
    following = hand_over(ada, to=grace.user, by=ada.user, on=day)
    with pytest.raises(ValidationError) as caught:
        hand_over(ada, to=bo.user, by=ada.user)
    assert code_of(caught.value) == "handed_over"
    end_affiliation(following, by=ada.user, reason="Does not come")
    assert hand_over(ada, to=bo.user, by=ada.user).role == "lead"


def test_a_successor_who_is_invited_already_is_not_invited_a_second_time(kth, ada):
    sent = hand_over(ada, to="new@kth.se", by=ada.user)
    with pytest.raises(ValidationError) as caught:
        hand_over(ada, to="new@kth.se", by=ada.user)
    assert (code_of(caught.value), Invitation.objects.get().pk) == ("open", sent.pk)
    assert Invitation.objects.get().state() == "open"


@pytest.mark.parametrize(("by_staff", "state"), [(True, "revoked"), (False, "open")])
def test_what_a_lead_prepared_falls_when_others_hand_the_role_over(kth, ada, editor, by_staff, state):
    grace = AffiliationFactory(university=kth, user__email="grace@kth.se")
    sent = invite(kth, email="alias@kth.se", role=Role.LEAD, invited_by=ada.user)
    hand_over(ada, to=grace.user, by=editor if by_staff else ada.user)
    assert state_of(Invitation.objects.get(pk=sent.pk)) == state


# Who sent an invitation answers for it -------------------------------------------------------------------------------


def refused(invitation):
    """Return whether the invitation cannot be accepted, and whether anybody came in by it."""
    with pytest.raises(ValidationError) as caught:
        accept("t", name="New", password=PASSWORD)
    return (
        code_of(caught.value),
        state_of(invitation),
        Affiliation.objects.filter(user__email=invitation.email).exists(),
    )


def test_nobody_comes_in_by_an_invitation_of_somebody_whose_account_was_switched_off(kth, ada):
    invitation = InvitationFactory(university=kth, token="t", invited_by=ada.user)
    type(ada.user).objects.filter(pk=ada.user_id).update(is_active=False)
    invitation = Invitation.objects.get(pk=invitation.pk)
    assert refused(invitation) == ("not_open", "revoked", False)


def test_nobody_comes_in_by_an_invitation_of_somebody_who_is_staff_no_more(kth, ada, editor):
    invitation = InvitationFactory(university=kth, token="t", invited_by=editor)
    assert state_of(invitation) == "open"
    type(editor).objects.filter(pk=editor.pk).update(is_staff=False)
    invitation = Invitation.objects.get(pk=invitation.pk)
    assert refused(invitation) == ("not_open", "revoked", False)


def test_an_invitation_that_a_leaver_prepared_holds(kth, ada):
    AffiliationFactory(university=kth)
    invitation = InvitationFactory(university=kth, token="t", invited_by=ada.user)
    end_affiliation(ada, by=ada.user, reason="New position")
    assert state_of(Invitation.objects.get(pk=invitation.pk)) == "open"
    assert accept("t", name="New", password=PASSWORD).role == "editor"


def test_whoever_sends_an_invitation_again_answers_for_it(kth, ada, editor):
    invitation = InvitationFactory(university=kth, invited_by=ada.user)
    type(ada.user).objects.filter(pk=ada.user_id).update(is_active=False)
    invitation = resend(Invitation.objects.get(pk=invitation.pk), by=editor)
    assert (invitation.invited_by, state_of(invitation)) == (editor, "open")


def test_an_invitation_that_nobody_answers_for_does_not_let_the_last_one_go(kth, ada):
    gone = AffiliationFactory(university=kth, role=Role.LEAD, user__is_active=False)
    InvitationFactory(university=kth, invited_by=gone.user)
    with pytest.raises(ValidationError) as caught:
        end_affiliation(ada, by=ada.user, reason="Away")
    assert code_of(caught.value) == "last_person"


# The last lead -------------------------------------------------------------------------------------------------------


def test_staff_is_told_when_the_last_lead_leaves_though_others_act(kth, ada, editor, sent):
    grace = AffiliationFactory(university=kth, role=Role.LEAD)
    AffiliationFactory(university=kth)
    assert sent(end_affiliation, grace, by=grace.user, reason="Away") == {}
    mails = sent(end_affiliation, ada, by=ada.user, reason="Away")
    assert mails == {editor.email: "KTH has no lead contact any more"}
    assert f"/admin/members/affiliation/?university={kth.pk}" in mail.outbox[0].body


def test_staff_is_told_when_the_last_lead_gets_another_role(kth, ada, editor, sent):
    assert sent(change_role, ada, role="editor", by=ada.user) == {
        ada.user.email: "Your role at KTH changes",
        editor.email: "KTH has no lead contact any more",
    }


def test_the_last_one_is_told_to_invite_only_where_they_may(kth, ada):
    def told(row):
        with pytest.raises(ValidationError) as caught:
            end_affiliation(row, by=row.user, reason="Away")
        return "Invite" in caught.value.messages[0]

    assert told(ada) is True
    Affiliation.objects.filter(pk=ada.pk).update(role=Role.EDITOR)
    assert told(ada) is False


# What is told no more ------------------------------------------------------------------------------------------------


def test_who_leaves_is_told_nothing_more_of_that_university_by_the_mail_of_the_day(kth, ada):
    other = AffiliationFactory(university__slug="third", user=ada.user).university
    told = {"kind": "review-waiting", "context": {"name": "Robotics", "university": other.pk}}
    AffiliationFactory(university=kth, role=Role.LEAD)
    for key, party in (("own", kth.pk), ("elsewhere", other.pk), ("staff", None)):
        notify(ada.user, **told, key=key, party=party)
    grace = AffiliationFactory(university=kth).user
    notify(grace, **told, key="a colleague", party=kth.pk)
    end_affiliation(ada, by=ada.user, reason="Away")
    noon = (timezone.now() + timedelta(days=2)).replace(hour=12)
    assert send_digests(at=noon) == 2
    assert set(Notice.objects.values_list("key", flat=True)) == {"elsewhere", "staff", "a colleague"}
    assert not Notice.objects.filter(told_at=None)


# Other roles ---------------------------------------------------------------------------------------------------------


def test_another_role_begins_where_the_former_one_ends(kth, ada, sent):
    former = AffiliationFactory(university=kth, role=Role.VIEWER, user__email="grace@kth.se")
    mails = sent(change_role, former, role="approver", by=ada.user)
    former.refresh_from_db()
    grace = Affiliation.objects.get(user=former.user, ends_at=None)
    assert (former.ends_at, grace.role, grace.invited_by) == (grace.starts_at, "approver", ada.user)
    assert mails == {"grace@kth.se": "Your role at KTH changes"}
    assert history(grace) == ["Role changed from viewer to approver"]


def test_what_somebody_prepared_in_a_former_role_falls_with_it(kth, ada):
    grace = AffiliationFactory(university=kth, role=Role.LEAD)
    invitation = hand_over(grace, to="eve@kth.se", by=grace.user)
    change_role(grace, role="viewer", by=ada.user)
    invitation.refresh_from_db()
    assert invitation.state() == "revoked"


def test_the_same_role_changes_nothing(kth, ada):
    assert change_role(ada, role="lead", by=ada.user) == ada
    assert Affiliation.objects.filter(university=kth).count() == 1


def test_an_approver_changes_no_role_and_staff_not_their_own_upwards(kth, ada, editor):
    approver = AffiliationFactory(university=kth, role=Role.APPROVER)
    own = AffiliationFactory(university=kth, role=Role.VIEWER, user=editor)
    for by, row in ((approver.user, ada), (approver.user, approver), (editor, own)):
        with pytest.raises(PermissionDenied):
            change_role(row, role="lead", by=by)


# Deputies ------------------------------------------------------------------------------------------------------------


def test_a_lead_makes_somebody_deputy_and_takes_it_back_and_the_history_says_so(kth, ada):
    grace = AffiliationFactory(university=kth)
    assert set_deputy(grace, is_deputy=True, by=ada.user).is_deputy is True
    set_deputy(grace, is_deputy=True, by=ada.user)  # once more changes nothing
    assert set_deputy(grace, is_deputy=False, by=ada.user).is_deputy is False
    assert history(grace) == ["Made deputy", "No deputy any more"]


def test_an_approver_and_a_lead_of_elsewhere_make_nobody_deputy(kth, ada):
    approver = AffiliationFactory(university=kth, role=Role.APPROVER)
    for by in (approver.user, Affiliation.objects.get(university__slug="other").user):
        with pytest.raises(PermissionDenied):
            set_deputy(ada, is_deputy=True, by=by)
    assert Affiliation.objects.filter(is_deputy=True).count() == 0


# Whom the public sees ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_left", [True, False])
def test_who_leaves_is_shown_nowhere_from_that_day_on(client, kth, ada, has_left):
    grace = AffiliationFactory(university=kth, user__email="grace@kth.se")
    person = PersonFactory(email="Grace@kth.se", given_name="Grace", consents=True)
    ContactFactory(university=kth, person=person, mailbox_email="")
    assert "Grace" in client.get("/en/members/kth/").content.decode()
    end_affiliation(grace, by=ada.user, reason="Retired", has_left=has_left)
    person.refresh_from_db()
    assert person.left_on == (timezone.localdate() if has_left else None)
    assert ("Grace" in client.get("/en/members/kth/").content.decode()) is not has_left


def test_who_hands_over_on_a_day_is_shown_until_then(kth, ada):
    person = PersonFactory(email="ada@kth.se", consents=True)
    contact = ContactFactory(university=kth, person=person)
    AffiliationFactory(university=kth, user__email="grace@kth.se")
    day = timezone.localdate() + timedelta(days=30)
    hand_over(ada, to="grace@kth.se", by=ada.user, on=day)
    contact = Contact.objects.get(pk=contact.pk)
    assert contact.shown_person(day - timedelta(days=1)) == person
    assert contact.shown_person(day) is None


def test_who_works_for_another_university_too_goes_on_there(kth, ada):
    other = University.objects.get(slug="other")
    AffiliationFactory(university=other, user=ada.user)
    AffiliationFactory(university=kth)
    person = PersonFactory(email="ada@kth.se", consents=True)
    with_mailbox = ContactFactory(university=kth, person=person)
    alone = ContactFactory(university=kth, person=person, mailbox_email="")
    elsewhere = ContactFactory(university=other, person=person, valid_from=date(2020, 1, 1))
    end_affiliation(ada, by=ada.user, reason="Only there now")
    for row in (person, with_mailbox, alone, elsewhere):
        row.refresh_from_db()
    assert (person.left_on, with_mailbox.person, alone.valid_to) == (None, None, timezone.localdate())
    assert (elsewhere.person, elsewhere.valid_to) == (person, None)
