from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cluster_portal.core.languages import ENGLISH, TranslatedQuerySet, require_in_source_language
from cluster_portal.core.provenance import SourcesField, validate_addresses
from cluster_portal.core.slugs import validate_slug
from cluster_portal.core.validity import Precision, today
from members.models import Presidency, University
from programmes.models import FrameworkAgreement


class MilestoneQuerySet(TranslatedQuerySet):
    def by(self, day=None):
        """Return the milestones that had been reached by the day, today by default."""
        return self.filter(happened_on__lte=day or today())


class Milestone(models.Model):
    """Something that happened once and belongs to the history of the network. It has no page of its own."""

    class Kind(models.TextChoices):
        FOUNDING = "founding", _("Founding")
        AGREEMENT = "agreement", _("Agreement")
        MEMBERSHIP = "membership", _("Membership")
        PRESIDENCY = "presidency", _("Presidency")
        PROJECT = "project", _("Project")
        STATEMENT = "statement", _("Statement")
        OTHER = "other", _("Milestone")

    code = models.CharField(
        _("short name"),
        max_length=60,
        unique=True,
        validators=[validate_slug],
        help_text=_("For data files, in small letters and hyphens. Not shown to the public."),
    )
    source_language = models.CharField(_("source language"), max_length=2, choices=settings.LANGUAGES, default=ENGLISH)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    happened_on = models.DateField(_("date"), help_text=_("The first day of the month or year where no more is known."))
    happened_on_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=Precision, default=Precision.DAY
    )
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), blank=True, help_text=_("What happened, in one or two sentences."))
    place = models.CharField(_("place"), max_length=80, blank=True)
    country = CountryField(_("country"), blank=True)
    university = models.ForeignKey(
        University, models.SET_NULL, null=True, blank=True, related_name="milestones", verbose_name=_("university")
    )
    presidency = models.ForeignKey(
        Presidency,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("presidency"),
        help_text=_("The presidency that begins with it: the history then tells it once."),
    )
    agreement = models.ForeignKey(
        FrameworkAgreement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("agreement"),
        help_text=_("The agreement that begins with it: the history then tells it once."),
    )
    note = models.TextField(
        _("editors' note"), blank=True, help_text=_("What is uncertain about this entry. Shown to the public.")
    )
    more_sources = models.JSONField(_("further sources"), default=list, blank=True, validators=[validate_addresses])
    sources = SourcesField()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["-happened_on", "-pk"]

    def __str__(self):
        return self.code

    def clean(self):
        super().clean()
        require_in_source_language(self, "title")
        if self.happened_on and self.happened_on > today():
            raise ValidationError(
                {"happened_on": ValidationError(_("A milestone lies in the past: announce it as news."), code="future")}
            )
