"""The state of the translations: of each text, in each language but the one in which it is written first."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import CODES
from cluster_portal.translations.states import Standing, State


class TranslatedObject(models.Model):
    """One object of the portal that has texts, its rows included: one line of the board.

    Its name and source language are copies for the board alone; `step.py` keeps them.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name=_("kind"))
    object_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=300)
    source_language = models.CharField(_("source language"), max_length=2)

    class Meta:
        verbose_name = _("translated object")
        verbose_name_plural = _("translations")
        default_permissions = ()
        permissions = [("translate", "Can translate texts into the languages of the account")]
        ordering = ["content_type", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="translatedobject_once"),
            models.CheckConstraint(
                name="translatedobject_source_language_is_ours", condition=Q(source_language__in=CODES)
            ),
        ]

    def __str__(self):
        return self.name


class SourceText(models.Model):
    """One text as it stood when a translation of it was made, for what changed since to be shown."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="sourcetext_has_fingerprint", condition=~Q(fingerprint="")),
        ]

    def __str__(self):
        return self.text[:60]


class TranslationUnit(models.Model):
    """One text of one object in one language other than its source language. It exists while the source has a text."""

    root = models.ForeignKey(TranslatedObject, models.CASCADE, related_name="units")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    language = models.CharField(_("language"), max_length=2)
    state = models.CharField(_("state"), max_length=8, choices=State)
    source = models.ForeignKey(SourceText, models.PROTECT, null=True, blank=True, related_name="units")
    translation_fingerprint = models.CharField(max_length=64, blank=True)
    is_confirmed = models.BooleanField(
        _("confirmed"),
        default=True,
        help_text=_("Not ticked: a first translation that its university has not confirmed yet."),
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field", "language"], name="translationunit_once"
            ),
            models.CheckConstraint(name="translationunit_language_is_ours", condition=Q(language__in=CODES)),
            models.CheckConstraint(name="translationunit_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="translationunit_missing_has_no_text",
                condition=Q(state=State.MISSING, translation_fingerprint="", source=None, is_confirmed=True)
                | (~Q(state=State.MISSING) & ~Q(translation_fingerprint="")),
            ),
            models.CheckConstraint(
                name="translationunit_has_source",
                condition=Q(state__in=[State.MISSING, State.OUTDATED]) | Q(source__isnull=False),
            ),
            models.CheckConstraint(
                name="translationunit_same_is_the_same",
                condition=~Q(state=State.SAME) | Q(translation_fingerprint=F("source")),
            ),
        ]
        indexes = [models.Index(fields=["root", "language", "state"], name="translationunit_board")]

    def __str__(self):
        return f"{self.content_type_id}:{self.object_id}:{self.field} {self.language}"

    @property
    def standing(self):
        return Standing(self.state, self.source_id or "", self.translation_fingerprint)

    @standing.setter
    def standing(self, standing):
        self.state, self.translation_fingerprint = standing.state, standing.translation
        self.source_id = standing.source or None
        self.is_confirmed = self.is_confirmed or not standing.translation
