from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import TranslatedQuerySet, require_in_source_language
from cluster_portal.core.provenance import SourceField, SourcesField
from cluster_portal.core.publishing import PublishedModel, PublishedQuerySet
from cluster_portal.core.slugs import FormerSlug, SluggedModel
from cluster_portal.core.validity import Period, PeriodQuerySet, Precision, today
from programmes.vocabulary import AgreementKind, AgreementState, Level, Renewal


class AgreementQuerySet(PublishedQuerySet, PeriodQuerySet):
    def on(self, day=None):
        """Return the agreements that hold on the day; one that ended on an unrecorded day holds on none."""
        return super().on(day).filter(ended_on_unknown_day=False)


class FrameworkAgreement(SluggedModel, PublishedModel, Period):
    """One agreement under which universities recognise each other's studies or award degrees together."""

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=18, choices=AgreementKind)
    state = models.CharField(_("state"), max_length=12, choices=AgreementState, default=AgreementState.UNCONFIRMED)
    covers_bachelor = models.BooleanField(_("covers bachelor's degrees"), default=False)
    covers_master = models.BooleanField(_("covers master's degrees"), default=False)
    covers_doctorate = models.BooleanField(_("covers doctorates"), default=False)
    scope_note = models.CharField(
        _("scope"), max_length=200, blank=True, help_text=_("The fields it is for, in words.")
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    is_retroactive = models.BooleanField(
        _("retroactive"), default=False, help_text=_("It was signed after the day on which it began to hold.")
    )
    valid_from_precision = models.CharField(
        _("precision of the start"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    valid_to_precision = models.CharField(
        _("precision of the end"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    ended_on_unknown_day = models.BooleanField(_("ended on an unknown day"), default=False)
    renewal = models.CharField(_("renewal"), max_length=10, choices=Renewal, blank=True)
    renewal_years = models.PositiveSmallIntegerField(_("years of a renewal"), null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(_("months of notice"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="superseded_by", verbose_name=_("supersedes")
    )
    summary = models.TextField(_("summary"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True, help_text=_("Who may use it, and how."))
    note = models.TextField(
        _("editors' note"), blank=True, help_text=_("What is uncertain about this entry. Shown to the public.")
    )
    website = models.URLField(_("official page"), max_length=400, blank=True)
    sources = SourcesField()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["slug"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="frameworkagreement_slug_is_well_formed",
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(
                name="frameworkagreement_signed_before_it_holds",
                condition=Q(is_retroactive=True)
                | Q(signed_on__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(signed_on__lte=F("valid_from")),
                violation_error_message=_("It was signed after it began to hold: tick “retroactive” if that is right."),
            ),
            models.CheckConstraint(
                name="frameworkagreement_unknown_end_has_no_day",
                condition=Q(ended_on_unknown_day=False) | Q(valid_to__isnull=True),
                violation_error_message=_(
                    "Either the day of the end is known, or it is not: leave one of the two out."
                ),
            ),
            models.CheckConstraint(
                name="frameworkagreement_does_not_supersede_itself",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                violation_error_message=_("An agreement cannot supersede itself."),
            ),
        ]

    def __str__(self):
        return self.title_en or self.slug if "title_en" in self.__dict__ else self.slug

    def get_absolute_url(self):
        return reverse("programmes:agreement_detail", args=[self.slug])

    def clean(self):
        super().clean()
        require_in_source_language(self, "title")
        seen, step = {self.pk}, self.supersedes
        while step is not None and self.pk:
            if step.pk in seen:
                raise ValidationError(
                    {
                        "supersedes": ValidationError(
                            _("These agreements supersede each other in a circle."), code="circle"
                        )
                    }
                )
            seen.add(step.pk)
            step = step.supersedes

    def is_valid_on(self, day):
        return super().is_valid_on(day) and not self.ended_on_unknown_day

    @property
    def levels(self):
        """The levels that it covers: a list of `Level`."""
        covered = {
            Level.BACHELOR: self.covers_bachelor,
            Level.MASTER: self.covers_master,
            Level.DOCTORATE: self.covers_doctorate,
        }
        return [level for level, is_covered in covered.items() if is_covered]


class FormerAgreementSlug(FormerSlug):
    """An address that an agreement's page once had."""

    target = models.ForeignKey(FrameworkAgreement, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former web address")
        verbose_name_plural = _("former web addresses")


class SignatureQuerySet(TranslatedQuerySet, PeriodQuerySet):
    source_language_path = "agreement__source_language"

    def on(self, day=None):
        """Return the signatures that hold on the day; the day of a withdrawal is the first on which one does not."""
        holds = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day or today())
        return super().on(day).filter(holds)


class Signature(Period):
    """One university's signature under an agreement, and for how long it holds."""

    agreement = models.ForeignKey(FrameworkAgreement, models.CASCADE, related_name="signatures")
    university = models.ForeignKey(
        "members.University",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("university"),
    )
    external_name = models.CharField(
        _("external university"),
        max_length=160,
        blank=True,
        help_text=_("The name of a signatory that has no page in this portal."),
    )
    is_inferred = models.BooleanField(
        _("inferred"),
        default=False,
        help_text=_("It follows from a list or a membership, not from a signature that was seen. The page says so."),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signatory_name = models.CharField(_("signed by"), max_length=120, blank=True)
    signatory_function = models.CharField(_("in the function of"), max_length=120, blank=True)
    withdrawn_on = models.DateField(
        _("withdrawn on"), null=True, blank=True, help_text=_("The first day on which it no longer holds.")
    )
    source = SourceField()

    objects = SignatureQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["pk"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["agreement", "university", "signed_on"],
                name="signature_once_a_day",
                violation_error_message=_("This university's signature of this day is there already."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "university"],
                condition=Q(signed_on__isnull=True),
                name="signature_once_without_day",
                violation_error_message=_("This university's signature without a day is there already."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "external_name"],
                condition=~Q(external_name=""),
                name="signature_external_once",
                violation_error_message=_("This university has signed already."),
            ),
            models.CheckConstraint(
                name="signature_is_of_one_university",
                condition=Q(university__isnull=False, external_name="")
                | (Q(university__isnull=True) & ~Q(external_name="")),
                violation_error_message=_("Choose a university or name an external one."),
            ),
            models.CheckConstraint(
                name="signature_withdrawn_while_it_held",
                condition=Q(withdrawn_on__isnull=True)
                | (
                    (Q(valid_from__isnull=True) | Q(withdrawn_on__gte=F("valid_from")))
                    & (Q(valid_to__isnull=True) | Q(withdrawn_on__lte=F("valid_to")))
                    & (Q(signed_on__isnull=True) | Q(withdrawn_on__gte=F("signed_on")))
                ),
                violation_error_message=_("A signature can be withdrawn only while it holds."),
            ),
        ]

    def __str__(self):
        return str(self.university) if self.university_id else self.external_name

    def holds_on(self, day):
        """Tell whether it holds on the day: `SignatureQuerySet.on` for one loaded row."""
        return self.is_valid_on(day) and (self.withdrawn_on is None or day < self.withdrawn_on)

    @property
    def source_language(self):
        return self.agreement.source_language
