"""How one role follows another, and what an end takes with it. Whoever calls holds the lock of the university."""

from django.db.models import Q
from django.utils import timezone

from cluster_portal.core.staff import staff_may
from cluster_portal.mail.actions import send
from members.actions.ground import log
from members.models import Affiliation, Contact, Invitation, Person, Role
from members.permissions import INVITE


def give(user, university, *, role, source, given_by, starts_at, accepted_at=None):
    """Store the affiliation of a person from a moment on and return it; any other role they have ends there.

    Somebody who has this very role without an end keeps the row.
    """
    is_deputy = False
    for former in Affiliation.objects.filter(user=user, university=university).not_ended(starts_at):
        if former.role == role and former.ends_at is None and former.starts_at <= starts_at:
            return former
        is_deputy = is_deputy or former.is_deputy
        former.ends_at = max(former.starts_at, starts_at)
        former.ended_by = given_by
        former.end_reason = f"Now {role}"
        former.save(update_fields=["ends_at", "ended_by", "end_reason"])
    return Affiliation.objects.create(
        user=user,
        university=university,
        role=role,
        is_deputy=is_deputy,
        source=source,
        invited_by=given_by,
        starts_at=starts_at,
        accepted_at=accepted_at,
    )


def give_at_least(user, university, *, role, starts_at, **given):
    """Do as `give`, but leave somebody who has a higher role in it."""
    held = Affiliation.objects.filter(user=user, university=university).not_ended(starts_at).first()
    role = max(role, held.role, key=lambda each: Role(each).rank) if held else role
    return give(user, university, role=role, starts_at=starts_at, **given)


def end(affiliation, *, by, reason, at, has_left):
    """End an affiliation at the moment; who leaves the university is shown nowhere from that day on."""
    affiliation.ends_at = max(at, affiliation.starts_at)
    affiliation.ended_by = by
    affiliation.end_reason = reason[:200]
    affiliation.save(update_fields=["ends_at", "ended_by", "end_reason"])
    log(by, affiliation, f"Ended as {affiliation.role} at {affiliation.ends_at:%Y-%m-%d %H:%M} UTC: {reason}")
    if has_left:
        hide_person(affiliation.user, affiliation.university, timezone.localdate(affiliation.ends_at))


def pass_on(affiliation, *, to, at, by, source, accepted_at=None):
    """Give the role of an affiliation to an account at the moment and end it there; return that of the account.

    One that has ended in the meantime, or will have by then, is left as it is. What somebody prepared whose role others
    hand over holds no longer.
    """
    following = give_at_least(
        to,
        affiliation.university,
        role=affiliation.role,
        source=source,
        given_by=by,
        starts_at=at,
        accepted_at=accepted_at,
    )
    log(by, following, f"Takes over from {affiliation.user.email}", is_new=True)
    if affiliation.ends_at is None or affiliation.ends_at > at:
        end(affiliation, by=by, reason=f"Handed over to {to.email}", at=at, has_left=True)
        if by.pk != affiliation.user_id:
            prepared_by(affiliation).update(revoked_at=timezone.now())
            send("affiliation_ended", to=affiliation.user, context={"affiliation": affiliation})
    return following


def prepared_by(affiliation):
    """Return the unanswered invitations that rest on an affiliation: to take it over, or sent by right of it."""
    rests_on = Q(replaces=affiliation)
    if not staff_may(affiliation.user, INVITE):
        rests_on |= Q(invited_by=affiliation.user_id)
    return Invitation.objects.unanswered().filter(rests_on, university=affiliation.university_id)


# Whom the public sees ----------------------------------------------------------------------------------------------


def link_person(user, university):
    """Note that the account is that of the contact of the university who has its address."""
    if not Person.objects.filter(account=user).exists():
        people = Person.objects.filter(email__iexact=user.email, account__isnull=True, contacts__university=university)
        if person := people.first():
            person.account = user
            person.save(update_fields=["account"])


def hide_person(user, university, day):
    """Let the public see nothing, from the day on, of who leaves a university."""
    link_person(user, university)
    person = Person.objects.filter(account=user).first()
    if person is None:
        return
    if Affiliation.objects.filter(user=user).exclude(university=university).not_ended().exists():
        # Somebody who works for another university too goes on there: here the office stays, or nothing.
        contacts = person.contacts.filter(university=university)
        alone = contacts.filter(mailbox_email="")
        alone.filter(valid_from=day).update(visibility=Contact.Visibility.STAFF)  # a period needs at least a day
        alone.on(day).exclude(valid_from=day).update(valid_to=day)
        contacts.exclude(mailbox_email="").update(person=None)
    elif person.left_on is None or person.left_on > day:
        person.left_on = day
        person.save(update_fields=["left_on"])
