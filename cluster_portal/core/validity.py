"""Half-open periods: `valid_from` is the first day in, `valid_to` the first day out, and "current" is never stored.

A missing bound is an open one; where a bound exists in the world but nobody recorded it, the model says so in a field
of its own (see `members.models.Membership`).
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    """How exactly a bound is known; a page shows no more than that."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


def today():
    """Return the current date in the site's time zone, the default of every `on=` argument."""
    return timezone.localdate()


def valid_on(day, prefix=""):
    """Return the condition that a period covers the day; `prefix` leads to the period ("memberships__")."""
    has_started = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    has_not_ended = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return has_started & has_not_ended


class PeriodQuerySet(models.QuerySet):
    def on(self, day=None):
        """Return the rows whose period covers the day, today by default. The last day out is not included."""
        return self.filter(valid_on(day or today()))


class Period(models.Model):
    """Something that held from one day until another."""

    valid_from = models.DateField(
        _("valid from"), null=True, blank=True, help_text=_("The first day. Leave empty where it is not known.")
    )
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer holds. Leave empty while it holds."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_starts_before_end",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
                violation_error_message=_("The period must start before it ends."),
            )
        ]

    def clean(self):
        super().clean()
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise ValidationError(
                {"valid_to": ValidationError(_("The end must be after the start."), code="ends_first")}
            )

    def is_valid_on(self, day):
        """Tell whether the period covers the day: `PeriodQuerySet.on` for one loaded row."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)
