import re
import zlib
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cluster_portal.core.languages import ENGLISH, Text, reading_order, visitor_language
from cluster_portal.core.moments import validate_time_zone
from cluster_portal.core.provenance import SourcesField
from cluster_portal.core.publishing import PublishedModel
from cluster_portal.core.slugs import FormerSlug, SluggedModel
from cluster_portal.core.text import fold
from cluster_portal.core.validity import today
from cluster_portal.pictures.models import Picture
from members.identifiers import PATTERNS, Scheme
from members.models.membership import Standing
from members.models.name import UniversityName
from members.models.university_queries import UniversityQuerySet

HUES = 24  # as many monogram colours as components/monogram.css knows


@lru_cache(maxsize=2000)  # a page about the network names each university four times
def _address(slug, _language):
    return reverse("members:university_detail", args=[slug])


class University(SluggedModel, PublishedModel):
    """One university, or one school of a university, that belongs or belonged to the network or works with it."""

    country = CountryField(_("country"), blank=True, help_text=_("Leave empty only where it is not known."))
    city = models.CharField(_("city"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In degrees, north is positive. It places the university in the network picture."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In degrees, east is positive."),
    )
    coordinate_precision = models.CharField(
        _("place of the coordinates"),
        max_length=6,
        blank=True,
        choices=[("campus", _("The campus")), ("city", _("The city"))],
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        help_text=_("For example Europe/Stockholm. Deadlines are given in it."),
    )
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, validators=[MinValueValidator(800), MaxValueValidator(2200)]
    )
    closed_on = models.DateField(
        _("closed on"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer existed. Its page stays."),
    )
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )
    website = models.URLField(_("website"), blank=True)
    international_office_url = models.URLField(
        _("international office"), blank=True, help_text=_("The page on exchange and double degrees.")
    )
    admissions_url = models.URLField(_("admissions page"), blank=True)
    course_catalogue_url = models.URLField(_("course catalogue"), blank=True)
    mobility_factsheet_url = models.URLField(_("mobility fact sheet"), blank=True)
    network_page_url = models.URLField(
        _("page on the network"), blank=True, help_text=_("What the university itself says about the network.")
    )
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("Two or three sentences at the top of the page and in search results.")
    )
    description = models.TextField(_("description"), blank=True)
    strengths = models.TextField(_("strengths"), blank=True, help_text=_("What it is strong in, in one sentence."))
    for_incoming = models.TextField(_("for incoming students"), blank=True)
    for_outgoing = models.TextField(_("for its own students"), blank=True)
    alliance = models.CharField(
        _("European alliance"),
        max_length=80,
        blank=True,
        help_text=_("For example Unite! – one of the European Universities."),
    )
    alliance_role = models.CharField(_("role in the alliance"), max_length=120, blank=True)
    logo = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="universities_with_logo",
        verbose_name=_("logo"),
        help_text=_("From the library of pictures, where it has its description. Without one a monogram is shown."),
    )
    cover = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="universities_with_cover",
        verbose_name=_("cover picture"),
        help_text=_("From the library of pictures. Shown wide at the top of its page."),
    )
    hue = models.PositiveSmallIntegerField(
        _("monogram colour"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(HUES - 1)],
        help_text=_("A number from 0 to 23. Leave empty to have one chosen."),
    )
    email_domains = models.TextField(
        _("e-mail domains"), blank=True, help_text=_("One on each line, for example kth.se. Not shown to the public.")
    )
    sources = SourcesField()

    objects = UniversityQuerySet.as_manager()

    class Meta:
        verbose_name = _("university")
        verbose_name_plural = _("universities")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="university_slug_is_well_formed",
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(
                name="university_latitude_in_range",
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="university_longitude_in_range",
                condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="university_coordinates_both_or_none",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give both coordinates or none."),
            ),
            models.CheckConstraint(
                name="university_is_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=models.F("id")),
                violation_error_message=_("A university cannot be its own successor."),
            ),
        ]

    def __str__(self):
        # Its name where the names are loaded; never a query of its own.
        return self.name.value if "names" in getattr(self, "_prefetched_objects_cache", {}) else self.slug

    def clean(self):
        super().clean()
        errors = {}
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            errors[missing] = ValidationError(_("Give both coordinates or none."), code="half_coordinate")
        if self.time_zone:
            try:
                validate_time_zone(self.time_zone)
            except ValidationError as error:
                errors["time_zone"] = error
        domains = [word.lower().lstrip("@") for word in self.email_domains.replace(",", " ").split()]
        for domain in domains:
            if not re.match(PATTERNS[Scheme.SCHAC].replace("$", r"\Z"), domain):
                errors["email_domains"] = ValidationError(
                    _("“%(domain)s” is not a domain: write what stands after the @, for example kth.se."),
                    code="email_domain",
                    params={"domain": domain},
                )
        if errors:
            raise ValidationError(errors)
        self.email_domains = "\n".join(domains)

    def save(self, *args, **kwargs):
        if self.hue is None:
            self.hue = zlib.crc32(self.slug.encode()) % HUES
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "hue"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return _address(self.slug, get_language())

    # Names: chosen from the loaded rows, never typed twice -----------------------------------------------------------

    @cached_property
    def current_names(self):
        """The name rows that are valid today, from the loaded ones."""
        day = today()
        return [name for name in self.names.all() if name.is_valid_on(day) and name.kind != UniversityName.Kind.FORMER]

    def name_in(self, language):
        """Return the official name in the language, else its translation there, else None."""
        for kind in (UniversityName.Kind.OFFICIAL, UniversityName.Kind.TRANSLATION):
            for name in self.current_names:
                if name.kind == kind and name.language == language:
                    return name
        return None

    @property
    def name(self):
        """The name as the visitor reads it: a `Text` by the fallback rule, at last any official name, or the slug."""
        language = visitor_language()
        if language not in self._names_by_language:
            self._names_by_language[language] = self._name_for(language)
        return self._names_by_language[language]

    @cached_property
    def _names_by_language(self):
        return {}

    def _name_for(self, language):
        for code in reading_order(self.source_language, language):
            if name := self.name_in(code):
                return Text(name.value, code, code != language)
        native = self.native_name
        return native or Text(self.slug, "", False)

    @property
    def native_name(self):
        """The official name in the university's own language: a `Text`, empty where no official name is known."""
        official = [name for name in self.current_names if name.kind == UniversityName.Kind.OFFICIAL]
        own = next((name for name in official if name.language != ENGLISH), official[0] if official else None)
        return Text(own.value, own.language, own.language != visitor_language()) if own else Text("", "")

    @property
    def short_name(self):
        """The shortest name it goes by, the same in every language: short name, acronym, native name in Latin letters.

        A plain string; at last the name as the visitor reads it.
        """
        for kind in (UniversityName.Kind.SHORT, UniversityName.Kind.ACRONYM):
            for name in self.current_names:
                if name.kind == kind:
                    return name.value
        native = self.native_name.value
        return native if native and fold(native).isascii() else self.name.value

    @cached_property
    def monogram(self):
        """At most four letters that stand for the university where it has no logo."""
        for name in self.current_names:
            if name.kind == UniversityName.Kind.ACRONYM:
                return name.value[:4]
        words = [word for word in self.short_name.partition(" - ")[0].replace("-", " ").split() if word[0].isupper()]
        if len(words) == 1:
            capitals = "".join(character for character in words[0] if character.isupper())
            return capitals[:4] if 2 <= len(capitals) <= 4 else words[0][:3]
        # An acronym among the words stands whole: TU Darmstadt is TUD, Grenoble INP is GINP.
        return "".join(word if word.isupper() else word[0] for word in words)[:4] or self.slug[:3].upper()

    # Membership, from `with_standing` and the loaded rows -----------------------------------------------------------

    @property
    def standing(self):
        """How it stands to the network on the day of `with_standing`: a `Standing`, "" where no period has begun."""
        return Standing.at(self.standing_rank)

    @property
    def is_member(self):
        """Whether it belongs to the network on the day of `with_standing`: suspended and unconfirmed ones do not."""
        return self.standing in Standing.current()

    @cached_property
    def membership_history(self):
        """The periods of membership in the order of time; one with an unknown start comes first."""
        return sorted(
            self.memberships.all(),
            key=lambda period: (period.valid_from is not None, period.valid_from or 0, period.pk),
        )

    @property
    def first_membership(self):
        """The first period: its start is "member since". None where there is no period."""
        return self.membership_history[0] if self.membership_history else None

    @property
    def has_unknown_start(self):
        return self.first_membership is not None and self.first_membership.valid_from is None


class FormerUniversitySlug(FormerSlug):
    """An address that a university's page once had."""

    target = models.ForeignKey(University, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former web address")
        verbose_name_plural = _("former web addresses")
