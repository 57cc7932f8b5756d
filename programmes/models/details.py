from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import TranslatedQuerySet, require_in_source_language
from cluster_portal.core.provenance import SourceField
from cluster_portal.core.validity import Period
from programmes import isced
from programmes.vocabulary import CEFR, RequirementKind, RequirementUnit

LANGUAGE_TAG = r"^[a-z]{2,3}(-[a-zA-Z0-9]{2,8})*$"


class DetailQuerySet(TranslatedQuerySet):
    source_language_path = "programme__source_language"


class ProgrammeSubject(models.Model):
    """One detailed field of ISCED-F 2013 that a programme belongs to; the first one is its main subject."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="subjects")
    code = models.CharField(
        _("ISCED-F field"), max_length=4, help_text=_("A detailed field: four digits, for example 0613.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="programmesubject_once",
                violation_error_message=_("This subject is there already."),
            ),
            models.CheckConstraint(
                name="programmesubject_is_detailed",
                condition=Q(code__regex=r"^[0-9]{4}$"),
                violation_error_message=_("A detailed field has four digits."),
            ),
        ]

    def __str__(self):
        return self.code

    def clean(self):
        super().clean()
        if not isced.is_detailed(self.code):
            raise ValidationError(
                {"code": ValidationError(_("ISCED-F 2013 has no detailed field of this code."), code="isced")}
            )

    @property
    def label(self):
        """What the field is called in the visitor's language."""
        return isced.label(self.code)


class TeachingLanguage(models.Model):
    """A language in which a programme is taught, at one partner or, without one, everywhere."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="languages")
    university = models.ForeignKey(
        "members.University", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only at")
    )
    language = models.CharField(
        _("language"), max_length=12, help_text=_("A language tag, for example en, sv or pt-BR.")
    )

    class Meta:
        verbose_name = _("language of instruction")
        verbose_name_plural = _("languages of instruction")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "university", "language"],
                name="teachinglanguage_once",
                violation_error_message=_("This language is there already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "language"],
                condition=Q(university__isnull=True),
                name="teachinglanguage_everywhere_once",
                violation_error_message=_("This language is there already."),
            ),
            models.CheckConstraint(
                name="teachinglanguage_is_a_tag",
                condition=Q(language__regex=LANGUAGE_TAG),
                violation_error_message=_("Write a language tag, for example en, sv or pt-BR."),
            ),
        ]

    def __str__(self):
        return self.language


class Requirement(models.Model):
    """One condition of admission: in words, and in figures where it has any."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="requirements")
    university = models.ForeignKey(
        "members.University", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only at")
    )
    path = models.ForeignKey(
        "programmes.MobilityPath", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only on")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=RequirementKind)
    text = models.TextField(_("text"), blank=True)
    amount = models.PositiveSmallIntegerField(_("amount"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=RequirementUnit, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    cefr = models.CharField(_("CEFR level"), max_length=2, choices=CEFR, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source = SourceField()

    objects = DetailQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="requirement_level_has_language",
                condition=Q(cefr="") | ~Q(language=""),
                violation_error_message=_("A CEFR level needs a language."),
            ),
            models.CheckConstraint(
                name="requirement_amount_has_unit",
                condition=Q(amount__isnull=True) | ~Q(unit=""),
                violation_error_message=_("An amount needs a unit."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def source_language(self):
        return self.programme.source_language


class LearningOutcome(models.Model):
    """One thing that a graduate knows or can do."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="outcomes")
    text = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = DetailQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning outcome")
        verbose_name_plural = _("learning outcomes")
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.programme_id}/{self.position}"

    def clean(self):
        super().clean()
        require_in_source_language(self, "text")

    @property
    def source_language(self):
        return self.programme.source_language


class Accreditation(Period):
    """A decision of a quality assurance agency on a programme, for a time."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="accreditations")
    agency = models.CharField(_("agency"), max_length=160)
    reference_url = models.URLField(
        _("reference"), max_length=400, blank=True, help_text=_("For example the page of the report in DEQAR.")
    )
    universities = models.ManyToManyField(
        "members.University", blank=True, related_name="+", verbose_name=_("covers only")
    )
    source = SourceField()

    class Meta(Period.Meta):
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        ordering = ["-valid_from", "pk"]
        constraints = [*Period.Meta.constraints]

    def __str__(self):
        return self.agency
