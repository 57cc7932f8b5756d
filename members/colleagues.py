"""Who works for a university in the portal, who is about to, and who is invited: for the page that shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from members.models import Affiliation, Invitation, Role


@dataclass(frozen=True)
class Colleague:
    """One person with a role that holds, or will."""

    affiliation: int  # its key, for what can be done with it
    user: int
    name: str  # "" where the person gave none
    email: str
    role: Role
    is_deputy: bool
    since: datetime
    until: datetime | None
    last_seen: datetime | None  # of the account: when it signed in last
    is_active: bool  # whether the account can be signed in to; if not the role gives no rights


@dataclass(frozen=True)
class Invited:
    """One invitation that nobody has answered."""

    invitation: int
    email: str
    name: str
    role: Role
    invited_by: str
    last_sent_at: datetime | None
    expires_at: datetime
    has_expired: bool
    was_asked_for: bool  # somebody with an old link asked for a new one
    takes_over_from: int | None  # the affiliation that it hands over


@dataclass(frozen=True)
class Colleagues:
    """The people of one university at a moment."""

    current: list  # of Colleague: the highest role first, then by name
    coming: list  # of Colleague: those whose role begins later
    invited: list  # of Invited: the latest first

    @property
    def able_to_act(self):
        """Those who can change something: their role allows it and their account works."""
        return [each for each in self.current if each.is_active and each.role.rank >= Role.EDITOR.rank]


def colleagues_of(university, at=None):
    """Return the `Colleagues` of a university at a moment, now by default: two queries."""
    moment = at or timezone.now()
    rows = Affiliation.objects.filter(university=university).not_ended(moment).select_related("user")
    people = sorted(map(_colleague, rows), key=lambda each: (-each.role.rank, (each.name or each.email).casefold()))
    invitations = Invitation.objects.filter(university=university).unanswered().select_related("invited_by")
    return Colleagues(
        current=[each for each in people if each.since <= moment],
        coming=[each for each in people if each.since > moment],
        invited=[_invited(invitation, moment) for invitation in invitations],
    )


def _colleague(row):
    return Colleague(
        affiliation=row.pk,
        user=row.user_id,
        name=row.user.name,
        email=row.user.email,
        role=Role(row.role),
        is_deputy=row.is_deputy,
        since=row.starts_at,
        until=row.ends_at,
        last_seen=row.user.last_login,
        is_active=row.user.is_active,
    )


def _invited(invitation, moment):
    return Invited(
        invitation=invitation.pk,
        email=invitation.email,
        name=invitation.name,
        role=Role(invitation.role),
        invited_by=str(invitation.invited_by or ""),
        last_sent_at=invitation.last_sent_at,
        expires_at=invitation.expires_at,
        has_expired=invitation.state(moment) == Invitation.State.EXPIRED,
        was_asked_for=invitation.asked_at is not None,
        takes_over_from=invitation.replaces_id,
    )
