"""What the portal has written to whom, for tests of what sends mail."""

import re

from cluster_portal.mail.models import Message


def written():
    """Return the mails that were written, the oldest first."""
    return list(Message.objects.order_by("pk"))


def link_in(message):
    """Return the path of the first link in a mail, None where there is none before its foot."""
    found = re.search(r"https?://[^/]+(/\S+)", message.text.split("\n--\n")[0])
    return found and found[1]
