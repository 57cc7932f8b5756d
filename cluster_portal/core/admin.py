"""What every page of the back office shares: language tabs from our own files, errors at their fields, safe saving."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connections, models, router, transaction
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TabbedDjangoJqueryTranslationAdmin, TranslationBaseModelAdmin

from cluster_portal.core import watching
from cluster_portal.core.provenance import Source
from cluster_portal.core.requests import number_of

FALLBACK_RULE = _("A text that is missing in a language is shown in the source language, else in English, and says so.")

LOST_RACE = _(
    "Somebody else saved something at the same moment that does not go together with this. Nothing was "
    "saved. Look at what is there now, and save again."
)

MOVED = _(
    "Somebody else has written this since you opened the page. Nothing of yours was saved; what you typed is kept. "
    "Put what is right by now into the form, and save again."
)
SEEN = "seen-write"  # the hidden field with the last write that the reader of a form saw

TOLD_ELSEWHERE = "told-elsewhere"  # the code of an error that only says to look at others

# Forms ------------------------------------------------------------------------------------------------------------


class ReadOnly:
    """For admin classes of what nobody writes by a form of the back office: other parts of the portal do."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PlacedErrorsForm(forms.ModelForm):
    """A form that shows the error of a database constraint at a field instead of above the form.

    `constraint_fields` maps names of constraints to names of fields.
    """

    constraint_fields = {}

    def _update_errors(self, errors):
        places = {
            str(constraint.violation_error_message): self.constraint_fields[constraint.name]
            for constraint in self._meta.model._meta.constraints
            if constraint.name in self.constraint_fields
        }
        if hasattr(errors, "error_dict"):
            placed = {}
            for field, field_errors in errors.error_dict.items():
                for error in field_errors:
                    place = places.get(str(error.message), field) if field == NON_FIELD_ERRORS else field
                    placed.setdefault(place if place in self.fields else field, []).append(error)
            errors.error_dict = placed
        super()._update_errors(errors)


class RowForm(PlacedErrorsForm):
    """One row of a `RowsFormSet`. What it may not share with other rows is left to the formset.

    A row by itself is compared with what is stored, and that is about to change: a period that ends in the same
    submission is still open there.
    """

    left_to_formset = ()

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | set(self.left_to_formset)


class RowsFormSet(forms.BaseInlineFormSet):
    """Rows that are judged together, as they will stand after saving, and can be saved in any order.

    A concrete class says in `key` what two rows may not share, and by `constraint` which database constraint it is;
    the error stands at `error_field`.
    """

    constraint = ""
    error_field = ""
    key_fields = ()

    def key(self, row):
        """Return what no other row may have, or None for a row that gets in nobody's way."""
        raise NotImplementedError

    def stored_rows(self):
        """Return the stored rows that do not stand in this form but could get in the way of those that do."""
        return self.model._default_manager.filter(**{self.fk.name: self.instance.pk})

    def park(self, rows):
        """Give the stored rows, which are about to be written or deleted, a key that is nobody's."""

    def standing_forms(self):
        """Return the forms whose rows will stand after saving and can be compared with others."""
        deleted = self.deleted_forms
        return [
            form
            for form in self.forms
            if form not in deleted
            and (form.instance.pk or form.has_changed())
            and not any(field in form.errors for field in self.key_fields)
        ]

    def other_rows(self):
        """Return the rows of `stored_rows` that are not part of the submission, for example added by somebody else."""
        submitted = [form.instance.pk for form in self.forms if form.instance.pk]
        return list(self.stored_rows().exclude(pk__in=submitted)) if self.instance.pk else []

    def clean(self):
        super().clean()
        if any(self._pk_field.name in form.errors for form in self.forms):  # a row that somebody else has deleted
            raise ValidationError(LOST_RACE, code="lost_race")
        self.check_together(self.standing_forms(), self.other_rows())

    def check_together(self, forms_to_check, other_rows):
        """Put an error at each row that shares its key with an earlier one."""
        taken = {self.key(row): None for row in other_rows}
        taken.pop(None, None)
        for form in forms_to_check:
            key = self.key(form.instance)
            if key is None:
                continue
            if key in taken:
                # The error belongs where something was typed, not at a row that has always been there.
                culprit = form if form.has_changed() or taken[key] is None else taken[key]
                culprit.add_error(self.error_field, self.conflict(key))
            else:
                taken[key] = form

    def constraint_for(self, key):
        """Return the name of the database constraint that two rows with this key violate."""
        return self.constraint

    def conflict(self, key):
        name = self.constraint_for(key)
        constraint = next(item for item in self.model._meta.constraints if item.name == name)
        return ValidationError(constraint.violation_error_message, code=name)

    def save_existing_objects(self, commit=True):  # noqa: FBT002 (as Django has it)
        if commit:
            # The database holds its rules after each single write, so first nothing stands in the way of anything.
            touched = [form.instance.pk for form in self.initial_forms if form.has_changed() and form.instance.pk]
            self.park(self.model._base_manager.filter(pk__in=touched))
        return super().save_existing_objects(commit)


STAYS_VALID = "translations_stay_valid"


class StaysValid(forms.ModelForm):
    """Mixed into the form of an object with translations: the tick that says that the change is a small correction."""

    translations_stay_valid = forms.BooleanField(
        label=_("Translations stay valid"),
        required=False,
        help_text=_("Tick this for a small correction, such as a slip of the pen. Else they count as outdated."),
    )


class LostRace:
    """Mixed into a form that is shown again after the database refused what validation had let through."""

    def clean(self):
        cleaned = super().clean()
        self.add_error(
            None,
            ValidationError(LOST_RACE, code="lost_race"),
        )
        return cleaned


class Unmoved:
    """Mixed into the form of a stored object: what others wrote since the page was opened is shown, not overwritten."""

    def clean(self):
        cleaned = super().clean()
        seen = number_of(self.data.get(SEEN, ""))
        if told := watching.since(self.instance, seen) if seen >= 0 else []:
            self.add_error(None, [ValidationError(MOVED, code="moved"), *map(ValidationError, told)])
        return cleaned


# Widgets ----------------------------------------------------------------------------------------------------------


class PortalAutocompleteSelect(AutocompleteSelect):
    """An autocomplete that shows no choice, instead of failing, for a value that is no key."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if number_of(str(key)) >= 0] or [""], attr)


class LoadedAutocompleteSelect(PortalAutocompleteSelect):
    """An autocomplete that needs no query for a choice that is loaded already: `loaded` is that object or None."""

    loaded = None

    def optgroups(self, name, value, attr=None):
        if self.loaded is None or value != [str(self.loaded.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.loaded.pk, str(self.loaded), True, len(options)))
        return [(None, options, 0)]


# Admin classes ----------------------------------------------------------------------------------------------------


class FormFieldsMixin:
    """Form fields of the back office: `help_texts` by field name, and text areas that do not fill the screen."""

    help_texts = {}
    formfield_overrides = {models.TextField: {"widget": admin.widgets.AdminTextareaWidget(attrs={"rows": 4})}}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = PortalAutocompleteSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        original = getattr(db_field, "translated_field", db_field)
        if original.name in self.help_texts:
            kwargs.setdefault("help_text", self.help_texts[original.name])
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PortalAdmin(FormFieldsMixin, admin.ModelAdmin):
    """The back office page of a model. A race that is lost to somebody else ends in the form, not in an error page."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            request.has_lost_race = True
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):  # noqa: FBT002 (as Django has it)
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "has_lost_race", False):
            form = type(form)(form.__name__, (LostRace, form), {})
        if obj is not None and request.method == "POST":
            form = type(form)(form.__name__, (Unmoved, form), {})
        return form

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= {"seen_name": SEEN, "seen_write": watching.latest(obj)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        request.end_of_write = watching.begin(obj, request.user)  # rows are saved later: see save_related
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        with transaction.atomic():
            end = watching.begin(obj, request.user)
            super().delete_model(request, obj)
            end()

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            endings = [watching.begin(obj, request.user) for obj in queryset]
            super().delete_queryset(request, queryset)
            for end in endings:
                end()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if end := getattr(request, "end_of_write", None):  # none where an action of the app has saved and told it all
            end()
        # Deferred constraints speak now, while the form can be shown again, and not at the end of the transaction.
        connections[router.db_for_write(self.model)].check_constraints()

    def get_deleted_objects(self, objs, request):
        """Say what stands in the way; Django asks first for the right to delete that as well, and blames the reader."""
        to_delete, count, lacking, protected = super().get_deleted_objects(objs, request)
        return to_delete, count, set() if protected else lacking, protected


class TranslatedFieldsMixin(FormFieldsMixin, TranslationBaseModelAdmin):
    """For inlines of translated models: the classes of django-modeltranslation with our form fields."""


class TranslatedAdmin(PortalAdmin, TabbedDjangoJqueryTranslationAdmin):
    """The back office page of a translated model, with a tab for each language.

    The scripts of the tabs are our own copies (`JQUERY_UI_URL`); never use the class for external jQuery, which asks
    another site for them. A fragment of the address that names a field opens its tab.

    What is saved with the tick "Translations stay valid", rows included, says so to whoever follows the texts: in the
    attribute `translations_stay_valid` of each instance.
    """

    class Media:
        css = {"all": ["css/admin-tabs.css"]}
        js = ["js/open-tab.js"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets

        columns = {field.name for fields in self.trans_opts.all_fields.values() for field in fields}
        texts = max(fieldsets, key=lambda fieldset: len(columns.intersection(flatten(fieldset[1]["fields"]))))
        return [
            (title, {**options, "fields": [*options["fields"], STAYS_VALID]} if options is texts[1] else options)
            for title, options in fieldsets
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):  # noqa: FBT002 (as Django has it)
        if obj is not None:
            kwargs.setdefault("form", type(self.form.__name__, (StaysValid, self.form), {}))
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.translations_stay_valid = form.cleaned_data.get(STAYS_VALID, False)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        for row in (each for formset in formsets for each in formset.forms):
            row.instance.translations_stay_valid = form.instance.translations_stay_valid
        super().save_related(request, form, formsets, change)


# Read-only parts --------------------------------------------------------------------------------------------------


def source_link(code):
    """Return a source as a link to its address, or in words where it has none."""
    source = Source(code)
    if not source.url.startswith(("https://", "http://")):
        return source.label or code
    return format_html('<a href="{}" rel="noreferrer" title="{}">{}</a>', source.url, source.url, source.label)


def sources_list(sources, label_of):
    """Return {field: source} as a list of "label: link"; `label_of` says what a field is called."""
    if not sources:
        return "–"
    rows = format_html_join(
        "", "<li>{}: {}</li>", ((label_of(field), source_link(code)) for field, code in sources.items())
    )
    return format_html('<ul class="source-list">{}</ul>', rows)


def notice_list(notices):
    """Return sentences on what is not ideal as a list, or that there are none."""
    if not notices:
        return gettext("None: the page has all that it should have.")
    rows = format_html_join("", "<li>{}</li>", ((notice,) for notice in notices))
    return format_html('<ul class="notice-list">{}</ul>', rows)


def label_of(model):
    """Return the function that says what a field of the model is called, and its bare name where there is no field."""
    names = {field.name: field.verbose_name for field in model._meta.get_fields() if hasattr(field, "verbose_name")}

    def label(field):
        name = str(names.get(field, field.replace("_", " ")))
        return name[:1].upper() + name[1:]

    return label
