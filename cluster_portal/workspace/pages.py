"""How objects are laid out in the workspace: which fields stand together on a form, and which rows under which heading.

What may be changed at all, and at which risk, is declared in `proposals.py` of each app; a test compares.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members import quality as member_quality
from news.proposals import articles_of, documents_of, events_of
from programmes import quality as programme_quality


@dataclass(frozen=True)
class Section:
    """Fields of an object that stand on one form."""

    code: str
    heading: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class RowList:
    """Rows of an object, each with a form of its own. `told` are the fields by which the list tells them apart."""

    code: str
    heading: str
    label: str  # of the model
    fields: tuple[str, ...]
    told: tuple[str, ...]
    add: str = ""  # what the link says that adds one; "" where none can be added by itself
    placed: str = ""  # the field that keeps the order: a new row comes last


@dataclass(frozen=True)
class ObjectPage:
    """One kind of object in the workspace."""

    code: str  # in addresses
    label: str  # of the model
    heading: str
    new: str  # what the link says that begins a new one; "" where none can be begun
    sections: tuple[Section, ...]
    title: str = ""  # the field by which an object is called; "" for a university, which has names
    rows: tuple[RowList, ...] = ()
    # Of what has an owner: the published ones of a university (primary key), the newest first.
    own: Callable[[int], QuerySet] | None = None
    # What a stored one lacks or leaves uncertain on a day, in words.
    lacks: Callable[[Model, date], list] = lambda _object, _day: []
    begins_with: Callable[[int], dict] = lambda _university: {}  # what a new one of a university says from the start
    filled_later: frozenset[str] = frozenset()  # fields that a new one may leave empty: accepting it fills them

    def section(self, code):
        return next((each for each in self.sections if each.code == code), None)

    def row_list(self, code):
        return next((each for each in self.rows if each.code == code), None)


PERIOD = ("valid_from", "valid_to")

UNIVERSITY = ObjectPage(
    "university",
    "members.university",
    _("Profile"),
    "",
    lacks=member_quality.notices,
    sections=(
        Section("texts", _("Texts"), ("summary", "description", "strengths", "for_incoming", "for_outgoing")),
        Section(
            "links",
            _("Links"),
            (
                *("website", "international_office_url", "admissions_url"),
                *("course_catalogue_url", "mobility_factsheet_url", "network_page_url"),
            ),
        ),
        Section(
            "place",
            _("Place"),
            ("city", "address", "country", "latitude", "longitude", "coordinate_precision", "time_zone"),
        ),
        Section("key-data", _("Key data"), ("founded_year", "alliance", "alliance_role")),
        Section("pictures", _("Pictures"), ("logo", "cover")),
    ),
    rows=(
        RowList(
            "contacts",
            _("Contacts"),
            "members.contact",
            (
                *("function", "person", "mailbox_name", "mailbox_email", "phone", "office_hours"),
                *("visibility", "deputy_of", *PERIOD),
            ),
            ("function", "mailbox_email", "person"),
            add=_("Add a contact"),
            placed="position",
        ),
        RowList(
            "people",
            _("People"),
            "members.person",
            (
                *("academic_title", "given_name", "family_name", "email", "phone"),
                *("has_consented", "consented_on", "consent_text", "left_on"),
            ),
            ("given_name", "family_name"),
            add=_("Add a person"),
        ),
        RowList(
            "names",
            _("Names"),
            "members.universityname",
            ("kind", "language", "value", *PERIOD, "source"),
            ("kind", "value", "language"),
            add=_("Add a name"),
        ),
        RowList(
            "figures",
            _("Figures"),
            "members.universityfact",
            ("kind", "value", "reference_year", "note", "source"),
            ("kind", "value", "reference_year"),
            add=_("Add a figure"),
        ),
    ),
)

PROGRAMME = ObjectPage(
    "programme",
    "programmes.programme",
    _("Programmes"),
    _("Propose a programme"),
    lacks=programme_quality.notices,
    sections=(
        Section(
            "basics",
            pgettext_lazy("section", "What it is"),
            ("title", "subtitle", "acronym", "kind", "level", "status", "subject_note", "summary", "description"),
        ),
        Section(
            "study",
            _("Credits and time"),
            (
                *("ects_total", "ects_tolerance", "ects_min_per_partner", "thesis_ects"),
                *("duration_months", "extra_months", "mode", "delivery", "first_intake_year", "last_intake_year"),
            ),
        ),
        Section(
            "application",
            _("Application and costs"),
            ("application_channel", "application_url", "website", "how_to_apply", "selection", "costs_note"),
        ),
        Section(
            "rules",
            _("Degree and rules"),
            (
                *("joint_degree_title", "joint_degree_title_is_unknown", "coordinator_is_unknown"),
                *("forbids_same_country", "recognition_note", "thesis_rule", "defence_rule", "career"),
            ),
        ),
    ),
    title="title",
    rows=(
        RowList(
            "partners",
            _("Partners and degrees"),
            "programmes.programmepartner",
            (
                *("university", "external_name", "external_country", "is_external"),
                *("is_coordinator", "is_entry", "is_exit", "is_host", "is_thesis_place", "is_supervising"),
                *("is_associated", "awarding", "degree_title", "degree_title_language", "degree_title_is_unknown"),
                *("degree_abbreviation", "diploma_note", "unit", "local_url", "capacity", "contact"),
                *("agreement_from", "agreement_from_precision", "agreement_to", "agreement_to_precision"),
            ),
            ("university", "external_name", "degree_title"),
            add=_("Add a partner"),
            placed="position",
        ),
        RowList(
            "paths",
            _("Paths"),
            "programmes.mobilitypath",
            ("code", "title", "home_universities", "note"),
            ("code", "title"),
            add=_("Add a path"),
            placed="position",
        ),
        RowList(
            "steps",
            _("Steps of the paths"),
            "programmes.pathstep",
            ("path", "order", "university", "place", "kind", "term", "months", "ects", "is_compulsory", "note"),
            ("path", "order", "university", "kind", "ects"),
            add=_("Add a step"),
        ),
        RowList(
            "intakes",
            _("Intakes"),
            "programmes.intake",
            (
                *("academic_year", "state", "opens_on", "starts_on", "starts_on_precision"),
                *("ends_on", "places", "note", "source"),
            ),
            ("academic_year", "state", "starts_on"),
            add=_("Add an intake"),
        ),
        RowList(
            "deadlines",
            _("Deadlines"),
            "programmes.deadline",
            (
                *("intake", "purpose", "applicant_group", "university", "authority", "path", "round"),
                *("opens_on", "closes_on", "closes_at", "time_zone", "precision", "certainty"),
                *("is_independent", "note", "url", "source"),
            ),
            ("intake", "purpose", "applicant_group", "university", "closes_on"),
            add=_("Add a deadline"),
        ),
        RowList(
            "fees",
            _("Fees"),
            "programmes.fee",
            (
                *("academic_year", "university", "path", "applicant_group", "kind", "amount", "currency", "per"),
                *("charged_by", "included", "excluded", "is_waivable", "note", "source"),
            ),
            ("university", "kind", "applicant_group", "amount", "currency", "per"),
            add=_("Add a fee"),
        ),
        RowList(
            "requirements",
            _("Requirements"),
            "programmes.requirement",
            ("kind", "text", "university", "path", "amount", "unit", "language", "cefr", "source"),
            ("kind", "text", "language", "cefr"),
            add=_("Add a requirement"),
            placed="position",
        ),
        RowList(
            "languages",
            _("Languages of instruction"),
            "programmes.teachinglanguage",
            ("language", "university"),
            ("language", "university"),
            add=_("Add a language"),
        ),
        RowList(
            "subjects",
            _("Subjects"),
            "programmes.programmesubject",
            ("code",),
            ("code",),
            add=_("Add a subject"),
            placed="position",
        ),
        RowList(
            "outcomes",
            _("Learning outcomes"),
            "programmes.learningoutcome",
            ("text",),
            ("text",),
            add=_("Add an outcome"),
            placed="position",
        ),
        RowList(
            "accreditations",
            _("Accreditations"),
            "programmes.accreditation",
            ("agency", "reference_url", "universities", *PERIOD, "source"),
            ("agency", "valid_to"),
            add=_("Add an accreditation"),
        ),
    ),
)

PICTURE = Section("picture", _("Picture"), ("picture",))

ARTICLE = ObjectPage(
    "article",
    "news.article",
    _("News"),
    _("Propose news"),
    (
        Section("text", pgettext_lazy("section", "Text"), ("title", "lead", "body", "author")),
        PICTURE,
        Section("about", _("What it is about"), ("universities", "programmes", "events", "topics", "groups")),
        Section("publication", _("Publication"), ("published_at", "expires_at", "canonical_url")),
    ),
    title="title",
    own=lambda university: articles_of([university]).order_by("-published_at", "-pk"),
    begins_with=lambda university: {"universities": [university]},
    filled_later=frozenset({"published_at"}),
)

EVENT = ObjectPage(
    "event",
    "news.event",
    _("Events"),
    _("Propose an event"),
    (
        Section(
            "basics",
            pgettext_lazy("section", "What and when"),
            (
                *("title", "summary", "kind", "starts_on", "starts_at", "ends_on", "ends_at"),
                *("precision", "time_zone"),
            ),
        ),
        Section(
            "place",
            _("Place"),
            ("attendance", "place", "address", "country", "online_url", "external_host", "group"),
        ),
        Section(
            "participants",
            _("For participants"),
            ("audience", "registration_url", "registration_closes_on", "website"),
        ),
        Section("text", pgettext_lazy("section", "Text"), ("body", "note")),
        PICTURE,
        Section("standing", _("Whether it takes place"), ("status", "previous_starts_on", "certainty")),
    ),
    title="title",
    own=lambda university: events_of([university]).order_by("-first_moment", "-pk"),
)

DOCUMENT = ObjectPage(
    "document",
    "news.document",
    _("Documents"),
    _("Propose a document"),
    (
        Section(
            "basics",
            pgettext_lazy("section", "What it is"),
            ("title", "description", "kind", "file", "languages", "access"),
        ),
        Section("version", _("Version"), ("version", "document_date", "replaces", "events", "group")),
    ),
    title="title",
    own=lambda university: documents_of([university]).order_by("-created_at", "-pk"),
)

PAGES = {page.code: page for page in (UNIVERSITY, PROGRAMME, ARTICLE, EVENT, DOCUMENT)}
