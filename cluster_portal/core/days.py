"""The day for which a list is asked: `?on=2019-05-01` in an address."""

from datetime import date

from django.utils.translation import gettext as _

from cluster_portal.core.requests import BadInput
from cluster_portal.core.validity import today


def day_of(query):
    """Return the day that a query string asks for, else today. Raises BadInput for what is no date."""
    asked = query.get("on", "")
    try:
        return date.fromisoformat(asked) if asked else today()
    except ValueError:
        raise BadInput(_("“%(day)s” is no date: write it as 2027-01-15.") % {"day": asked[:40]}) from None
