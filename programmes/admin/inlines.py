"""The rows of a programme on its page of the back office.

A row shows its texts in the source language of the programme; the other languages stand on the row's own page, which a
link leads to: ten columns of each text in each row would fill the screen.
"""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db import models
from django.db.models import Prefetch
from django.forms import Textarea
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FormFieldsMixin, LoadedAutocompleteSelect
from cluster_portal.core.languages import ENGLISH
from members.models import University
from programmes import forms
from programmes.models import (
    Accreditation,
    Deadline,
    Fee,
    Intake,
    LearningOutcome,
    MobilityPath,
    PathStep,
    ProgrammePartner,
    ProgrammeSubject,
    Requirement,
    Signature,
    TeachingLanguage,
)


class LoadedAutocompleteSelectMultiple(AutocompleteSelectMultiple):
    """An autocomplete of several that needs no query for those that are loaded already."""

    loaded = ()

    def optgroups(self, name, value, attrs=None):
        if sorted(map(str, value)) != sorted(str(each.pk) for each in self.loaded):
            return super().optgroups(name, [key for key in value if str(key).isdecimal()], attrs)
        options = [self.create_option(name, each.pk, str(each), True, place) for place, each in enumerate(self.loaded)]
        return [(None, options, 0)]


def with_university(rows, *others):
    """Return rows with their university and its names loaded, so that their autocompletes ask nothing."""
    universities = University.objects.only("slug", "source_language").prefetch_related("names")
    return rows.select_related(*others).prefetch_related(Prefetch("university", universities))


class ProgrammeRows(FormFieldsMixin, admin.StackedInline):
    """Rows of a programme; `texts` are the translated fields that stand last, in the source language.

    Each kind of rows is folded under its heading: a programme may have a hundred. What has errors stands open.
    """

    extra = 0
    classes = ["collapse"]
    texts = ()
    loaded = ("university",)
    formfield_overrides = {
        **FormFieldsMixin.formfield_overrides,
        models.TextField: {"widget": Textarea(attrs={"rows": 2, "class": "vLargeTextField"})},
    }

    def get_queryset(self, request):
        return with_university(super().get_queryset(request))

    def source_texts(self, obj):
        language = getattr(obj, "source_language", "") or ENGLISH
        return [f"{field}_{language}" for field in self.texts]

    def get_fieldsets(self, request, obj=None):
        lines = self.lines
        return [(None, {"fields": [*lines, *self.source_texts(obj)]})]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.loaded:
            kwargs["widget"] = LoadedAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.loaded:
            # A row has no room for all four; a university is changed on its own page.
            widget = field.widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        return field


class PartnerInline(ProgrammeRows):
    model = ProgrammePartner
    form = forms.PartnerForm
    formset = forms.PartnerFormSet
    loaded = ("university", "contact")
    texts = ("diploma_note",)
    show_change_link = True
    lines = [
        ("university", "external_name", "external_country"),
        ("position", "is_unnamed", "is_external", "is_coordinator"),
        ("is_entry", "is_exit", "is_host", "is_thesis_place", "is_supervising", "is_associated"),
        ("awarding", "degree_title", "degree_title_language"),
        ("degree_title_is_unknown", "degree_abbreviation", "capacity"),
        ("agreement_from", "agreement_from_precision"),
        ("agreement_to", "agreement_to_precision"),
        ("unit", "contact", "confirmed_on"),
        ("local_url", "source"),
    ]

    def get_queryset(self, request):
        return with_university(super(ProgrammeRows, self).get_queryset(request), "contact__person")


class SubjectInline(FormFieldsMixin, admin.TabularInline):
    model = ProgrammeSubject
    form = forms.SubjectForm
    fields = ["code", "position"]
    extra = 0
    classes = ["collapse"]


class LanguageInline(ProgrammeRows):
    model = TeachingLanguage
    form = forms.LanguageForm
    lines = [("language", "university")]


class PathInline(ProgrammeRows):
    model = MobilityPath
    form = forms.PathForm
    formset = forms.PathFormSet
    texts = ("title", "note")
    show_change_link = True
    lines = [("code", "position"), "home_universities"]

    def get_queryset(self, request):
        universities = University.objects.only("slug", "source_language").prefetch_related("names")
        rows = super(ProgrammeRows, self).get_queryset(request)
        return rows.prefetch_related(Prefetch("home_universities", universities))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = LoadedAutocompleteSelectMultiple(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class StepInline(ProgrammeRows):
    model = PathStep
    form = forms.StepForm
    formset = forms.StepFormSet
    texts = ("place", "note")
    show_change_link = True
    lines = [
        ("path_code", "order", "university"),
        ("kind", "term", "months", "ects", "is_compulsory"),
    ]

    def get_queryset(self, request):
        return with_university(super(ProgrammeRows, self).get_queryset(request), "path")


class IntakeInline(ProgrammeRows):
    model = Intake
    form = forms.IntakeForm
    formset = forms.IntakeFormSet
    texts = ("note",)
    show_change_link = True
    readonly_fields = ["copy_shown"]
    lines = [
        ("academic_year", "state", "places"),
        ("opens_on", "starts_on", "starts_on_precision", "ends_on"),
        ("override_reason", "source"),
        "copy_shown",
    ]

    def get_queryset(self, request):
        return super(ProgrammeRows, self).get_queryset(request)

    @admin.display(description=_("next year"))
    def copy_shown(self, intake):
        if intake.pk is None:
            return "–"
        return format_html('<a href="../copy-intake/{}/">{}</a>', intake.pk, gettext("Copy this intake to next year"))


class DeadlineInline(ProgrammeRows):
    model = Deadline
    form = forms.DeadlineForm
    formset = forms.DeadlineFormSet
    texts = ("note",)
    show_change_link = True
    lines = [
        ("intake_year", "purpose", "applicant_group", "round"),
        ("university", "authority", "time_zone"),
        ("opens_on", "closes_on", "closes_at"),
        ("precision", "certainty", "is_independent"),
        ("url", "source"),
    ]

    def get_queryset(self, request):
        return with_university(super(ProgrammeRows, self).get_queryset(request), "intake")


class FeeInline(ProgrammeRows):
    model = Fee
    form = forms.FeeForm
    texts = ("included", "excluded", "note")
    show_change_link = True
    lines = [
        ("kind", "applicant_group", "academic_year"),
        ("amount", "currency", "per"),
        ("charged_by", "university", "is_waivable"),
        "source",
    ]


class RequirementInline(ProgrammeRows):
    model = Requirement
    form = forms.RequirementForm
    texts = ("text",)
    show_change_link = True
    lines = [("kind", "position", "university"), ("language", "cefr", "amount", "unit"), "source"]


class OutcomeInline(ProgrammeRows):
    model = LearningOutcome
    texts = ("text",)
    show_change_link = True
    lines = ["position"]

    def get_queryset(self, request):
        return super(ProgrammeRows, self).get_queryset(request)


class AccreditationInline(ProgrammeRows):
    model = Accreditation
    formset = forms.JudgedFormSet
    lines = [("agency", "reference_url"), ("valid_from", "valid_to"), "source"]

    def get_queryset(self, request):
        return super(ProgrammeRows, self).get_queryset(request)


class SignatureInline(ProgrammeRows):
    """The signatures of an agreement; the last rows of its page, so everything is judged with them."""

    model = Signature
    form = forms.SignatureForm
    formset = forms.SignatureFormSet
    texts = ("signatory_function",)
    show_change_link = True
    lines = [
        ("university", "external_name", "is_inferred"),
        ("signed_on", "signatory_name"),
        ("valid_from", "valid_to", "withdrawn_on"),
        "source",
    ]
