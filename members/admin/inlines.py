"""The rows of a university on its page of the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline, TranslationTabularInline

from cluster_portal.core.admin import FormFieldsMixin, LoadedAutocompleteSelect
from members.forms import (
    ContactFormSet,
    ContactRowForm,
    FactForm,
    FactFormSet,
    IdentifierForm,
    IdentifierFormSet,
    MembershipForm,
    MembershipFormSet,
    NameForm,
    NameFormSet,
)
from members.models import Contact, Membership, UniversityFact, UniversityIdentifier, UniversityName


class NameInline(FormFieldsMixin, admin.TabularInline):
    model = UniversityName
    form = NameForm
    formset = NameFormSet
    extra = 0


class MembershipInline(FormFieldsMixin, TranslationStackedInline):
    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    extra = 0
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("category", "state"),
                    ("valid_from", "valid_from_precision"),
                    ("valid_to", "valid_to_precision", "ended_on_unknown_day"),
                    ("decided_on", "decided_by", "is_inferred"),
                    "note",
                    "source",
                ]
            },
        )
    ]
    help_texts = {
        "valid_from": _("The first day of membership. Leave empty where nobody recorded it: the page then says so."),
        "valid_to": _("The first day after it. Leave empty while the membership goes on."),
        "valid_from_precision": _("The page shows no more than that: a month or a year where the day is not known."),
        "category": _("Decides under which heading the directory lists the university."),
        "decided_on": _("Shown to the public with the body that decided."),
    }


class IdentifierInline(FormFieldsMixin, admin.TabularInline):
    model = UniversityIdentifier
    form = IdentifierForm
    formset = IdentifierFormSet
    extra = 0


class FactInline(FormFieldsMixin, TranslationTabularInline):
    model = UniversityFact
    form = FactForm
    formset = FactFormSet
    fields = ["kind", "value", "reference_year", "note", "source"]
    extra = 0


class ContactInline(FormFieldsMixin, admin.TabularInline):
    """The contacts at a glance; the rest of a contact stands on its own page."""

    model = Contact
    form = ContactRowForm
    formset = ContactFormSet
    fields = ["function", "mailbox_email", "person", "visibility", "valid_to"]
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":
            kwargs["widget"] = LoadedAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "person":
            # A row has no room for all four; people are changed and deleted on pages of their own.
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field
