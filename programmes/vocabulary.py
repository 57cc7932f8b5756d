"""The controlled lists of programmes: codes are kept for ever, labels are translated and never stored.

Sources: kinds of degree, EQAR and ENQA on joint programmes; levels, the cycles of QF-EHEA with their EQF level (Council
Recommendation 2017/C 189/03); CEFR, Council of Europe; the rest are the network's own. Subjects are in `isced`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What a programme leads to."""

    DUAL = "dual", _("Dual degree")
    MULTIPLE = "multiple", _("Multiple degree")
    JOINT = "joint", _("Joint degree")
    COTUTELLE = "cotutelle", _("Dual doctorate (cotutelle)")
    CERTIFICATE = "certificate", _("Degree with network certificate")
    EXCHANGE = "exchange", _("Exchange package")

    @property
    def explanation(self):
        """What the term means, in a sentence or two."""
        return EXPLANATIONS[self]

    @property
    def awards_degrees(self):
        return self != Kind.EXCHANGE


EXPLANATIONS = {
    Kind.DUAL: _(
        "Dual (or double) degree: two universities each award their own diploma for one course of study that was "
        "planned together. Whoever completes it holds two degrees."
    ),
    Kind.MULTIPLE: _(
        "Multiple degree: three or more universities each award their own diploma for one course of study that was "
        "planned together."
    ),
    Kind.JOINT: _(
        "Joint degree: several universities plan and run a programme together and award one diploma together, in a "
        "single document."
    ),
    Kind.COTUTELLE: _(
        "Cotutelle: a doctorate with a supervisor at each of two universities, time at both, and one joint defence. "
        "Each university awards its own doctorate, or both award one together."
    ),
    Kind.CERTIFICATE: _(
        "Degree with network certificate: one university awards the diploma, and the network adds a certificate for "
        "the time spent at its partners."
    ),
    Kind.EXCHANGE: _(
        "Exchange package: courses for a semester or a year at another university, which count towards the degree at "
        "home. It leads to no diploma of its own."
    ),
}


class Level(models.TextChoices):
    """The cycle of the Bologna framework (QF-EHEA)."""

    BACHELOR = "bachelor", pgettext_lazy("level", "Bachelor")
    MASTER = "master", pgettext_lazy("level", "Master")
    DOCTORATE = "doctorate", pgettext_lazy("level", "Doctorate")
    ANY = "any", pgettext_lazy("level", "Several levels")

    @property
    def eqf(self):
        """The level of the European Qualifications Framework, 6 to 8; None where there are several."""
        return {Level.BACHELOR: 6, Level.MASTER: 7, Level.DOCTORATE: 8}.get(self)

    @property
    def cycle(self):
        """The cycle of QF-EHEA, 1 to 3; None where there are several."""
        return {Level.BACHELOR: 1, Level.MASTER: 2, Level.DOCTORATE: 3}.get(self)


class Status(models.TextChoices):
    """Where a programme stands in its life. Drafts are a matter of publication."""

    ANNOUNCED = "announced", pgettext_lazy("programme", "Announced")
    OPEN = "open", pgettext_lazy("programme", "Running")
    PAUSED = "paused", pgettext_lazy("programme", "Paused")
    PHASING_OUT = "phasing-out", pgettext_lazy("programme", "Phasing out")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("programme", "Not confirmed by its universities")
    CLOSED = "closed", pgettext_lazy("programme", "Closed")

    @classmethod
    def reachable(cls):
        """Return the states in which somebody may still get in, or may hope to: they make routes and lines."""
        return [cls.ANNOUNCED, cls.OPEN, cls.UNCONFIRMED]

    @property
    def takes_applications(self):
        """Whether a date can be open at all: of what is paused, phasing out or closed none is."""
        return self in {Status.ANNOUNCED, Status.OPEN, Status.UNCONFIRMED}


class Basis(models.TextChoices):
    """What a programme rests on."""

    BILATERAL = "bilateral", _("Agreement of two universities")
    MULTILATERAL = "multilateral", _("Agreement of several universities")
    NETWORK = "network", _("Agreement of the network")
    SCHEME = "scheme", _("European or regional scheme")


class Role(models.TextChoices):
    """What a partner does in a programme. The value is the name of the partner's column."""

    COORDINATOR = "is_coordinator", pgettext_lazy("role", "Coordinator")
    ENTRY = "is_entry", pgettext_lazy("role", "First university")
    EXIT = "is_exit", pgettext_lazy("role", "Second university")
    HOST = "is_host", pgettext_lazy("role", "Host")
    THESIS = "is_thesis_place", pgettext_lazy("role", "Place of the thesis")
    SUPERVISING = "is_supervising", pgettext_lazy("role", "Supervision")
    ASSOCIATED = "is_associated", pgettext_lazy("role", "Associated partner without a degree")


class Awarding(models.TextChoices):
    """Whether a partner awards a degree of its own, or its part of the joint one."""

    YES = "yes", _("Awards a degree")
    NO = "no", _("Awards no degree")
    UNKNOWN = "unknown", _("Not known whether it awards a degree")


class Mode(models.TextChoices):
    FULL_TIME = "full-time", _("Full-time")
    PART_TIME = "part-time", _("Part-time")


class Delivery(models.TextChoices):
    ON_SITE = "on-site", _("On site")
    BLENDED = "blended", _("Blended")
    ONLINE = "online", _("Online")


class Channel(models.TextChoices):
    """Where an application goes."""

    HOME = "home", _("The home university")
    START = "start", _("The first university")
    COORDINATOR = "coordinator", _("The coordinating university")
    OFFICE = "office", _("The office of the programme")
    EACH = "each", _("Each university")


class StepKind(models.TextChoices):
    """What is done at a step of a path."""

    COURSEWORK = "coursework", _("Courses")
    EXCHANGE = "exchange", _("Exchange")
    INTERNSHIP = "internship", _("Internship")
    SUMMER_SCHOOL = "summer-school", _("Summer school")
    THESIS = "thesis", _("Thesis")
    RESEARCH = "research", _("Research stay")


class Term(models.TextChoices):
    AUTUMN = "autumn", _("Autumn")
    SPRING = "spring", _("Spring")
    YEAR = "year", _("Whole year")
    FLEXIBLE = "flexible", _("Flexible")


class IntakeState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("intake", "Planned")
    CONFIRMED = "confirmed", pgettext_lazy("intake", "Confirmed")
    CANCELLED = "cancelled", pgettext_lazy("intake", "Cancelled")


class ApplicantGroup(models.TextChoices):
    """Whom a deadline or a fee is for."""

    ALL = "all", pgettext_lazy("applicants", "Everybody")
    EU = "eu", pgettext_lazy("applicants", "Citizens of the EU, the EEA and Switzerland")
    NON_EU = "non-eu", pgettext_lazy("applicants", "Citizens of other countries")
    OWN = "own", pgettext_lazy("applicants", "Students of the home university")
    PARTNER = "partner", pgettext_lazy("applicants", "Students of the partner universities")
    SCHOLARSHIP = "scholarship", pgettext_lazy("applicants", "Applicants for a scholarship")


class Purpose(models.TextChoices):
    """What a deadline is for."""

    NOMINATION = "nomination", _("Nomination by the home university")
    APPLICATION = "application", _("Application")
    DOCUMENTS = "documents", _("Documents")
    SCHOLARSHIP = "scholarship", _("Scholarship application")
    CONFIRMATION = "confirmation", _("Confirmation of the place")
    FEE = "fee", _("Payment of the fee")
    ENROLMENT = "enrolment", _("Enrolment")

    @classmethod
    def for_getting_in(cls):
        """Return the purposes that decide whether one can still get in."""
        return [cls.NOMINATION, cls.APPLICATION]


class DeadlinePrecision(models.TextChoices):
    MINUTE = "minute", _("to the minute")
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")


class Certainty(models.TextChoices):
    FIRM = "firm", _("Firm")
    EXPECTED = "expected", _("Expected")


class FeeKind(models.TextChoices):
    TUITION = "tuition", _("Tuition fee")
    APPLICATION = "application", _("Application fee")
    REGISTRATION = "registration", _("Registration fee")
    SEMESTER = "semester", _("Semester contribution")
    DEPOSIT = "deposit", _("Deposit")


class FeePer(models.TextChoices):
    SEMESTER = "semester", _("per semester")
    YEAR = "year", _("per year")
    PROGRAMME = "programme", _("for the whole programme")
    ONCE = "once", _("once")


class ChargedBy(models.TextChoices):
    """The payer rule: which university asks for a fee."""

    HOME = "home", _("The home university")
    HOST = "host", _("The host university")
    BOTH = "both", _("Each university for the time spent there")
    PROGRAMME = "programme", _("The programme")


class RequirementKind(models.TextChoices):
    DEGREE = "degree", _("Previous degree")
    SUBJECT = "subject", _("Credits in given subjects")
    LANGUAGE = "language", _("Language")
    GRADE = "grade", _("Grade")
    DOCUMENT = "document", _("Document")
    NOMINATION = "nomination", _("Nomination")
    OTHER = "other", pgettext_lazy("requirement", "Further conditions")


class RequirementUnit(models.TextChoices):
    ECTS = "ects", _("ECTS credits")
    YEARS = "years", _("years")
    PERCENT = "percent", _("per cent")


class CEFR(models.TextChoices):
    """The levels of the Common European Framework of Reference for Languages."""

    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class AgreementKind(models.TextChoices):
    RECOGNITION = "recognition", _("Declaration of mutual recognition")
    DUAL_MASTER = "dual-master", _("Framework for dual master's degrees")
    DUAL_DOCTORATE = "dual-doctorate", _("Framework for dual doctorates")
    BILATERAL = "bilateral", _("Agreement between universities")
    EXCHANGE = "student-exchange", _("Student exchange agreement")
    OTHER = "other", pgettext_lazy("agreement", "Other agreement")

    @classmethod
    def covering(cls):
        """Return the kinds under which two signatories may run a dual degree without signing anything else.

        A declaration of recognition is none: each pair of universities signs an agreement of its own under it.
        """
        return [cls.DUAL_MASTER, cls.DUAL_DOCTORATE, cls.BILATERAL]


class AgreementState(models.TextChoices):
    CONFIRMED = "confirmed", _("In force as far as is known")
    UNCONFIRMED = "unconfirmed", _("Not confirmed by its universities")


class Renewal(models.TextChoices):
    NONE = "none", _("Not renewed")
    AUTOMATIC = "automatic", _("Automatically")
    DECISION = "decision", _("By decision")
