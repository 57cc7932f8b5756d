"""What is not ideal about a group or a presidency: soft rules, which are told to editors and block nothing."""

from django.utils.translation import gettext as _

from cluster_portal.core.languages import CODES
from members.models import Group, GroupMembership, Membership, Presidency, University

GENERAL_ASSEMBLY = "general-assembly"  # the slug of the body in which every full member has a seat
TERM_MONTHS = (22, 26)  # a presidency lasts about two years


def group_notices(group, on):
    """Return what a stored group lacks on a day, in words: three queries at most."""
    found = []
    if not any(getattr(group, f"mandate_{code}") for code in CODES):
        found.append(_("There is no mandate: the page does not say what the group is for."))
    if group.is_valid_on(on):
        held = GroupMembership.objects.on(on).filter(group=group)
        has_chair = (Group.Kind.TASK_FORCE, Group.Kind.WORKING_GROUP, Group.Kind.DEPARTMENT)
        if group.kind in has_chair and not held.filter(function=GroupMembership.Function.CHAIR).exists():
            found.append(_("No university is known to chair it."))
        if group.review_on and group.review_on <= on:
            found.append(_("The day of its review has passed."))
        if group.slug == GENERAL_ASSEMBLY:
            full = University.objects.published().members(on=on, category=Membership.Category.FULL)
            missing = full.exclude(pk__in=held.values("university")).count()
            if missing:
                found.append(_("Full members without a seat in the General Assembly: %(count)d.") % {"count": missing})
    return found


def presidency_notices(presidency, on):
    """Return what is not ideal about a stored presidency, in words: one query."""
    found = []
    if presidency.valid_from and presidency.valid_to:
        begins, ends = presidency.valid_from, presidency.valid_to
        months = (ends.year - begins.year) * 12 + ends.month - begins.month
        if not presidency.is_vacant and not TERM_MONTHS[0] <= months <= TERM_MONTHS[1]:
            found.append(_("It did not last about two years, but %(count)d months.") % {"count": months})
    if not Presidency.objects.on(on).exists():
        found.append(_("No presidency covers today: add the one that does, or a vacancy."))
    return found
