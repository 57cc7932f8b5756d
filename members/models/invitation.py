"""Invitations to act for a university: a link that whoever has it may follow once."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.core.languages import ENGLISH
from members.models.affiliation import Role

LASTS = timedelta(days=14)  # spans the longest usual closure of an office, at the turn of the year


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        """Return the invitations that were neither accepted nor revoked, whether or not their time is over."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self, at=None):
        """Return the invitations that can be accepted at the moment."""
        return self.unanswered().filter(expires_at__gt=at or timezone.now())


class Invitation(models.Model):
    """One invitation of an address to act for a university. Of the link only a digest is stored."""

    class State(models.TextChoices):
        """How it stands at a moment: computed, never stored."""

        OPEN = "open", pgettext_lazy("invitation", "Open")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
        REVOKED = "revoked", pgettext_lazy("invitation", "Revoked")
        EXPIRED = "expired", pgettext_lazy("invitation", "Expired")

    university = models.ForeignKey(
        "members.University", models.CASCADE, related_name="invitations", verbose_name=_("university")
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.EDITOR)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=ENGLISH,
        help_text=_("In which the invitation is written."),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations_sent",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    token_digest = models.CharField(max_length=64, editable=False)
    sent_count = models.PositiveSmallIntegerField(_("times sent"), default=0)
    last_sent_at = models.DateTimeField(_("last sent at"), null=True, blank=True)
    asked_at = models.DateTimeField(
        _("asked for anew at"), null=True, blank=True, help_text=_("When somebody with an old link last asked for one.")
    )
    domain_override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("address allowed by"),
    )
    domain_override_reason = models.CharField(
        _("why this address"),
        max_length=200,
        blank=True,
        help_text=_("Only for an address outside of the domains of the university: how it is known whose it is."),
    )
    replaces = models.ForeignKey(
        "members.Affiliation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("takes over from"),
    )
    replaces_at = models.DateTimeField(_("takes over at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_email_is_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message=_("Write the address in small letters."),
            ),
            models.CheckConstraint(
                name="invitation_expires_after_creation",
                condition=Q(expires_at__gt=F("created_at")),
                violation_error_message=_("An invitation must hold for a while."),
            ),
            models.CheckConstraint(
                name="invitation_has_one_end",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                violation_error_message=_("What was accepted cannot be revoked."),
            ),
            models.CheckConstraint(
                name="invitation_override_has_reason",
                condition=Q(domain_override_by__isnull=True) | ~Q(domain_override_reason=""),
                violation_error_message=_("Say how it is known whose address this is."),
            ),
            models.CheckConstraint(
                name="invitation_handover_has_moment",
                condition=Q(replaces__isnull=True) | Q(replaces_at__isnull=False),
                violation_error_message=_("Say from when the successor acts."),
            ),
            models.CheckConstraint(
                name="invitation_role_is_known",
                condition=Q(role__in=[role.value for role in Role]),
                violation_error_message=_("There is no such role."),
            ),
            models.UniqueConstraint(fields=["token_digest"], name="invitation_token_once"),
            models.UniqueConstraint(
                fields=["university", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open",
                violation_error_message=_("There is an open invitation for this address: send it again."),
            ),
        ]

    def __str__(self):
        return f"{self.email}: {self.get_role_display()}"

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()

    def state(self, at=None):
        """Return how it stands at the moment, now by default."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.OPEN if (at or timezone.now()) < self.expires_at else self.State.EXPIRED
