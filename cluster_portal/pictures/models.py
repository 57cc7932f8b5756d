"""The library of pictures: one upload, its renditions, and what it shows in words."""

import re
import uuid
from pathlib import PurePath

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import ENGLISH, TranslatedQuerySet
from cluster_portal.core.private_files import PrivateStorage
from cluster_portal.core.rich_text import RichTextField
from cluster_portal.pictures.renditions import path_of, store, validate_upload


def original_name(picture, name):
    """Return the path of an original in the private storage."""
    return f"pictures/{picture.uuid}{PurePath(name).suffix.lower()}"


# What a page shows of a picture besides its description.
SHOWN_FIELDS = (
    *("uuid", "checksum", "renditions", "width", "height", "focal_x", "focal_y"),
    *("is_decorative", "credit", "source_language"),
)


class PictureQuerySet(TranslatedQuerySet):
    def for_page(self, language=None):
        """Load what a page shows of pictures, described in the visitor's language or the one given: one query."""
        return self.with_texts("alt", language=language).only(*SHOWN_FIELDS)


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

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.original or self.original._committed:  # noqa: SLF001 - how Django itself tells a new upload
            super().save(*args, **kwargs)
            return
        former = Picture.objects.filter(pk=self.pk).first()
        with transaction.atomic():
            self._make_renditions()
            super().save(*args, **kwargs)
            if former:
                self._show_anew_in_texts()
                _delete_later(former)

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
        self.checksum, self.renditions = store(self.uuid, self.original)
        self.width, self.height = self.renditions[self.fallback][-1]

    def _show_anew_in_texts(self):
        """Give the texts that show it the address of its new file: their editors load it from there."""
        address = re.compile(rf'src="[^"]*pictures/{self.uuid}/[^"]*"')
        for text, columns in self._texts_and_columns():
            shown = {name: getattr(text, name) for name in columns if getattr(text, name)}
            changed = {name: address.sub(f'src="{self.address}"', html) for name, html in shown.items()}
            type(text)._base_manager.filter(pk=text.pk).update(**changed)

    def _path(self, width, ending):
        return path_of(self.uuid, self.checksum, width, ending)

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

    @property
    def small(self):
        """The smallest renditions, for a place of a few dozen pixels: {"avif": address, "webp": …, the fallback: …}."""
        return {
            ending: default_storage.url(self._path(sizes[0][0], ending)) for ending, sizes in self.renditions.items()
        }

    def texts_with_it(self):
        """Return the objects that show it in a rich text, in any language: one query for each model that has some."""
        return [text for text, _columns in self._texts_and_columns()]

    def _texts_and_columns(self):
        found, address = [], f"pictures/{self.uuid}/"
        for model in apps.get_models():
            fields = [field for field in model._meta.get_fields() if isinstance(field, RichTextField)]
            by_language = {field.translated_field.name for field in fields if hasattr(field, "translated_field")}
            columns = [field.name for field in fields if field.name not in by_language]
            if columns:
                shown = Q(*((f"{name}__contains", address) for name in columns), _connector=Q.OR)
                found += [(text, columns) for text in model._base_manager.filter(shown).order_by("pk")]
        return found


def _delete_later(former):
    """Delete the files of a row as it was, once what takes its place is safe; those that are in use again stay."""

    def delete():
        now = Picture.objects.filter(pk=former.pk).first()
        for path in set(former.paths()) - set(now.paths() if now else ()):
            default_storage.delete(path)
        if now is None or now.original.name != former.original.name:
            former.original.storage.delete(former.original.name)

    transaction.on_commit(delete, robust=True)


@receiver(pre_delete, sender=Picture)
def _keep_what_a_text_shows(instance, **kwargs):
    if texts := instance.texts_with_it():
        raise ProtectedError(f"{instance} stands in a text.", texts)


@receiver(pre_delete, sender=Picture)
def _delete_files(instance, **kwargs):
    _delete_later(Picture.objects.get(pk=instance.pk))
