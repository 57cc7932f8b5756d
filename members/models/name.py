from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.provenance import SourceField
from cluster_portal.core.text import fold
from cluster_portal.core.validity import Period, PeriodQuerySet


class FoldedField(models.CharField):
    """A folded copy of another field of the same row, kept right on every write, bulk inserts included."""

    def __init__(self, *args, source, **kwargs):
        self.source = source
        super().__init__(*args, **{"editable": False, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, instance, add):
        value = fold(getattr(instance, self.source))[: self.max_length]
        setattr(instance, self.attname, value)
        return value


class UniversityName(Period):
    """One name of a university in one language, for as long as it was in use."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("Official name")
        TRANSLATION = "translation", _("Name in another language")
        SHORT = "short", _("Short name")
        ACRONYM = "acronym", _("Acronym")
        TRANSLITERATION = "transliteration", _("Transliteration")
        FORMER = "former", _("Former name")

    # The kinds of which a university has one at a time in each language.
    SINGLE = (Kind.OFFICIAL, Kind.TRANSLATION, Kind.SHORT, Kind.ACRONYM, Kind.TRANSLITERATION)

    university = models.ForeignKey("members.University", models.CASCADE, related_name="names")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("Language tag, for example sv, zh or ga. Empty for an acronym that is the same in every language."),
    )
    value = models.CharField(_("name"), max_length=200)
    folded = FoldedField(source="value", max_length=250, db_index=True)
    source = SourceField()

    objects = PeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["kind", "language", "value"]
        indexes = [models.Index(fields=["university", "language", "kind"], name="universityname_lookup")]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="universityname_is_not_empty",
                condition=~Q(value=""),
                violation_error_message=_("A name cannot be empty."),
            ),
            models.CheckConstraint(
                name="universityname_language_is_a_tag",
                condition=Q(language="") | Q(language__regex=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
                violation_error_message=_("Write the language as a tag, for example sv, zh or zh-Hant."),
            ),
            models.CheckConstraint(
                name="universityname_official_has_language",
                condition=~Q(kind__in=["official", "translation"]) | ~Q(language=""),
                violation_error_message=_("An official name, or its translation, is in some language: say which."),
            ),
            models.UniqueConstraint(
                fields=["university", "kind", "language"],
                condition=Q(valid_to__isnull=True) & ~Q(kind="former"),
                name="universityname_one_current",
                violation_error_message=_(
                    "There is a current name of this kind in this language already: end it first."
                ),
            ),
        ]

    def __str__(self):
        return self.value
