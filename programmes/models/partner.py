from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cluster_portal.core.languages import TranslatedQuerySet
from cluster_portal.core.provenance import SourceField
from cluster_portal.core.validity import Precision
from programmes.vocabulary import Awarding, Role


def takes_part(day):
    """Return the condition that a partner's part in the programme covers the day."""
    has_begun = Q(agreement_from__isnull=True) | Q(agreement_from__lte=day)
    has_not_ended = Q(agreement_to__isnull=True) | Q(agreement_to__gt=day)
    return has_begun & has_not_ended


class PartnerQuerySet(TranslatedQuerySet):
    source_language_path = "programme__source_language"

    def taking_part(self, day):
        """Return the partners whose part in the programme covers the day; one without dates always takes part."""
        return self.filter(takes_part(day))


class ProgrammePartner(models.Model):
    """One university's part in a programme: what it does there, and which degree it awards in its own words.

    A partner is a university of the portal, or an external one that is only named, or one that no source names.
    """

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="partners")
    university = models.ForeignKey(
        "members.University",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programme_partnerships",
        verbose_name=_("university"),
    )
    external_name = models.CharField(
        _("external university"),
        max_length=160,
        blank=True,
        help_text=_("The name of a partner that has no page in this portal."),
    )
    external_country = CountryField(_("its country"), blank=True)
    is_unnamed = models.BooleanField(
        _("not named"), default=False, help_text=_("There are one or more further partners, but no source names them.")
    )
    is_external = models.BooleanField(
        _("not a member"),
        default=False,
        help_text=_("Tick this for a university that is, or was at the last intake, no member of the network."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_coordinator = models.BooleanField(_("coordinator"), default=False)
    is_entry = models.BooleanField(_("first university"), default=False, help_text=_("One can begin here."))
    is_exit = models.BooleanField(_("second university"), default=False, help_text=_("One can finish here."))
    is_host = models.BooleanField(_("host"), default=False)
    is_thesis_place = models.BooleanField(_("place of the thesis"), default=False)
    is_supervising = models.BooleanField(_("supervision"), default=False)
    is_associated = models.BooleanField(_("associated partner without a degree"), default=False)
    awarding = models.CharField(_("awards a degree"), max_length=8, choices=Awarding, default=Awarding.UNKNOWN)
    degree_title = models.CharField(
        _("degree awarded"),
        max_length=200,
        blank=True,
        help_text=_("In the university's own words, for example Civilingenjör. Never translated."),
    )
    degree_title_language = models.CharField(
        _("language of the title"), max_length=2, blank=True, choices=settings.LANGUAGES
    )
    degree_title_is_unknown = models.BooleanField(
        _("wording not known"),
        default=False,
        help_text=_("It awards a degree, but nobody could say under which title. The page says so."),
    )
    degree_abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    diploma_note = models.CharField(_("note on the diploma"), max_length=250, blank=True)
    unit = models.CharField(
        _("faculty or department"), max_length=160, blank=True, help_text=_("A name, not translated.")
    )
    local_url = models.URLField(_("its own page on the programme"), max_length=400, blank=True)
    capacity = models.PositiveSmallIntegerField(_("places a year"), null=True, blank=True)
    contact = models.ForeignKey(
        "members.Contact", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    agreement_from = models.DateField(
        _("takes part from"), null=True, blank=True, help_text=_("The first day. Leave empty where it is not known.")
    )
    agreement_from_precision = models.CharField(
        _("precision of the start"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    agreement_to = models.DateField(
        _("takes part until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer takes part. Leave empty where no end is known."),
    )
    agreement_to_precision = models.CharField(
        _("precision of the end"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    confirmed_on = models.DateField(
        _("confirmed on"), null=True, blank=True, help_text=_("When this university last said that its part is right.")
    )
    source = SourceField()

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "university"],
                name="programmepartner_once",
                violation_error_message=_("This university is a partner already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "external_name"],
                condition=~Q(external_name=""),
                name="programmepartner_external_once",
                violation_error_message=_("This university is a partner already."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(is_coordinator=True),
                name="programmepartner_one_coordinator",
                violation_error_message=_("A programme has one coordinator."),
            ),
            models.CheckConstraint(
                name="programmepartner_is_one_university",
                condition=Q(university__isnull=False, external_name="", is_unnamed=False)
                | (Q(university__isnull=True, is_unnamed=False, is_external=True) & ~Q(external_name=""))
                | Q(university__isnull=True, external_name="", is_unnamed=True),
                violation_error_message=_(
                    "Choose a university, or name an external one and tick “not a member”, or tick “not named”: one of "
                    "the three."
                ),
            ),
            models.CheckConstraint(
                name="programmepartner_title_known_or_not",
                condition=Q(degree_title="", awarding=Awarding.YES, degree_title_is_unknown=True)
                | (~Q(degree_title="") & Q(awarding=Awarding.YES, degree_title_is_unknown=False))
                | (Q(degree_title="", degree_title_is_unknown=False) & ~Q(awarding=Awarding.YES)),
                violation_error_message=_(
                    "A partner that awards a degree needs its title, or the tick that the wording is not known; a "
                    "partner that awards none has neither."
                ),
            ),
            models.CheckConstraint(
                name="programmepartner_associated_awards_none",
                condition=Q(is_associated=False) | Q(awarding=Awarding.NO),
                violation_error_message=_("An associated partner without a degree awards none."),
            ),
            models.CheckConstraint(
                name="programmepartner_starts_before_end",
                condition=Q(agreement_from__isnull=True)
                | Q(agreement_to__isnull=True)
                | Q(agreement_from__lt=F("agreement_to")),
                violation_error_message=_("The period must start before it ends."),
            ),
        ]

    def __str__(self):
        if self.university_id:
            return str(self.university)
        return self.external_name or "?"

    def clean(self):
        super().clean()
        if self.contact and self.university_id != self.contact.university_id:
            raise ValidationError(
                {"contact": ValidationError(_("The contact works at another university."), code="other_university")}
            )

    @property
    def source_language(self):
        return self.programme.source_language

    @property
    def roles(self):
        """What it does in the programme: a list of `Role` in the order of the list."""
        return [role for role in Role if getattr(self, role.value)]

    @property
    def monogram(self):
        """At most four letters that stand for the partner in a drawing; "" for one that no source names."""
        if self.university_id:
            return self.university.monogram
        words = [word for word in self.external_name.replace("-", " ").split() if word[0].isupper()]
        if len(words) == 1:
            return words[0] if len(words[0]) <= 4 else words[0][:3]
        return "".join(word if word.isupper() else word[0] for word in words)[:4]

    @property
    def awards_degree(self):
        return self.awarding == Awarding.YES

    def takes_part_on(self, day):
        """Tell whether its part covers the day: `PartnerQuerySet.taking_part` for one loaded row."""
        has_begun = self.agreement_from is None or self.agreement_from <= day
        return has_begun and (self.agreement_to is None or day < self.agreement_to)
