"""The trail: what was written, by whom, by which way."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.review.models.proposal import Proposal


class TrailEntry(models.Model):
    """What one write changed in one object and its rows, with old and new values; who wrote it, and by which way."""

    class Entry(models.TextChoices):
        WORKSPACE = "workspace", pgettext_lazy("way", "Workspace")
        ADMIN = "admin", pgettext_lazy("way", "Back office")
        IMPORT = "import", pgettext_lazy("way", "Data file")
        TRANSLATION = "translation", pgettext_lazy("way", "Board of translations")
        LINK = "link", pgettext_lazy("way", "Link in a mail")

    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name=_("kind"))
    object_id = models.PositiveBigIntegerField()
    name = models.CharField(_("object"), max_length=250)
    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    entry = models.CharField(_("way"), max_length=12, choices=Entry)
    proposal = models.ForeignKey(Proposal, models.SET_NULL, null=True, related_name="trail")
    changes = models.JSONField(_("changes"), default=list)  # [{operation, model, row, name, column, old, new}, …]

    class Meta:
        verbose_name = _("entry of the trail")
        verbose_name_plural = _("trail")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-at"], name="trail_object")]

    def __str__(self):
        return f"{self.name} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
