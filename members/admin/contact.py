"""Whom to ask at a university, and the people behind it, in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import PortalAdmin, TranslatedAdmin
from members.forms import ContactForm, PersonForm
from members.models import Contact, Person, University


@admin.register(Person)
class PersonAdmin(PortalAdmin):
    form = PersonForm
    list_display = ["family_name", "given_name", "academic_title", "has_consented", "left_on"]
    list_display_links = ["family_name", "given_name"]
    list_filter = ["has_consented"]
    search_fields = ["family_name", "given_name", "email"]
    ordering = ["family_name", "given_name"]
    fieldsets = [
        (None, {"fields": [("academic_title", "given_name", "family_name"), ("email", "phone"), "left_on"]}),
        (
            _("Consent"),
            {
                "fields": ["has_consented", ("consented_on", "consent_text")],
                "description": _(
                    "Without consent the public sees the function and its mailbox. With it, the public contacts of "
                    "this person show name, e-mail address and telephone number."
                ),
            },
        ),
    ]
    help_texts = {"phone": _("Private. Shown to the public only with the person's consent.")}


@admin.register(Contact)
class ContactAdmin(TranslatedAdmin):
    form = ContactForm
    list_display = ["function", "university", "mailbox_email", "person", "visibility", "valid_to"]
    list_filter = ["function", "visibility"]
    search_fields = ["mailbox_email", "person__family_name", "person__given_name", "university__names__folded"]
    autocomplete_fields = ["university", "person", "deputy_of"]
    ordering = ["university", "position", "function"]
    fieldsets = [
        (
            None,
            {
                "fields": ["university", "function", "visibility"],
                "description": _("The page of the university lists its public contacts under what they are for."),
            },
        ),
        (_("Mailbox"), {"fields": ["mailbox_name", "mailbox_email", "phone", "office_hours", "source_language"]}),
        (_("Person"), {"fields": ["person", "deputy_of"]}),
        (_("Period and order"), {"fields": [("valid_from", "valid_to"), "position"]}),
    ]
    help_texts = {
        "visibility": _("Contacts visible to everyone appear on the public page of the university."),
        "person": _("Shown to the public only with this person's consent."),
        "phone": _("The number of the office. Shown with the mailbox."),
        "deputy_of": _("The contact for which this one stands in. It is listed after it."),
        "position": _("Contacts are listed in this order, the smallest number first."),
        "source_language": _("The language in which name and office hours are written first."),
    }

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person").prefetch_related("university__names")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "university":
            kwargs["queryset"] = University.objects.prefetch_related("names")  # the choice is told by name
        elif db_field.name == "deputy_of":
            kwargs["queryset"] = Contact.objects.select_related("person")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
