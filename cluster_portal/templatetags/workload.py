"""What waits for network staff, on the first page of the back office."""

from django import template

from cluster_portal import workload

register = template.Library()


@register.simple_tag
def waiting_for(user):
    """Return the lines of `cluster_portal.workload` for somebody, None where nothing of it is their business."""
    return workload.waiting_for(user) if workload.sees_any(user) else None
