"""The portrait of one university: everything that its page shows, gathered in a constant number of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import F, Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.provenance import Source
from cluster_portal.core.publishing import Publication
from cluster_portal.core.validity import today, valid_on
from cluster_portal.pictures.models import Picture
from members.freshness import CONTACTS, PROFILE, assurances
from members.models import Contact, Group, GroupMembership, Membership, University, UniversityFact, UniversityName
from members.models.university_queries import CARD_FIELDS, MEMBERSHIP_FIELDS
from members.translation import UniversityTranslation

TEXTS = UniversityTranslation.fields
PLAIN = (
    "publication",
    "cover",
    "address",
    "coordinate_precision",
    "time_zone",
    "founded_year",
    "closed_on",
    "successor",
    "network_page_url",
    "alliance",
    "sources",
    "confirmed_on",
    "updated_at",
)
PRIVATE = {"email_domains"}  # stored with its source, but shown nowhere
LABELS = {field.name: field.verbose_name for field in University._meta.fields}
FACT_FIELDS = ("university", "kind", "value", "reference_year", "source")


@dataclass(frozen=True)
class SourceUse:
    """A source, and what on the page was read there."""

    source: Source
    labels: list


@dataclass(frozen=True)
class Section:
    """A part of every portrait that a higher layer brings along: `content(portrait)` is what its template shows.

    `others(slug)` is the condition for the universities that it names, if any; they come with their own in the same
    queries.
    """

    template: str
    content: Callable
    others: Callable | None = None


_sections = []


def register_section(section):
    """Let every portrait show a `Section`; a layer does so in its `apps.py`."""
    _sections.insert(0, section)  # the apps start from the roof to the ground, the page tells from the ground up


def load_for_portrait(slug, on=None):
    """Return the published or withdrawn university with all that its portrait needs. Raises University.DoesNotExist.

    With it come, in the same queries, its published successor and predecessors as `relatives`, and as `others`, by
    primary key and with their names: itself, and whom the sections name.
    """
    facts = UniversityFact.objects.with_texts("note").only(*FACT_FIELDS).newest_first()
    periods = Membership.objects.with_texts("note").only(*MEMBERSHIP_FIELDS, "decided_on", "decided_by")
    successor = University.objects.filter(slug=slug).values("successor_id")
    found = list(
        University.objects.exclude(publication=Publication.DRAFT)
        .filter(Q(slug=slug) | Q(successor__slug=slug) | Q(pk__in=successor))
        .with_standing(on)
        .with_texts(*TEXTS)
        .only(*CARD_FIELDS, *PLAIN)
        .prefetch_related("identifiers", Prefetch("memberships", periods), Prefetch("facts", facts))
        .prefetch_related(*(Prefetch(name, Picture.objects.for_page()) for name in ("logo", "cover")))
        .order_by("slug")
    )
    university = next((other for other in found if other.slug == slug), None)
    if university is None:
        raise University.DoesNotExist
    others = _others(slug, on)
    prefetch_related_objects([*found, *others], "names")
    university.relatives = [
        other for other in found if other is not university and other.publication == Publication.PUBLISHED
    ]
    university.others = {**{other.pk: other for other in others}, university.pk: university}
    return university


def _others(slug, on):
    """Return the other universities that the sections of a portrait name, published or not, without their names."""
    wanted = [section.others(slug) for section in _sections if section.others]
    if not wanted:
        return []
    others = University.objects.filter(reduce(or_, wanted)).exclude(slug=slug)
    return list(others.with_standing(on).with_texts("city").with_logos().only(*CARD_FIELDS, "publication"))


class Portrait:
    """What the page of one university, loaded by `load_for_portrait`, shows on one day and at one moment of it."""

    def __init__(self, university, on=None, now=None):
        self.university = university
        self.on = on or today()
        self.now = now or timezone.now()

    @cached_property
    def sections(self):
        """What higher layers show of the university: [(template, content)]."""
        return [(section.template, section.content(self)) for section in _sections]

    @cached_property
    def history(self):
        """The periods of membership, the newest first."""
        return self.university.membership_history[::-1]

    @cached_property
    def current_period(self):
        """The period of membership that covers the day, else the latest one."""
        periods = self.history
        return next((period for period in periods if period.is_valid_on(self.on)), periods[0] if periods else None)

    @cached_property
    def facts(self):
        """The newest figure of each kind."""
        newest = {}
        for fact in self.university.facts.all():
            newest.setdefault(fact.kind, fact)
        order = {kind: position for position, kind in enumerate(UniversityFact.Kind.values)}
        return sorted(newest.values(), key=lambda fact: order[fact.kind])

    @cached_property
    def identifiers(self):
        """The identifiers that are valid on the day."""
        return [identifier for identifier in self.university.identifiers.all() if identifier.is_valid_on(self.on)]

    @cached_property
    def other_names(self):
        """The current names besides the one in the heading and the native one: in other languages, short, acronym."""
        shown = {self.university.name.value, self.university.native_name.value}
        names = {}
        for name in self.university.current_names:
            if name.value not in shown:
                names.setdefault(name.value, name)
        return sorted(
            names.values(), key=lambda name: (list(UniversityName.Kind.values).index(name.kind), name.language)
        )

    @cached_property
    def former_names(self):
        """The names that are no longer in use."""
        return [
            name
            for name in self.university.names.all()
            if name.kind == UniversityName.Kind.FORMER or (name.valid_to and name.valid_to <= self.on)
        ]

    @cached_property
    def contacts(self):
        """The public contacts on the day: (contact, the person who may be shown or None)."""
        contacts = Contact.objects.filter(university=self.university).public(self.on).defer("university")
        shown = [(contact, contact.shown_person(self.on)) for contact in contacts]
        return [(contact, person) for contact, person in shown if contact.mailbox_email or contact.phone or person]

    @cached_property
    def group_functions(self):
        """What it leads in the groups of the network on the day: [(function, Group)]."""
        leads = GroupMembership.Function
        groups = (
            Group.objects.published()
            .on(self.on)
            .filter(
                valid_on(self.on, "memberships__"),
                ended_on_unknown_day=False,
                memberships__university=self.university,
                memberships__function__in=[leads.CHAIR, leads.VICE_CHAIR, leads.COORDINATOR],
                memberships__ended_on_unknown_day=False,
            )
        )
        groups = groups.annotate(held=F("memberships__function")).with_texts("name").only("slug", "source_language")
        return [(leads(group.held), group) for group in groups.order_by("slug")]

    @cached_property
    def _assurances(self):
        return assurances(self.university)

    @property
    def profile_mark(self):
        """When the university last said that its page is right: a `Mark`."""
        return self._assurances[PROFILE].mark(self.on)

    @property
    def contacts_mark(self):
        """The same of its contacts."""
        return self._assurances[CONTACTS].mark(self.on)

    @property
    def successor(self):
        return next((other for other in self.university.relatives if other.pk == self.university.successor_id), None)

    @property
    def predecessors(self):
        return [other for other in self.university.relatives if other.successor_id == self.university.pk]

    @cached_property
    def source_uses(self):
        """Where the content of the page was read: each source once, with what was read there."""
        uses = {}

        def note(source, label):
            labels = uses.setdefault(source, [])
            if source and label not in labels:
                labels.append(label)

        for name in self.university.current_names:
            note(name.source, _("names"))
        for field, source in self.university.sources.items():
            if field not in PRIVATE and field in LABELS:
                note(source, LABELS[field])
        for period in self.history:
            note(period.source, _("membership"))
        for fact in self.facts:
            note(fact.source, fact.get_kind_display())
        for identifier in self.identifiers:
            note(identifier.source, identifier.get_scheme_display())
        uses.pop("", None)
        return [SourceUse(Source(code), labels) for code, labels in uses.items()]
