"""What may be typed about a programme in the back office, and how its rows are judged together before any is stored."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import PlacedErrorsForm, RowForm, RowsFormSet
from programmes import isced
from programmes.models import (
    Deadline,
    Fee,
    FrameworkAgreement,
    Intake,
    MobilityPath,
    PathStep,
    Programme,
    ProgrammePartner,
    ProgrammeSubject,
    Requirement,
    Signature,
    TeachingLanguage,
)


class LoadedChoicesMixin:
    """A row of which the chosen objects are loaded with it: its autocompletes show them without a query each."""

    loaded = ("university",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.loaded:
            field = self.fields.get(name)
            if field is not None and self.instance.pk:
                widget = getattr(field.widget, "widget", field.widget)
                widget.loaded = self._loaded(name)

    def _loaded(self, name):
        if self.instance._meta.get_field(name).many_to_many:
            return list(getattr(self.instance, name).all())
        return getattr(self.instance, name) if getattr(self.instance, f"{name}_id") else None


class ProgrammeForm(PlacedErrorsForm):
    constraint_fields = {
        "programme_intakes_are_in_order": "last_intake_year",
        "programme_is_not_its_own_successor": "successor",
        "programme_thesis_is_part_of_it": "thesis_ects",
        "programme_joint_title_known_or_not": "joint_degree_title_is_unknown",
    }

    class Meta:
        model = Programme
        fields = "__all__"


class AgreementForm(PlacedErrorsForm):
    constraint_fields = {
        "frameworkagreement_starts_before_end": "valid_to",
        "frameworkagreement_signed_before_it_holds": "signed_on",
        "frameworkagreement_unknown_end_has_no_day": "ended_on_unknown_day",
        "frameworkagreement_does_not_supersede_itself": "supersedes",
    }

    class Meta:
        model = FrameworkAgreement
        fields = "__all__"


class PartnerForm(LoadedChoicesMixin, RowForm):
    loaded = ("university", "contact")
    left_to_formset = ("programme",)
    constraint_fields = {
        "programmepartner_is_one_university": "university",
        "programmepartner_title_known_or_not": "degree_title",
        "programmepartner_associated_awards_none": "awarding",
        "programmepartner_starts_before_end": "agreement_to",
    }

    class Meta:
        model = ProgrammePartner
        fields = "__all__"


class PartnerFormSet(RowsFormSet):
    constraint = "programmepartner_once"
    error_field = "university"
    key_fields = ("university", "external_name")

    def key(self, row):
        return row.university_id or row.external_name or None

    def check_together(self, forms_to_check, other_rows):
        super().check_together(forms_to_check, other_rows)
        coordinators = [form for form in forms_to_check if form.instance.is_coordinator]
        for form in coordinators[1:]:
            form.add_error("is_coordinator", ValidationError(_("A programme has one coordinator."), code="coordinator"))

    def park(self, rows):
        rows.update(is_coordinator=False)


class SubjectForm(RowForm):
    code = forms.ChoiceField(label=_("ISCED-F field"))

    class Meta:
        model = ProgrammeSubject
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [
            ("", "---------"),
            *((code, f"{code} {isced.label(code)}") for code in isced.detailed_fields()),
        ]


class LanguageForm(LoadedChoicesMixin, RowForm):
    class Meta:
        model = TeachingLanguage
        fields = "__all__"


class PathForm(LoadedChoicesMixin, RowForm):
    loaded = ("home_universities",)
    left_to_formset = ("programme",)

    class Meta:
        model = MobilityPath
        fields = "__all__"


class PathFormSet(RowsFormSet):
    constraint = "mobilitypath_code_once"
    error_field = "code"
    key_fields = ("code",)

    def key(self, row):
        return row.code or None

    def park(self, rows):
        for row in rows:
            rows.filter(pk=row.pk).update(code=f"~{row.pk}")


class StepForm(LoadedChoicesMixin, RowForm):
    """A step says by its code on which path it lies: also on one that is added in the same submission."""

    path_code = forms.CharField(label=_("path"), max_length=60, help_text=_("The code of a path above."))
    left_to_formset = ("path", "programme")

    class Meta:
        model = PathStep
        exclude = ("path", "programme")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.path_id:
            self.fields["path_code"].initial = self.instance.path.code


class StepFormSet(RowsFormSet):
    constraint = "pathstep_order_once"
    error_field = "order"
    key_fields = ("path_code", "order")

    def standing_forms(self):
        standing = super().standing_forms()
        return [form for form in standing if hasattr(form, "cleaned_data") and form.cleaned_data.get("order")]

    def check_together(self, forms_to_check, other_rows):
        taken = set()
        for form in forms_to_check:
            key = (form.cleaned_data.get("path_code"), form.cleaned_data["order"])
            if key in taken:
                form.add_error("order", self.conflict(key))
            taken.add(key)

    def park(self, rows):
        for row in rows:
            rows.filter(pk=row.pk).update(order=10_000 + row.pk % 20_000)

    def save_new(self, form, commit=True):  # noqa: FBT002 (as Django has it)
        form.instance.path = self._path(form)
        return super().save_new(form, commit)

    def save_existing(self, form, obj, commit=True):  # noqa: FBT002
        form.instance.path = self._path(form)
        return super().save_existing(form, obj, commit)

    def _path(self, form):
        return MobilityPath.objects.get(programme=self.instance, code=form.cleaned_data["path_code"])


class IntakeForm(RowForm):
    left_to_formset = ("programme",)
    constraint_fields = {
        "intake_starts_before_end": "ends_on",
        "intake_opens_before_start": "opens_on",
    }

    class Meta:
        model = Intake
        fields = "__all__"


class IntakeFormSet(RowsFormSet):
    constraint = "intake_once_a_year"
    error_field = "academic_year"
    key_fields = ("academic_year",)

    def key(self, row):
        return ("year", row.academic_year)

    def park(self, rows):
        for row in rows:
            rows.filter(pk=row.pk).update(academic_year=10_000 + row.pk % 20_000)


class DeadlineForm(LoadedChoicesMixin, RowForm):
    """A deadline says by its academic year to which intake it belongs: also to one that is added with it."""

    intake_year = forms.IntegerField(
        label=_("academic year"), required=False, help_text=_("That of an intake above; empty for usual dates.")
    )
    left_to_formset = ("intake", "programme")
    constraint_fields = {
        "deadline_opens_before_it_closes": "opens_on",
        "deadline_minute_has_time": "closes_at",
        "deadline_round_from_one": "round",
        "deadline_only_scholarships_are_independent": "is_independent",
    }

    class Meta:
        model = Deadline
        exclude = ("intake", "programme", "path")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.intake_id:
            self.fields["intake_year"].initial = self.instance.intake.academic_year


class DeadlineFormSet(forms.BaseInlineFormSet):
    def save_new(self, form, commit=True):  # noqa: FBT002 (as Django has it)
        form.instance.intake = self._intake(form)
        return super().save_new(form, commit)

    def save_existing(self, form, obj, commit=True):  # noqa: FBT002
        form.instance.intake = self._intake(form)
        return super().save_existing(form, obj, commit)

    def _intake(self, form):
        return Intake.objects.get(programme=self.instance, academic_year=form.cleaned_data["intake_year"])


class FeeForm(LoadedChoicesMixin, RowForm):
    constraint_fields = {"fee_is_not_negative": "amount", "fee_has_currency": "currency"}

    class Meta:
        model = Fee
        exclude = ("path",)


class RequirementForm(LoadedChoicesMixin, RowForm):
    constraint_fields = {"requirement_level_has_language": "language", "requirement_amount_has_unit": "unit"}

    class Meta:
        model = Requirement
        exclude = ("path",)


class SignatureForm(LoadedChoicesMixin, RowForm):
    left_to_formset = ("agreement",)
    constraint_fields = {
        "signature_starts_before_end": "valid_to",
        "signature_is_of_one_university": "university",
        "signature_withdrawn_while_it_held": "withdrawn_on",
    }

    class Meta:
        model = Signature
        fields = "__all__"


class SignatureFormSet(RowsFormSet):
    judge = None  # see JudgedFormSet
    constraint = "signature_once_a_day"
    error_field = "university"
    key_fields = ("university", "external_name", "signed_on")

    def key(self, row):
        name = row.university_id or row.external_name
        return (name, row.signed_on) if name else None

    def clean(self):
        super().clean()
        if self.judge is not None:
            self.judge()


class JudgedFormSet(forms.BaseInlineFormSet):
    """The last rows of a page: when they are right, `judge` looks at everything, before anything is stored."""

    judge = None

    def clean(self):
        super().clean()
        if self.judge is not None:
            self.judge()
