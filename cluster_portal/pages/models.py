"""Pages about the network: a tree, of which each page has an address below /about/ and a place in the menus."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import require_in_source_language
from cluster_portal.core.provenance import SourcesField
from cluster_portal.core.publishing import Publication, PublishedModel, PublishedQuerySet
from cluster_portal.core.rich_text import RichTextField
from cluster_portal.core.slugs import validate_slug

ROOT = "about"


def address_of(path):
    """Return the address of the page with a path, in the active language."""
    return reverse("pages:page", args=[path]) if path else reverse("pages:first_page")


class PageQuerySet(PublishedQuerySet):
    def for_menus(self):
        """Return what menus show of the published pages: rows of MENU_FIELDS in the order in which siblings stand."""
        pages = self.published().with_texts("title", "menu_title").order_by("position", "path")
        return pages.values_list(*MENU_FIELDS)


MENU_FIELDS = ("pk", "path", "parent", "menu", "title_shown", "menu_title_shown")


class Page(PublishedModel):
    """One page. The page without a parent is the first of all: its address is /about/ itself."""

    class Menu(models.TextChoices):
        SECTION = "section", _("Beside the pages around it")
        FOOT = "foot", _("There, and at the foot of every page")
        NONE = "none", _("In no menu")

    slug = models.CharField(
        _("slug"),
        max_length=80,
        validators=[validate_slug],
        help_text=_("The last part of the address of its page. After a change the old address leads to the new one."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("The page above it. Only the first page of all has none."),
    )
    path = models.CharField(_("path"), max_length=300, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    menu_title = models.CharField(
        _("title in menus"), max_length=40, blank=True, help_text=_("Leave empty where the title is short enough.")
    )
    lead = models.TextField(
        _("lead"), blank=True, help_text=_("One or two sentences under the title and in search results.")
    )
    body = RichTextField(_("text"), blank=True)
    menu = models.CharField(_("menu"), max_length=8, choices=Menu, default=Menu.SECTION)
    position = models.PositiveSmallIntegerField(
        _("position"), default=50, help_text=_("Pages next to each other stand in the order of these numbers.")
    )
    sources = SourcesField()

    objects = PageQuerySet.as_manager()

    stored_path = None  # what the database has

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="page_slug_is_well_formed", condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
            ),
            models.CheckConstraint(
                name="page_is_not_part_of_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A page cannot be part of itself."),
            ),
            models.UniqueConstraint(
                fields=["slug", "parent"],
                name="page_slug_once_among_siblings",
                violation_error_message=_("Another page next to it has this address."),
            ),
            models.UniqueConstraint(
                Q(parent__isnull=True),
                condition=Q(parent__isnull=True),
                name="page_one_first_page",
                violation_error_message=_("There is a first page already: say which page this one is part of."),
            ),
        ]

    def __str__(self):
        return self.path or ROOT

    def get_absolute_url(self):
        return address_of(self.path)

    def path_below(self, parent_path):
        """Return the path that the page has below a page with this path."""
        return f"{parent_path}/{self.slug}".lstrip("/")

    def _own_path(self):
        return self.path_below(self.parent.path) if self.parent_id else ""

    def clean(self):
        super().clean()
        require_in_source_language(self, "title")
        if self.publication == Publication.PUBLISHED:
            require_in_source_language(self, "lead")
        self._refuse_circle()
        if not self.slug:
            return
        path = self._own_path()
        if len(path) > self._meta.get_field("path").max_length:
            raise ValidationError({"parent": ValidationError(_("The pages are nested too deeply."), code="too_deep")})
        self.path = path
        try:
            match = resolve(self.get_absolute_url())
        except NoReverseMatch:  # not well formed, which the field says
            return
        except Resolver404:
            match = None
        if match is None or match.namespace != "pages":
            raise ValidationError({"slug": ValidationError(_("This address belongs to another part."), code="taken")})
        if FormerPath.objects.filter(path=path).exclude(target_id=self.pk).exists():
            raise ValidationError(
                {"slug": ValidationError(_("This address once belonged to another object."), code="slug_reserved")}
            )

    def _refuse_circle(self):
        step = self.parent
        while step is not None and self.pk:
            if step.pk == self.pk:
                raise ValidationError(
                    {"parent": ValidationError(_("These pages are part of each other in a circle."), code="circle")}
                )
            step = step.parent

    def save(self, *args, **kwargs):
        former, self.path = self.stored_path, self._own_path()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "path"}
        is_moved = former is not None and former != self.path
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_moved:
                if former:
                    self.former_paths.get_or_create(path=former)
                FormerPath.objects.filter(target=self, path=self.path).delete()
                for child in self.children.all():
                    child.save()
        self.stored_path = self.path

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        if "path" in field_names:
            instance.stored_path = instance.path
        return instance


class FormerPath(models.Model):
    """An address below /about/ that a page once had."""

    path = models.CharField(_("path"), max_length=300, unique=True)
    target = models.ForeignKey(Page, models.CASCADE, related_name="former_paths")

    class Meta:
        verbose_name = _("former web address")
        verbose_name_plural = _("former web addresses")

    def __str__(self):
        return self.path
