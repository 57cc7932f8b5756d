from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import TranslatedQuerySet
from cluster_portal.core.provenance import SourceField


class FactQuerySet(TranslatedQuerySet):
    source_language_path = "university__source_language"

    def newest_first(self):
        """Return the rows newest first within each kind; one without a year comes last."""
        return self.order_by("kind", models.F("reference_year").desc(nulls_last=True))


class UniversityFact(models.Model):
    """One figure about a university, for one year, from one source."""

    class Kind(models.TextChoices):
        STUDENTS = "students", _("Students")
        DOCTORAL_CANDIDATES = "doctoral_candidates", _("Doctoral candidates")
        STAFF = "staff", _("Staff")

    university = models.ForeignKey("members.University", models.CASCADE, related_name="facts")
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    value = models.PositiveIntegerField(_("value"))
    reference_year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1000), MaxValueValidator(2200)],
        help_text=_(
            "The year that the figure is about. Leave empty where the source gives none: the page then says so."
        ),
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("What is counted, for example full-time equivalents.")
    )
    source = SourceField()

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["kind", "-reference_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["university", "kind", "reference_year"],
                name="universityfact_once_a_year",
                violation_error_message=_("There is a figure of this kind for this year already."),
            ),
            models.UniqueConstraint(
                fields=["university", "kind"],
                condition=Q(reference_year__isnull=True),
                name="universityfact_once_without_year",
                violation_error_message=_("There is a figure of this kind without a year already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}"

    @property
    def source_language(self):
        return self.university.source_language
