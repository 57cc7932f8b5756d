"""The roles of people: changed, handed over, ended."""

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.mail.actions import send
from members.actions.ground import lock, log, require, require_reason
from members.actions.invitations import invite_successor
from members.actions.orphans import report_orphans, report_without_lead
from members.actions.succession import end, give, pass_on, prepared_by
from members.models import Affiliation, Invitation, Role, University
from members.permissions import (
    can_change_role,
    can_end_affiliation,
    can_hand_over,
    can_invite_for,
    can_take_over,
    invitation_stands,
)


@transaction.atomic
def change_role(affiliation, *, role, by):
    """Give somebody another role from now on; return the affiliation that holds it.

    For leads and staff. Nobody raises their own role, and the last one who is able to act stays so.
    """
    lock(affiliation.university)
    moment = timezone.now()
    affiliation = _still_current(affiliation, moment)
    require(can_change_role(by, affiliation, moment))
    if affiliation.role == role:
        return affiliation
    raises_own = by.pk == affiliation.user_id and Role(role).rank > Role(affiliation.role).rank
    require(not raises_own)
    if Role(role).rank < Role.EDITOR.rank and _is_last(affiliation, moment):
        raise _last_person(by, affiliation)
    former = affiliation.role
    invites_no_more = former == Role.LEAD and role != Role.LEAD
    outdated = prepared_by(affiliation) if invites_no_more else affiliation.successors.unanswered()
    outdated.update(revoked_at=moment)  # they would come to a role, or by a right, that is no longer held
    affiliation = give(
        affiliation.user,
        affiliation.university,
        role=role,
        source=affiliation.source,
        given_by=by,
        starts_at=moment,
        accepted_at=affiliation.accepted_at,
    )
    log(by, affiliation, f"Role changed from {former} to {role}", is_new=True)
    send("role_changed", to=affiliation.user, context={"affiliation": affiliation})
    if invites_no_more:
        report_without_lead(affiliation.university, at=moment)
    return affiliation


@transaction.atomic
def set_deputy(affiliation, *, is_deputy, by):
    """Let somebody stand in for the others, or no more; return the affiliation. For leads and staff."""
    lock(affiliation.university)
    moment = timezone.now()
    affiliation = _not_yet_ended(affiliation, moment)
    require(can_change_role(by, affiliation, moment))
    if affiliation.is_deputy != is_deputy:
        affiliation.is_deputy = is_deputy
        affiliation.save(update_fields=["is_deputy"])
        log(by, affiliation, "Made deputy" if is_deputy else "No deputy any more")
    return affiliation


@transaction.atomic
def end_affiliation(affiliation, *, by, reason, has_left=True, takes_over=False):
    """End somebody's rights at this moment; return the affiliation.

    `has_left`: the person leaves the university, and is shown nowhere from today on. The last one who is able to act
    for a university cannot be ended while nobody is invited to follow, unless staff says that they take over
    (`takes_over`). Whenever nobody is left, or no lead, staff gets a mail.
    """
    lock(affiliation.university)
    moment = timezone.now()
    affiliation = _not_yet_ended(affiliation, moment)
    require(can_end_affiliation(by, affiliation, moment))
    require_reason(reason)
    if _is_last(affiliation, moment) and not _is_followed(affiliation, by) and not (takes_over and can_take_over(by)):
        raise _last_person(by, affiliation)
    end(affiliation, by=by, reason=reason, at=moment, has_left=has_left)
    if by.pk != affiliation.user_id:
        # What somebody prepared whose rights were taken holds no longer; what a leaver prepared is meant to.
        prepared_by(affiliation).update(revoked_at=moment)
        send("affiliation_ended", to=affiliation.user, context={"affiliation": affiliation})
    if not report_orphans(at=moment, universities=[affiliation.university]) and affiliation.role == Role.LEAD:
        report_without_lead(affiliation.university, at=moment)
    return affiliation


@transaction.atomic
def hand_over(affiliation, *, to, by, on=None, **invitation):
    """Let a successor take over the role on a day, at once by default: a colleague so, anybody else by invitation.

    `to` is an account, or an address with what `invite` takes besides (`name`, `language`, `override_reason`). Return
    the affiliation of the colleague, or the invitation. Until that is accepted everything stays as it is, so that
    nobody leaves a gap; then, or on the day if that is later, the role passes. A role passes once.
    """
    lock(affiliation.university)
    moment = timezone.now()
    affiliation = _still_current(affiliation, moment)
    require(can_hand_over(by, affiliation, moment))
    if _has_successor(affiliation, moment):
        raise ValidationError(_("This role has been handed over already."), code="handed_over")
    passes_at = max(moment, _beginning(on)) if on else moment
    email = getattr(to, "email", to).strip().lower()
    colleagues = Affiliation.objects.able_to(Role.VIEWER, moment).filter(university=affiliation.university)
    colleague = colleagues.exclude(user=affiliation.user).filter(user__email=email).select_related("user").first()
    if colleague is not None:
        require(colleague.user_id != by.pk or Role(colleague.role).rank >= Role(affiliation.role).rank)
        affiliation.successors.unanswered().update(revoked_at=moment)  # the role passes to one person
        following = pass_on(affiliation, to=colleague.user, at=passes_at, by=by, source=colleague.source)
        if following.pk != colleague.pk:
            send("role_changed", to=colleague.user, context={"affiliation": following})
        return following
    if not isinstance(to, str):
        raise ValidationError(_("Only a colleague can follow without an invitation."), code="no_colleague")
    return invite_successor(affiliation, passes_at=passes_at, email=email, invited_by=by, **invitation)


# What the actions ask ---------------------------------------------------------------------------------------


def _is_last(affiliation, moment):
    """Tell whether nobody of whom no end is known would be left to act for a university that needs somebody."""
    if not affiliation.can_act or not affiliation.user.is_active:
        return False
    staying = Affiliation.objects.able_to_act(moment).staying().filter(university=affiliation.university_id)
    needs_somebody = University.objects.filter(pk=affiliation.university_id).with_workspace().exists()
    return needs_somebody and not staying.exclude(user=affiliation.user_id).exists()


def _has_successor(affiliation, moment):
    """Tell whether the role passes to somebody on a day that is still to come."""
    if affiliation.ends_at is None:
        return False
    coming = Affiliation.objects.not_ended(moment).filter(starts_at=affiliation.ends_at, role=affiliation.role)
    return coming.filter(university=affiliation.university_id).exclude(user=affiliation.user_id).exists()


def _is_followed(affiliation, by):
    """Tell whether somebody is invited who will be able to act, by an invitation that outlives this end."""
    roles = Role.from_rank_of(Role.EDITOR)
    invitations = Invitation.objects.open().filter(university=affiliation.university_id, role__in=roles)
    if by.pk != affiliation.user_id:
        invitations = invitations.exclude(pk__in=prepared_by(affiliation).values("pk"))
    invitations = invitations.select_related("university", "invited_by", "replaces")
    return any(invitation_stands(invitation) for invitation in invitations)


def _not_yet_ended(affiliation, moment):
    """Return the affiliation as it is stored. Raises ValidationError where it has ended."""
    found = Affiliation.objects.not_ended(moment).select_related("user", "university").filter(pk=affiliation.pk).first()
    if found is None:
        raise ValidationError(_("This affiliation has ended already."), code="ended")
    return found


def _still_current(affiliation, moment):
    found = _not_yet_ended(affiliation, moment)
    if not found.is_current(moment):
        raise ValidationError(_("This affiliation has not begun yet."), code="not_begun")
    return found


def _beginning(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _last_person(by, affiliation):
    if can_invite_for(by, affiliation.university):
        sentence = _(
            "Nobody else is able to act for this university. Invite somebody or hand over first, or let the network's "
            "staff take over."
        )
    else:
        sentence = _(
            "Nobody else is able to act for this university. Hand over first, or let the network's staff take over."
        )
    return ValidationError(sentence, code="last_person")
