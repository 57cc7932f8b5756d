from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import TranslatedQuerySet, require_in_source_language
from cluster_portal.core.provenance import SourceField, SourcesField
from cluster_portal.core.publishing import PublishedModel, PublishedQuerySet
from cluster_portal.core.slugs import FormerSlug, SluggedModel
from cluster_portal.core.validity import Period, PeriodQuerySet, Precision, today
from members.models.membership import Membership
from members.models.university import University


class GroupQuerySet(PublishedQuerySet, PeriodQuerySet):
    def begun(self, day=None):
        """Return the groups that had been set up by the day; one whose start nobody recorded counts as set up."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day or today()))


class Group(SluggedModel, PublishedModel, Period):
    """A body of the network in which its universities work together."""

    class Kind(models.TextChoices):
        GOVERNING_BODY = "governing-body", _("Governing body")
        OFFICE = "office", _("Office")
        TASK_FORCE = "task-force", _("Task force")
        DEPARTMENT = "department", _("Department")
        WORKING_GROUP = "working-group", _("Working group")
        STUDENT_BODY = "student-body", _("Student body")
        PROJECT = "project", _("Project")
        OTHER = "other", _("Other group")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        UNCONFIRMED = "unconfirmed", _("Not confirmed")

    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=State,
        default=State.ACTIVE,
        help_text=_("Not confirmed: nobody could say whether it still meets. It is listed apart."),
    )
    valid_from_precision = models.CharField(
        _("precision of the start"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    valid_to_precision = models.CharField(
        _("precision of the end"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    ended_on_unknown_day = models.BooleanField(
        _("ended on an unknown day"), default=False, help_text=_("It is over, but nobody recorded since when.")
    )
    is_temporary = models.BooleanField(
        _("of limited duration"), default=False, help_text=_("Then an end, or a day of review, has to be set.")
    )
    review_on = models.DateField(
        _("review on"), null=True, blank=True, help_text=_("The day on which it is decided whether it goes on.")
    )
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    mandate = models.TextField(_("mandate"), blank=True, help_text=_("What it is for, in one or two sentences."))
    mission = models.TextField(_("mission"), blank=True, help_text=_("What it wants to reach, where that is written."))
    composition = models.CharField(_("composition"), max_length=200, blank=True, help_text=_("Who sits in it."))
    meets = models.CharField(_("meetings"), max_length=120, blank=True, help_text=_("How often it meets."))
    chair_note = models.CharField(
        _("chair by office"),
        max_length=120,
        blank=True,
        help_text=_("Where an office brings the chair with it, for example: President of the network."),
    )
    contact_email = models.EmailField(
        _("mailbox address"), blank=True, help_text=_("An address of the group, not of a person. Shown to the public.")
    )
    website = models.URLField(_("website"), max_length=400, blank=True)
    note = models.TextField(
        _("editors' note"), blank=True, help_text=_("What is uncertain about this entry. Shown to the public.")
    )
    sources = SourcesField()

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["slug"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="group_slug_is_well_formed", condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
            ),
            models.CheckConstraint(
                name="group_unknown_end_has_no_day",
                condition=Q(ended_on_unknown_day=False) | Q(valid_to__isnull=True),
                violation_error_message=_(
                    "Either the day of the end is known, or it is not: leave one of the two out."
                ),
            ),
            models.CheckConstraint(
                name="group_temporary_has_end",
                condition=Q(is_temporary=False)
                | Q(valid_to__isnull=False)
                | Q(ended_on_unknown_day=True)
                | Q(review_on__isnull=False),
                violation_error_message=_("A group of limited duration needs an end or a day of review."),
            ),
            models.CheckConstraint(
                name="group_is_not_part_of_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A group cannot be part of itself."),
            ),
        ]

    def __str__(self):
        return self.name_en or self.slug if "name_en" in self.__dict__ else self.slug

    def get_absolute_url(self):
        return reverse("governance:group_detail", args=[self.slug])

    def clean(self):
        super().clean()
        require_in_source_language(self, "name")
        seen, step = {self.pk}, self.parent
        while step is not None and self.pk:
            if step.pk in seen:
                raise ValidationError(
                    {"parent": ValidationError(_("These groups are part of each other in a circle."), code="circle")}
                )
            seen.add(step.pk)
            step = step.parent

    def is_valid_on(self, day):
        return super().is_valid_on(day) and not self.ended_on_unknown_day


class FormerGroupSlug(FormerSlug):
    """An address that a group's page once had."""

    target = models.ForeignKey(Group, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former web address")
        verbose_name_plural = _("former web addresses")


class GroupMembershipQuerySet(TranslatedQuerySet, PeriodQuerySet):
    source_language_path = "group__source_language"

    def on(self, day=None):
        """Return the functions that are held on the day; one that ended on an unrecorded day is held on none."""
        return super().on(day).filter(ended_on_unknown_day=False)


class GroupMembership(Period):
    """One university's function in a group, and for how long it has it. The public sees the university."""

    class Function(models.TextChoices):
        CHAIR = "chair", _("Chair")
        VICE_CHAIR = "vice-chair", _("Vice-chair")
        COORDINATOR = "coordinator", _("Co-ordinator")
        SECRETARY = "secretary", _("Secretary")
        MEMBER = "member", _("Member")
        DELEGATE = "delegate", _("Delegate")
        OBSERVER = "observer", _("Observer")

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", verbose_name=_("group"))
    university = models.ForeignKey(
        University, models.PROTECT, related_name="group_memberships", verbose_name=_("university")
    )
    person = models.ForeignKey(
        "members.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="group_memberships",
        verbose_name=_("person"),
        help_text=_("For the network's own use: the page names the university only."),
    )
    function = models.CharField(_("function"), max_length=12, choices=Function, default=Function.MEMBER)
    valid_from_precision = models.CharField(
        _("precision of the start"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    valid_to_precision = models.CharField(
        _("precision of the end"), max_length=5, choices=Precision, default=Precision.DAY, blank=True
    )
    ended_on_unknown_day = models.BooleanField(_("ended on an unknown day"), default=False)
    votes = models.PositiveSmallIntegerField(_("votes"), null=True, blank=True)
    source = SourceField()

    objects = GroupMembershipQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("function in the group")
        verbose_name_plural = _("functions in the group")
        ordering = [F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="groupmembership_unknown_end_has_no_day",
                condition=Q(ended_on_unknown_day=False) | Q(valid_to__isnull=True),
                violation_error_message=_(
                    "Either the day of the end is known, or it is not: leave one of the two out."
                ),
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(function="chair", valid_to__isnull=True, ended_on_unknown_day=False),
                name="groupmembership_one_chair",
                violation_error_message=_("This group has a chair already: end that first."),
            ),
            models.UniqueConstraint(
                fields=["group", "university", "function"],
                condition=Q(valid_to__isnull=True, ended_on_unknown_day=False),
                name="groupmembership_once",
                violation_error_message=_("This university has this function already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_function_display()}: {self.university}"

    def clean(self):
        super().clean()
        if self.university_id and self.group_id and self.group.kind == Group.Kind.GOVERNING_BODY:
            day = self.valid_from or today()
            full = University.objects.members(on=day, category=Membership.Category.FULL)
            if self.function != self.Function.OBSERVER and not full.filter(pk=self.university_id).exists():
                raise ValidationError(
                    {
                        "university": ValidationError(
                            _("Only full members sit in a governing body, others as observers."), code="not_full"
                        )
                    }
                )

    def is_valid_on(self, day):
        return super().is_valid_on(day) and not self.ended_on_unknown_day

    def overlaps(self, other):
        """Tell whether the two share a day for certain: an end on an unknown day is never held against another."""
        if self.ended_on_unknown_day or other.ended_on_unknown_day:
            return False
        begins_in_time = self.valid_from is None or other.valid_to is None or self.valid_from < other.valid_to
        ends_late = self.valid_to is None or other.valid_from is None or other.valid_from < self.valid_to
        return begins_in_time and ends_late

    @property
    def source_language(self):
        return self.group.source_language
