from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.provenance import SourceField
from cluster_portal.core.validity import Period, PeriodQuerySet
from members.identifiers import PATTERNS, Scheme, normalise, public_url


def _well_formed():
    condition = Q(pk__in=[])
    for scheme, pattern in PATTERNS.items():
        condition |= Q(scheme=scheme.value, value__regex=pattern)
    return condition


class UniversityIdentifier(Period):
    """One identifier under which another system knows a university."""

    university = models.ForeignKey("members.University", models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=20, choices=Scheme)
    value = models.CharField(
        _("identifier"),
        max_length=100,
        help_text=_("The spaces inside an Erasmus code count; wrong ones are repaired when you save."),
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("For example: belongs to the university, not to the school.")
    )
    source = SourceField()

    objects = PeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(valid_to__isnull=True),
                name="universityidentifier_current_once",
                violation_error_message=_("Another university has this identifier."),
            ),
            models.CheckConstraint(
                name="universityidentifier_is_well_formed",
                condition=_well_formed(),
                violation_error_message=_("The identifier is not written as its scheme demands."),
            ),
        ]

    def __str__(self):
        return f"{self.get_scheme_display()} {self.value}"

    def clean(self):
        super().clean()
        if self.scheme and self.value:
            try:
                self.value = normalise(self.scheme, self.value)
            except ValidationError as error:
                raise ValidationError({"value": error}) from None

    @property
    def url(self):
        return public_url(self.scheme, self.value)
