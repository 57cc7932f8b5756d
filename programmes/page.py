"""The page of one programme: everything that it shows, loaded in fourteen queries whatever the number of rows."""

import json
from datetime import date
from itertools import combinations, pairwise

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import reading_order, text_columns, text_of
from cluster_portal.core.provenance import Source
from cluster_portal.core.publishing import Publication
from cluster_portal.review.confirmations import standings
from members.models import Contact, University
from members.models.university_queries import CARD_FIELDS as UNIVERSITY_FIELDS
from members.network_picture import Link
from members.places import picture_of
from members.portrait import SourceUse
from programmes.assurance import assurance_of, marks_of
from programmes.catalogue_index import Joined
from programmes.deadlines import overall
from programmes.history import Area
from programmes.joined_rows import read_day, read_moment, read_rows
from programmes.models import (
    Deadline,
    Fee,
    Intake,
    LearningOutcome,
    MobilityPath,
    PathStep,
    Programme,
    ProgrammePartner,
    Requirement,
    Signature,
)
from programmes.page_parts import Accredited, Asked, Change, Dated, Way, Year
from programmes.vocabulary import Awarding, FeeKind, IntakeState, Kind, Level, Purpose, Status

CHANGES = 12  # as many as the page lists
ASKED = {
    Level.MASTER: (Contact.Function.DUAL_MASTER,),
    Level.DOCTORATE: (Contact.Function.DUAL_DOCTORATE,),
}
ALWAYS_ASKED = (Contact.Function.OUTGOING, Contact.Function.INCOMING, Contact.Function.COORDINATOR)
STEP_FIELDS = (
    "programme",
    "university",
    "order",
    "kind",
    "term",
    "months",
    "ects",
    "is_compulsory",
    "path__programme",
    "path__code",
    "path__position",
)


class ProgrammePage:
    """What the page of a programme, loaded by `load_programme`, shows on one day and at one moment of it."""

    def __init__(self, programme, now=None, home=""):
        self.programme = programme
        self.now = now or timezone.now()
        self.day = timezone.localdate(self.now)
        self.home = home

    # Rows, each loaded once ------------------------------------------------------------------------------------------

    @cached_property
    def partners(self):
        """The partners in their order, each with its university."""
        partners = list(
            ProgrammePartner.objects.filter(programme=self.programme)
            .with_texts("diploma_note")
            .defer(*text_columns("diploma_note"))
        )
        for partner in partners:
            if partner.university_id:
                partner.university = self.universities[partner.university_id]
        return partners

    @cached_property
    def universities(self):
        """The universities that anything on the page names, by primary key, with their names and standing."""
        of_partners = ProgrammePartner.objects.filter(programme=self.programme).values("university")
        of_steps = PathStep.objects.filter(programme=self.programme).values("university")
        homes = MobilityPath.home_universities.through.objects.filter(mobilitypath__programme=self.programme)
        signed = Signature.objects.filter(agreement=self.programme.agreement_id).values("university")
        named = Q(pk__in=of_partners) | Q(pk__in=of_steps) | Q(pk__in=homes.values("university"))
        if self.programme.agreement_id:
            named |= Q(pk__in=signed)
        rows = (
            University.objects.filter(named)
            .with_standing(self.day)
            .with_texts("city", "website", "international_office_url")
            .with_logos()
            .only(*UNIVERSITY_FIELDS, "publication")
            .prefetch_related("names")
        )
        return {university.pk: university for university in rows}

    @cached_property
    def ways(self):
        """The paths in their order: a list of `Way`."""
        languages = reading_order(self.programme.source_language)
        texts = text_columns("path__title", "path__note", languages=languages)
        homes = MobilityPath.home_universities.through.objects.filter(mobilitypath=OuterRef("path")).order_by()
        steps = (
            PathStep.objects.filter(programme=self.programme)
            .with_texts("place", "note")
            .select_related("path")
            .only(*STEP_FIELDS, *texts)
            .annotate(home_keys=Subquery(homes.values("mobilitypath").values(keys=Joined("university"))))
            .order_by("path__position", "path", "order")
        )
        grouped = {}
        for step in steps:
            step.university = self.universities.get(step.university_id)
            step.programme = step.path.programme = self.programme
            grouped.setdefault(step.path_id, []).append(step)
        return [self._way(steps) for steps in grouped.values()]

    def _way(self, steps):
        homes = [self.universities[int(key)] for key in (steps[0].home_keys or "").split(",") if key]
        visited = {step.university_id for step in steps} | ({homes[0].pk} if len(homes) == 1 else set())
        diplomas = [partner for partner in self.partners if partner.university_id in visited and partner.awards_degree]
        return Way(steps[0].path, steps, homes, diplomas)

    @cached_property
    def years(self):
        """The intakes, the newest first and usual dates last: a list of `Year`."""
        noted = Intake.objects.filter(programme=self.programme).with_texts("note").defer(*text_columns("note"))
        intakes = {intake.pk: intake for intake in noted}
        dated = {key: [] for key in intakes}
        deadlines = Deadline.objects.filter(programme=self.programme).with_texts("note").defer(*text_columns("note"))
        for deadline in deadlines:
            deadline.intake = intakes[deadline.intake_id]
            deadline.university = self.universities.get(deadline.university_id)
            dated[deadline.intake_id].append(Dated(deadline, self._standing(deadline)))
        return [
            Year(intake, sorted(dated[key], key=lambda one: (one.standing.day or date.max, one.deadline.pk)))
            for key, intake in intakes.items()
        ]

    def _standing(self, deadline):
        """Return what a deadline means here: of a programme that takes nobody, and of what was cancelled, nothing."""
        if not self.programme.takes_applications or deadline.intake.state == IntakeState.CANCELLED:
            return overall([], self.now, takes_applications=False)
        return deadline.standing(self.now)

    @cached_property
    def standing(self):
        """The one `Standing` that speaks for all dates by which one applies or is nominated."""
        terms = [
            one.deadline.terms
            for year in self.years
            for one in year.deadlines
            if one.deadline.purpose in Purpose.for_getting_in() and year.intake.state != IntakeState.CANCELLED
        ]
        return overall(terms, self.now, takes_applications=self.programme.takes_applications)

    @cached_property
    def fees(self):
        """The fees, tuition first."""
        fees = Fee.objects.filter(programme=self.programme).with_texts("included", "excluded", "note")
        rows = list(fees.defer(*text_columns("included", "excluded", "note")))
        for fee in rows:
            fee.university = self.universities.get(fee.university_id)
        order = list(FeeKind)
        return sorted(rows, key=lambda fee: (order.index(fee.kind), -(fee.academic_year or 0), -fee.amount, fee.pk))

    @cached_property
    def requirements(self):
        """What one needs to be admitted, in the order of the editors."""
        rows = Requirement.objects.filter(programme=self.programme).with_texts("text").defer(*text_columns("text"))
        requirements = list(rows)
        for requirement in requirements:
            requirement.university = self.universities.get(requirement.university_id)
        return requirements

    @cached_property
    def outcomes(self):
        """What a graduate knows or can do: `Text`s in the order of the editors."""
        rows = LearningOutcome.objects.filter(programme=self.programme).with_texts("text").defer(*text_columns("text"))
        return [text_of(outcome, "text") for outcome in rows]

    @cached_property
    def asked(self):
        """Whom to ask at each partner that takes part: a list of `Asked`, the visitor's own university first."""
        functions = [*ASKED.get(self.programme.level, ()), *ALWAYS_ASKED]
        here = [partner.university for partner in self.current_partners if partner.university_id]
        rows = Contact.objects.filter(university__in=[university.pk for university in here], function__in=functions)
        contacts = {}
        for contact in rows.public(self.day):
            person = contact.shown_person(self.day)
            if contact.mailbox_email or contact.phone or person:
                contacts.setdefault(contact.university_id, []).append((contact, person))
        asked = [
            Asked(
                university,
                sorted(contacts.get(university.pk, ()), key=lambda pair: functions.index(pair[0].function)),
            )
            for university in here
        ]
        return sorted(asked, key=lambda one: one.university.slug != self.home)

    # What came with the programme ------------------------------------------------------------------------------------

    @cached_property
    def subjects(self):
        """The codes of its ISCED-F fields, the main one first."""
        rows = read_rows(self.programme.subject_rows)
        return [code for _position, code in sorted(rows, key=lambda row: int(row[0]))]

    @cached_property
    def languages(self):
        """The languages in which it is taught: [(tag, university or None where it is everywhere)]."""
        rows = read_rows(self.programme.language_rows)
        return [(tag, self.universities.get(int(key)) if key else None) for tag, key in rows]

    @cached_property
    def accreditations(self):
        """The decisions of agencies, the newest first."""
        rows = read_rows(self.programme.accreditation_rows)
        found = [Accredited(agency, url, read_day(begins), read_day(ends)) for begins, ends, agency, url in rows]
        return sorted(found, key=lambda one: one.valid_from or date.min, reverse=True)

    @cached_property
    def signatures(self):
        """The signatures under the programme's agreement, unsaved copies, each with its university."""
        return [
            Signature(
                university=self.universities.get(int(key or 0)),
                external_name=name,
                withdrawn_on=read_day(withdrawn),
                valid_from=read_day(begins),
                valid_to=read_day(ends),
            )
            for key, name, withdrawn, begins, ends in read_rows(self.programme.signature_rows)
        ]

    @cached_property
    def changes(self):
        """The latest public changes, the newest first."""
        rows = read_rows(self.programme.change_rows)[::-1][:CHANGES]
        return [
            Change(read_moment(at), [Area(code).label for code in json.loads(areas) if code in Area.values])
            for at, areas in rows
        ]

    # What follows from it --------------------------------------------------------------------------------------------

    @cached_property
    def current_partners(self):
        """The partners that take part on the day; of a programme in which none does any more, those that did."""
        return [partner for partner in self.partners if partner.takes_part_on(self.day)] or self.partners

    @property
    def diplomas(self):
        """The partners that award a degree, or of which nobody knows whether they do."""
        return [partner for partner in self.current_partners if partner.awarding != Awarding.NO]

    @property
    def kind(self):
        return Kind(self.programme.kind)

    @property
    def drawn_ways(self):
        """As many paths as a first screen can show."""
        return self.ways[:3]

    @property
    def further_ways(self):
        return self.ways[3:]

    @cached_property
    def agreement(self):
        """The published agreement that it rests on, None without one."""
        agreement = self.programme.agreement
        return agreement if agreement and agreement.publication == Publication.PUBLISHED else None

    @cached_property
    def confirmations(self):
        """How each part that the partners share stands: {scope: Standing}."""
        keys = {partner.university_id for partner in self.current_partners if partner.university_id}
        return standings(self.programme, keys)

    @cached_property
    def marks(self):
        """Who confirmed what a section says: {section: Mark}."""
        universities = [partner.university for partner in self.current_partners if partner.university_id]
        return marks_of(self.confirmations, {university.pk: university.short_name for university in universities})

    @property
    def assurance(self):
        """When it was last confirmed."""
        is_asked = self.programme.status != Status.CLOSED
        return assurance_of(self.confirmations, self.programme.confirmed_on, self.day, is_asked=is_asked)

    @property
    def successor(self):
        """The published programme that came after it, None without one."""
        successor = self.programme.successor
        return successor if successor and successor.publication == Publication.PUBLISHED else None

    @property
    def agreement_is_over(self):
        return self.agreement is not None and not self.agreement.is_valid_on(self.day)

    @cached_property
    def missing_signatories(self):
        """The partners that have no signature under the agreement which holds on the day: [(university, signature)].

        The signature is the one that ended or was withdrawn, None where there never was one.
        """
        if self.agreement is None:
            return []
        signed = {}
        for signature in self.signatures:
            if not signed.get(signature.university_id) or signature.holds_on(self.day):
                signed[signature.university_id] = signature
        universities = [partner.university for partner in self.current_partners if partner.university_id]
        found = [(university, signed.get(university.pk)) for university in universities]
        return [(one, signature) for one, signature in found if not (signature and signature.holds_on(self.day))]

    @cached_property
    def picture(self):
        """The network picture of the partners, with a line between those that a path joins, or between all."""
        places = {
            partner.university_id: partner.university
            for partner in self.current_partners
            if partner.university_id and partner.university.publication == Publication.PUBLISHED
        }
        joined = {
            tuple(sorted((one.pk, other.pk)))
            for way in self.ways
            for one, other in pairwise([*way.homes[:1], *(step.university for step in way.steps if step.university)])
            if one.pk != other.pk and one.pk in places and other.pk in places
        }
        links = [self._link(places[one], places[other]) for one, other in joined or combinations(sorted(places), 2)]
        return picture_of(places.values(), sorted(links, key=lambda link: (link.a_key, link.b_key))) if links else None

    def _link(self, one, other):
        first, second = sorted((one, other), key=lambda university: university.slug)
        return Link(first.slug, second.slug, 1, f"{first.short_name} – {second.short_name}", "")

    @cached_property
    def source_uses(self):
        """Where the content of the page was read: each source once, with what was read there."""
        uses = {}
        labels = {
            field.name: field.verbose_name for field in Programme._meta.get_fields() if hasattr(field, "verbose_name")
        }
        labels |= {"subjects": _("subjects"), "languages": _("languages of instruction"), "paths": _("paths")}
        read = [(source, labels[name]) for name, source in self.programme.sources.items() if name in labels]
        read += [(partner.source, _("partners")) for partner in self.partners]
        read += [(one.deadline.source, _("deadlines")) for year in self.years for one in year.deadlines]
        read += [(fee.source, _("fees")) for fee in self.fees]
        read += [(requirement.source, _("requirements")) for requirement in self.requirements]
        for source, label in read:
            if source and label not in uses.setdefault(source, []):
                uses[source].append(label)
        return [SourceUse(Source(code), found) for code, found in uses.items()]
