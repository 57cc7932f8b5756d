from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.core.languages import TranslatedQuerySet
from cluster_portal.core.provenance import SourceField
from cluster_portal.core.validity import Period, PeriodQuerySet, Precision


class Standing(models.TextChoices):
    """How a university stands to the network on a given day: computed from its periods, never stored."""

    FULL = "full", _("Full member")
    ASSOCIATE = "associate", _("Associate member")
    CANDIDATE = "candidate", _("Candidate")
    OBSERVER = "observer", _("Observer")
    SUSPENDED = "suspended", _("Suspended")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("membership", "Not confirmed")
    FORMER = "former", _("Former member")

    @classmethod
    def current(cls):
        """Return the standings that count as belonging to the network."""
        return [cls.FULL, cls.ASSOCIATE, cls.CANDIDATE, cls.OBSERVER]

    @property
    def rank(self):
        """The place of its group in lists, from 0."""
        return list(type(self)).index(self)

    @classmethod
    def at(cls, rank):
        """Return the standing of a rank, "" for the rank of no standing."""
        return "" if rank == NO_STANDING else list(cls)[rank]


NO_STANDING = len(Standing)  # the rank of a university of which no period has begun


class StandingRank(Func):
    """The rank of the standing of a university (by the name of its key) on a day; NULL where no period has begun.

    Former members rank last, so the period that covers the day decides. One expression in one piece: composed of a
    subquery, Case and When it would take longer to compile than to run.
    """

    output_field = models.SmallIntegerField()

    def __init__(self, university, day):
        super().__init__(university, Value(day, models.DateField()))

    def as_sql(self, compiler, connection, **extra_context):
        (university, _), (day, day_params) = map(compiler.compile, self.get_source_expressions())
        period = connection.ops.quote_name(Membership._meta.db_table)
        categories = " ".join(f"WHEN '{value}' THEN {Standing(value).rank}" for value in Membership.Category.values)
        rank = (
            f"CASE WHEN period.ended_on_unknown_day OR period.valid_to <= {day} THEN {Standing.FORMER.rank} "
            f"WHEN period.state = '{Membership.State.SUSPENDED}' THEN {Standing.SUSPENDED.rank} "
            f"WHEN period.state = '{Membership.State.UNCONFIRMED}' THEN {Standing.UNCONFIRMED.rank} "
            f"ELSE CASE period.category {categories} END END"
        )
        begun = f"period.valid_from IS NULL OR period.valid_from <= {day}"
        sql = f"(SELECT MIN({rank}) FROM {period} period WHERE period.university_id = {university} AND ({begun}))"  # noqa: S608  names and numbers of ours
        return sql, (*day_params, *day_params)


class MembershipQuerySet(TranslatedQuerySet, PeriodQuerySet):
    source_language_path = "university__source_language"

    def on(self, day=None):
        """Return the periods that cover the day; one that ended on an unrecorded day covers none that can be named."""
        return super().on(day).filter(ended_on_unknown_day=False)


class Membership(Period):
    """One unbroken period in which a university belonged to the network in one category and state."""

    class Category(models.TextChoices):
        FULL = "full", _("Full member")
        ASSOCIATE = "associate", _("Associate member")
        CANDIDATE = "candidate", _("Candidate")
        OBSERVER = "observer", _("Observer")

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("membership", "Active")
        SUSPENDED = "suspended", _("Suspended")
        UNCONFIRMED = "unconfirmed", pgettext_lazy("membership", "Not confirmed")

    university = models.ForeignKey("members.University", models.CASCADE, related_name="memberships")
    category = models.CharField(_("category"), max_length=12, choices=Category)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=State,
        default=State.ACTIVE,
        help_text=_("Only active periods count as membership. Suspended and unconfirmed ones are listed apart."),
    )
    valid_from_precision = models.CharField(
        _("precision of the start"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    valid_to_precision = models.CharField(
        _("precision of the end"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    ended_on_unknown_day = models.BooleanField(
        _("ended on an unknown day"),
        default=False,
        help_text=_("The membership is over, but nobody recorded when. The page says so instead of naming a day."),
    )
    is_inferred = models.BooleanField(
        _("inferred"),
        default=False,
        help_text=_(
            "The standing follows from lists and reports, not from a decision that was seen. The page says so."
        ),
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.CharField(
        _("decided by"), max_length=120, blank=True, help_text=_("The body that decided, for example General Assembly.")
    )
    note = models.TextField(_("note"), blank=True, help_text=_("What is known about this period. Shown to the public."))
    source = SourceField()

    objects = MembershipQuerySet.as_manager()

    # The periods that this one is held against. None means the stored ones; a form that is about to change several
    # periods compares them itself.
    siblings = None

    class Meta(Period.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = [models.F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="membership_unknown_end_has_no_day",
                condition=Q(ended_on_unknown_day=False) | Q(valid_to__isnull=True),
                violation_error_message=_(
                    "Either the day of the end is known, or it is not: leave one of the two out."
                ),
            ),
            models.UniqueConstraint(
                fields=["university"],
                condition=Q(valid_to__isnull=True, ended_on_unknown_day=False),
                name="membership_one_open_period",
                violation_error_message=_("This university has an open membership already: end it first."),
            ),
        ]

    def __str__(self):
        return f"{self.get_category_display()} {self.valid_from or '?'} – {self.valid_to or ''}"

    def clean(self):
        super().clean()
        if self.ended_on_unknown_day and self.valid_to:
            raise ValidationError(
                {
                    "ended_on_unknown_day": ValidationError(
                        _("You gave the day of the end: untick this."), code="end_known"
                    )
                }
            )
        if self.university_id:
            others = self.siblings
            if others is None:
                others = Membership.objects.filter(university=self.university_id).exclude(pk=self.pk)
            overlapping = [other for other in others if self.overlaps(other)]
            if overlapping:
                raise ValidationError({"valid_from": overlap_error(overlapping[0])})

    def is_valid_on(self, day):
        return super().is_valid_on(day) and not self.ended_on_unknown_day

    def overlaps(self, other):
        """Tell whether the two periods share a day. One that ended on an unknown day is never held against another."""
        if self.ended_on_unknown_day or other.ended_on_unknown_day:
            return False
        begins_in_time = self.valid_from is None or other.valid_to is None or self.valid_from < other.valid_to
        ends_late = self.valid_to is None or other.valid_from is None or other.valid_from < self.valid_to
        return begins_in_time and ends_late

    @property
    def source_language(self):
        return self.university.source_language


def overlap_error(other):
    """Return the error for a period that shares days with the other one, naming that one."""
    return ValidationError(
        _(
            "This period overlaps another one: %(category)s, %(start)s to %(end)s. "
            "A period ends before the next begins."
        ),
        code="overlap",
        params={
            "category": other.get_category_display(),
            "start": other.valid_from or "?",
            "end": other.valid_to or "…",
        },
    )
