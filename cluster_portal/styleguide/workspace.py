"""Samples of what only the workspace shows."""

from datetime import timedelta

from django import forms

from cluster_portal.core.validity import today
from cluster_portal.review.models import Proposal
from cluster_portal.review.shown import Value
from cluster_portal.styleguide.network import LibraryPicture
from cluster_portal.workspace.due import Due
from cluster_portal.workspace.object_page import Line
from cluster_portal.workspace.uploads import ProposedFileField


class _NewPicture(forms.Form):
    """What a picture field unfolds, in short: the real form asks the database for the languages of a university."""

    file = forms.FileField(label="File", required=False)
    is_filled = False


class _Picture:
    """Stands for the value of a choice that leads to a `Picture`."""

    def __init__(self, instance):
        self.instance = instance

    def __str__(self):
        return "sample"


class _Fields(forms.Form):
    """A file that is to be chosen, one that was received, and a picture."""

    first = ProposedFileField(label="File", help_text="PDF, Word or Excel; at most 20 MB.", required=False)
    received = ProposedFileField(label="File that was received", required=False)
    picture = forms.ChoiceField(label="Logo", widget=forms.RadioSelect, required=False)

    def __init__(self):
        super().__init__(initial={"picture": ""})
        self.fields["received"].kept = {"upload": "", "name": "report.pdf"}
        self.fields["picture"].choices = [("", "None"), (_Picture(LibraryPicture()), "The card of the portal")]
        self.fields["picture"].new_picture = _NewPicture(prefix="new")


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
        "sample_values": [
            Value("Words"),
            Value("report.pdf", file="#style-workspace"),
            Value("The card of the portal", image=LibraryPicture().small["webp"], full=LibraryPicture().address),
        ],
        "sample_fields": _Fields(),
        "sample_proposals": [Proposal(state=state) for state in Proposal.State.values],
    }
