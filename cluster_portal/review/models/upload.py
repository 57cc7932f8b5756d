"""Files and pictures that are proposed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.private_files import PrivateStorage
from cluster_portal.review.models.proposal import Proposal


def upload_path(upload, name):
    """Return the path of an upload in the private storage: nothing of it can be guessed."""
    return f"review/{upload.uuid}/{name}"


class Upload(models.Model):
    """A file that somebody proposes, private until the item that carries it is accepted; or a picture."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    university = models.ForeignKey("members.University", models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.FileField(_("file"), storage=PrivateStorage(), upload_to=upload_path, max_length=250, blank=True)
    picture = models.OneToOneField(
        "pictures.Picture", models.CASCADE, null=True, related_name="upload", verbose_name=_("picture")
    )  # in the library at once, so that it can be looked at; no page shows it
    uploaded_at = models.DateTimeField()
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="uploads")

    class Meta:
        verbose_name = _("proposed file")
        verbose_name_plural = _("proposed files")
        constraints = [
            models.CheckConstraint(
                name="upload_is_file_or_picture",
                condition=Q(picture__isnull=True) & ~Q(file="") | Q(picture__isnull=False, file=""),
            )
        ]

    def __str__(self):
        return self.file.name.rpartition("/")[2] if self.file else str(self.picture)
