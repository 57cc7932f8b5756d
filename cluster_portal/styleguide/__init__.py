"""Sample data of the style page: made up, never stored, and awkward on purpose (long names, gaps, other languages)."""

from datetime import date

from django import forms
from django.core.paginator import Paginator

from cluster_portal.accounts.forms import style_controls
from cluster_portal.core.languages import Text
from cluster_portal.core.validity import today
from cluster_portal.styleguide import network, programmes, universities, workspace
from members.models import Contact, Membership, Person
from members.models.membership import Standing
from members.places import rows_of
from programmes.models import Programme
from programmes.vocabulary import Status

COLOURS = ("ink", "paper", "surface", "line", "line-strong", "muted", "accent", "accent-2", "good", "warn", "bad")
TYPE_SIZES = ("3xl", "2xl", "xl", "l", "m", "s", "xs")
SPACES = (4, 8, 12, 16, 24, 32, 48, 64, 96)


class _Question:
    """Stands for a `Directory` where only addresses are asked."""

    def address(self, page=1):
        return f"?page={page}"


class SampleForm(forms.Form):
    """A field of each kind, one of them filled in wrongly."""

    wrong = forms.EmailField(label="An address", help_text="Something that helps.")
    ticked = forms.BooleanField(label="Something to tick", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        style_controls(self)

    def clean(self):
        raise forms.ValidationError("What is wrong with the form as a whole.")


def samples():
    """Return the context of styleguide.html."""
    plain, long, suspended, former = shown = universities.made_up()
    picture, place = universities.picture()
    person = Person(given_name="Maria", family_name="Exempel", academic_title="Dr", email="maria@example.org")
    return {
        **workspace.samples(),
        "sample_form": SampleForm({"wrong": "nobody"}, auto_id="style-form-%s"),
        "colours": COLOURS,
        "type_sizes": TYPE_SIZES,
        "spaces": SPACES,
        "standings": Standing.values,
        "marks": programmes.marks(),
        "monograms": universities.monograms(),
        "universities": shown,
        "rows": rows_of(shown),
        "members": [plain, long],
        "plain": plain,
        "quiet": [suspended, former],
        "history": [
            Membership(
                pk=3, university=plain, category="full", valid_from=date(2018, 7, 1), valid_from_precision="month"
            ),
            Membership(
                pk=2, university=plain, category="associate", valid_to=date(2018, 7, 1), valid_to_precision="month"
            ),
            Membership(pk=1, university=plain, category="full", ended_on_unknown_day=True, is_inferred=True),
        ],
        "english_text": Text("Written in the language of the page.", "en"),
        "other_text": Text("Auf Deutsch geschrieben, weil niemand es übersetzt hat.", "de", True),
        "prose": Text("A first paragraph with a good measure.\n\nA second one, after a blank line.", "en"),
        "crumbs": [("Home", "/"), ("Members", "/"), (Text("Universität des Südens", "de", True), "/")],
        "page": Paginator(range(400), 20).page(7),
        "question": _Question(),
        "contact": Contact(
            function="incoming", mailbox_email="exchange@example.org", phone="+4687906000", university=plain
        ),
        "person": person,
        "cards": programmes.cards(plain, long),
        "catalogue": programmes.Catalogue(),
        "statuses": [Programme(status=status) for status in Status if status != Status.OPEN],
        **programmes.of_a_university(plain, long),
        **programmes.paths(plain, long),
        **network.governance(plain, long),
        **network.published(),
        "found": network.found(),
        "picture": picture,
        "library_picture": network.LibraryPicture(),
        "place": place,
        "day": today(),
    }
