"""Samples of what only the workspace shows."""

from datetime import timedelta

from cluster_portal.core.validity import today
from cluster_portal.review.models import Proposal
from cluster_portal.review.shown import Value
from cluster_portal.workspace.due import Due
from cluster_portal.workspace.object_page import Line


def samples():
    """Return the context of the section about the workspace."""
    day = today()
    return {
        "today": day,
        "sample_due": [
            Due(
                "A programme", "A partner proposes 2 changes that concern you.", "#", "Answer", day - timedelta(days=2)
            ),
            Due("An agreement with a name that is much longer than others", "This agreement ends.", "#", "See it", day),
            Due("Colleagues", "Only one person can act for your university.", "#", "Invite somebody"),
        ],
        "sample_lines": [
            Line("Summary (English)", Value("As it is published.", "en")),
            Line("Summary (Swedish)", Value("Som förut.", "sv"), Value("Som det ska vara.", "sv")),
            Line("Founded in", Value(""), Value("1827")),
            Line("Alliance", Value("Unite!"), Value("")),
        ],
        "sample_proposals": [Proposal(state=state) for state in Proposal.State.values],
    }
