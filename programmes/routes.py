"""Which partners one can go to through a programme on a given day: the one rule behind lines, finder and matrix."""

from django.db.models import Exists, OuterRef, Q

from cluster_portal.core.publishing import Publication
from cluster_portal.core.validity import valid_on
from members.models import Membership
from programmes.models import ProgrammePartner, Signature
from programmes.vocabulary import Status


def open_partners(day):
    """Return the partners that take part in a published, reachable programme on the day and keep it open.

    Left out are those whose part has not begun or is over, those whose membership is suspended or over (unless they
    take part as external universities), and those of which every signature under the programme's agreement has ended
    or was withdrawn, or whose agreement itself is over.
    """
    return (
        ProgrammePartner.objects.taking_part(day)
        .filter(programme__publication=Publication.PUBLISHED, programme__status__in=Status.reachable())
        .filter(Q(university__isnull=True) | Q(is_external=True) | Exists(standing_memberships(day)))
        .exclude(agreement_has_ended(day))
        .exclude(signature_has_ended(day))
    )


def standing_memberships(day):
    """Return the memberships on the day of the university of an outer partner: not suspended ones."""
    periods = Membership.objects.filter(university=OuterRef("university"))
    return periods.exclude(state=Membership.State.SUSPENDED).on(day)


def agreement_has_ended(day):
    """Return the condition that the agreement behind a partner's programme is over on the day, or has not begun."""
    is_over = Q(programme__agreement__ended_on_unknown_day=True) | ~valid_on(day, "programme__agreement__")
    return Q(programme__agreement__isnull=False) & is_over


def signature_has_ended(day):
    """Return the condition that a partner signed its programme's agreement and no signature of it holds any more."""
    own = Signature.objects.filter(agreement=OuterRef("programme__agreement"), university=OuterRef("university"))
    return Q(Exists(own)) & ~Q(Exists(own.on(day)))
