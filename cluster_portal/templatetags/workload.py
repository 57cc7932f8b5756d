"""What waits for network staff, on the first page of the back office, and the way from an object to its trail."""

from django import template

from cluster_portal import workload
from cluster_portal.review.permissions import is_reviewer
from cluster_portal.review.trail_page import address_of

register = template.Library()


@register.simple_tag
def waiting_for(user):
    """Return the lines of `cluster_portal.workload` for somebody, None where nothing of it is their business."""
    return workload.waiting_for(user) if workload.sees_any(user) else None


@register.simple_tag
def trail_of(instance, user):
    """Return where somebody reads the trail of an object, "" where there is none or where it is not their business."""
    return address_of(instance) if is_reviewer(user) else ""
