"""Who writes the mails of the portal: the network, with its mailbox for answers."""

from django.urls import reverse

from cluster_portal.mail.frame import Frame
from cluster_portal.network.models import Network


def frame():
    """Return what stands around a mail; a language for mails is chosen on the page of one's account."""
    network = Network.objects.ours()
    return Frame(network=network.name, reply_to=network.contact_email, preferences_path=reverse("account_overview"))
