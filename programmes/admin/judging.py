"""Rules that look at a whole programme or agreement: asked before anything is stored, told at the field at fault."""

from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import TOLD_ELSEWHERE
from cluster_portal.core.validity import today
from programmes.models import (
    Deadline,
    Fee,
    Intake,
    MobilityPath,
    PathStep,
    ProgrammePartner,
    Requirement,
    TeachingLanguage,
)
from programmes.rules import Tree, broken_agreement_rules, broken_rules

SEE_ROWS = _("Something here does not go together: see the fields that are marked.")

# What a rule calls a field, and what the form does.
SHOWN_AS = {"path": "path_code", "intake": "intake_year"}


class JudgedTogether:
    """For admin classes: the form and its rows are judged together when each is right by itself."""

    def save_form(self, request, form, change):
        request.judged_form = form
        return super().save_form(request, form, change)

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        if request.method == "POST" and formsets:
            formsets[-1].judge = partial(self.judge, request, formsets)
        return formsets, inlines

    def judge(self, request, formsets):
        """Put each broken rule at its field. Raises ValidationError for the last formset where there is any."""
        form = getattr(request, "judged_form", None)  # none where the form itself is wrong
        others = formsets[:-1]
        if form is None or any(each.total_error_count() for each in others):
            return
        rows = {}
        for formset in formsets:
            deleted = formset.deleted_forms
            rows[formset.model] = [
                row for row in formset.forms if row not in deleted and (row.instance.pk or row.has_changed())
            ]
        if any(row.errors for of_model in rows.values() for row in of_model):
            return
        places = {id(form.instance): form} | {id(row.instance): row for each in rows.values() for row in each}
        problems = list(self.problems(form, rows))
        for row, field, error in problems:
            place = places.get(id(row), form)
            name = SHOWN_AS.get(field, field)
            place.add_error(name if name in place.fields else None, error)
        if problems:
            raise ValidationError(SEE_ROWS, code=TOLD_ELSEWHERE)

    def problems(self, form, rows):
        """Yield (instance, field or None, ValidationError) for each rule that is broken; `rows` are forms by model."""
        programme = form.instance
        paths = {row.instance.code: row.instance for row in rows[MobilityPath]}
        intakes = {row.instance.academic_year: row.instance for row in rows[Intake]}
        found = []
        for row in rows[PathStep]:
            step, code = row.instance, row.cleaned_data["path_code"]
            if code in paths:
                step.path = paths[code]
            else:
                found.append((step, "path", ValidationError(_("There is no path of this code."), code="no_path")))
        for row in rows[Deadline]:
            deadline, year = row.instance, row.cleaned_data["intake_year"]
            if year in intakes:
                deadline.intake = intakes[year]
            else:
                error = ValidationError(_("There is no intake of this academic year."), code="no_intake")
                found.append((deadline, "intake", error))
        if found:
            return found
        tree = Tree.of_rows(
            programme,
            partners=[row.instance for row in rows[ProgrammePartner]],
            paths=list(paths.values()),
            homes=[
                (row.instance, university.pk)
                for row in rows[MobilityPath]
                for university in row.cleaned_data["home_universities"]
            ],
            steps=[row.instance for row in rows[PathStep]],
            intakes=list(intakes.values()),
            deadlines=[row.instance for row in rows[Deadline]],
            fees=[row.instance for row in rows[Fee]],
            requirements=[row.instance for row in rows[Requirement]],
            languages=[row.instance for row in rows[TeachingLanguage]],
        )
        return [(broken.row, broken.field, broken.error) for broken in broken_rules(tree, today())]


class AgreementJudgedTogether(JudgedTogether):
    """The same for an agreement and its signatures."""

    def problems(self, form, rows):
        (signatures,) = rows.values()
        broken = broken_agreement_rules(form.instance, [row.instance for row in signatures])
        return [(each.row, each.field, each.error) for each in broken]
