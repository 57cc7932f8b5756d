"""Previews: a link that shows what is not public to whoever has it, for a few days.

Staff make it; who opens it need not have an account, so that an author can read what is about to appear.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext as _

from cluster_portal.core.requests import BadInput

LASTS = timedelta(days=3)
PARAMETER = "preview"


def _signer(obj):
    return TimestampSigner(salt=f"{PARAMETER}.{obj._meta.label_lower}")


def preview_address(obj):
    """Return the address at which an object can be seen before it is public."""
    return f"{obj.get_absolute_url()}?{PARAMETER}={_signer(obj).sign(obj.uuid.hex).partition(':')[2]}"


def is_previewed(request, obj):
    """Tell whether the address carries a preview of the object. Raises BadInput for one that is wrong or has ended."""
    token = request.GET.get(PARAMETER)
    if token is None:
        return False
    try:
        _signer(obj).unsign(f"{obj.uuid.hex}:{token}", max_age=LASTS)
    except BadSignature:  # one that has ended, too
        raise BadInput(_("This preview has ended, or its address is not whole. Ask for a new one.")) from None
    return True


def for_eyes_only(response):
    """Mark a response as one that nobody may keep or list."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
