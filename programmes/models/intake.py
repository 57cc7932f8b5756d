import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import TranslatedQuerySet
from cluster_portal.core.moments import exists, validate_time_zone
from cluster_portal.core.provenance import SourceField
from cluster_portal.core.validity import Precision
from programmes.deadlines import Terms, last_moment, standing
from programmes.vocabulary import (
    ApplicantGroup,
    Certainty,
    ChargedBy,
    DeadlinePrecision,
    FeeKind,
    FeePer,
    IntakeState,
    Purpose,
)

# What decides when a deadline is met, in the order in which `terms_of` takes it.
TERMS_FIELDS = (
    "closes_on",
    "closes_at",
    "opens_on",
    "time_zone",
    "precision",
    "certainty",
    "intake__opens_on",
    "intake__academic_year",
)
USUAL_YEAR = 2000  # stands for "every year" in the dates of an intake without a year; it has a 29 February


def terms_of(row):
    """Return the `Terms` of a row of TERMS_FIELDS. Dates without a year are never firm."""
    closes_on, closes_at, opens_on, time_zone, precision, certainty, intake_opens_on, academic_year = row
    has_year = academic_year is not None
    return Terms(
        closes_on=closes_on,
        closes_at=closes_at,
        opens_on=opens_on or intake_opens_on,
        time_zone=time_zone,
        precision=precision,
        certainty=certainty if has_year else Certainty.EXPECTED,
        has_year=has_year,
    )


class RowQuerySet(TranslatedQuerySet):
    source_language_path = "programme__source_language"


class Intake(models.Model):
    """The dates of one academic year. Without a year: the dates that are usual, as a source gives them."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="intakes")
    academic_year = models.PositiveSmallIntegerField(
        _("academic year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1950), MaxValueValidator(2200)],
        help_text=_(
            "The year in which it begins: 2027 stands for 2027/28. Leave empty for usual dates that no source gives a "
            "year; write them with the year 2000."
        ),
    )
    state = models.CharField(_("state"), max_length=10, choices=IntakeState, default=IntakeState.PLANNED)
    opens_on = models.DateField(_("applications open on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    starts_on_precision = models.CharField(
        _("precision of the start"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("The last day of the studies."))
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name=_("copied from")
    )
    override_reason = models.CharField(
        _("reason for confirming"),
        max_length=250,
        blank=True,
        help_text=_("Why it takes place although its agreement ends before it does. Not shown to the public."),
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    source = SourceField()

    objects = RowQuerySet.as_manager()

    # What a calendar shows of an intake with each of its deadlines.
    CALENDAR_FIELDS = ("academic_year", "state", "opens_on")

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        ordering = [F("academic_year").desc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "academic_year"],
                name="intake_once_a_year",
                violation_error_message=_("There is an intake for this academic year already."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(academic_year__isnull=True),
                name="intake_once_without_year",
                violation_error_message=_("There is an intake without a year already."),
            ),
            models.CheckConstraint(
                name="intake_starts_before_end",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on")),
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                name="intake_opens_before_start",
                condition=Q(opens_on__isnull=True) | Q(starts_on__isnull=True) | Q(opens_on__lt=F("starts_on")),
                violation_error_message=_("Applications open before the studies start."),
            ),
        ]

    def __str__(self):
        return self.year_label

    def save(self, *args, **kwargs):
        stored = type(self)._base_manager.filter(pk=self.pk).values(*self.CALENDAR_FIELDS).first() if self.pk else None
        super().save(*args, **kwargs)
        if stored is None or all(getattr(self, field) == value for field, value in stored.items()):
            return
        for deadline in self.deadlines.all():  # what a calendar shows of them depends on their intake
            deadline.intake = self
            deadline.sequence += 1
            deadline.save()

    @property
    def year_label(self):
        """The academic year as it is written: "2027/28", or that the dates are those of every year."""
        if self.academic_year is None:
            return str(_("every year"))
        return f"{self.academic_year}/{(self.academic_year + 1) % 100:02}"

    @property
    def source_language(self):
        return self.programme.source_language


class Deadline(models.Model):
    """One date by which somebody must have done something, in a time zone, firm or expected."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)  # raised when what a calendar shows changes
    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="deadlines", editable=False)
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="deadlines", verbose_name=_("intake"))
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    applicant_group = models.CharField(_("for"), max_length=12, choices=ApplicantGroup, default=ApplicantGroup.ALL)
    university = models.ForeignKey(
        "members.University",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("university"),
        help_text=_("The partner that sets it. Leave empty where it holds for all."),
    )
    authority = models.CharField(
        _("other office"), max_length=120, blank=True, help_text=_("Where no partner sets it. A name, not translated.")
    )
    path = models.ForeignKey(
        "programmes.MobilityPath", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only on")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1, validators=[MinValueValidator(1)])
    opens_on = models.DateField(
        _("opens on"), null=True, blank=True, help_text=_("Where it differs from the opening of the intake.")
    )
    closes_on = models.DateField(_("date"))
    closes_at = models.TimeField(_("time"), null=True, blank=True, help_text=_("Local time, for “to the minute”."))
    time_zone = models.CharField(
        _("time zone"), max_length=40, help_text=_("For example Europe/Stockholm. The date holds in it.")
    )
    precision = models.CharField(_("precision"), max_length=6, choices=DeadlinePrecision, default=DeadlinePrecision.DAY)
    certainty = models.CharField(_("certainty"), max_length=8, choices=Certainty, default=Certainty.EXPECTED)
    is_independent = models.BooleanField(
        _("independent of the application"),
        default=False,
        help_text=_("For a scholarship that one applies for after the application."),
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    url = models.URLField(_("web address"), max_length=400, blank=True)
    source = SourceField()
    last_moment = models.DateTimeField(null=True, editable=False, db_index=True)  # in UTC; None in an intake of no year

    objects = RowQuerySet.as_manager()

    # What a calendar shows of a deadline.
    CALENDAR_FIELDS = (
        "purpose",
        "applicant_group",
        "university_id",
        "authority",
        "round",
        "opens_on",
        "closes_on",
        "closes_at",
        "time_zone",
        "precision",
        "certainty",
    )

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["closes_on", "round", "pk"]
        constraints = [
            models.CheckConstraint(
                name="deadline_opens_before_it_closes",
                condition=Q(opens_on__isnull=True) | Q(opens_on__lte=F("closes_on")),
                violation_error_message=_("It opens before it closes."),
            ),
            models.CheckConstraint(
                name="deadline_minute_has_time",
                condition=Q(precision="minute", closes_at__isnull=False)
                | (~Q(precision="minute") & Q(closes_at__isnull=True)),
                violation_error_message=_("Give a time with “to the minute”, and none with any other precision."),
            ),
            models.CheckConstraint(
                name="deadline_round_from_one",
                condition=Q(round__gte=1),
                violation_error_message=_("Rounds are counted from 1."),
            ),
            models.CheckConstraint(
                name="deadline_only_scholarships_are_independent",
                condition=Q(is_independent=False) | Q(purpose=Purpose.SCHOLARSHIP),
                violation_error_message=_("Only the date of a scholarship can be independent of the application."),
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} {self.closes_on}"

    def save(self, *args, **kwargs):
        self.programme_id = self.intake.programme_id
        self.last_moment = last_moment(self.terms) if self.intake.academic_year is not None else None
        if self.pk and not self._state.adding:
            stored = type(self)._base_manager.filter(pk=self.pk).values(*self.CALENDAR_FIELDS).first()
            if stored and any(getattr(self, field) != value for field, value in stored.items()):
                self.sequence = F("sequence") + 1
        super().save(*args, **kwargs)
        if not isinstance(self.sequence, int):
            self.refresh_from_db(fields=["sequence"])

    def clean(self):
        super().clean()
        try:
            validate_time_zone(self.time_zone)
        except ValidationError as error:
            raise ValidationError({"time_zone": error}) from None
        if self.closes_on and self.closes_at and not exists(self.closes_on, self.closes_at, self.time_zone):
            raise ValidationError(
                {
                    "closes_at": ValidationError(
                        _("This time does not exist: the clocks go forward on that day."), code="no_such_time"
                    )
                }
            )

    @property
    def terms(self):
        """The plain values that `programmes.deadlines` computes with; the intake is loaded."""
        row = (self.closes_on, self.closes_at, self.opens_on, self.time_zone, self.precision, self.certainty)
        return terms_of((*row, self.intake.opens_on, self.intake.academic_year))

    def standing(self, now):
        """Return what the deadline means at an aware moment: a `programmes.deadlines.Standing`."""
        return standing(self.terms, now)

    @property
    def source_language(self):
        return self.programme.source_language


class Fee(models.Model):
    """One amount that somebody pays. Zero says that there is no fee; where nothing is known there is no row."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="fees")
    academic_year = models.PositiveSmallIntegerField(
        _("academic year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1950), MaxValueValidator(2200)],
        help_text=_("The year that the amount is for, 2027 for 2027/28. Empty says that no source gives it."),
    )
    university = models.ForeignKey(
        "members.University", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("university")
    )
    path = models.ForeignKey(
        "programmes.MobilityPath", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only on")
    )
    applicant_group = models.CharField(_("for"), max_length=12, choices=ApplicantGroup, default=ApplicantGroup.ALL)
    kind = models.CharField(_("kind"), max_length=12, choices=FeeKind, default=FeeKind.TUITION)
    amount = models.DecimalField(
        _("amount"), max_digits=10, decimal_places=2, help_text=_("0 says that there is no fee.")
    )
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, help_text=_("The code of ISO 4217, for example EUR or SEK.")
    )
    per = models.CharField(_("per"), max_length=10, choices=FeePer, default=FeePer.YEAR)
    charged_by = models.CharField(_("charged by"), max_length=10, choices=ChargedBy, blank=True)
    included = models.CharField(_("includes"), max_length=250, blank=True)
    excluded = models.CharField(_("does not include"), max_length=250, blank=True)
    is_waivable = models.BooleanField(_("can be waived"), default=False)
    note = models.CharField(_("note"), max_length=250, blank=True)
    source = SourceField()

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ["kind", F("academic_year").desc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="fee_is_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                name="fee_has_currency",
                condition=Q(amount=0) | Q(currency__regex=r"^[A-Z]{3}$"),
                violation_error_message=_("An amount needs a currency: three capitals, for example EUR."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount} {self.currency}"

    @property
    def source_language(self):
        return self.programme.source_language
