"""Who may act for which university: yes or no, asked of the database each time.

The rules are queryset methods (`University.objects.editable_by`, `visible_to`), so that no address passes them by.
Nothing is kept between two requests: an affiliation that has ended and an account that was switched off count at once.
"""

from cluster_portal.core.staff import staff_may, staff_with
from members.models import Affiliation, Invitation, Role, University

# Of the network's staff, by the permissions of their group.
EDIT = "members.change_university"
SEE = "members.view_university"
INVITE = "members.add_invitation"
END = "members.change_affiliation"


def acts_for(user, university, role, at=None):
    """Tell whether the person has the rights of a role for the university by an affiliation of their own."""
    return University.objects.filter(pk=university.pk).acted_for_by(user, role, at).exists()


def can_edit_university(user, university, at=None):
    """Tell whether the person may change what the portal says of the university: its editors, and staff."""
    return University.objects.filter(pk=university.pk).editable_by(user, at).exists()


def can_approve_for(user, university, at=None):
    """Tell whether the person may say yes in the name of the university: its approvers and leads, never staff as such.

    What staff does for a university that does not answer is marked as theirs, so it is another right.
    """
    return acts_for(user, university, Role.APPROVER, at)


def can_invite_for(user, university, at=None):
    """Tell whether the person may give others rights for the university: its leads, and staff."""
    return staff_may(user, INVITE) or acts_for(user, university, Role.LEAD, at)


def can_override_domain(user):
    """Tell whether the person may invite an address outside of the domains of a university."""
    return staff_may(user, INVITE)


def can_take_over(user):
    """Tell whether the person may say that the network's staff acts for a university of which nobody is left."""
    return staff_may(user, END)


def can_see_workspace(user, at=None):
    """Tell whether there is any university whose workspace the person may see."""
    return University.objects.visible_to(user, at).exists()


def can_hand_over(user, affiliation, at=None):
    """Tell whether the person may name a successor: for themselves, as a lead of the university, or as staff."""
    return can_end_affiliation(user, affiliation, at)


def can_end_affiliation(user, affiliation, at=None):
    """Tell whether the person may end it: their own, as a lead one of the same university, or as staff."""
    if user.pk is None or not user.is_active:
        return False
    return (
        user.pk == affiliation.user_id or staff_may(user, END) or acts_for(user, affiliation.university, Role.LEAD, at)
    )


def can_change_role(user, affiliation, at=None):
    """Tell whether the person may give somebody another role: a lead or staff, and nobody raises their own."""
    return staff_may(user, END) or acts_for(user, affiliation.university, Role.LEAD, at)


def can_manage_invitation(user, invitation, at=None):
    """Tell whether the person may send an invitation again or revoke it: who may invite, and who hands over by it."""
    return invitations_managed_by(user, invitation.university, at).filter(pk=invitation.pk).exists()


def invitations_managed_by(user, university, at=None):
    """Return the invitations of a university that the person may send again or revoke, answered ones among them."""
    invitations = Invitation.objects.filter(university=university)
    if can_invite_for(user, university, at):
        return invitations
    own = Affiliation.objects.able_to(Role.VIEWER, at).filter(university=university, user=user.pk)
    return invitations.filter(replaces__in=own)


def invitation_stands(invitation, at=None):
    """Tell whether who sent an invitation still answers for it, so that it can be accepted.

    That is who may still send it, and who left of their own accord: what a leaver prepared is meant to hold. One whose
    account was switched off, or whose rights others took, vouches for nobody. Of a sender who was deleted nothing is
    known any more; deleting is for superusers.
    """
    sender = invitation.invited_by
    if sender is None:
        return True
    if not sender.is_active:
        return False
    if can_manage_invitation(sender, invitation, at) or (invitation.replaces_id and staff_may(sender, END)):
        return True
    own = Affiliation.objects.filter(user=sender, university=invitation.university_id)
    last = own.order_by("-starts_at", "-pk").first()
    may_have_sent = last is not None and (last.role == Role.LEAD or last.pk == invitation.replaces_id)
    return may_have_sent and last.ended_by_id == sender.pk


def network_staff():
    """Return the accounts of staff who look after the people of the universities, for what has to reach them."""
    return staff_with(END)
