"""Rights that follow from a sign-in at a university's own service, which vouches for a scope such as kth.se."""

from django.db import transaction
from django.utils import timezone

from members.actions.ground import lock, log
from members.actions.succession import give
from members.email_domains import ascii_domain, owns_address, owns_domain
from members.identifiers import Scheme
from members.models import Affiliation, Role, University, UniversityIdentifier


def owner_of(scope, at=None):
    """Return the university that owns a scope at the moment, None where none or more than one does.

    By its current SCHAC identifier or its domains, and to the letter: whoever runs a subdomain need not be who runs the
    university.
    """
    scope = ascii_domain(scope.strip())
    day = timezone.localdate(at or timezone.now())
    by_identifier = UniversityIdentifier.objects.on(day).filter(scheme=Scheme.SCHAC, value=scope)
    owners = set(by_identifier.values_list("university", flat=True))
    by_domain = University.objects.filter(email_domains__contains=scope).only("email_domains") if scope else []
    owners |= {university.pk for university in by_domain if owns_domain(university, scope)}
    return University.objects.get(pk=owners.pop()) if len(owners) == 1 else None


def owns_scope(slug, scope, at=None):
    """Tell whether a scope is that of the university with the slug, at the moment."""
    owner = owner_of(scope, at)
    return owner is not None and owner.slug == slug


def owns_mailbox(slug, address):
    """Tell whether an address lies in a domain of the university with the slug, or below one."""
    university = University.objects.filter(slug=slug).only("email_domains").first()
    return university is not None and owns_address(university, address)


@transaction.atomic
def affiliate_by_scope(user, *, scope, at=None):
    """Give somebody who signed in at their university the role of a viewer there; return the affiliation, or None.

    Who has an affiliation with the university keeps it as it is. Whose affiliation was ended there gets none by merely
    signing in: that takes an invitation.
    """
    moment = at or timezone.now()
    university = owner_of(scope, moment)
    if university is None or not user.is_active:
        return None
    if not University.objects.filter(pk=university.pk).with_workspace(timezone.localdate(moment)).exists():
        return None
    lock(university)
    moment = at or timezone.now()  # whoever had the lock before has begun an affiliation in the meantime
    known = Affiliation.objects.filter(user=user, university=university)
    if known.exists():
        return known.current(moment).first()
    affiliation = give(
        user,
        university,
        role=Role.VIEWER,
        source=Affiliation.Source.SIGN_IN,
        given_by=None,
        starts_at=moment,
    )
    log(user, affiliation, f"Signed in at the service of {scope}", is_new=True)
    return affiliation
