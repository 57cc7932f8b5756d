"""Proposals with their items, what partners answer, and the steps that were taken."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.review.registry import Risk, kept_subject_of
from cluster_portal.review.tree import Key, Operation

JSON = {"null": True, "blank": True, "editable": False}


class ProposalQuerySet(models.QuerySet):
    def open(self):
        """Return the proposals that wait for somebody's decision or answer."""
        return self.filter(state=Proposal.State.SUBMITTED)

    def objected(self):
        """Return what waits for staff to settle it: a partner objects to something that is open."""
        return self.open().filter(Exists(_answers_to_open_items(state=Answer.State.OBJECTED)))

    def silent(self, day):
        """Return the proposals to which a partner has said nothing until its time was over."""
        asked = _answers_to_open_items(state=Answer.State.ASKED)
        return self.open().filter(Exists(asked), answers_due_on__lte=day)

    def for_staff(self, user, day):
        """Return what a reviewer can do something about on a day: decide an item, or settle an objection.

        What they proposed themselves waits for somebody else.
        """
        decidable = Item.objects.filter(proposal=OuterRef("pk")).decidable(day)
        waiting = self.open().exclude(author=user)
        return waiting.filter(Exists(decidable) | Exists(_answers_to_open_items(state=Answer.State.OBJECTED)))

    def of(self, universities):
        """Return the proposals that were made for some universities (primary keys), in whatever state."""
        return self.filter(university__in=universities)

    def in_order_of_urgency(self):
        """Order as reviewers work: the greatest risk first, then the nearest deadline, then what waits longest."""
        return self.order_by("-risk_rank", F("nearest_on").asc(nulls_last=True), "submitted_at", "pk")


def _answers_to_open_items(**conditions):
    return Answer.objects.filter(item__proposal=OuterRef("pk"), item__state=Item.State.OPEN, **conditions)


class Target(GenericForeignKey):
    """The object of a proposal; None where it is gone, or a release has dropped its model."""

    def __get__(self, instance, cls=None):
        is_known = instance is None or instance.content_type.model_class() is not None
        return super().__get__(instance, cls) if is_known else None


class Proposal(models.Model):
    """What one person wants changed about one object: items, decided one by one."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("proposal", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("proposal", "Waiting")
        RETURNED = "returned", pgettext_lazy("proposal", "Changes requested")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
        PARTLY = "partly", pgettext_lazy("proposal", "Partly accepted")
        REJECTED = "rejected", pgettext_lazy("proposal", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")
        SUPERSEDED = "superseded", pgettext_lazy("proposal", "Superseded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name=_("kind"))
    object_id = models.PositiveBigIntegerField(null=True)  # None: a new object that is proposed
    target = Target()
    name = models.CharField(_("object"), max_length=250)  # as it was called, also when it is gone
    university = models.ForeignKey(
        "members.University", models.PROTECT, related_name="proposals", verbose_name=_("university")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name=_("author")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)  # raised by each step: who decides about an older one is told
    note = models.TextField(_("note to the reviewers"), blank=True, max_length=2000)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    created_at = models.DateTimeField(_("begun at"))
    submitted_at = models.DateTimeField(_("sent at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    answers_due_on = models.DateField(_("partners answer by"), null=True)
    nearest_on = models.DateField(_("nearest date"), null=True)  # the next deadline of the object when it was sent
    made = models.JSONField(default=dict)  # {name of a new row: [model, key], once accepted}
    risk_rank = models.PositiveSmallIntegerField(default=0)  # of the riskiest item

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-created_at", "-pk"]
        permissions = [("review", _("May decide about proposals"))]
        indexes = [
            models.Index(fields=["state", "-risk_rank", "nearest_on", "submitted_at"], name="proposal_queue"),
            models.Index(fields=["content_type", "object_id", "state"], name="proposal_target"),
            models.Index(fields=["university", "state"], name="proposal_university"),
        ]
        constraints = [
            models.CheckConstraint(
                name="proposal_is_sent_at_a_moment",
                condition=Q(state="draft") | Q(state="withdrawn") | Q(submitted_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "author", "university"],
                condition=Q(state="draft", object_id__isnull=False),
                name="proposal_one_draft",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def subject(self):
        """The `Subject` of the object, `registry.DROPPED` where a release has dropped it."""
        return kept_subject_of(self.content_type.model_class())

    @property
    def risk(self):
        return list(Risk)[self.risk_rank]

    @property
    def is_new_object(self):
        return self.object_id is None

    @property
    def is_gone(self):
        """Whether the object that it is about has been deleted."""
        return self.object_id is not None and self.target is None

    @property
    def has_lost_its_part(self):
        """Whether the university that proposes it has no part in the object any more: it left meanwhile."""
        return self.target is not None and self.university_id not in self.subject.parties(self.target)

    @property
    def can_be_edited(self):
        return self.state == self.State.DRAFT


class ItemQuerySet(models.QuerySet):
    def decidable(self, day):
        """Return the open items that partners keep from nobody on a day: `obstacles.why_not_yet` for the database."""
        answers = Answer.objects.filter(item=OuterRef("pk"))
        asked = answers.filter(state=Answer.State.ASKED)
        has_time = Q(proposal__answers_due_on__gt=day) & Exists(asked)
        return self.filter(state=Item.State.OPEN).exclude(
            has_time | Exists(answers.filter(state=Answer.State.OBJECTED)) | Exists(asked.filter(is_required=True))
        )


class Item(models.Model):
    """One change of a proposal: a column with the value that its author saw and the one proposed, or a whole row."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("item", "Waiting")
        ACCEPTED = "accepted", pgettext_lazy("item", "Accepted")
        REJECTED = "rejected", pgettext_lazy("item", "Rejected")
        REVERTED = "reverted", pgettext_lazy("item", "Taken back")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="items")
    operation = models.CharField(max_length=6, choices=Operation)
    model = models.CharField(max_length=60)
    row = models.CharField(max_length=20)
    row_name = models.CharField(max_length=250, blank=True)
    column = models.CharField(max_length=60, blank=True)
    old = models.JSONField(**JSON)
    new = models.JSONField(**JSON)
    risk = models.CharField(_("risk"), max_length=8, choices=Risk)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    position = models.PositiveIntegerField(default=0)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "model", "row", "column"], name="item_once"),
            models.CheckConstraint(name="item_rejected_with_reason", condition=~Q(state="rejected") | ~Q(reason="")),
            models.CheckConstraint(
                name="item_change_has_column",
                condition=Q(operation="change") & ~Q(column="") | ~Q(operation="change") & Q(column=""),
            ),
        ]
        indexes = [models.Index(fields=["model", "row", "column", "state"], name="item_place")]

    def __str__(self):
        return f"{self.model} {self.row} {self.column}".strip()

    @property
    def key(self):
        return Key(self.model, self.row)

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def values(self):
        """What it proposes: one value, or those of a whole row that is added."""
        return list(self.new.values()) if self.operation == Operation.ADD else [self.new]


class AnswerQuerySet(models.QuerySet):
    def waiting(self):
        """Return the answers that are still asked for, of proposals that still wait."""
        return self.filter(state=Answer.State.ASKED, item__state=Item.State.OPEN).filter(
            item__proposal__state=Proposal.State.SUBMITTED
        )


class Answer(models.Model):
    """What one partner says to one item that concerns it."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("answer", "Not answered yet")
        AGREED = "agreed", pgettext_lazy("answer", "Agrees")
        OBJECTED = "objected", pgettext_lazy("answer", "Objects")

    item = models.ForeignKey(Item, models.CASCADE, related_name="answers")
    university = models.ForeignKey("members.University", models.PROTECT, related_name="answers")
    is_required = models.BooleanField(default=False)  # silence is no consent: the item speaks in its name
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)
    counter = models.JSONField(**JSON)  # the value that it would have instead
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    by_staff = models.BooleanField(default=False)  # network staff answered for a partner that could not

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "university"], name="answer_once"),
            models.CheckConstraint(
                name="answer_objected_with_comment", condition=~Q(state="objected") | ~Q(comment="")
            ),
        ]
        indexes = [models.Index(fields=["university", "state"], name="answer_university")]

    def __str__(self):
        return f"{self.item_id} {self.university_id} {self.state}"


class Step(models.Model):
    """One thing that happened to a proposal: never changed, never deleted but with it."""

    class Action(models.TextChoices):
        BEGUN = "begun", pgettext_lazy("step", "Begun")
        SUBMITTED = "submitted", pgettext_lazy("step", "Sent")
        PUBLISHED = "published", pgettext_lazy("step", "Published at once")
        AGREED = "agreed", pgettext_lazy("step", "Agreed")
        OBJECTED = "objected", pgettext_lazy("step", "Objected")
        ACCEPTED = "accepted", pgettext_lazy("step", "Accepted")
        REJECTED = "rejected", pgettext_lazy("step", "Rejected")
        RETURNED = "returned", pgettext_lazy("step", "Sent back for changes")
        WITHDRAWN = "withdrawn", pgettext_lazy("step", "Withdrawn")
        TAKEN_UP = "taken-up", pgettext_lazy("step", "Taken up again")
        REVERTED = "reverted", pgettext_lazy("step", "Taken back")
        REMINDED = "reminded", pgettext_lazy("step", "Partners reminded")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="steps")
    action = models.CharField(max_length=10, choices=Action)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    university = models.ForeignKey("members.University", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    items = models.JSONField(default=list)  # primary keys of the items it was about
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.proposal_id} {self.action}"
