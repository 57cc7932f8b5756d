"""What must hold of an agreement and its signatures."""

from django.utils.translation import gettext_lazy as _

from cluster_portal.core.publishing import Publication
from programmes.rules.broken import Broken
from programmes.vocabulary import AgreementKind


def broken_agreement_rules(agreement, signatures):
    """Return a `Broken` for each rule that an agreement with these signatures, stored or not, does not keep."""
    broken = []
    if agreement.kind in AgreementKind.covering() and not agreement.levels:
        message = _("An agreement of this kind covers at least one level: tick which.")
        broken.append(Broken("no_level", message, agreement, "kind"))
    if agreement.publication == Publication.PUBLISHED and len(_signatories(signatures)) < 2:
        broken.append(Broken("two_signatories", _("A published agreement has at least two signatories."), agreement))
    broken += [
        Broken(
            "withdrawn_outside",
            _("A signature can be withdrawn only while the agreement holds."),
            signature,
            "withdrawn_on",
        )
        for signature in signatures
        if signature.withdrawn_on and not _is_within(signature.withdrawn_on, agreement)
    ]
    return broken


def _signatories(signatures):
    return {signature.university_id or signature.external_name for signature in signatures}


def _is_within(day, agreement):
    """Tell whether a day lies within the agreement's period, the day of its end included."""
    begins_in_time = agreement.valid_from is None or agreement.valid_from <= day
    return begins_in_time and (agreement.valid_to is None or day <= agreement.valid_to)
