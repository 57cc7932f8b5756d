"""Invitations: made, sent again, revoked, accepted, and asked for anew with an old link."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cluster_portal.accounts.actions import create_account
from cluster_portal.core.staff import staff_may
from cluster_portal.mail.actions import send
from cluster_portal.mail.frame import full_address
from members.actions.ground import lock, log, require, require_workspace
from members.actions.succession import give_at_least, link_person, pass_on
from members.email_domains import owns_address
from members.models import Affiliation, Invitation, Role, University
from members.models.invitation import LASTS
from members.permissions import (
    INVITE,
    can_invite_for,
    can_manage_invitation,
    can_override_domain,
    invitation_stands,
    network_staff,
)

RESENDING_PAUSE = timedelta(minutes=10)  # mail may take a while, and each new link stops the one before
INVITATIONS_A_DAY = 20  # more than a university has people in the portal; fewer than somebody would want for spam
ASKING_PAUSE = timedelta(days=1)  # so often an old link reaches those who invited, however often it is used
User = get_user_model()


def digest_of(token):
    """Return what is stored of a token. It has 256 random bits, so a plain digest cannot be reversed by guessing."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


# Made and sent -----------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(university, *, email, role, invited_by, language="en", name="", override_reason=""):
    """Invite an address to act for a university and send the link; return the invitation.

    For leads of the university, and for staff. The address must be one of the university, unless staff says why not.
    ValidationErrors stand at `email`, `role` and `override_reason`.
    """
    lock(university)
    require(can_invite_for(invited_by, university))
    fields = {"role": role, "language": language, "name": name}
    return _invite(university, email, invited_by=invited_by, override_reason=override_reason, **fields)


def invite_successor(affiliation, *, passes_at, email, invited_by, override_reason="", **fields):
    """Invite an address to take over an affiliation; return the invitation. Whoever calls holds the lock.

    The role passes to one person: an earlier invitation of somebody else to take it over is revoked.
    """
    affiliation.successors.unanswered().exclude(email=email).update(revoked_at=timezone.now())
    fields |= {"role": affiliation.role, "replaces": affiliation, "replaces_at": passes_at}
    return _invite(affiliation.university, email, invited_by=invited_by, override_reason=override_reason, **fields)


def check_address(university, email, *, invited_by, override_reason=""):
    """Raise ValidationError, at `email` or `override_reason`, unless the address may be invited to the university."""
    if email == invited_by.email:
        raise _at("email", _("Nobody can invite themselves."), "own_address")
    if Affiliation.objects.able_to(Role.VIEWER).filter(university=university, user__email=email).exists():
        raise _at("email", _("This person acts for the university already: change the role instead."), "affiliated")
    if Invitation.objects.open().filter(university=university, email=email).exists():
        raise _at("email", _("There is an open invitation for this address: send it again."), "open")
    if not owns_address(university, email):
        _check_foreign_address(invited_by, override_reason)
    # Asked last, so that nobody learns of accounts whose address they may not invite.
    if User.objects.filter(email=email, is_active=False).exists():
        raise _at("email", _("The account of this address was switched off: ask the network's staff."), "inactive")


def _check_foreign_address(invited_by, override_reason):
    """Raise ValidationError unless somebody may invite an address that is none of the university, and says why."""
    if not can_override_domain(invited_by):
        raise _at(
            "email",
            _("This address is not one of the university. If it is right all the same, ask the network's staff."),
            "domain",
        )
    if not override_reason.strip():
        raise _at(
            "override_reason",
            _("This address is not one of the university: say how it is known whose it is."),
            "override_reason",
        )


def _invite(university, email, *, invited_by, override_reason, **fields):
    require_workspace(university)
    moment = timezone.now()
    email = email.strip().lower()
    _check_number_sent(invited_by, moment)
    check_address(university, email, invited_by=invited_by, override_reason=override_reason)
    is_outside = not owns_address(university, email)
    # One whose time is over makes room for the new one.
    Invitation.objects.unanswered().filter(university=university, email=email).update(revoked_at=moment)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        university=university,
        email=email,
        invited_by=invited_by,
        created_at=moment,
        expires_at=moment + LASTS,
        token_digest=digest_of(token),
        domain_override_by=invited_by if is_outside else None,
        domain_override_reason=override_reason.strip() if is_outside else "",
        **fields,
    )
    invitation.full_clean()
    invitation.save()
    log(invited_by, invitation, f"Invited {email} as {invitation.role}", is_new=True)
    if is_outside:
        log(invited_by, invitation, f"Address outside of the university's domains allowed: {override_reason.strip()}")
    _send(invitation, token, moment)
    return invitation


def _check_number_sent(sender, moment):
    """Raise ValidationError for somebody who has sent as many invitations as one may in a day; staff may send any."""
    if staff_may(sender, INVITE):
        return
    sent = Invitation.objects.filter(invited_by=sender, created_at__gt=moment - timedelta(days=1))
    if sent.count() >= INVITATIONS_A_DAY:
        message = _("You have sent %(count)s invitations within a day. Go on tomorrow, or ask the network's staff.")
        raise ValidationError(message, code="too_many", params={"count": INVITATIONS_A_DAY})


def _send(invitation, token, moment):
    invitation.sent_count += 1
    invitation.last_sent_at = moment
    invitation.save(update_fields=["sent_count", "last_sent_at"])
    with override(invitation.language):
        address = full_address(reverse("invitations:invitation", args=[token]))
    send(
        "invitation",
        to=invitation.email,
        context={"invitation": invitation, "address": address},
        language=invitation.language,
        is_secret=True,
    )


@transaction.atomic
def resend(invitation, *, by):
    """Send an invitation again with a new link, for another fourteen days, and return it; the old link stops.

    Whoever sends it again answers for it from now on, where the one who sent it may no longer invite.
    """
    lock(invitation.university)
    invitation = _unanswered(invitation)
    require(can_manage_invitation(by, invitation))
    require_workspace(invitation.university)
    moment = timezone.now()
    sent_at = invitation.last_sent_at
    if sent_at and sent_at > moment - RESENDING_PAUSE and not staff_may(by, INVITE):
        raise ValidationError(_("This invitation has just been sent: wait ten minutes before the next."), code="pause")
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest_of(token)
    invitation.expires_at = moment + LASTS
    invitation.asked_at = None
    if not invitation_stands(invitation, moment):
        invitation.invited_by = by
    invitation.save(update_fields=["token_digest", "expires_at", "asked_at", "invited_by"])
    log(by, invitation, f"Sent again to {invitation.email}")
    _send(invitation, token, moment)
    return invitation


@transaction.atomic
def revoke(invitation, *, by):
    """Take an invitation back, so that its link stops; return the invitation."""
    lock(invitation.university)
    invitation = _unanswered(invitation)
    require(can_manage_invitation(by, invitation))
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    log(by, invitation, f"Revoked for {invitation.email}")
    return invitation


def _unanswered(invitation):
    """Return the invitation as it is stored. Raises ValidationError where it was accepted or revoked."""
    invitations = Invitation.objects.unanswered().select_related("university", "invited_by", "replaces")
    found = invitations.filter(pk=invitation.pk).first()
    if found is None:
        raise ValidationError(_("This invitation was accepted or revoked in the meantime."), code="answered")
    return found


# Accepted ----------------------------------------------------------------------------------------------------------


def find(token):
    """Return the invitation of a token. Raises Invitation.DoesNotExist for one that there is not, or no longer."""
    invitations = Invitation.objects.select_related("university", "invited_by", "replaces__user")
    return invitations.get(token_digest=digest_of(token))


def state_of(invitation):
    """Return how it stands now.

    One to a university that nobody can act for any more counts as revoked, and so does one whose sender is gone.
    """
    state = invitation.state()
    if state != Invitation.State.OPEN:
        return state
    has_workspace = University.objects.filter(pk=invitation.university_id).with_workspace().exists()
    return state if has_workspace and invitation_stands(invitation) else Invitation.State.REVOKED


@transaction.atomic
def accept(token, *, user=None, name="", password=None):
    """Accept an invitation as the person who is signed in, or with a new account; return the affiliation.

    Raises Invitation.DoesNotExist for an unknown token, ValidationError with the code `not_open` where it was accepted,
    revoked or has expired, `has_account` where the address has an account that must sign in, `other_address` where
    somebody else is signed in.
    """
    invitation = find(token)
    lock(invitation.university)
    invitation = find(token)  # as it is now that nobody else can change it
    if state_of(invitation) != Invitation.State.OPEN:
        raise ValidationError(_("This invitation does not hold any more."), code="not_open")
    if user is None:
        user = _create_account(invitation, name=name, password=password)
    elif user.email != invitation.email or not user.is_active:
        raise ValidationError(_("This invitation is for another address."), code="other_address")
    return _take_up(invitation, user, timezone.now())


def _create_account(invitation, *, name, password):
    try:
        with transaction.atomic():  # an invitation of another university may be accepted at the same moment
            return create_account(
                email=invitation.email, name=name.strip(), password=password, language=invitation.language
            )
    except IntegrityError:
        raise ValidationError(_("There is an account with this address: sign in first."), code="has_account") from None


def _take_up(invitation, user, moment):
    invitation.accepted_at = moment
    invitation.save(update_fields=["accepted_at"])
    source = Affiliation.Source.INVITATION
    if invitation.replaces is not None:
        affiliation = pass_on(
            invitation.replaces,
            to=user,
            at=max(moment, invitation.replaces_at),
            by=invitation.invited_by or user,
            source=source,
            accepted_at=moment,
        )
    else:
        affiliation = give_at_least(
            user,
            invitation.university,
            role=invitation.role,
            source=source,
            given_by=invitation.invited_by,
            starts_at=moment,
            accepted_at=moment,
        )
    link_person(user, invitation.university)
    log(user, invitation, f"Accepted by {user.email}")
    log(user, affiliation, f"Accepted the invitation as {invitation.role}")
    if invitation.invited_by is not None and invitation.invited_by.is_active:
        send("invitation_accepted", to=invitation.invited_by, context={"invitation": invitation, "person": user})
    return affiliation


# Asked for anew ----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_again(token):
    """Tell those who invited that somebody holds a link which no longer works and asks for a new one.

    Nothing happens for an unknown token, one that still works or was accepted, one with which somebody asked a day ago
    or less, and where the address has another invitation or a role there by now. The caller is told nothing, so that
    nobody learns which tokens there were.
    """
    moment = timezone.now()
    try:
        invitation = find(token)
    except Invitation.DoesNotExist:
        return
    if state_of(invitation) in (Invitation.State.OPEN, Invitation.State.ACCEPTED) or _is_settled(invitation):
        return
    has_paused = Q(asked_at__isnull=True) | Q(asked_at__lt=moment - ASKING_PAUSE)
    # Of several at once only one changes the row.
    if not Invitation.objects.filter(has_paused, pk=invitation.pk).update(asked_at=moment):
        return
    for person in _who_invites(invitation):
        send("invitation_asked_again", to=person, context={"invitation": invitation})


def _is_settled(invitation):
    """Tell whether whoever was invited needs no new invitation: they have another one, or act for the university."""
    university, email = invitation.university, invitation.email
    others = Invitation.objects.open().filter(university=university, email=email).exclude(pk=invitation.pk)
    acting = Affiliation.objects.able_to(Role.VIEWER).filter(university=university, user__email=email)
    return acting.exists() or any(state_of(other) == Invitation.State.OPEN for other in others)


def _who_invites(invitation):
    """Return who can send a new one: who invited, else the leads of the university, else the network's staff."""
    inviter = invitation.invited_by
    if inviter is not None and can_manage_invitation(inviter, invitation):
        return [inviter]
    leads = Affiliation.objects.able_to(Role.LEAD).filter(university=invitation.university).select_related("user")
    return [lead.user for lead in leads] or list(network_staff())


def _at(field, message, code):
    return ValidationError({field: ValidationError(message, code=code)})
