"""What stands around each page of the workspace: whose it is, its parts, and the other universities one acts for."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.workspace.access import own_universities

PARTS = (
    ("home", pgettext_lazy("workspace", "To do")),
    ("about", _("What we publish")),
    ("confirm", pgettext_lazy("workspace", "Confirm")),
    ("proposals", _("Proposals")),
    ("colleagues", _("Colleagues")),
    ("contacts", _("Contacts of the network")),
)


def frame(request, university, part):
    """Return the context that every page of a university's workspace needs; `part` is the code of the current one."""
    others = [each for each in own_universities(request) if each.pk != university.pk]
    return {
        "university": university,
        "others": others,
        "parts": [(reverse(f"workspace:{code}", args=[university.slug]), label, code == part) for code, label in PARTS],
        "workspace_url": reverse("workspace:first"),
    }
