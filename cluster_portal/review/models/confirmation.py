"""What several universities share, and who confirmed it."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FactGroup(models.Model):
    """One part of what an object says that several universities share: what it says now, and who said it last."""

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    scope = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    stated_by = models.ForeignKey("members.University", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("shared facts")
        verbose_name_plural = _("shared facts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "scope"], name="factgroup_once"),
        ]

    def __str__(self):
        return f"{self.object_id} {self.scope}"


class Channel(models.TextChoices):
    """How a university said that something is right."""

    WORKSPACE = "workspace", pgettext_lazy("channel", "In the workspace")
    LINK = "link", pgettext_lazy("channel", "By the link in a mail")
    PROPOSAL = "proposal", pgettext_lazy("channel", "With a proposal")
    STAFF = "staff", pgettext_lazy("channel", "By network staff, for the university")


class Confirmation(models.Model):
    """That a university said: this part of what the portal says is right. The last time counts, so there is one row."""

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    scope = models.CharField(max_length=20)
    university = models.ForeignKey("members.University", models.CASCADE, related_name="confirmations")
    fingerprint = models.CharField(max_length=64)  # of what it confirmed: another one now, and it counts no more
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "scope", "university"], name="confirmation_once"
            ),
        ]
        indexes = [models.Index(fields=["university", "at"], name="confirmation_university")]

    def __str__(self):
        return f"{self.object_id} {self.scope} {self.university_id}"
