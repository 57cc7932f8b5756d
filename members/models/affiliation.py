"""Who may act for which university, from one moment until another."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do for a university, in the order of rank: each may do all that those before it may."""

    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    APPROVER = "approver", _("Approver")
    LEAD = "lead", _("Lead contact")

    @property
    def rank(self):
        return list(type(self)).index(self)

    @classmethod
    def from_rank_of(cls, role):
        """Return the roles that may do what this one may: itself and those above it."""
        return list(cls)[cls(role).rank :]


class AffiliationQuerySet(models.QuerySet):
    def current(self, at=None):
        """Return the affiliations that hold at the moment, now by default. The moment of the end is not included."""
        moment = at or timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment)

    def not_ended(self, at=None):
        """Return those that hold at the moment or will hold later."""
        moment = at or timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment) & Q(ends_at__gt=F("starts_at")))

    def able_to(self, role, at=None):
        """Return the current affiliations that give the rights of a role, of accounts that can be signed in to.

        The account is asked of the database, so one that was switched off loses its rights with the next request.
        """
        return self.current(at).filter(role__in=Role.from_rank_of(role), user__is_active=True)

    def able_to_act(self, at=None):
        """Return the affiliations of people who can change something for their university at the moment."""
        return self.able_to(Role.EDITOR, at)

    def staying(self):
        """Return those of which no end is known."""
        return self.filter(ends_at__isnull=True)


class Affiliation(models.Model):
    """One unbroken time in which somebody may act for a university in one role.

    A row is never changed into another role: it ends, and the next one begins at the same moment.
    """

    class Source(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        SIGN_IN = "sso", _("Sign-in of the university")
        STAFF = "staff", _("Network staff")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="affiliations", verbose_name=_("account")
    )
    university = models.ForeignKey(
        "members.University", models.CASCADE, related_name="affiliations", verbose_name=_("university")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    is_deputy = models.BooleanField(
        _("deputy"),
        default=False,
        help_text=_("Stands in for the others: is asked where they do not answer in time."),
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("The first moment at which it no longer holds.")
    )
    source = models.CharField(_("came by"), max_length=10, choices=Source)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="given_affiliations",
        verbose_name=_("given by"),
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="ended_affiliations",
        verbose_name=_("ended by"),
    )
    end_reason = models.CharField(_("reason of the end"), max_length=200, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["university", "-starts_at", "pk"]
        constraints = [
            # One that was taken back before it began has no time at all: start and end are the same moment.
            models.CheckConstraint(
                name="affiliation_starts_before_end",
                condition=Q(ends_at__isnull=True) | Q(starts_at__lte=F("ends_at")),
                violation_error_message=_("The end must not lie before the start."),
            ),
            models.CheckConstraint(
                name="affiliation_role_is_known",
                condition=Q(role__in=[role.value for role in Role]),
                violation_error_message=_("There is no such role."),
            ),
            models.UniqueConstraint(
                fields=["user", "university"],
                condition=Q(ends_at__isnull=True),
                name="affiliation_one_open",
                violation_error_message=_("This person acts for this university already."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"

    def clean(self):
        super().clean()
        if self.user_id and self.university_id and self.overlapping().exists():
            raise ValidationError(_("This person acts for this university at that time already."), code="overlap")

    def overlapping(self):
        """Return the other affiliations of the person with the university that share a moment with this one."""
        others = Affiliation.objects.filter(user=self.user_id, university=self.university_id).exclude(pk=self.pk)
        others = others.not_ended(self.starts_at)
        return others if self.ends_at is None else others.filter(starts_at__lt=self.ends_at)

    def is_current(self, at=None):
        """Tell whether it holds at the moment: `AffiliationQuerySet.current` for one loaded row."""
        moment = at or timezone.now()
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)

    @property
    def can_act(self):
        """Whether the role allows to change something."""
        return Role(self.role).rank >= Role.EDITOR.rank
