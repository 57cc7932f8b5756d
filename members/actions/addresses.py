"""Addresses of accounts: who acts for a university with one that is none of it does so with somebody's knowledge."""

from django.urls import reverse_lazy

from cluster_portal.mail.actions import send
from members.email_domains import owns_address
from members.models import Affiliation, Role, University
from members.permissions import network_staff


def report_foreign_address(user, before):
    """Tell the other leads of each university for which somebody acts, else the network's staff, of a foreign address.

    Foreign is what is none of that university. An account may be somebody's who has left.
    """
    own = Affiliation.objects.not_ended().filter(user=user)
    for university in University.objects.with_workspace().filter(affiliations__in=own).distinct():
        if owns_address(university, user.email):
            continue
        leads = Affiliation.objects.able_to(Role.LEAD).filter(university=university).exclude(user=user)
        readers = [lead.user for lead in leads.select_related("user")] or network_staff().exclude(pk=user.pk)
        context = {
            "university": university,
            "person": user.name or before,
            "path": reverse_lazy("workspace:colleagues", args=[university.slug]),
        }
        for reader in readers:
            send("address_outside", to=reader, context=context)
