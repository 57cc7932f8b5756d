"""The work queue of reviewers: what waits, for whom, the most urgent first. What a page shows is read at once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin_filters import ChoiceFilter
from cluster_portal.review.models import Answer, Item, Proposal
from cluster_portal.review.registry import Risk, parties

# A shape for each risk, fuller for a greater one, so that nothing depends on colour.
MARKS = {Risk.OWN: "○", Risk.VISIBLE: "◔", Risk.SHARED: "◑", Risk.IN_NAME: "◕", Risk.NETWORK: "●"}
ALL = "all"
FOR_ME, OBJECTION, SILENT, PARTNERS = "me", "objection", "silent", "partners"


@dataclass(frozen=True)
class Waiting:
    """For whom one proposal waits: its items, the open ones, those that can be decided, and what partners keep back."""

    item_count: int = 0
    open_count: int = 0
    decidable_count: int = 0
    has_objection: bool = False
    is_silent: bool = False  # the time of a partner is over
    due_on: date | None = None

    def __str__(self):
        if not self.open_count:
            return "–"
        if self.has_objection:
            return gettext("Staff: a partner objects")
        if self.decidable_count and self.is_silent:
            return gettext("Staff: partners were silent")
        if self.decidable_count:
            return gettext("Staff")
        if self.is_silent or self.due_on is None:
            return gettext("Partners: their consent is needed")
        return gettext("Partners until %(day)s") % {"day": date_format(self.due_on, "SHORT_DATE_FORMAT")}


def waiting_of(proposals, day):
    """Return {primary key: Waiting} of proposals on a day: two queries."""
    keys = [proposal.pk for proposal in proposals]
    counts = defaultdict(dict)
    for key, state, count in (
        Item.objects.filter(proposal__in=keys).order_by().values_list("proposal", "state").annotate(count=Count("pk"))
    ):
        counts[key][state] = count
    answers = Answer.objects.filter(item__proposal__in=keys, item__state=Item.State.OPEN).order_by()
    said = defaultdict(lambda: defaultdict(list))
    for key, item, state, is_required in answers.values_list("item__proposal", "item", "state", "is_required"):
        said[key][item].append((state, is_required))
    return {each.pk: _waiting(each, counts[each.pk], said[each.pk], day) for each in proposals}


def _waiting(proposal, counts, said, day):
    has_time = proposal.answers_due_on is not None and day < proposal.answers_due_on
    objected = any(state == Answer.State.OBJECTED for answers in said.values() for state, _required in answers)
    asked = [required for answers in said.values() for state, required in answers if state == Answer.State.ASKED]
    kept_back = sum(_is_kept_back(answers, has_time) for answers in said.values())
    open_count = counts.get(Item.State.OPEN, 0)
    return Waiting(
        item_count=sum(counts.values()),
        open_count=open_count,
        decidable_count=open_count - kept_back,
        has_objection=objected,
        is_silent=bool(asked) and not has_time,
        due_on=proposal.answers_due_on,
    )


def _is_kept_back(answers, has_time):
    return any(
        state == Answer.State.OBJECTED or (state == Answer.State.ASKED and (is_required or has_time))
        for state, is_required in answers
    )


class Queue(ChangeList):
    """A page of the queue, in the order of urgency unless a column is clicked."""

    def get_ordering(self, request, queryset):
        if ORDER_VAR in self.params:
            return super().get_ordering(request, queryset)
        return list(Proposal.objects.in_order_of_urgency().query.order_by)

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        day = timezone.localdate()
        waiting = waiting_of(self.result_list, day)
        # The filter has read the names of all universities that ever proposed anything; without any there is none.
        filters = (spec for spec in self.filter_specs if isinstance(spec, UniversityFilter))
        names = next((dict(spec.lookup_choices) for spec in filters), {})
        for proposal in self.result_list:
            proposal.waiting = waiting[proposal.pk]
            proposal.university_name = names.get(proposal.university_id, "")


def age_of(proposal, at):
    """Return since when a proposal waits, in words: "3 days"."""
    if proposal.submitted_at is None:
        return "–"
    days = (timezone.localdate(at) - timezone.localdate(proposal.submitted_at)).days
    if days < 1:
        return gettext("today")
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def risk_mark(risk):
    """Return a risk as a shape and a word."""
    return format_html(
        '<span class="review-risk review-risk-{}"><span aria-hidden="true">{}</span> {}</span>',
        risk.value,
        MARKS[risk],
        risk.label,
    )


# What the queue can be narrowed to ----------------------------------------------------------------------------------


class StateFilter(ChoiceFilter):
    """Without a choice, what waits."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        ended = [state for state in Proposal.State if state not in (Proposal.State.DRAFT, Proposal.State.SUBMITTED)]
        return [(ALL, _("All")), *((state.value, state.label) for state in ended)]

    def queryset(self, request, queryset):
        if self.value() == ALL:
            return queryset
        return queryset.filter(state=self.value() or Proposal.State.SUBMITTED)

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": Proposal.State.SUBMITTED.label}, *others]


class RiskFilter(ChoiceFilter):
    title = _("risk")
    parameter_name = "risk"

    def lookups(self, request, model_admin):
        return [(risk.value, risk.label) for risk in reversed(Risk)]

    def queryset(self, request, queryset):
        return queryset.filter(risk_rank=Risk(self.value()).rank) if self.value() else queryset


class WaitsForFilter(ChoiceFilter):
    title = _("waits for")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [
            (FOR_ME, _("me")),
            (OBJECTION, _("a settlement: a partner objects")),
            (SILENT, _("a decision in spite of a partner's silence")),
            (PARTNERS, pgettext_lazy("waits for", "partners")),
        ]

    def queryset(self, request, queryset):
        day = timezone.localdate()
        if self.value() == FOR_ME:
            return queryset.filter(pk__in=Proposal.objects.for_staff(request.user, day).values("pk"))
        if self.value() == OBJECTION:
            return queryset.objected()
        if self.value() == SILENT:
            return queryset.silent(day)
        if self.value() == PARTNERS:
            decidable = Item.objects.filter(proposal=OuterRef("pk")).decidable(day)
            return queryset.open().exclude(Exists(decidable))
        return queryset


class UniversityFilter(ChoiceFilter):
    title = _("university")
    parameter_name = "university"

    def lookups(self, request, model_admin):
        model = Proposal._meta.get_field("university").related_model
        proposing = model._base_manager.filter(Exists(Proposal.objects.filter(university=OuterRef("pk"))))
        names = parties().names(proposing.values("pk"))
        return sorted(names.items(), key=lambda pair: pair[1].casefold())

    def queryset(self, request, queryset):
        return queryset.filter(university=self.value()) if self.value() else queryset
