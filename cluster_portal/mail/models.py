"""Mail that is on its way, and notices that wait for the mail of the day."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import CODES
from cluster_portal.mail.rendering import SUBJECT_LENGTH

KEY_LENGTH = 200


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("handed over")
    FAILED = "failed", _("failed")


class MessageQuerySet(models.QuerySet):
    def due(self, at):
        """Return what may be handed over at the moment, longest due first; nothing that another run has in hand."""
        return self.filter(state=State.WAITING, next_attempt_at__lte=at).order_by("next_attempt_at", "pk")

    def with_words(self):
        """Leave out those of which only the key is left."""
        return self.exclude(to="")


class Message(models.Model):
    """One mail to one person, in the words in which it is sent.

    Its words are deleted some time after it was handed over; of one with a key the key stays, so that the same is not
    sent again.
    """

    name = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=KEY_LENGTH, blank=True)
    to = models.EmailField(_("recipient"), blank=True)
    reply_to = models.EmailField(_("answers to"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject line"), max_length=SUBJECT_LENGTH, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("text as HTML"), blank=True)
    is_secret = models.BooleanField(
        _("secret"), default=False, help_text=_("Holds a key of the recipient: not shown, and erased when handed over.")
    )
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # A run that takes a message in hand moves this ahead first, so nobody else finds it due: see delivery.py.
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    sent_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        default_permissions = ("view",)
        permissions = [("send_again", "Can send mail that failed again")]
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="message_due", condition=Q(state=State.WAITING)),
            models.Index(fields=["created_at"], name="message_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="message_key_once", condition=~Q(key="")),
            models.CheckConstraint(name="message_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="message_language_is_ours", condition=Q(language__in=CODES)),
            models.CheckConstraint(
                name="message_sent_has_moment",
                condition=Q(state=State.SENT, sent_at__isnull=False) | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self):
        return self.subject or self.name

    def as_mail(self):
        """Return the mail as Django sends it. A second attempt has the same `Message-ID`, so a double can be seen."""
        sender = settings.DEFAULT_FROM_EMAIL
        host = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
        mail = EmailMultiAlternatives(
            self.subject,
            self.text,
            sender,
            [self.to],
            reply_to=[self.reply_to] if self.reply_to else None,
            headers={
                "Message-ID": f"<mail-{self.pk}-{self.created_at:%Y%m%d%H%M%S%f}@{host}>",
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",  # Exchange answers "out of office" to all that lacks it
                "Content-Language": self.language,
            },
        )
        mail.attach_alternative(self.html, "text/html")
        return mail


class NoticeQuerySet(models.QuerySet):
    def untold(self, before):
        """Return what came up before the moment and stood in no mail yet."""
        return self.filter(told_at=None, created_at__lt=before)


class Notice(models.Model):
    """One thing that somebody is told in the mail of the day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=KEY_LENGTH, blank=True)
    context = models.JSONField(_("what it is about"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    link = models.TextField(_("path of the page"), blank=True)
    created_at = models.DateTimeField(_("came up at"), default=timezone.now)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ()
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["created_at"], name="notice_untold", condition=Q(told_at=None)),
            models.Index(fields=["kind", "key"], name="notice_by_key"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="notice_once", condition=~Q(key="")),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}".strip()
