"""The link in the yearly mail: it says who may confirm for which university, and holds for sixty days.

Nothing is stored. It lets nobody in: all that it can do is to confirm what its page shows, while the person acts for
the university. The signature keeps it from being made up or altered.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse
from django.utils.functional import lazy

from members.models import University

VALID = timedelta(days=60)  # over the summer holidays of any university
_signer = signing.Signer(salt="cluster_portal.freshness", sep=".")


class Altered(Exception):
    """A token that the portal did not make."""


@dataclass(frozen=True)
class Link:
    """Whom a link was sent to, and for which university."""

    university: University
    user: object
    made_at: datetime

    def has_expired(self, at):
        return at >= self.made_at + VALID


def token_for(university, user, at):
    """Return the token by which an account may confirm for a university (primary key), until `VALID` after `at`."""
    return _signer.sign_object([university, user.pk, int(at.timestamp())])


def link_of(token):
    """Return the `Link` of a token. Raises Altered for one that was not made here, or of which nobody is left."""
    try:
        university, user, made_at = _signer.unsign_object(token)
        return Link(
            University.objects.published().prefetch_related("names").get(pk=university),
            get_user_model().objects.get(pk=user),
            datetime.fromtimestamp(made_at, UTC),
        )
    except (signing.BadSignature, ValueError, University.DoesNotExist, get_user_model().DoesNotExist):
        raise Altered from None


def _path(token):
    return reverse("confirm", args=[token])


path_of = lazy(_path, str)  # in the language in which it is read: that of the mail
