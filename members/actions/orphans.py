"""Universities for which nobody is able to act, or that have no lead: never silently."""

import hashlib

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from cluster_portal.core.languages import ENGLISH
from cluster_portal.mail.actions import send
from cluster_portal.mail.frame import full_address
from members.models import Affiliation, Role, University
from members.permissions import network_staff


def report_orphans(*, at=None, universities=None):
    """Tell the network's staff for which universities nobody is able to act; return these.

    For all, or for those among `universities`. Of the same ones staff is told once in a month.
    """
    moment = at or timezone.now()
    orphaned = University.objects.orphaned(moment).in_reading_order(ENGLISH)
    if universities is not None:
        orphaned = orphaned.filter(pk__in=[university.pk for university in universities])
    orphaned = list(orphaned.only("slug", "source_language").prefetch_related("names"))
    if orphaned:
        # Whoever had somebody in the meantime and lost them again is told anew.
        latest = Affiliation.objects.filter(university__in=orphaned).aggregate(latest=Max("pk"))["latest"]
        which = ",".join(str(university.pk) for university in orphaned)
        digest = hashlib.sha256(f"{which}:{latest}".encode()).hexdigest()[:16]
        address = full_address(f"{reverse('admin:members_university_changelist')}?people=none")
        for person in network_staff():
            context = {"universities": orphaned, "address": address}
            key = f"orphans-{moment:%Y-%m}-{digest}-{person.pk}"
            send("universities_without_people", to=person, context=context, key=key)
    return orphaned


def report_without_lead(university, *, at):
    """Tell the network's staff where nobody is lead contact of a university any more, though others act for it.

    Without a lead nobody there can invite. Nothing happens where there is one, or nobody needs to be.
    """
    of_it = University.objects.filter(pk=university.pk).with_workspace(timezone.localdate(at))
    leads = Affiliation.objects.able_to(Role.LEAD, at).filter(university=university)
    if leads.exists() or not of_it.exists():
        return
    address = full_address(f"{reverse('admin:members_affiliation_changelist')}?university={university.pk}")
    for person in network_staff():
        send("university_without_lead", to=person, context={"university": university, "address": address})
