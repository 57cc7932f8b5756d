import hashlib
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.file_text import file_text
from cluster_portal.core.languages import require_in_source_language
from cluster_portal.core.private_files import PrivateStorage
from cluster_portal.core.publishing import PublishedModel, PublishedQuerySet
from cluster_portal.core.slugs import FormerSlug, SluggedModel
from cluster_portal.core.uploads import TYPES, file_type, validate_document
from members.models import Group, Role, University
from news.models.event import Event


def stored_name(document, name):
    """Return the path of a file in the private storage: it says nothing, and no two files share it."""
    return f"documents/{document.uuid}{PurePath(name).suffix.lower()}"


def validate_languages(value):
    """Raise ValidationError unless the value is a list of the portal's languages, each once."""
    codes = {code for code, _name in settings.LANGUAGES}
    if not isinstance(value, list) or len(set(map(str, value))) != len(value) or not set(map(str, value)) <= codes:
        raise ValidationError(_("Choose languages of the portal, each once."), code="languages")


class DocumentQuerySet(PublishedQuerySet):
    def for_everybody(self):
        """Return the published documents that need no account."""
        return self.published().filter(access=Document.Access.PUBLIC)

    def for_user(self, user):
        """Return the published documents that somebody may read: who acts for a university those for members, too."""
        if not user.is_authenticated or not user.is_active:
            return self.for_everybody()
        if user.is_staff:
            return self.published()
        acts = Exists(University.objects.acted_for_by(user, Role.VIEWER))
        return self.published().filter(Q(access=Document.Access.PUBLIC) | Q(acts, access=Document.Access.MEMBERS))


class Document(SluggedModel, PublishedModel):
    """A file of the network. It is never reached but through the view that asks whether somebody may read it."""

    class Kind(models.TextChoices):
        STATUTES = "statutes", _("Statutes")
        AGREEMENT = "agreement", _("Agreement")
        STATEMENT = "statement", _("Policy statement")
        REPORT = "report", _("Report")
        MINUTES = "minutes", _("Minutes")
        TEMPLATE = "template", _("Template")
        BROCHURE = "brochure", _("Brochure")
        DATA = "data", _("Data")

    class Access(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        MEMBERS = "members", _("People of the universities")
        STAFF = "staff", _("Staff of the network only")

    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    access = models.CharField(
        _("access"), max_length=8, choices=Access, default=Access.STAFF, help_text=_("Who may read the file.")
    )
    languages = models.JSONField(
        _("languages of the file"),
        default=list,
        blank=True,
        validators=[validate_languages],
        help_text=_('Codes in brackets, for example ["en", "fr"].'),
    )
    file = models.FileField(
        _("file"),
        storage=PrivateStorage(),
        upload_to=stored_name,
        validators=[validate_document],
        help_text=_("PDF, office files without macros, text; at most 9 MB."),
    )
    file_name = models.CharField(max_length=160, editable=False)
    media_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(editable=False)
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64, editable=False)
    file_text = models.TextField(editable=False, blank=True)  # what the search looks into
    version = models.CharField(_("version"), max_length=40, blank=True)
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
        help_text=_("The older document stays where it is, and says so."),
    )
    origin = models.ForeignKey(
        University,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents_of_its_own",
        verbose_name=_("proposed by"),
        help_text=_("The university whose people may propose changes of it. Not shown to the public."),
    )
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="documents", verbose_name=_("group")
    )
    events = models.ManyToManyField(Event, blank=True, related_name="documents", verbose_name=_("events"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["kind", "-document_date", "slug"]
        constraints = [
            models.CheckConstraint(
                name="document_slug_is_well_formed", condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
            ),
            models.CheckConstraint(
                name="document_does_not_replace_itself",
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                violation_error_message=_("A document cannot replace itself."),
            ),
        ]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return reverse("documents:file", args=[self.slug])

    @property
    def ending(self):
        """The type of the file as people know it: "PDF"."""
        return next((each.ending for each in TYPES.values() if each.media_type == self.media_type), "").upper()

    def clean(self):
        super().clean()
        require_in_source_language(self, "title")

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed:  # noqa: SLF001 - how Django itself tells a new upload
            self._describe(self.file)
        super().save(*args, **kwargs)

    def _describe(self, upload):
        """Note what the file is. Raises ValidationError for what is not accepted, whoever saves it."""
        found = file_type(upload)
        digest = hashlib.sha256()
        upload.seek(0)
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        self.media_type, self.size, self.checksum = found.media_type, upload.size, digest.hexdigest()
        self.file_text = file_text(upload, found.ending)
        self.file_name = f"{self.slug}.{found.ending}"


class FormerDocumentSlug(FormerSlug):
    """An address that a document once had."""

    target = models.ForeignKey(Document, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former web address")
        verbose_name_plural = _("former web addresses")
