from datetime import date

import factory

from cluster_portal.core.publishing import Publication
from programmes.models import (
    Accreditation,
    Deadline,
    Fee,
    FrameworkAgreement,
    Intake,
    LearningOutcome,
    MobilityPath,
    PathStep,
    Programme,
    ProgrammePartner,
    ProgrammeSubject,
    Requirement,
    Signature,
    TeachingLanguage,
)
from programmes.vocabulary import (
    AgreementKind,
    AgreementState,
    Awarding,
    Certainty,
    Kind,
    Level,
    Purpose,
    RequirementKind,
    Status,
)
from tests.factories.members import UniversityFactory


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A published, running dual master without partners.

    ProgrammeFactory(partners=[kth, upc])        with partners that each award a degree, of which the first coordinates
    ProgrammeFactory(route=[kth, upc])           the same, with one path that spends a year at each in this order
    ProgrammeFactory(subjects=["0613"], languages=["en"])
    """

    slug = factory.Sequence(lambda n: f"programme-{n}")
    publication = Publication.PUBLISHED
    title_en = factory.Sequence(lambda n: f"Programme No. {n}")
    kind = Kind.DUAL
    level = Level.MASTER
    status = Status.OPEN

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    @factory.post_generation
    def partners(self, create, universities, **kwargs):
        for position, university in enumerate(universities or []):
            PartnerFactory(
                programme=self, university=university, position=position, is_coordinator=position == 0, **kwargs
            )

    @factory.post_generation
    def route(self, create, universities, **kwargs):
        if not universities:
            return
        for position, university in enumerate(universities):
            PartnerFactory(programme=self, university=university, position=position, is_coordinator=position == 0)
        PathFactory(programme=self, places=universities)

    @factory.post_generation
    def subjects(self, create, codes, **kwargs):
        for position, code in enumerate(codes or []):
            ProgrammeSubject.objects.create(programme=self, code=code, position=position)

    @factory.post_generation
    def languages(self, create, tags, **kwargs):
        for tag in tags or []:
            TeachingLanguage.objects.create(programme=self, language=tag)


class PartnerFactory(factory.django.DjangoModelFactory):
    """A partner that awards a Master of Science; `PartnerFactory(external_name="DTU")` has no page."""

    programme = factory.SubFactory(ProgrammeFactory)
    university = factory.Maybe("external_name", None, factory.SubFactory(UniversityFactory, membership="full"))
    external_name = ""
    is_external = factory.LazyAttribute(lambda partner: bool(partner.external_name))
    awarding = Awarding.YES
    degree_title = factory.LazyAttribute(
        lambda partner: "Master of Science" if partner.awarding == Awarding.YES else ""
    )

    class Meta:
        model = ProgrammePartner


class PathFactory(factory.django.DjangoModelFactory):
    """A path; `PathFactory(programme=programme, places=[kth, upc])` spends a year and 60 credits at each."""

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"path-{n}")

    class Meta:
        model = MobilityPath
        skip_postgeneration_save = True

    @factory.post_generation
    def places(self, create, universities, **kwargs):
        for order, university in enumerate(universities or [], start=1):
            StepFactory(path=self, order=order, university=university, **kwargs)


class StepFactory(factory.django.DjangoModelFactory):
    path = factory.SubFactory(PathFactory)
    order = 1
    months = 12
    ects = 60

    class Meta:
        model = PathStep


class IntakeFactory(factory.django.DjangoModelFactory):
    """The intake of 2027/28; `IntakeFactory(academic_year=None)` holds the usual dates."""

    programme = factory.SubFactory(ProgrammeFactory)
    academic_year = 2027

    class Meta:
        model = Intake


class DeadlineFactory(factory.django.DjangoModelFactory):
    """A firm application deadline at the end of 15 January 2027 in Stockholm."""

    intake = factory.SubFactory(IntakeFactory)
    purpose = Purpose.APPLICATION
    closes_on = date(2027, 1, 15)
    time_zone = "Europe/Stockholm"
    certainty = Certainty.FIRM

    class Meta:
        model = Deadline


class FeeFactory(factory.django.DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    amount = 15000
    currency = "EUR"

    class Meta:
        model = Fee


class RequirementFactory(factory.django.DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    kind = RequirementKind.DEGREE
    text_en = "A bachelor's degree in engineering."

    class Meta:
        model = Requirement


class LearningOutcomeFactory(factory.django.DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    text_en = "Designs distributed systems."

    class Meta:
        model = LearningOutcome


class AccreditationFactory(factory.django.DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    agency = "ASIIN"

    class Meta:
        model = Accreditation


class AgreementFactory(factory.django.DjangoModelFactory):
    """A published agreement for dual masters, in force; `AgreementFactory(signatories=[kth, upc])` with signatures."""

    slug = factory.Sequence(lambda n: f"agreement-{n}")
    publication = Publication.PUBLISHED
    title_en = factory.Sequence(lambda n: f"Agreement No. {n}")
    kind = AgreementKind.DUAL_MASTER
    state = AgreementState.CONFIRMED
    covers_master = True

    class Meta:
        model = FrameworkAgreement
        skip_postgeneration_save = True

    @factory.post_generation
    def signatories(self, create, universities, **kwargs):
        for university in universities or []:
            SignatureFactory(agreement=self, university=university, **kwargs)


class SignatureFactory(factory.django.DjangoModelFactory):
    agreement = factory.SubFactory(AgreementFactory)
    university = factory.SubFactory(UniversityFactory, membership="full")

    class Meta:
        model = Signature
