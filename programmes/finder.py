"""Where one can go from a university: every programme, path, destination and diploma, on one day.

The database decides which partners are open (`programmes.routes`); how they go together is computed here from plain
rows. A constant number of queries, whatever the number of programmes.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Subquery
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cluster_portal.core.dates import long_date
from cluster_portal.core.languages import as_text
from cluster_portal.core.text import fold
from members.models import Contact, Membership, University
from members.models.university_queries import CARD_FIELDS as UNIVERSITY_FIELDS
from programmes import isced
from programmes.cards import getting_in
from programmes.catalogue_index import Joined
from programmes.deadlines import Standing, overall
from programmes.models import MobilityPath, PathStep, Programme, ProgrammePartner, Signature
from programmes.models.intake import TERMS_FIELDS, terms_of
from programmes.routes import agreement_has_ended, open_partners, signature_has_ended
from programmes.titles import place_in_words
from programmes.vocabulary import Awarding, Kind, Level, Status

SHOWN = 10  # programmes of one destination; the rest is a link to the catalogue
ORDER = [Status.OPEN, Status.ANNOUNCED, Status.UNCONFIRMED]
REASONS = 60  # as many as the page lists of what is not reachable


class Part(NamedTuple):
    """One partner of one programme, as far as routes ask."""

    programme: int
    university: int | None
    external_name: str
    is_unnamed: bool
    is_entry: bool
    awarding: str
    degree_title: str
    degree_title_language: str
    agreement_from: date | None
    agreement_to: date | None
    is_open: bool
    is_suspended: bool
    is_member: bool
    is_external: bool
    agreement_over: bool
    signature_over: bool
    withdrawn_on: date | None


class Offer(NamedTuple):
    """One programme, as far as routes ask. `title` comes from `with_texts`."""

    key: int
    slug: str
    title: str
    kind: str
    level: str
    status: str
    extra_months: int | None

    @property
    def text(self):
        return as_text(self.title)

    @property
    def url(self):
        return reverse("programmes:programme_detail", args=[self.slug])

    @property
    def kind_label(self):
        return Kind(self.kind).label

    @property
    def level_label(self):
        return Level(self.level).label


class Stay(NamedTuple):
    """One step of a path: a university or a place in words."""

    university: int | None
    place: str
    months: int | None


@dataclass
class Way:
    """One path: its stays, and the universities to whose students it is restricted."""

    stays: list = field(default_factory=list)
    homes: frozenset = frozenset()

    def begins_at(self, home):
        return home in self.homes if self.homes else self.stays[0].university == home

    def universities(self):
        return {stay.university for stay in self.stays} - {None}


@dataclass(frozen=True)
class Diploma:
    """A degree that a route leads to: its title in its own words, "" where the wording is not known, and by whom."""

    university: str
    title: str
    language: str


@dataclass(frozen=True)
class Route:
    """One programme that leads to a destination: with its paths there (none where no path is published)."""

    offer: Offer
    ways: list  # lists of (name of the place, months)
    diplomas: list
    standing: Standing


@dataclass(frozen=True)
class Destination:
    """Where one can go: a `University`, or the name of an external one, or None where the place is chosen later."""

    university: University | None
    name: str
    routes: list
    query: str  # of the catalogue, with all programmes that lead there; "" where it cannot say so

    @property
    def shown(self):
        return self.routes[:SHOWN]

    @property
    def rest(self):
        return len(self.routes) - SHOWN if len(self.routes) > SHOWN else 0


@dataclass(frozen=True)
class Obstacle:
    """Why a programme, or one partner of it, cannot be reached."""

    offer: Offer
    partner: str  # "" where it is the whole programme
    reason: str


class Finder:
    """What is reachable from a home university on a day, by level and field of study if they are given."""

    def __init__(self, home, now, day, level="", subject=""):
        self.home, self.now, self.day, self.level, self.subject = home, now, day, level, subject

    @property
    def asked(self):
        return {"home": self.home, "level": self.level, "subject": self.subject}

    # Rows -------------------------------------------------------------------------------------------------------------

    @cached_property
    def offers(self):
        """The published programmes of the home university, by primary key."""
        programmes = Programme.objects.published().with_partner(self.home).with_texts("title").order_by()
        if self.level:
            programmes = programmes.filter(level__in=[self.level, Level.ANY])
        if self.subject:
            programmes = programmes.filter(subjects__code__startswith=self.subject).distinct()
        rows = programmes.values_list("pk", "slug", "title_shown", "kind", "level", "status", "extra_months")
        return {row[0]: Offer(*row) for row in rows}

    @cached_property
    def parts(self):
        """The partners of each programme, those of the home university among them."""
        periods = Membership.objects.filter(university=OuterRef("university")).on(self.day)
        suspended = periods.filter(state=Membership.State.SUSPENDED)
        signatures = Signature.objects.filter(
            agreement=OuterRef("programme__agreement"), university=OuterRef("university"), withdrawn_on__lte=self.day
        )
        partners = (
            ProgrammePartner.objects.order_by("position", "pk")
            .rewrite(False)
            .filter(programme__in=list(self.offers))
            .annotate(
                is_open_now=Exists(open_partners(self.day).order_by().filter(pk=OuterRef("pk"))),
                is_suspended=Exists(suspended),
                is_member=Exists(periods.exclude(state=Membership.State.SUSPENDED)),
                agreement_over=ExpressionWrapper(agreement_has_ended(self.day), output_field=BooleanField()),
                signature_over=ExpressionWrapper(signature_has_ended(self.day), output_field=BooleanField()),
                withdrawn=Subquery(signatures.order_by("-withdrawn_on").values("withdrawn_on")[:1]),
            )
        )
        grouped = defaultdict(list)
        for row in partners.values_list(
            "programme", "university", "external_name", "is_unnamed", "is_entry", "awarding", "degree_title",
            "degree_title_language", "agreement_from", "agreement_to", "is_open_now", "is_suspended", "is_member",
            "is_external", "agreement_over", "signature_over", "withdrawn",
        ):  # fmt: skip
            part = Part(*row)
            grouped[part.programme].append(part)
        return grouped

    @cached_property
    def ways(self):
        """The paths of each programme."""
        homes = MobilityPath.home_universities.through.objects.filter(mobilitypath=OuterRef("path")).order_by()
        steps = (
            PathStep.objects.filter(programme__in=list(self.offers))
            .with_texts("place")
            .annotate(home_keys=Subquery(homes.values("mobilitypath").values(keys=Joined("university"))))
            .order_by("path__position", "path", "order")
        )
        paths, grouped = {}, defaultdict(list)
        for programme, path, keys, *stay in steps.values_list(
            "programme", "path", "home_keys", "university", "place_shown", "months"
        ):
            if path not in paths:
                paths[path] = Way(homes=frozenset(int(key) for key in (keys or "").split(",") if key))
                grouped[programme].append(paths[path])
            paths[path].stays.append(Stay(*stay))
        return grouped

    @cached_property
    def _terms(self):
        rows = getting_in().filter(programme__in=list(self.offers)).order_by().rewrite(False)
        grouped = defaultdict(list)
        for programme, *values in rows.values_list("programme", *TERMS_FIELDS):
            grouped[programme].append(terms_of(values))
        return grouped

    @cached_property
    def universities(self):
        """The universities that any row names, by primary key."""
        keys = {part.university for parts in self.parts.values() for part in parts}
        keys |= {stay.university for ways in self.ways.values() for way in ways for stay in way.stays}
        rows = University.objects.filter(pk__in=keys - {None}).with_standing(self.day).with_texts("city")
        rows = rows.with_logos().only(*UNIVERSITY_FIELDS, "publication").prefetch_related("names")
        return {university.pk: university for university in rows}

    @cached_property
    def contacts(self):
        """Whom to ask at home: (contact, the person who may be shown or None), the nearest to the matter first."""
        functions = [
            Contact.Function.DUAL_MASTER,
            Contact.Function.DUAL_DOCTORATE,
            Contact.Function.OUTGOING,
            Contact.Function.COORDINATOR,
        ]
        rows = Contact.objects.filter(university=self.home, function__in=functions).public(self.day)
        shown = [(contact, contact.shown_person(self.day)) for contact in rows]
        found = [(contact, person) for contact, person in shown if contact.mailbox_email or contact.phone or person]
        return sorted(found, key=lambda pair: functions.index(pair[0].function))

    # Routes -----------------------------------------------------------------------------------------------------------

    def leads(self, key):
        """Return where a programme leads from home: {destination: [`Way`, or nothing where no path is published]}.

        A destination is the primary key of a university, the name of an external one, or "" for a place chosen later.
        """
        parts, ways = self.parts[key], self.ways[key]
        own = next((part for part in parts if part.university == self.home.pk), None)
        if own is None or not own.is_open:
            return {}
        if ways:
            return self._leads_by_paths(parts, ways)
        if any(part.is_entry for part in parts) and not own.is_entry:
            return {}
        others = [part for part in parts if part is not own and part.is_open]
        return {part.university or part.external_name: [] for part in others}

    def _leads_by_paths(self, parts, ways):
        closed = {part.university for part in parts if not part.is_open} - {None}
        leads = {}
        for way in ways:
            if not way.begins_at(self.home.pk) or way.universities() & closed:
                continue
            places = dict.fromkeys(stay.university or "" for stay in way.stays)
            for place in places:
                if place != self.home.pk:
                    leads.setdefault(place, []).append(way)
        if len(leads) > 1:  # a place that is chosen later is a destination only where no other is named
            leads.pop("", None)
        return leads

    @cached_property
    def destinations(self):
        """Where one can go, by name; places that are chosen later come last."""
        routes = defaultdict(list)
        for key, offer in self.offers.items():
            for place, ways in self.leads(key).items():
                routes[place].append(self._route(offer, place, ways))
        found = [self._destination(place, of_place) for place, of_place in routes.items()]
        return sorted(found, key=lambda one: (not one.name, fold(one.name)))

    @cached_property
    def programme_count(self):
        """How many programmes lead anywhere."""
        return sum(bool(self.leads(key)) for key in self.offers)

    def _route(self, offer, place, ways):
        standing = overall(self._terms[offer.key], self.now, takes_applications=Status(offer.status).takes_applications)
        visited = {self.home.pk, place} | {key for way in ways for key in way.universities()}
        awarding = [part for part in self.parts[offer.key] if part.awarding == Awarding.YES]
        return Route(
            offer,
            [[(self._place(stay), stay.months) for stay in way.stays] for way in ways],
            [
                Diploma(self._name(part), part.degree_title, part.degree_title_language)
                for part in awarding
                if (part.university or part.external_name) in visited
            ],
            standing,
        )

    def _place(self, stay):
        return self.universities[stay.university].short_name if stay.university else place_in_words(stay.place)

    def _destination(self, place, routes):
        university = self.universities.get(place)
        name = university.name.value if university else place
        query = f"?home={self.home.slug}&partner={university.slug}" if university else ""
        order = {status: rank for rank, status in enumerate([Status.OPEN, Status.ANNOUNCED, Status.UNCONFIRMED])}
        routes.sort(
            key=lambda route: (order.get(route.offer.status, 9), fold(route.offer.text.value), route.offer.slug)
        )
        return Destination(university, name, routes, query)

    def _name(self, part):
        if part.university:
            return self.universities[part.university].short_name
        return part.external_name or _("further partners, not named")

    # What is missing, and why -----------------------------------------------------------------------------------------

    @cached_property
    def obstacles(self):
        """Why what one might look for is missing: a list of `Obstacle`, those of running programmes first."""
        found = [obstacle for key in self.offers for obstacle in self._obstacles(key)]
        found.sort(key=lambda one: (one.offer.status == Status.CLOSED, fold(one.offer.text.value), one.partner))
        return found

    @property
    def shown_obstacles(self):
        return self.obstacles[:REASONS]

    def _obstacles(self, key):
        offer, parts = self.offers[key], self.parts[key]
        if offer.status not in Status.reachable():
            return [Obstacle(offer, "", Status(offer.status).label)]
        own = next(part for part in parts if part.university == self.home.pk)
        if not own.is_open:
            return [Obstacle(offer, self._name(own), self._reason(own))]
        found = [Obstacle(offer, self._name(part), self._reason(part)) for part in parts if not part.is_open]
        if not self.leads(key) and not found:
            found.append(Obstacle(offer, "", _("No path begins at your university.")))
        return found

    def _reason(self, part):
        """Say in words why a partner is not open on the day: the first reason that holds."""
        reasons = [
            (part.agreement_to and part.agreement_to <= self.day, _("Took part until %(date)s"), part.agreement_to),
            (
                part.agreement_from and part.agreement_from > self.day,
                _("Takes part from %(date)s"),
                part.agreement_from,
            ),
            (
                part.withdrawn_on and part.signature_over,
                _("Signature under the agreement withdrawn on %(date)s"),
                part.withdrawn_on,
            ),
            (part.agreement_over, _("The agreement behind the programme does not hold today"), None),
            (part.signature_over, _("Its signature under the agreement has ended"), None),
            (part.is_suspended, _("Membership suspended"), None),
            (True, _("No member of the network today"), None),
        ]
        words, day = next((words, day) for holds, words, day in reasons if holds)
        return words % {"date": long_date(day)} if day else words


def home_of(slug, day):
    """Return the published university of a slug with its names, standing and addresses; None where there is none."""
    universities = University.objects.published().filter(slug=slug).with_standing(day)
    universities = universities.with_texts("city", "website", "international_office_url")
    return universities.only(*UNIVERSITY_FIELDS).prefetch_related("names").first()


def is_field(code):
    """Tell whether a code is a broad or a detailed field of study."""
    return len(code) in {2, 4} and code in isced.labels("en")
