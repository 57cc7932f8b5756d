"""What the public may see: an object is a draft, published, or withdrawn. Withdrawing replaces deleting."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import ENGLISH, TranslatedQuerySet


class Publication(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PublishedQuerySet(TranslatedQuerySet):
    def published(self):
        """Return what the public may see."""
        return self.filter(publication=Publication.PUBLISHED)

    def withdrawn(self):
        """Return what the public could once see: its page answers 410."""
        return self.filter(publication=Publication.WITHDRAWN)


class PublishedModel(models.Model):
    """An object with a page of its own, in several languages."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    publication = models.CharField(
        _("publication"),
        max_length=10,
        choices=Publication,
        default=Publication.DRAFT,
        help_text=_("Only what is published has a public page. A withdrawn page says that it is gone."),
    )
    source_language = models.CharField(
        _("source language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=ENGLISH,
        help_text=_("The language in which the texts are written first. It stands in where a translation is missing."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        help_text=_("The day on which the university last said that its page is right. Shown at the foot of the page."),
    )

    class Meta:
        abstract = True
