from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import require_in_source_language
from cluster_portal.core.provenance import SourcesField
from cluster_portal.core.publishing import PublishedModel, PublishedQuerySet
from cluster_portal.core.slugs import FormerSlug, SluggedModel
from programmes.models.partner import ProgrammePartner
from programmes.vocabulary import Basis, Channel, Delivery, Kind, Level, Mode, Status

YEARS = [MinValueValidator(1950), MaxValueValidator(2200)]

RESERVED_SLUGS = {"agreements", "calendar", "compare", "coverage", "feed", "finder"}  # pages beside the programmes

# What a row of the catalogue needs besides its texts and partners.
CARD_FIELDS = (
    "uuid",
    "slug",
    "acronym",
    "kind",
    "level",
    "status",
    "ects_total",
    "duration_months",
    "extra_months",
    "source_language",
)


class ProgrammeQuerySet(PublishedQuerySet):
    def reachable(self):
        """Return the programmes into which one can get, or may hope to: not paused, phasing out or closed ones."""
        return self.filter(status__in=Status.reachable())

    def leading_to_degrees(self):
        """Return the programmes that lead to diplomas: all but exchange packages."""
        return self.exclude(kind=Kind.EXCHANGE)

    def with_partner(self, university):
        """Return the programmes of which a university (or its primary key) is a partner."""
        partners = ProgrammePartner.objects.filter(programme=OuterRef("pk"), university=university)
        return self.filter(Exists(partners))


class Programme(SluggedModel, PublishedModel):
    """One course of study, or one exchange offer, that several universities run together."""

    title = models.CharField(_("title"), max_length=200)
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    level = models.CharField(
        _("level"), max_length=10, choices=Level, help_text=_("The EQF level and the cycle follow from it.")
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status,
        default=Status.UNCONFIRMED,
        help_text=_("A closed programme keeps its page. “Not confirmed” says that its universities have not answered."),
    )
    subject_note = models.CharField(
        _("field of study"), max_length=120, blank=True, help_text=_("In words. The codes stand under subjects.")
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("Two or three sentences for the first screen."))
    description = models.TextField(_("description"), blank=True)
    career = models.TextField(_("after the degree"), blank=True)
    ects_total = models.PositiveSmallIntegerField(
        _("ECTS credits"), null=True, blank=True, help_text=_("Of the whole programme. Leave empty if not known.")
    )
    ects_tolerance = models.PositiveSmallIntegerField(
        _("tolerance"),
        default=0,
        help_text=_("By how many credits a path may differ from the total, where a range is published."),
    )
    ects_min_per_partner = models.PositiveSmallIntegerField(
        _("least ECTS credits at each partner"), null=True, blank=True
    )
    thesis_ects = models.PositiveSmallIntegerField(_("ECTS credits of the thesis"), null=True, blank=True)
    duration_months = models.PositiveSmallIntegerField(
        _("duration in months"), null=True, blank=True, help_text=_("A semester counts as 6 months.")
    )
    extra_months = models.PositiveSmallIntegerField(
        _("extra time in months"),
        null=True,
        blank=True,
        help_text=_("How much longer than a single degree: 0 says no longer, empty says not known."),
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, blank=True)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery, blank=True)
    first_intake_year = models.PositiveSmallIntegerField(
        _("first intake"), null=True, blank=True, validators=YEARS, help_text=_("The year in which it began.")
    )
    last_intake_year = models.PositiveSmallIntegerField(_("last intake"), null=True, blank=True, validators=YEARS)
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )
    basis = models.CharField(_("rests on"), max_length=12, choices=Basis, blank=True)
    scheme_name = models.CharField(
        _("scheme"), max_length=80, blank=True, help_text=_("For example Erasmus Mundus. A name, not translated.")
    )
    agreement = models.ForeignKey(
        "programmes.FrameworkAgreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("agreement"),
    )
    coordinator_is_unknown = models.BooleanField(
        _("coordinator not known"),
        default=False,
        help_text=_("Tick this where nobody could say which partner coordinates. The page says so."),
    )
    joint_degree_title = models.CharField(
        _("title of the joint degree"), max_length=200, blank=True, help_text=_("In its own words, for a joint degree.")
    )
    joint_degree_title_is_unknown = models.BooleanField(_("wording of the joint degree not known"), default=False)
    forbids_same_country = models.BooleanField(
        _("no two universities of one country on a path"), default=False, help_text=_("A rule of some networks.")
    )
    how_to_apply = models.TextField(_("how to apply"), blank=True)
    selection = models.TextField(_("selection"), blank=True)
    recognition_note = models.TextField(_("recognition"), blank=True)
    thesis_rule = models.TextField(_("thesis"), blank=True)
    defence_rule = models.TextField(_("defence"), blank=True)
    costs_note = models.TextField(_("on costs"), blank=True)
    application_channel = models.CharField(_("application goes to"), max_length=12, choices=Channel, blank=True)
    application_url = models.URLField(_("application page"), blank=True)
    website = models.URLField(_("official page"), max_length=400, blank=True)
    note = models.TextField(
        _("editors' note"), blank=True, help_text=_("What is uncertain about this entry. Shown to the public.")
    )
    sources = SourcesField()

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="programme_slug_is_well_formed",
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(
                name="programme_intakes_are_in_order",
                condition=Q(first_intake_year__isnull=True)
                | Q(last_intake_year__isnull=True)
                | Q(first_intake_year__lte=F("last_intake_year")),
                violation_error_message=_("The last intake cannot come before the first."),
            ),
            models.CheckConstraint(
                name="programme_is_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                violation_error_message=_("A programme cannot be its own successor."),
            ),
            models.CheckConstraint(
                name="programme_thesis_is_part_of_it",
                condition=Q(thesis_ects__isnull=True)
                | Q(ects_total__isnull=True)
                | Q(thesis_ects__lte=F("ects_total") + F("ects_tolerance")),
                violation_error_message=_("The thesis cannot have more credits than the programme."),
            ),
            models.CheckConstraint(
                name="programme_joint_title_known_or_not",
                condition=Q(joint_degree_title="") | Q(joint_degree_title_is_unknown=False),
                violation_error_message=_("Either the wording is known, or it is not: leave one of the two out."),
            ),
        ]

    def __str__(self):
        return self.title_en or self.slug if "title_en" in self.__dict__ else self.slug

    def clean(self):
        super().clean()
        require_in_source_language(self, "title")
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": ValidationError(_("This address is taken by a page of the portal."), code="slug_reserved")}
            )

    def get_absolute_url(self):
        return reverse("programmes:programme_detail", args=[self.slug])

    @property
    def eqf(self):
        return Level(self.level).eqf

    @property
    def takes_applications(self):
        return Status(self.status).takes_applications


class FormerProgrammeSlug(FormerSlug):
    """An address that a programme's page once had."""

    target = models.ForeignKey(Programme, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former web address")
        verbose_name_plural = _("former web addresses")


class ProgrammeChange(models.Model):
    """One public change of a programme: when, and which parts of its page say something else since.

    `areas` is a list of codes of `programmes.history.Area`; no values and no names of people.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="changes")
    changed_at = models.DateTimeField(_("changed at"), db_index=True)
    areas = models.JSONField(_("what changed"), default=list)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-changed_at", "-pk"]

    def __str__(self):
        return f"{self.programme_id} {self.changed_at:%Y-%m-%d}"

    def clean(self):
        super().clean()
        if not isinstance(self.areas, list):
            raise ValidationError({"areas": ValidationError(_("A list is expected."), code="areas")})
