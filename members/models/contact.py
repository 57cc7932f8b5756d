from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import ENGLISH, TranslatedQuerySet
from cluster_portal.core.validity import Period, PeriodQuerySet

validate_phone = RegexValidator(
    r"^\+[1-9][0-9]{6,14}\Z",
    _("Write the number as + and country code without spaces, for example +4687906000."),
    "phone",
)


class Person(models.Model):
    """Somebody who answers for a university. Their address and number are private unless they consented."""

    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    academic_title = models.CharField(_("academic title"), max_length=40, blank=True)
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("Private. Shown to the public only with the person's consent.")
    )
    phone = models.CharField(_("telephone"), max_length=16, blank=True, validators=[validate_phone])
    has_consented = models.BooleanField(
        _("consents to be shown"),
        default=False,
        help_text=_("Off by default: without consent the public sees the function and its mailbox, never the person."),
    )
    consented_on = models.DateField(_("consented on"), null=True, blank=True)
    consent_text = models.CharField(
        _("version of the consent text"), max_length=40, blank=True, help_text=_("What the person agreed to.")
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="person",
        verbose_name=_("account"),
    )  # set where an invitation to the person's address is accepted, so that who leaves is shown nowhere either
    left_on = models.DateField(
        _("left on"), null=True, blank=True, help_text=_("From this day on the person is shown nowhere.")
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name"]
        constraints = [
            models.CheckConstraint(
                name="person_consent_is_documented",
                condition=Q(has_consented=False) | (Q(consented_on__isnull=False) & ~Q(consent_text="")),
                violation_error_message=_("Consent needs the day it was given and the version of the text."),
            )
        ]

    def __str__(self):
        return " ".join(filter(None, (self.academic_title, self.given_name, self.family_name)))

    def may_be_shown(self, on):
        """Tell whether the public may see the person on the day."""
        return self.has_consented and (self.left_on is None or on < self.left_on)


class ContactQuerySet(TranslatedQuerySet, PeriodQuerySet):
    def public(self, on=None):
        """Return the contacts that the public sees on the day, deputies after whom they stand in for."""
        return self.on(on).filter(visibility=Contact.Visibility.PUBLIC).in_order()

    def in_order(self):
        """Load what a list shows of contacts, in its order: deputies after whom they stand in for."""
        return (
            self.select_related("person")
            .with_texts("mailbox_name", "office_hours")
            .annotate(deputy_rank=models.Case(models.When(deputy_of__isnull=True, then=0), default=1))
            .order_by("position", "function", "deputy_rank", "pk")
        )

    def for_members(self, on=None):
        """Return what people of the universities see on the day: all but what is for staff only, in the same order."""
        seen = (Contact.Visibility.PUBLIC, Contact.Visibility.MEMBERS)
        return self.on(on).filter(visibility__in=seen).in_order()


class Contact(Period):
    """Whom to ask at a university about one matter: a mailbox, a person, or both."""

    class Function(models.TextChoices):
        COORDINATOR = "coordinator", _("Network coordinator")
        INCOMING = "incoming", _("Incoming mobility")
        OUTGOING = "outgoing", _("Outgoing mobility")
        DUAL_MASTER = "dual-master", _("Dual master's degrees")
        DUAL_DOCTORATE = "dual-doctorate", _("Dual doctorates")
        PRESS = "press", _("Press")
        DATA = "data", _("IT and data")
        RECTORATE = "rectorate", _("Rectorate")
        STUDENTS = "students", _("Student representative")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        MEMBERS = "members", _("Members of the network")
        STAFF = "staff", _("Network staff")

    university = models.ForeignKey(
        "members.University", models.CASCADE, related_name="contacts", verbose_name=_("university")
    )
    source_language = models.CharField(_("source language"), max_length=2, choices=settings.LANGUAGES, default=ENGLISH)
    function = models.CharField(_("function"), max_length=20, choices=Function)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("person")
    )
    mailbox_name = models.CharField(
        _("mailbox name"), max_length=120, blank=True, help_text=_("For example: International Office.")
    )
    mailbox_email = models.EmailField(
        _("mailbox address"), blank=True, help_text=_("An address of the office, not of a person. Shown to the public.")
    )
    phone = models.CharField(_("telephone"), max_length=16, blank=True, validators=[validate_phone])
    office_hours = models.CharField(_("office hours"), max_length=200, blank=True)
    visibility = models.CharField(_("visible to"), max_length=10, choices=Visibility, default=Visibility.STAFF)
    deputy_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="deputies", verbose_name=_("deputy of")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ContactQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["position", "function", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="contact_has_mailbox_or_person",
                condition=~Q(mailbox_email="") | Q(person__isnull=False),
                violation_error_message=_("A contact needs a mailbox address or a person."),
            ),
            models.CheckConstraint(
                name="contact_is_not_its_own_deputy",
                condition=Q(deputy_of__isnull=True) | ~Q(deputy_of=F("id")),
                violation_error_message=_("A contact cannot be its own deputy."),
            ),
            models.UniqueConstraint(
                fields=["university"],
                condition=Q(function="coordinator", deputy_of__isnull=True, valid_to__isnull=True),
                name="contact_one_coordinator",
                violation_error_message=_(
                    "This university has a network coordinator already: end that contact, or make this one its deputy."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_function_display()}: {self.mailbox_email or self.person}"

    def clean(self):
        super().clean()
        is_public = self.visibility == self.Visibility.PUBLIC
        if is_public and not self.mailbox_email and not (self.person and self.person.has_consented):
            raise ValidationError(
                {
                    "visibility": ValidationError(
                        _("A public contact needs a mailbox address, or a person who consented to be shown."),
                        code="consent",
                    )
                }
            )
        if self.deputy_of and self.deputy_of.university_id != self.university_id:
            raise ValidationError(
                {"deputy_of": ValidationError(_("A deputy works at the same university."), code="other_university")}
            )

    def person_for_members(self, on):
        """Return the person as people of the universities see them on the day, None once they have left."""
        return self.person if self.person and (self.person.left_on is None or on < self.person.left_on) else None

    def shown_person(self, on):
        """Return the person where the public may see them on the day, else None."""
        return self.person if self.person and self.person.may_be_shown(on) else None
