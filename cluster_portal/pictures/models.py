"""The library of pictures: one upload, its renditions, and what it shows in words."""

import hashlib
import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import ENGLISH, TranslatedQuerySet
from cluster_portal.core.private_files import PrivateStorage
from cluster_portal.pictures.renditions import decoded, renditions_of, validate_upload


def original_name(picture, name):
    """Return the path of an original in the private storage."""
    return f"pictures/{picture.uuid}{PurePath(name).suffix.lower()}"


class Picture(models.Model):
    """A picture with its renditions. The original is kept, and only the renditions are public."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, help_text=_("For finding it in the library. Not shown."))
    source_language = models.CharField(_("source language"), max_length=2, choices=settings.LANGUAGES, default=ENGLISH)
    original = models.FileField(
        _("file"),
        storage=PrivateStorage(),
        upload_to=original_name,
        validators=[validate_upload],
        help_text=_("PNG, JPEG, WebP or SVG; at most 3 MB. Location data is taken out."),
    )
    alt = models.CharField(
        _("description"), max_length=250, blank=True, help_text=_("What somebody hears who cannot see the picture.")
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It says nothing that the text does not say: nothing is read out.")
    )
    credit = models.CharField(_("credit"), max_length=160, blank=True, help_text=_("Who made it. Shown with it."))
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, from the left"), default=50, validators=[MaxValueValidator(100)], help_text=_("In per cent.")
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, from the top"), default=50, validators=[MaxValueValidator(100)], help_text=_("In per cent.")
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64, editable=False)
    renditions = models.JSONField(default=dict, editable=False)  # {ending: [[width, height], ...]}, the smallest first
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = TranslatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if self.original and not self.original._committed:  # noqa: SLF001 - how Django itself tells a new upload
            self._make_renditions()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        column = f"alt_{self.source_language}"
        if not self.is_decorative and not getattr(self, column):
            raise ValidationError(
                {column: ValidationError(_("Describe the picture, or say that it is decorative."), code="required")}
            )

    def _make_renditions(self):
        """Store the renditions of a new original. Raises ValidationError for what is no picture, whoever saves it."""
        validate_upload(self.original)
        self.original.seek(0)
        checksum = hashlib.sha256(self.original.read()).hexdigest()
        found = renditions_of(decoded(self.original))
        self.original.seek(0)
        former = self.paths() if self.checksum and self.checksum != checksum else []
        self.checksum, self.renditions = checksum, {}
        for each in found:
            self.renditions.setdefault(each.ending, []).append([each.width, each.height])
            path = self._path(each.width, each.ending)
            if not default_storage.exists(path):  # the same pixels once more
                default_storage.save(path, ContentFile(each.content))
        self.width, self.height = found[-1].width, found[-1].height
        for path in former:
            transaction.on_commit(lambda path=path: default_storage.delete(path))

    def _path(self, width, ending):
        # The checksum is part of the name: what a browser keeps under an address never changes.
        return f"pictures/{self.uuid}/{self.checksum[:12]}-{width}.{ending}"

    def paths(self):
        """Return the paths of all renditions in the public storage."""
        return [self._path(width, ending) for ending, sizes in self.renditions.items() for width, _height in sizes]

    def srcset(self, ending):
        """Return the `srcset` of the renditions with an ending: "/media/… 320w, /media/… 640w"."""
        sizes = self.renditions.get(ending, [])
        return ", ".join(f"{default_storage.url(self._path(width, ending))} {width}w" for width, _height in sizes)

    @property
    def fallback(self):
        """The ending that every browser reads: jpg or png."""
        return "png" if "png" in self.renditions else "jpg"

    @property
    def address(self):
        """The address of the largest rendition that every browser reads."""
        return default_storage.url(self._path(self.width, self.fallback))
