from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from cluster_portal.core.languages import require_in_source_language
from cluster_portal.core.moments import LAST_SECOND, exists, last_day, moment, validate_time_zone
from cluster_portal.core.provenance import SourcesField, validate_addresses
from cluster_portal.core.publishing import Publication, PublishedModel, PublishedQuerySet
from cluster_portal.core.rich_text import RichTextField
from cluster_portal.core.slugs import FormerSlug, SluggedModel
from cluster_portal.core.validity import Precision
from cluster_portal.pictures.models import Picture
from members.models import Group, University

# What, when it changes, makes calendars take the event anew.
ANNOUNCED = (
    "starts_on",
    "starts_at",
    "ends_on",
    "ends_at",
    "time_zone",
    "precision",
    "status",
    "attendance",
    "online_url",
    "address",
    "country",
)


class EventQuerySet(PublishedQuerySet):
    def upcoming(self, now=None):
        """Return the events that are not over at the moment, now by default: those that go on count."""
        return self.filter(last_moment__gte=now or timezone.now())

    def past(self, now=None):
        """Return the events that are over at the moment, now by default."""
        return self.filter(last_moment__lt=now or timezone.now())


class Event(SluggedModel, PublishedModel):
    """A meeting with a date: it keeps its page and its place in calendars whatever becomes of it."""

    class Kind(models.TextChoices):
        GENERAL_ASSEMBLY = "general-assembly", _("General Assembly")
        STEERING_COMMITTEE = "steering-committee", _("Steering Committee")
        WORKSHOP = "workshop", _("Workshop")
        SYMPOSIUM = "symposium", _("Symposium")
        SCHOOL = "school", _("School")
        STAFF_WEEK = "staff-week", _("Staff week")
        GROUP_MEETING = "group-meeting", _("Meeting of a group")
        PROJECT = "project", _("Project event")
        MEETING = "meeting", _("Meeting")

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        MOVED = "moved", _("Moved to another date")
        POSTPONED = "postponed", _("Postponed, no new date yet")
        CANCELLED = "cancelled", _("Cancelled")

    class Certainty(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        ANNOUNCED = "announced", _("Known from an announcement only")

    class Attendance(models.TextChoices):
        UNKNOWN = "", pgettext_lazy("event", "Not known")
        ON_SITE = "on-site", pgettext_lazy("event", "On site")
        ONLINE = "online", pgettext_lazy("event", "Online")
        MIXED = "mixed", pgettext_lazy("event", "On site and online")

    class Audience(models.TextChoices):
        UNKNOWN = "", _("Not said")
        STUDENTS = "students", _("Students")
        DOCTORAL = "doctoral", _("Doctoral candidates")
        STAFF = "staff", _("Staff of the universities")
        LEADERSHIP = "leadership", _("Leadership of the universities")
        PUBLIC = "public", _("Everybody")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MEETING)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, default=Certainty.CONFIRMED)
    starts_on = models.DateField(_("first day"), help_text=_("The first day of the month where no more is known."))
    starts_at = models.TimeField(
        _("starts at"), null=True, blank=True, help_text=_("Local time. Leave empty for whole days.")
    )
    ends_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Leave empty where it ends on the first day.")
    )
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    precision = models.CharField(_("precision of the date"), max_length=5, choices=Precision, default=Precision.DAY)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default="Europe/Brussels",
        validators=[validate_time_zone],
        help_text=_("For example Europe/Stockholm. Dates and times are those of this zone."),
    )
    previous_starts_on = models.DateField(
        _("former first day"), null=True, blank=True, help_text=_("Filled in when an event is moved.")
    )
    first_moment = models.DateTimeField(editable=False, db_index=True)
    last_moment = models.DateTimeField(editable=False, db_index=True)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One or two sentences, for lists, search results and calendars.")
    )
    body = RichTextField(_("text"), blank=True)
    note = models.TextField(
        _("editors' note"), blank=True, help_text=_("What is uncertain about this entry. Shown to the public.")
    )
    attendance = models.CharField(
        _("attendance"), max_length=8, choices=Attendance, default=Attendance.UNKNOWN, blank=True
    )
    place = models.CharField(_("place"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    country = CountryField(_("country"), blank=True)
    online_url = models.URLField(_("address of the online meeting"), max_length=400, blank=True)
    host = models.ForeignKey(
        University, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("host university")
    )
    external_host = models.CharField(
        _("external host"), max_length=120, blank=True, help_text=_("A host that is not in the portal, by its name.")
    )
    group = models.ForeignKey(
        Group,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("group"),
        help_text=_("The group of the network whose event it is."),
    )
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.UNKNOWN, blank=True)
    registration_url = models.URLField(_("registration"), max_length=400, blank=True)
    registration_closes_on = models.DateField(
        _("registration closes on"), null=True, blank=True, help_text=_("The last day, in the time zone of the event.")
    )
    website = models.URLField(_("website"), max_length=400, blank=True)
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("picture"),
        help_text=_("From the library of pictures, where it has its description."),
    )
    is_milestone = models.BooleanField(
        _("in the history"), default=False, help_text=_("Once it is over, the history of the network tells it too.")
    )
    sequence = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)
    more_sources = models.JSONField(_("further sources"), default=list, blank=True, validators=[validate_addresses])
    sources = SourcesField()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-first_moment", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="event_slug_is_well_formed", condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
            ),
            models.CheckConstraint(name="event_starts_before_end", condition=Q(first_moment__lte=F("last_moment"))),
            models.CheckConstraint(
                name="event_days_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return reverse("events:event_detail", args=[self.slug])

    @property
    def last_local_day(self):
        """The last day of the event, or the last day that its date may mean."""
        return self.ends_on or last_day(self.starts_on, self.precision)

    @property
    def is_all_day(self):
        return self.starts_at is None

    def _moments(self):
        first = moment(self.starts_on, self.starts_at or time.min, self.time_zone)
        return first, moment(self.last_local_day, self.ends_at or LAST_SECOND, self.time_zone)

    def is_over(self, now):
        """Tell whether it is over at a moment."""
        return self.last_moment < now

    def clean(self):
        super().clean()
        require_in_source_language(self, "title")
        if self.publication == Publication.PUBLISHED:
            require_in_source_language(self, "summary")
        errors = {}
        if self.precision != Precision.DAY and (self.starts_at or self.ends_on or self.ends_at):
            errors["precision"] = _("Where only the month or year is known there is neither a time nor a last day.")
        if self.ends_at and not self.starts_at:
            errors["starts_at"] = _("An event that ends at a time starts at one, too.")
        self._check_moments(errors)
        self._check_place(errors)
        if self.starts_on and self.registration_closes_on and self.registration_closes_on > self.last_local_day:
            errors["registration_closes_on"] = _("Registration closes after the event.")
        if self.status == self.Status.MOVED and not self._former_day():
            errors["previous_starts_on"] = _("Say when it was to take place before it was moved.")
        if errors:
            raise ValidationError(errors)

    def _check_moments(self, errors):
        if not self.starts_on or self._has_wrong_zone():
            return
        pairs = [("starts_at", self.starts_on, self.starts_at), ("ends_at", self.last_local_day, self.ends_at)]
        for field, day, at in pairs:
            if at and not exists(day, at, self.time_zone):
                errors[field] = ValidationError(
                    _("This time does not exist on that day: the clocks are put forward."), code="no_such_time"
                )
                return
        if self.ends_on and self.ends_on < self.starts_on:
            errors["ends_on"] = _("The last day is before the first.")
            return
        first, last = self._moments()
        if first > last:
            errors["ends_at"] = ValidationError(_("The event ends before it starts."), code="ends_first")
        else:
            self.first_moment, self.last_moment = first, last

    def _has_wrong_zone(self):
        try:
            validate_time_zone(self.time_zone)
        except ValidationError:
            return True
        return False

    def _check_place(self, errors):
        is_ahead = self.last_moment is not None and not self.is_over(timezone.now())
        on_site = self.attendance in (self.Attendance.ON_SITE, self.Attendance.MIXED)
        online = self.attendance in (self.Attendance.ONLINE, self.Attendance.MIXED)
        has_place = any(
            [
                self.host_id,
                self.external_host,
                self.address,
                self.country,
                getattr(self, f"place_{self.source_language}"),
            ]
        )
        if on_site and not has_place:
            errors[f"place_{self.source_language}"] = _("Say where it takes place.")
        if online and is_ahead and not (self.online_url or self.registration_url):
            errors["online_url"] = _("Say where it takes place online, or where people register.")

    def _former_day(self):
        """Return the day on which it was to start before it was moved, None where nobody knows it."""
        if self.previous_starts_on or not self.pk:
            return self.previous_starts_on
        stored = type(self).objects.filter(pk=self.pk).values_list("starts_on", flat=True).first()
        return stored if stored != self.starts_on else None

    def save(self, *args, **kwargs):
        self.first_moment, self.last_moment = self._moments()
        if self.pk:
            stored = type(self).objects.filter(pk=self.pk).values("sequence", "previous_starts_on", *ANNOUNCED).first()
            if stored and any(stored[name] != getattr(self, name) for name in ANNOUNCED):
                self.sequence = stored["sequence"] + 1
                if self.status == self.Status.MOVED and stored["starts_on"] != self.starts_on:
                    self.previous_starts_on = stored["starts_on"]
        if kwargs.get("update_fields") is not None:
            kept = {"first_moment", "last_moment", "sequence", "previous_starts_on"}
            kwargs["update_fields"] = {*kwargs["update_fields"], *kept}
        super().save(*args, **kwargs)


class FormerEventSlug(FormerSlug):
    """An address that an event's page once had."""

    target = models.ForeignKey(Event, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former web address")
        verbose_name_plural = _("former web addresses")
