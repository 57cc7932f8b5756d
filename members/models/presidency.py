from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import ENGLISH, TranslatedQuerySet
from cluster_portal.core.provenance import SourcesField
from cluster_portal.core.slugs import validate_slug
from cluster_portal.core.validity import Period, PeriodQuerySet, Precision
from members.models.membership import Membership
from members.models.university import University


class PresidencyQuerySet(TranslatedQuerySet, PeriodQuerySet):
    def on(self, day=None):
        """Return the presidency that is known to cover the day; one of which a bound is unknown covers none."""
        return super().on(day).filter(ended_on_unknown_day=False, valid_from__isnull=False)

    def in_order(self):
        """Order in time, the newest first; what has no start stands by its end."""
        return self.order_by(models.functions.Coalesce("valid_from", "valid_to").desc(nulls_last=True), "-pk")


class Presidency(Period):
    """One unbroken period in which one person presided over the network, or in which nobody did.

    The presidency is personal: a president who changes university keeps it, and `university` is that at the election.
    """

    code = models.CharField(
        _("short name"),
        max_length=60,
        unique=True,
        validators=[validate_slug],
        help_text=_("For data files, for example the family name. Not shown to the public."),
    )
    source_language = models.CharField(_("source language"), max_length=2, choices=settings.LANGUAGES, default=ENGLISH)
    president_name = models.CharField(
        _("president"), max_length=120, blank=True, help_text=_("As announced in public. Leave empty if not known.")
    )
    university = models.ForeignKey(
        University,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="presidencies",
        verbose_name=_("university at the election"),
    )
    is_vacant = models.BooleanField(
        _("vacant"), default=False, help_text=_("Nobody is known to hold the office in this period.")
    )
    is_reelection = models.BooleanField(_("re-elected"), default=False)
    valid_from_precision = models.CharField(
        _("precision of the start"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    valid_to_precision = models.CharField(
        _("precision of the end"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    ended_on_unknown_day = models.BooleanField(_("ended on an unknown day"), default=False)
    secretary_general_name = models.CharField(_("secretary general"), max_length=120, blank=True)
    coordinator_name = models.CharField(_("co-ordinator"), max_length=120, blank=True)
    statement = models.TextField(_("statement"), blank=True, help_text=_("What the presidency set out to do."))
    note = models.TextField(
        _("editors' note"), blank=True, help_text=_("What is uncertain about this entry. Shown to the public.")
    )
    sources = SourcesField()

    objects = PresidencyQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("presidency")
        verbose_name_plural = _("presidencies")
        ordering = [F("valid_from").desc(nulls_last=True), "-pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="presidency_unknown_end_has_no_day",
                condition=Q(ended_on_unknown_day=False) | Q(valid_to__isnull=True),
                violation_error_message=_(
                    "Either the day of the end is known, or it is not: leave one of the two out."
                ),
            ),
            models.CheckConstraint(
                name="presidency_vacant_has_nobody",
                condition=Q(is_vacant=False) | Q(president_name="", university__isnull=True),
                violation_error_message=_("While the office is vacant there is neither president nor university."),
            ),
            models.CheckConstraint(
                name="presidency_is_somebodys",
                condition=Q(is_vacant=True) | Q(university__isnull=False),
                violation_error_message=_("Name the university, or mark the office as vacant."),
            ),
            models.UniqueConstraint(
                fields=["ended_on_unknown_day"],  # the same in all of these rows, so there is one at most
                condition=Q(valid_to__isnull=True, ended_on_unknown_day=False),
                name="presidency_one_open",
                violation_error_message=_("There is an open presidency already: end that first."),
            ),
        ]

    def __str__(self):
        return self.president_name or self.code

    def clean(self):
        super().clean()
        others = Presidency.objects.exclude(pk=self.pk).filter(valid_from__isnull=False, ended_on_unknown_day=False)
        if self.valid_from and not self.ended_on_unknown_day:
            if self.valid_to:
                others = others.filter(valid_from__lt=self.valid_to)
            if other := others.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=self.valid_from)).first():
                raise ValidationError(
                    {
                        "valid_from": ValidationError(
                            _("This period overlaps the presidency of %(other)s: that has to end before."),
                            code="overlap",
                            params={"other": str(other)},
                        )
                    }
                )
        if self.university_id and self.valid_from:
            full = University.objects.members(on=self.valid_from, category=Membership.Category.FULL)
            if not full.filter(pk=self.university_id).exists():
                raise ValidationError(
                    {
                        "university": ValidationError(
                            _("The president heads a full member: this university was none on that day."),
                            code="not_full",
                        )
                    }
                )
