"""Forms of the workspace: what is typed becomes changes of a draft, and nothing else.

A form remembers what its author saw. What they did not touch is no change, whatever happened to it meanwhile; what they
did touch and somebody else changed too is shown to them before it is taken.
"""

import json
from datetime import datetime

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from modeltranslation.fields import TranslationField

from cluster_portal.accounts.forms import style_controls
from cluster_portal.core import rich_text
from cluster_portal.core.languages import CODES, language_name, text_columns
from cluster_portal.pictures.models import Picture
from cluster_portal.review.registry import translated_fields
from cluster_portal.review.shown import label_of, name_of, with_names
from cluster_portal.review.tree import Change, Operation
from cluster_portal.review.values import fingerprint, is_reference, to_json, to_python
from cluster_portal.workspace.uploads import ProposedFileField, keep, new_picture_form, use_own_pictures

EMPTY = (None, "", [])
LISTS_OF_LANGUAGES = {"languages"}
SEEN = "seen"  # the hidden field with the fingerprints of what the author saw


class ProposedForm(forms.ModelForm):
    """A form for some columns of one row, `key` (None: a new one).

    `values` are what the row says now, the draft of its author included.
    """

    def __init__(self, *args, place, kind, values, key=None, **kwargs):
        self.place, self.kind, self.key = place, kind, key
        self.values = {name: _as_typed(kind.model, name, value) for name, value in values.items()}
        super().__init__(*args, **kwargs)
        for name in self.columns:
            self.initial[name] = self._initial(name)
        for name in self.references:
            self.fields[name] = self._reference_field(name)
            self.initial[name] = "" if values.get(name) is None else str(values[name])
        for name in self.file_columns:
            self.fields[name] = self._file_field(name)
        self.order_fields(self.shown_columns)
        self.new_pictures = {}
        self.fields[SEEN] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.initial[SEEN] = json.dumps({name: fingerprint(self.values.get(name)) for name in self.shown_columns})
        for name, form_field in self.fields.items():
            if name != SEEN:
                self._dress(name, form_field)
        style_controls(self)

    # What is on the form ----------------------------------------------------------------------------------------------

    marks_required = True
    shown_columns = ()  # set by `form_class`: all columns, in their order
    references = ()  # those that lead to rows of the same object, which may be new
    file_columns = ()  # those that hold files

    @property
    def columns(self):
        return [name for name in self.shown_columns if name not in (*self.references, *self.file_columns)]

    @property
    def has_editor(self):
        """Whether there is a field with an editor of rich text."""
        return any(isinstance(each, ProseEditorFormField) for each in self.fields.values())

    def is_multipart(self):
        return super().is_multipart() or bool(self.new_pictures)

    def _initial(self, name):
        column_field = self.kind.model._meta.get_field(name)
        value = self.values.get(name)
        if value is None or column_field.is_relation:
            return value
        try:
            return to_python(column_field, value)
        except ValidationError:
            return value

    def _reference_field(self, name):
        """Return a choice among the rows of the object, those that stand only in the draft included."""
        column_field = self.kind.model._meta.get_field(name)
        label = column_field.related_model._meta.label_lower
        choices = [(key.row, self.place.title_of(key)) for key in self.place.keys_of(label)]
        return forms.ChoiceField(
            label=column_field.verbose_name,
            required=not column_field.blank,
            choices=[("", "---------"), *choices],
            help_text=column_field.help_text,
        )

    def _file_field(self, name):
        column_field = self.kind.model._meta.get_field(name)
        made = ProposedFileField(validators=column_field.validators, help_text=column_field.help_text, required=False)
        value = self.values.get(name)
        made.is_needed, made.now = not column_field.blank, "" if isinstance(value, dict) else value
        made.kept = value if isinstance(value, dict) else None
        return made

    def _dress(self, name, form_field):
        column_field = self.kind.model._meta.get_field(name)
        form_field.label = label_of(self.kind.model, name)
        if name in self.place.page.filled_later and self.place.target is None:
            form_field.required = False
            form_field.help_text = _("Leave it empty to publish it as soon as it is accepted.")
        if isinstance(column_field, TranslationField):
            form_field.widget.attrs["lang"] = column_field.language
            form_field.language_name = language_name(column_field.language)
            # What an object is called it is called in the language of its source, see `require_in_source_language`.
            form_field.is_needed = name == f"{self.place.page.title}_{self.place.source_language}"
        if isinstance(form_field, forms.ModelChoiceField):
            form_field.queryset = with_names(self._choices(name, form_field.queryset.model))
            form_field.label_from_instance = name_of
        _set_widget(form_field, column_field)
        if column_field.related_model is Picture:
            self._offer_pictures(name, form_field)
        elif isinstance(form_field, ProseEditorFormField):
            use_own_pictures(form_field.widget, self.place.university)

    def _choices(self, name, model):
        """Return what may be chosen, and what is chosen already, though it could not be chosen anew.

        A new partner of the same draft may be named by the other rows as well.
        """
        stored = self.values.get(name)
        chosen = {key for key in (stored if isinstance(stored, list) else [stored]) if isinstance(key, int)}
        if model._meta.label_lower == "members.university" and self.kind.owner and not self.kind.names_owner:
            chosen |= self.place.universities_of_rows()
        allowed = self.kind.choices.get(name)
        if allowed is None:
            return model._default_manager.filter(pk__in=chosen)
        offered = allowed(self.place.root_instance, self.place.university.pk)
        return model._default_manager.filter(Q(pk__in=offered.values("pk")) | Q(pk__in=chosen))

    def _offer_pictures(self, name, form_field):
        """Let one of the pictures be chosen by what it shows, or a new one be uploaded."""
        form_field.empty_label = _("No picture")
        form_field.widget = forms.RadioSelect(choices=form_field.choices)
        data = {"data": self.data, "files": self.files} if self.is_bound else {}
        form_field.new_picture = new_picture_form(**data, place=self.place, prefix=f"{self.add_prefix(name)}-new")
        self.new_pictures[name] = form_field.new_picture

    def full_clean(self):
        """Check what was typed; a choice that is no number of a database is none of those that are offered."""
        try:
            super().full_clean()
        except OverflowError:
            self.add_error(None, ValidationError(_("This cannot be chosen here."), code="invalid_choice"))

    # What was typed ---------------------------------------------------------------------------------------------------

    def clean(self):
        cleaned = super().clean()
        for name in self.references:
            value = cleaned.get(name)
            if value and not is_reference(value):
                setattr(self.instance, f"{name}_id", int(value))
        for name in self.file_columns:
            self._keep_file(name)
        for name in self.new_pictures:
            self._keep_picture(name)
        for name, form_field in self.fields.items():
            if isinstance(form_field, ProseEditorFormField) and cleaned.get(name):
                self._check_pictures(name, cleaned[name])
        return cleaned

    def _keep_file(self, name):
        form_field = self.fields[name]
        keep(self, name, self.place)
        if not (form_field.kept or form_field.now) and form_field.is_needed and name not in self.errors:
            self.add_error(name, ValidationError(_("Choose a file."), code="required"))

    def _keep_picture(self, name):
        """Put a new picture into the library and choose it, also where something else is not right yet."""
        new = self.new_pictures[name]
        if not new.is_filled:
            return
        if not new.is_valid():
            self.add_error(name, ValidationError(_("The new picture is not complete yet."), code="picture"))
            return
        self.cleaned_data[name] = picture = new.keep()
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = str(picture.pk)
        self.fields[name].new_picture = new_picture_form(place=self.place, prefix=new.prefix)

    def _check_pictures(self, name, html):
        """Refuse pictures in a text that neither the university uploaded nor the text has already."""
        here = (self.values.get(name), self.place.live.value(self.key or self.place.root_key, name))
        known = {identifier for text in here for identifier in rich_text.picture_ids(text or "")}
        added = set(rich_text.picture_ids(rich_text.clean(html))) - known
        if not added:
            return
        own = Picture.objects.filter(uuid__in=added, upload__university=self.place.university)
        if own.count() < len(added):
            sentence = _("A picture of this text is not one of your university: choose it with the button.")
            self.add_error(name, ValidationError(sentence, code="foreign_picture"))

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            self._find_conflicts()

    def _update_errors(self, errors):
        """Show what is wrong with a column that is not on this form above it."""
        if hasattr(errors, "error_dict"):
            placed = {}
            for name, found in errors.error_dict.items():
                is_here = name in self.fields or name == NON_FIELD_ERRORS
                messages = found if is_here else _named(self.kind.model, name, found)
                placed.setdefault(name if is_here else NON_FIELD_ERRORS, []).extend(messages)
            errors = ValidationError(placed)
        super()._update_errors(errors)

    def _find_conflicts(self):
        for name in self._touched():
            now = fingerprint(self.values.get(name))
            if self._seen.get(name, now) != now and fingerprint(self.typed[name]) != now:
                sentence = _(
                    "Somebody changed this while the page was open. It says now: “%(now)s”. What you wrote is kept; "
                    "save again to propose it all the same."
                )
                now = self.place.words(self.key, name).text if self.key else ""
                self.add_error(name, ValidationError(sentence, code="moved", params={"now": now or "–"}))
                self.moved = True
        if getattr(self, "moved", False):
            # The next time they have seen it.
            self.data = self.data.copy()
            self.data[self.add_prefix(SEEN)] = self.initial[SEEN]

    @property
    def _seen(self):
        try:
            seen = json.loads(self.cleaned_data.get(SEEN) or "{}")
        except (ValueError, RecursionError):
            return {}
        return seen if isinstance(seen, dict) else {}

    @property
    def typed(self):
        """What was typed, as JSON by column."""
        found = {}
        for name in self.shown_columns:
            column_field = self.kind.model._meta.get_field(name)
            if name in self.references:
                value = self.cleaned_data.get(name)
                found[name] = None if not value else value if is_reference(value) else int(value)
            elif name in self.file_columns:
                found[name] = self.fields[name].kept or self.values.get(name)
            elif column_field.is_relation:
                found[name] = to_json(column_field, self.cleaned_data.get(name))
            else:
                found[name] = to_json(column_field, getattr(self.instance, name))
        return found

    def _touched(self):
        """Return the columns whose value is another than their author saw."""
        typed, seen = self.typed, self._seen
        return [
            name
            for name in self.shown_columns
            if _differs(typed[name], self.values.get(name)) and fingerprint(typed[name]) != seen.get(name)
        ]

    def changes(self, key, live):
        """Return the `Change`s of a row that was typed; `live` is the `Tree` of what is published."""
        typed = self.typed
        return [
            Change(Operation.CHANGE, key, name, live.value(key, name), typed[name])
            for name in self.shown_columns
            if name in self._touched()
        ]


def _differs(typed, stored):
    """Tell whether two values differ; what is empty is the same as what is not there."""
    return typed != stored and not (typed in EMPTY and stored in EMPTY)


def _as_typed(model, column, value):
    """Return a value as a form can give it back: a moment to the minute."""
    column_field = model._meta.get_field(column)
    if not isinstance(column_field, models.DateTimeField) or not value:
        return value
    return to_json(column_field, datetime.fromisoformat(value).replace(second=0, microsecond=0))


def _named(model, column, errors):
    label = label_of(model, column)
    return [ValidationError(f"{label}: {message}") for error in errors for message in error.messages]


def _set_widget(form_field, column_field):
    """Give a field the input that phones and keyboards know."""
    original = getattr(column_field, "translated_field", column_field)
    if isinstance(original, models.DateTimeField):
        attributes = {**form_field.widget.attrs, "type": "datetime-local"}
        form_field.widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attributes)
    elif isinstance(original, models.DateField):
        form_field.widget = forms.DateInput(format="%Y-%m-%d", attrs={**form_field.widget.attrs, "type": "date"})
    elif isinstance(original, models.TimeField):
        form_field.widget = forms.TimeInput(format="%H:%M", attrs={**form_field.widget.attrs, "type": "time"})
    elif isinstance(form_field, forms.ModelMultipleChoiceField):
        form_field.widget = forms.CheckboxSelectMultiple(choices=form_field.choices)
    elif isinstance(original, models.TextField) and isinstance(form_field.widget, forms.Textarea):
        form_field.widget.attrs["rows"] = 14 if isinstance(form_field, ProseEditorFormField) else 5


def form_class(place, kind, names):
    """Return the form of some fields of a kind: a translated one has a field for each language of the place."""
    translated = translated_fields(kind.model)
    shown = []
    for name in names:
        shown += text_columns(name, languages=place.languages) if name in translated else [name]
    shown = [name for name in shown if name in kind.columns]
    own = {each.label for each in place.subject.rows}
    references = [name for name in shown if _leads_to_row(kind.model, name, own)]
    files = [name for name in shown if isinstance(kind.model._meta.get_field(name), models.FileField)]
    fields = [name for name in shown if name not in (*references, *files)]
    own_fields = {name: _languages_field(kind.model, name) for name in fields if name in LISTS_OF_LANGUAGES}
    made = forms.modelform_factory(kind.model, form=ProposedForm, fields=fields)
    made.base_fields |= own_fields
    made.shown_columns, made.references, made.file_columns = tuple(shown), tuple(references), tuple(files)
    return made


def _languages_field(model, name):
    """Return a choice of languages, ticked one by one, for a column that holds a list of their codes."""
    choices = [(code, language_name(code)) for code in CODES]
    is_required = not model._meta.get_field(name).blank
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, required=is_required)


def _leads_to_row(model, name, labels):
    column_field = model._meta.get_field(name)
    return isinstance(column_field, models.ForeignKey) and column_field.related_model._meta.label_lower in labels
