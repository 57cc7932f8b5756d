"""What may be asked of the catalogue: the facets with their values and labels, and the form that reads an address."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cluster_portal.core.countries import country_name
from cluster_portal.core.languages import ENGLISH, language_name
from programmes import isced
from programmes.deadlines import State
from programmes.vocabulary import Kind, Level, Status

# Those that one can get into come first, those that are over last.
STATUS_ORDER = [
    Status.OPEN,
    Status.ANNOUNCED,
    Status.UNCONFIRMED,
    Status.PHASING_OUT,
    Status.PAUSED,
    Status.CLOSED,
]

HEADINGS = {
    "home": _("Home university"),
    "partner": _("Partner university"),
    "country": _("Country of a partner"),
    "level": _("Level"),
    "subject": _("Field of study"),
    "kind": _("Kind of degree"),
    "language": _("Language of instruction"),
    "deadline": _("Applications"),
    "status": _("Status"),
}

# What a value is called. Universities have names.
LABELS = {
    "country": country_name,
    "level": lambda value: Level(value).label,
    "subject": isced.label,
    "kind": lambda value: Kind(value).label,
    "language": lambda value: capfirst(language_name(value)),
    "deadline": lambda value: State(value).label,
    "status": lambda value: Status(value).label,
}
# The values that stand in the order of their list; those of other facets in that of their labels.
LISTED = {"level": Level.values, "kind": Kind.values, "deadline": State.values, "status": STATUS_ORDER}


class Several(forms.MultipleChoiceField):
    """Any number of values of one facet, in the order of the address; empty ones are left out, repeated ones once.

    `is_known` tells whether a value exists, so that no form copies hundreds of choices for each request.
    """

    def __init__(self, is_known, label):
        super().__init__(required=False, label=label)
        self.is_known = is_known

    def to_python(self, value):
        return list(dict.fromkeys(filter(None, super().to_python(value))))

    def valid_value(self, value):
        return self.is_known(value)


def _is_field(code):
    return len(code) in {2, 4} and code in isced.labels(ENGLISH)


def _may_exist(value):
    return len(value) <= 60 and value.isascii() and value.isprintable()


class CatalogueForm(forms.Form):
    """What may stand in the address of the catalogue. Universities and languages are compared with the stored ones."""

    class Sort:
        STATUS, TITLE, DEADLINE, LEVEL = "", "title", "deadline", "level"

    q = forms.CharField(required=False, max_length=100, label=_("Search words"))
    home = Several(_may_exist, HEADINGS["home"])
    partner = Several(_may_exist, HEADINGS["partner"])
    country = Several(lambda code: code in countries, HEADINGS["country"])
    level = Several(Level.values.__contains__, HEADINGS["level"])
    subject = Several(_is_field, HEADINGS["subject"])
    kind = Several(Kind.values.__contains__, HEADINGS["kind"])
    language = Several(_may_exist, HEADINGS["language"])
    deadline = Several(State.values.__contains__, HEADINGS["deadline"])
    status = Several(Status.values.__contains__, HEADINGS["status"])
    sort = forms.ChoiceField(
        required=False,
        label=_("Sort by"),
        choices=[
            (Sort.STATUS, _("Running first")),
            (Sort.TITLE, _("Title")),
            (Sort.DEADLINE, _("Deadline")),
            (Sort.LEVEL, _("Level")),
        ],
    )
    page = forms.IntegerField(required=False, min_value=1, label=_("Page"))
