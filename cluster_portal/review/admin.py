"""Review in the back office: the queue, the page of one proposal, and the trail of what was written."""

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import ReadOnly
from cluster_portal.review import queue, review_page, trail_page
from cluster_portal.review.bulk import accept_harmless
from cluster_portal.review.models import Proposal, TrailEntry
from cluster_portal.review.permissions import is_reviewer


class ReadByReviewers(ReadOnly):
    """For admin classes of what reviewers see and nobody writes by a form: every write is an action of this package."""

    def has_module_permission(self, request):
        return is_reviewer(request.user)

    def has_view_permission(self, request, obj=None):
        return is_reviewer(request.user)


@admin.register(Proposal)
class ProposalAdmin(ReadByReviewers, admin.ModelAdmin):
    list_display = [
        "name_shown",
        "university_shown",
        "risk_shown",
        "items_shown",
        "waits_shown",
        "age_shown",
        "nearest_shown",
    ]
    list_filter = [queue.StateFilter, queue.WaitsForFilter, queue.RiskFilter, queue.UniversityFilter]
    list_per_page = 50
    list_max_show_all = 50
    search_fields = ["name"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count for each choice of each filter
    actions = ["accept_harmless"]

    class Media:
        css = {"all": ["css/admin-review.css"]}

    def get_queryset(self, request):
        return Proposal.objects.filter(submitted_at__isnull=False).select_related("content_type").defer("note", "made")

    # The queue --------------------------------------------------------------------------------------------------------

    def get_changelist(self, request, **kwargs):
        return queue.Queue

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Proposals to decide"), **(extra_context or {})})

    def get_list_display(self, request):
        """Add the state where more than one may stand in the list."""
        return [*self.list_display, *(["state_shown"] if request.GET.get("state") == queue.ALL else [])]

    @admin.display(description=_("object"), ordering="name")
    def name_shown(self, proposal):
        return format_html('{} <span class="review-kind">{}</span>', proposal.name, proposal.content_type.name)

    @admin.display(description=_("university"))
    def university_shown(self, proposal):
        return proposal.university_name

    @admin.display(description=_("risk"), ordering="risk_rank")
    def risk_shown(self, proposal):
        return queue.risk_mark(proposal.risk)

    @admin.display(description=_("changes"))
    def items_shown(self, proposal):
        counts = {"open": proposal.waiting.open_count, "all": proposal.waiting.item_count}
        return gettext("%(open)d of %(all)d open") % counts

    @admin.display(description=_("waits for"))
    def waits_shown(self, proposal):
        return proposal.waiting if proposal.state == Proposal.State.SUBMITTED else "–"

    @admin.display(description=_("age"), ordering="submitted_at")
    def age_shown(self, proposal):
        return queue.age_of(proposal, timezone.now())

    @admin.display(description=_("nearest date"), ordering="nearest_on")
    def nearest_shown(self, proposal):
        return date_format(proposal.nearest_on, "SHORT_DATE_FORMAT") if proposal.nearest_on else "–"

    @admin.display(description=_("state"))
    def state_shown(self, proposal):
        return proposal.get_state_display()

    # Deciding many at once --------------------------------------------------------------------------------------------

    def has_review_permission(self, request):
        return is_reviewer(request.user)

    @admin.action(description=_("Accept where nothing is shared and nothing warns"), permissions=["review"])
    def accept_harmless(self, request, queryset):
        accepted = 0
        for proposal in Proposal.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))):
            reasons = accept_harmless(proposal, reviewer=request.user, at=timezone.now())
            if reasons:
                self.message_user(request, f"{proposal}: {' '.join(reasons)}", messages.WARNING)
            else:
                accepted += 1
        if accepted:
            told = ngettext("One proposal was accepted.", "%(count)d proposals were accepted.", accepted)
            self.message_user(request, told % {"count": accepted}, messages.SUCCESS)

    # One proposal -----------------------------------------------------------------------------------------------------

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return review_page.show(self, request, object_id)


@admin.register(TrailEntry)
class TrailEntryAdmin(ReadByReviewers, admin.ModelAdmin):
    list_display = ["at", "name", "kind_shown", "summary_shown", "actor", "entry"]
    list_filter = [
        trail_page.ObjectFilter,
        trail_page.KindFilter,
        "entry",
        trail_page.ActorFilter,
        ("at", admin.DateFieldListFilter),
    ]
    list_per_page = 50
    list_max_show_all = 50
    list_select_related = ["actor"]
    search_fields = ["name"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    fields = ["object_shown", "kind_shown", "at", "actor", "entry", "proposal_shown", "changes_shown"]
    readonly_fields = ["object_shown", "kind_shown", "proposal_shown", "changes_shown"]

    class Media:
        css = {"all": ["css/admin-review.css"]}

    def get_object(self, request, object_id, from_field=None):
        entry = super().get_object(request, object_id, from_field)
        if entry is not None:
            entry.reader = request.user
        return entry

    @admin.display(description=_("kind"), ordering="content_type")
    def kind_shown(self, entry):
        return ContentType.objects.get_for_id(entry.content_type_id).name

    @admin.display(description=_("what changed"))
    def summary_shown(self, entry):
        return trail_page.summary_of(entry)

    @admin.display(description=_("object"))
    def object_shown(self, entry):
        return trail_page.object_link(entry, entry.reader)

    @admin.display(description=_("proposal"))
    def proposal_shown(self, entry):
        if entry.proposal_id is None:
            return "–"
        address = reverse("admin:review_proposal_change", args=[entry.proposal_id])
        return format_html('<a href="{}">{}</a>', address, entry.proposal)

    @admin.display(description=_("changes"))
    def changes_shown(self, entry):
        return trail_page.changes_shown(entry)
