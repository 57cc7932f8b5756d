from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import TranslatedQuerySet
from programmes.vocabulary import StepKind, Term


class PathQuerySet(TranslatedQuerySet):
    source_language_path = "programme__source_language"


class MobilityPath(models.Model):
    """One way through a programme: a sequence of places, each for a time."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="paths")
    code = models.CharField(
        _("code"), max_length=60, help_text=_("Tells the paths of a programme apart, for example kth-upc.")
    )
    title = models.CharField(
        _("title"), max_length=160, blank=True, help_text=_("Only where the places do not say enough.")
    )
    home_universities = models.ManyToManyField(
        "members.University",
        blank=True,
        related_name="+",
        verbose_name=_("only for students of"),
        help_text=_("Leave empty where everybody may take this path."),
    )
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PathQuerySet.as_manager()

    class Meta:
        verbose_name = _("path")
        verbose_name_plural = _("paths")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="mobilitypath_code_once",
                violation_error_message=_("There is a path of this code already."),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def source_language(self):
        return self.programme.source_language


class PathStep(models.Model):
    """One stay on a path: where, for how long, for how many credits, and what for."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="steps", editable=False)
    path = models.ForeignKey(MobilityPath, models.CASCADE, related_name="steps", verbose_name=_("path"))
    order = models.PositiveSmallIntegerField(_("order"), help_text=_("1, 2, 3 … without gaps."))
    university = models.ForeignKey(
        "members.University",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("university"),
        help_text=_("One of the partners. Leave empty where the place is chosen later, and say so in the next field."),
    )
    place = models.CharField(
        _("other place"),
        max_length=160,
        blank=True,
        help_text=_(
            "Where there is no university to choose: an external partner, a company, “a partner of your choice”."
        ),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=StepKind, default=StepKind.COURSEWORK)
    term = models.CharField(_("term"), max_length=10, choices=Term, blank=True)
    months = models.PositiveSmallIntegerField(
        _("months"), null=True, blank=True, help_text=_("A semester counts as 6 months. Empty says not known.")
    )
    ects = models.PositiveSmallIntegerField(_("ECTS credits"), null=True, blank=True)
    is_compulsory = models.BooleanField(_("compulsory"), default=True)
    note = models.CharField(_("note"), max_length=250, blank=True)

    objects = PathQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["path__position", "path", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["path", "order"],
                name="pathstep_order_once",
                violation_error_message=_("There is a step of this order already."),
            ),
            models.CheckConstraint(
                name="pathstep_order_from_one",
                condition=Q(order__gte=1),
                violation_error_message=_("Steps are counted from 1."),
            ),
        ]

    def __str__(self):
        return f"{self.path_id}/{self.order}"

    def save(self, *args, **kwargs):
        self.programme_id = self.path.programme_id
        super().save(*args, **kwargs)

    @property
    def source_language(self):
        return self.programme.source_language
