"""Who writes the mails of the portal: the network, with its mailbox for answers."""

from cluster_portal.mail.frame import Frame
from cluster_portal.network.models import Network


def frame():
    network = Network.objects.ours()
    return Frame(network=network.name, reply_to=network.contact_email)
