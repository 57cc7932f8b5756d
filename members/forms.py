"""Forms of the back office for universities: rows that are judged together, and errors that stand at their fields."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import PlacedErrorsForm, RowForm, RowsFormSet
from cluster_portal.core.admin_publishing import PublishedForm
from members.models import Contact, GroupMembership, UniversityIdentifier, UniversityName
from members.models.membership import overlap_error

# The university itself --------------------------------------------------------------------------------------------


class UniversityForm(PublishedForm):
    constraint_fields = {"university_is_not_its_own_successor": "successor"}


# Rows of a university ---------------------------------------------------------------------------------------------


class DatedRowsFormSet(RowsFormSet):
    """Rows with a period. A row that stands in the way of another is ended for a moment while they are written."""

    def park(self, rows):
        rows.filter(valid_to__isnull=True).update(valid_to=date.max)


class NameForm(RowForm):
    left_to_formset = ("university",)
    constraint_fields = {
        "universityname_is_not_empty": "value",
        "universityname_language_is_a_tag": "language",
        "universityname_official_has_language": "language",
    }

    class Meta:
        model = UniversityName
        fields = ("kind", "language", "value", "valid_from", "valid_to", "source")


class NameFormSet(DatedRowsFormSet):
    """At most one current name of each kind in each language."""

    constraint = "universityname_one_current"
    error_field = "value"
    key_fields = ("kind", "language", "valid_to")

    def key(self, row):
        if row.valid_to is not None or row.kind == UniversityName.Kind.FORMER:
            return None
        return (row.kind, row.language)


class IdentifierForm(RowForm):
    # Without the value the database's pattern is not asked either; `clean` of the row has said it in words by then.
    left_to_formset = ("university", "value")

    class Meta:
        model = UniversityIdentifier
        fields = ("scheme", "value", "note", "valid_from", "valid_to", "source")

    @property
    def repaired(self):
        """The (scheme, value) as it was stored, where that is not what was typed, else None."""
        typed = self.data.get(self.add_prefix("value"), "").strip()
        if not typed or typed == self.instance.value:
            return None
        return self.instance.scheme, self.instance.value


class IdentifierFormSet(DatedRowsFormSet):
    """At most one university that has an identifier now."""

    constraint = "universityidentifier_current_once"
    error_field = "value"
    key_fields = ("scheme", "value", "valid_to")

    def key(self, row):
        return (row.scheme, row.value) if row.valid_to is None else None

    def stored_rows(self):
        return UniversityIdentifier.objects.filter(
            valid_to__isnull=True, value__in=[form.instance.value for form in self.forms]
        )

    def other_rows(self):
        # Those of other universities count, even while this one is new.
        return list(self.stored_rows().exclude(pk__in=[form.instance.pk for form in self.forms if form.instance.pk]))


class FactForm(RowForm):
    left_to_formset = ("university",)


class FactFormSet(RowsFormSet):
    """One figure of each kind for each year, and at most one without a year."""

    error_field = "reference_year"
    key_fields = ("kind", "reference_year")

    def key(self, row):
        return (row.kind, row.reference_year)

    def constraint_for(self, key):
        return "universityfact_once_without_year" if key[1] is None else "universityfact_once_a_year"

    def park(self, rows):
        rows.update(kind=Concat(Value("~"), Cast("pk", CharField())))


class MembershipForm(RowForm):
    left_to_formset = ("university",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.siblings = ()  # the formset compares the periods, as they will be


class MembershipFormSet(DatedRowsFormSet):
    """Periods that do not overlap: with one open period at most, since two open ones overlap."""

    error_field = "valid_from"
    key_fields = ("valid_from", "valid_to", "ended_on_unknown_day")

    def park(self, rows):
        # One that ended on an unknown day stands in nobody's way, and has no day to end on.
        super().park(rows.filter(ended_on_unknown_day=False))

    def check_together(self, forms_to_check, other_rows):
        settled = [(None, row) for row in other_rows]
        for form in forms_to_check:
            period = form.instance
            clash = next(((other, row) for other, row in settled if period.overlaps(row)), None)
            if clash is not None:
                other_form, other_period = clash
                # The error belongs where something was typed, not at a period that has always been there.
                if form.has_changed() or other_form is None:
                    form.add_error(self.error_field, overlap_error(other_period))
                else:
                    other_form.add_error(self.error_field, overlap_error(period))
            settled.append((form, period))


# Contacts and people ----------------------------------------------------------------------------------------------

CONTACT_PLACES = {
    "contact_has_mailbox_or_person": "mailbox_email",
    "contact_is_not_its_own_deputy": "deputy_of",
    "contact_one_coordinator": "function",
}


class ContactForm(PlacedErrorsForm):
    constraint_fields = CONTACT_PLACES


class ContactRowForm(RowForm):
    left_to_formset = ("university",)
    constraint_fields = CONTACT_PLACES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("person")) and self.instance.person_id:
            field.widget.widget.loaded = self.instance.person  # comes with the row: no query to name it


class ContactFormSet(DatedRowsFormSet):
    """At most one network coordinator, besides deputies."""

    constraint = "contact_one_coordinator"
    error_field = "function"
    key_fields = ("function", "valid_to")

    def key(self, row):
        is_coordinator = row.function == Contact.Function.COORDINATOR and row.deputy_of_id is None
        return row.function if is_coordinator and row.valid_to is None else None


class PersonForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        if cleaned.get("has_consented"):
            for field in ("consented_on", "consent_text"):
                if field in cleaned and not cleaned[field]:
                    self.add_error(
                        field,
                        ValidationError(
                            _("Consent needs the day it was given and the version of the text."), code="consent"
                        ),
                    )
        return cleaned


# Governance -------------------------------------------------------------------------------------------------------

PERIOD_PLACES = {"starts_before_end": "valid_to", "unknown_end_has_no_day": "ended_on_unknown_day"}


class GroupForm(PublishedForm):
    constraint_fields = {
        "group_is_not_part_of_itself": "parent",
        "group_temporary_has_end": "review_on",
        **{f"group_{name}": place for name, place in PERIOD_PLACES.items()},
    }


class GroupMembershipRowForm(RowForm):
    left_to_formset = ("group",)
    constraint_fields = {f"groupmembership_{name}": place for name, place in PERIOD_PLACES.items()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("university", "person"):
            if (field := self.fields.get(name)) and getattr(self.instance, f"{name}_id"):
                field.widget.widget.loaded = getattr(self.instance, name)  # comes with the row: no query to name it


class GroupMembershipFormSet(RowsFormSet):
    """At most one chair at a time, and no function twice at once."""

    error_field = "function"
    key_fields = ("university", "function", "valid_from", "valid_to", "ended_on_unknown_day")

    def park(self, rows):
        rows.filter(ended_on_unknown_day=False, valid_to__isnull=True).update(valid_to=date.max)

    def check_together(self, forms_to_check, other_rows):
        settled = list(other_rows)
        for form in forms_to_check:
            row = form.instance
            for other in settled:
                if not row.overlaps(other) or row.function != other.function:
                    continue
                if row.function == GroupMembership.Function.CHAIR:
                    form.add_error("function", self.conflict_of("groupmembership_one_chair"))
                    break
                if row.university_id == other.university_id:
                    form.add_error("function", self.conflict_of("groupmembership_once"))
                    break
            settled.append(row)

    def conflict_of(self, name):
        constraint = next(item for item in self.model._meta.constraints if item.name == name)
        return ValidationError(constraint.violation_error_message, code=name)


class PresidencyForm(PlacedErrorsForm):
    constraint_fields = {
        "presidency_vacant_has_nobody": "is_vacant",
        "presidency_is_somebodys": "university",
        "presidency_one_open": "valid_to",
        **{f"presidency_{name}": place for name, place in PERIOD_PLACES.items()},
    }
