"""The page of a programme in the back office: all about it on one screen, judged together before it is stored."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core import watching
from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin
from cluster_portal.core.validity import today
from programmes import history
from programmes.actions import copy_intake, next_academic_year
from programmes.admin.filters import PartnerFilter, ProgrammeNoticeFilter
from programmes.admin.inlines import (
    AccreditationInline,
    DeadlineInline,
    FeeInline,
    IntakeInline,
    LanguageInline,
    OutcomeInline,
    PartnerInline,
    PathInline,
    RequirementInline,
    StepInline,
    SubjectInline,
)
from programmes.admin.judging import JudgedTogether
from programmes.admin.pages import PageAdmin
from programmes.forms import ProgrammeForm
from programmes.models import Intake, Programme
from programmes.rules import Tree, broken_rules
from programmes.wording import academic_year

LIST_FIELDS = ("slug", "kind", "level", "status", "publication", "source_language")


@admin.register(Programme)
class ProgrammeAdmin(JudgedTogether, PageAdmin, TranslatedAdmin):
    form = ProgrammeForm
    inlines = [
        PartnerInline,
        SubjectInline,
        LanguageInline,
        PathInline,
        StepInline,
        IntakeInline,
        DeadlineInline,
        FeeInline,
        RequirementInline,
        OutcomeInline,
        AccreditationInline,
    ]
    list_display = [
        "title_shown",
        "kind",
        "level",
        "status",
        "partner_count_shown",
        "publication",
        "notice_count_shown",
    ]
    list_filter = ["kind", "level", "status", "publication", PartnerFilter, ProgrammeNoticeFilter]
    list_per_page = 50
    ordering = ["slug"]
    search_fields = ["slug", "acronym", "title_en", "partners__university__names__folded"]
    autocomplete_fields = ["agreement", "successor"]
    readonly_fields = ["notices_shown", "sources_shown", "created_at", "updated_at"]
    save_on_top = True
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "notices_shown",
                    "slug",
                    ("publication", "source_language"),
                    ("kind", "level", "status"),
                    ("acronym", "scheme_name"),
                ]
            },
        ),
        (
            _("Texts"),
            {"fields": ["title", "subtitle", "subject_note", "summary", "description"], "description": FALLBACK_RULE},
        ),
        (
            _("Credits and time"),
            {
                "fields": [
                    ("ects_total", "ects_tolerance", "ects_min_per_partner", "thesis_ects"),
                    ("duration_months", "extra_months"),
                    ("mode", "delivery"),
                    ("first_intake_year", "last_intake_year", "successor"),
                ]
            },
        ),
        (
            _("Degree and rules"),
            {
                "fields": [
                    ("joint_degree_title", "joint_degree_title_is_unknown"),
                    ("coordinator_is_unknown", "forbids_same_country"),
                    ("basis", "agreement"),
                ]
            },
        ),
        (
            _("Application and costs"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("application_channel", "application_url"),
                    "website",
                    "how_to_apply",
                    "selection",
                    "costs_note",
                ],
            },
        ),
        (
            _("Further texts"),
            {
                "classes": ["collapse"],
                "fields": ["career", "recognition_note", "thesis_rule", "defence_rule", "note"],
            },
        ),
        (
            _("Behind the page"),
            {"classes": ["collapse"], "fields": ["confirmed_on", "sources_shown", ("created_at", "updated_at")]},
        ),
    ]

    list_fields = LIST_FIELDS
    row_counts = {"partner_count": Count("partners", distinct=True)}

    @admin.display(description=_("partners"), ordering="partner_count")
    def partner_count_shown(self, programme):
        return programme.partner_count

    # Publishing -------------------------------------------------------------------------------------------------------

    def broken_rules(self, obj):
        tree = Tree.of(obj)
        tree.programme = obj
        return [each.error for each in broken_rules(tree)]

    def publish_one(self, request, obj, publication):
        before = history.snapshot(obj)
        super().publish_one(request, obj, publication)
        history.record_changes(obj, before, timezone.now())

    # Saving -----------------------------------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        request.programme_before = history.snapshot(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        history.record_changes(form.instance, request.programme_before, timezone.now())

    # Copying an intake ------------------------------------------------------------------------------------------------

    def get_urls(self):
        copying = path(
            "<path:object_id>/copy-intake/<int:intake_id>/",
            self.admin_site.admin_view(self.copy_intake_view),
            name="programmes_programme_copy_intake",
        )
        return [copying, *super().get_urls()]

    @staticmethod
    @transaction.atomic
    def _copied(intake, user):
        """Return the copy of an intake for the next year, told to the history and to the trail."""
        end, before = watching.begin(intake.programme, user), history.snapshot(intake.programme)
        copied = copy_intake(intake, day=today())
        history.record_changes(intake.programme, before, timezone.now())
        end()
        return copied

    def copy_intake_view(self, request, object_id, intake_id):
        """Ask before an intake is copied to the next year, and copy it; nothing happens on GET."""
        intakes = Intake.objects.select_related("programme").filter(pk=intake_id)
        intake = intakes.filter(programme=object_id).first() if object_id.isdecimal() else None
        if intake is None:
            raise Http404
        programme = intake.programme
        if not self.has_change_permission(request, programme):
            raise PermissionDenied
        back = reverse("admin:programmes_programme_change", args=[programme.pk])
        errors = []
        if request.method == "POST":
            try:
                copied = self._copied(intake, request.user)
            except ValidationError as error:
                errors = error.messages
            else:
                self.log_change(request, programme, [{"added": {"name": str(_("intake")), "object": str(copied)}}])
                sentence = gettext("The intake %(year)s was made. All of its dates are expected, none is firm.")
                self.message_user(request, sentence % {"year": copied.year_label}, messages.SUCCESS)
                return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Copy this intake to next year"),
            "programme": programme,
            "intake": intake,
            "year": academic_year(next_academic_year(intake, today())),
            "errors": errors,
            "back": back,
        }
        return TemplateResponse(request, "admin/programmes/programme/copy_intake.html", context)
