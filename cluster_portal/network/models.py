"""The network itself: its name, how it presents itself, and the figures that it publishes. All of it is data."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import TranslatedQuerySet
from cluster_portal.core.provenance import SourceField, SourcesField
from cluster_portal.network.colours import DARK_PAPER, LIGHT_PAPER, contrast

validate_colour = RegexValidator(
    r"^#[0-9a-f]{6}\Z", _("Write a colour as # and six digits or letters a to f."), "colour"
)
READABLE = Decimal("4.5")  # WCAG 2.2, success criterion 1.4.3


class NetworkQuerySet(TranslatedQuerySet):
    def ours(self, *texts):
        """Return the one network of this portal with some of its texts.

        A nameless one that is not stored while no content is loaded.
        """
        plain = [field.name for field in Network._meta.fields if not hasattr(field, "translated_field")]
        plain = [name for name in plain if name not in ALL_TEXTS]
        return self.with_texts(*texts).only(*plain).first() or Network(name=str(_("Network of universities")))


FRAME_TEXTS = ("tagline",)
ALL_TEXTS = (*FRAME_TEXTS, "statement", "aims", "figures_note", "legal_form")


def network_of(request, texts=FRAME_TEXTS):
    """Return the network, asked once for each request: who needs more texts than the frame does asks first."""
    if not hasattr(request, "network"):
        request.network = Network.objects.ours(*texts)
    return request.network


class Network(models.Model):
    """The network that this portal is for. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    source_language = models.CharField(_("source language"), max_length=2, default="en")
    name = models.CharField(_("name"), max_length=60, help_text=_("The wordmark at the top of each page."))
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    tagline = models.CharField(
        _("in one line"), max_length=200, blank=True, help_text=_("Stands after the name in search results.")
    )
    statement = models.TextField(
        _("statement"),
        blank=True,
        help_text=_("Who the network is, in one or two sentences: the first on the home page."),
    )
    aims = models.TextField(
        _("aims"), blank=True, help_text=_("What the network is for: a paragraph on the home page.")
    )
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(2200)]
    )
    legal_form = models.CharField(_("legal form"), max_length=120, blank=True)
    registered_year = models.PositiveSmallIntegerField(
        _("year of registration"), null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(2200)]
    )
    registered_in = models.CharField(_("place of registration"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    contact_email = models.EmailField(
        _("contact address"), blank=True, help_text=_("A mailbox of the network, not of a person. Shown on each page.")
    )
    contact_url = models.URLField(_("contact page"), blank=True)
    accent = models.CharField(_("accent, light"), max_length=7, default="#0b5fa5", validators=[validate_colour])
    accent_dark = models.CharField(_("accent, dark"), max_length=7, default="#7cbcf5", validators=[validate_colour])
    accent_2 = models.CharField(
        _("second accent, light"), max_length=7, default="#8a4b08", validators=[validate_colour]
    )
    accent_2_dark = models.CharField(
        _("second accent, dark"), max_length=7, default="#f0b26b", validators=[validate_colour]
    )
    figures_note = models.CharField(
        _("note on the figures"), max_length=300, blank=True, help_text=_("Stands under the network's own figures.")
    )
    sources = SourcesField()
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("network")
        constraints = [models.CheckConstraint(name="network_is_one_row", condition=Q(id=1))]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        errors = {}
        for field, paper in (
            ("accent", LIGHT_PAPER),
            ("accent_2", LIGHT_PAPER),
            ("accent_dark", DARK_PAPER),
            ("accent_2_dark", DARK_PAPER),
        ):
            colour = getattr(self, field) or ""
            if len(colour) == 7 and contrast(colour, paper) < READABLE:
                errors[field] = ValidationError(
                    _(
                        "Text in this colour would be hard to read: "
                        "choose a darker one for light, a lighter one for dark."
                    ),
                    code="contrast",
                )
        if errors:
            raise ValidationError(errors)


class NetworkFigure(models.Model):
    """A figure that the network publishes about itself: its own statement, not a count made here."""

    class Kind(models.TextChoices):
        PROFESSORS = "professors", _("Professors")
        ACADEMIC_STAFF = "academic_staff", _("Academic staff")
        DOCTORAL_STUDENTS = "doctoral_students", _("Doctoral students")
        STUDENTS = "students", _("Students")
        EXCHANGE_STUDENTS = "exchange_students_per_year", _("Exchange students a year")

    network = models.ForeignKey(Network, models.CASCADE, related_name="figures")
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    value = models.PositiveIntegerField(_("value"))
    reference_year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        help_text=_("Leave empty where the network gives no year: the page then says so."),
    )
    source = SourceField()

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        ordering = ["-value", "kind"]
        constraints = [
            models.UniqueConstraint(
                "network",
                "kind",
                name="networkfigure_kind_once",
                violation_error_message=_("This figure is there already."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.value}"
