"""Slugs that may change: the old address leads to the new one for ever, and no other object ever gets it."""

import itertools

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

validate_slug = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    _("Use lower-case letters a to z, digits and single hyphens, for example tu-darmstadt."),
    code="slug",
)


def free_slug(model, text):
    """Return a slug made from a text that no object of a model has or ever had: "physics", "physics-2"."""
    base = slugify(text)[:70].strip("-_") or model._meta.model_name
    former = model.former_slugs.rel.related_model
    candidates = (base if number == 1 else f"{base}-{number}" for number in itertools.count(1))
    return next(
        slug
        for slug in candidates
        if not model._base_manager.filter(slug=slug).exists() and not former.objects.filter(slug=slug).exists()
    )


class FormerSlug(models.Model):
    """An address that an object once had. A concrete class names its object `target`."""

    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.slug


class SluggedModel(models.Model):
    """An object with a slug and a `former_slugs` relation to its `FormerSlug` rows."""

    slug = models.CharField(
        _("slug"),
        max_length=80,
        unique=True,
        validators=[validate_slug],
        help_text=_("The last part of the address of its page. After a change the old address leads to the new one."),
    )

    stored_slug = None  # what the database has

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        stored = self.stored_slug
        with transaction.atomic():
            super().save(*args, **kwargs)
            if stored and stored != self.slug:
                self.former_slugs.get_or_create(slug=stored)
                self.former_slugs.filter(slug=self.slug).delete()  # back to an old address: it is the current one again
        self.stored_slug = self.slug

    @classmethod
    def from_db(cls, db, field_names, values):
        # A set: Django looks each of the columns up in it, and a translated model has very many.
        instance = super().from_db(db, frozenset(field_names), values)
        if "slug" in field_names:
            instance.stored_slug = instance.slug
        return instance

    def clean(self):
        super().clean()
        history = type(self).former_slugs.rel.related_model
        if history.objects.filter(slug=self.slug).exclude(target_id=self.pk).exists():
            raise ValidationError(
                {"slug": ValidationError(_("This address once belonged to another object."), code="slug_reserved")}
            )


class SlugConverter:
    """A slug as `validate_slug` defines it: whatever else is asked for is no page."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
