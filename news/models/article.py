from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import ENGLISH, TranslatedQuerySet, require_in_source_language
from cluster_portal.core.publishing import Publication, PublishedModel, PublishedQuerySet
from cluster_portal.core.rich_text import RichTextField
from cluster_portal.core.slugs import FormerSlug, SluggedModel, validate_slug
from cluster_portal.pictures.models import Picture
from members.models import Group, University
from news.models.event import Event
from programmes.models import Programme


class Topic(models.Model):
    """What articles are about, for the archive and a feed of its own."""

    slug = models.CharField(_("slug"), max_length=60, unique=True, validators=[validate_slug])
    source_language = models.CharField(_("source language"), max_length=2, choices=settings.LANGUAGES, default=ENGLISH)
    name = models.CharField(_("name"), max_length=60)

    objects = TranslatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["slug"]

    def __str__(self):
        return self.slug

    def clean(self):
        super().clean()
        require_in_source_language(self, "name")


class ArticleQuerySet(PublishedQuerySet):
    def public(self, now=None):
        """Return what the public may see at a moment, now by default: from its publication until it expires."""
        now = now or timezone.now()
        return self.published().filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), published_at__lte=now)


class Article(SluggedModel, PublishedModel):
    """A piece of news. It appears at its moment, whoever is at the keyboard then."""

    title = models.CharField(_("title"), max_length=160)
    lead = models.TextField(
        _("lead"), blank=True, help_text=_("One or two sentences under the title and in search results.")
    )
    body = RichTextField(_("text"), blank=True)
    author = models.CharField(
        _("author"), max_length=120, blank=True, help_text=_("A person or an office. Shown to the public.")
    )
    published_at = models.DateTimeField(
        _("published at"),
        default=timezone.now,
        help_text=_("Once it is published, the article is public from this moment on. It may lie ahead."),
    )
    expires_at = models.DateTimeField(
        _("expires at"), null=True, blank=True, help_text=_("From this moment on the page says that it is gone.")
    )
    pinned_until = models.DateTimeField(
        _("pinned until"), null=True, blank=True, help_text=_("Until then it stands above all other news.")
    )
    revised_at = models.DateTimeField(
        _("revised at"),
        null=True,
        blank=True,
        help_text=_("Set when what the article says has changed, not for a typing error. Shown beside its date."),
    )
    canonical_url = models.URLField(
        _("first published at"),
        max_length=400,
        blank=True,
        help_text=_("Where it appeared first, if that was elsewhere."),
    )
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("picture"),
        help_text=_("From the library of pictures, where it has its description."),
    )
    origin = models.ForeignKey(
        University,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles_of_its_own",
        verbose_name=_("proposed by"),
        help_text=_("The university whose people may propose changes of it. Not shown to the public."),
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="articles", verbose_name=_("topics"))
    universities = models.ManyToManyField(
        University, blank=True, related_name="articles", verbose_name=_("universities")
    )
    programmes = models.ManyToManyField(Programme, blank=True, related_name="articles", verbose_name=_("programmes"))
    groups = models.ManyToManyField(Group, blank=True, related_name="articles", verbose_name=_("groups"))
    events = models.ManyToManyField(Event, blank=True, related_name="articles", verbose_name=_("events"))

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="article_newest_first")]
        constraints = [
            models.CheckConstraint(
                name="article_slug_is_well_formed", condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
            ),
            models.CheckConstraint(
                name="article_expires_after_it_appears",
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("published_at")),
                violation_error_message=_("The article expires before it appears."),
            ),
        ]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return reverse("news:article_detail", args=[self.slug])

    def is_public(self, now):
        """Tell whether the public may see it at a moment: `ArticleQuerySet.public` for one loaded row."""
        has_expired = self.expires_at is not None and self.expires_at <= now
        return self.publication == Publication.PUBLISHED and self.published_at <= now and not has_expired

    def is_gone(self, now):
        """Tell whether the public could once see it and may not any more."""
        has_expired = self.expires_at is not None and self.expires_at <= now
        return self.publication == Publication.WITHDRAWN or (self.publication == Publication.PUBLISHED and has_expired)

    def clean(self):
        super().clean()
        require_in_source_language(self, "title")
        if self.publication == Publication.PUBLISHED:
            require_in_source_language(self, "lead")
        if self.revised_at and self.published_at and self.revised_at < self.published_at:
            raise ValidationError(
                {"revised_at": ValidationError(_("It was revised before it appeared."), code="revised_first")}
            )


class FormerArticleSlug(FormerSlug):
    """An address that an article's page once had."""

    target = models.ForeignKey(Article, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former web address")
        verbose_name_plural = _("former web addresses")
