"""The people of the universities in the back office: their roles, and who is invited. Every change is an action."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Prefetch
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import PortalAdmin
from members import actions
from members.actions.invitations import check_address
from members.admin.filters import ChoiceFilter
from members.models import Affiliation, Invitation, Role, University


class NamedUniversityFilter(ChoiceFilter):
    """The universities that have any, under their names."""

    title = _("university")
    parameter_name = "university"

    def lookups(self, request, model_admin):
        ids = model_admin.model.objects.values("university")
        universities = University.objects.filter(pk__in=ids).in_reading_order()
        universities = universities.only("slug", "source_language").prefetch_related("names")
        return [(str(university.pk), university.name.value) for university in universities]

    def queryset(self, request, queryset):
        return queryset.filter(university=self.value()) if self.value() else queryset


class TimeFilter(ChoiceFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("current", _("Current")), ("coming", _("Later")), ("ended", _("Ended"))]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "current":
            return queryset.current(now)
        if self.value() == "coming":
            return queryset.not_ended(now).filter(starts_at__gt=now)
        return queryset.filter(ends_at__lte=now) if self.value() == "ended" else queryset


class InvitationStateFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return Invitation.State.choices

    def queryset(self, request, queryset):
        state = self.value()
        if state == Invitation.State.OPEN:
            return queryset.open()
        if state == Invitation.State.EXPIRED:
            return queryset.unanswered().filter(expires_at__lte=timezone.now())
        column = {Invitation.State.ACCEPTED: "accepted_at", Invitation.State.REVOKED: "revoked_at"}.get(state)
        return queryset.filter(**{f"{column}__isnull": False}) if column else queryset


# Forms ---------------------------------------------------------------------------------------------------------------


class EndForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It stands in the history."))
    has_left = forms.BooleanField(
        label=_("Has left the university"),
        required=False,
        initial=True,
        help_text=_("Then the public sees this person nowhere from today on."),
    )
    takes_over = forms.BooleanField(
        label=_("We take over"),
        required=False,
        help_text=_("Needed where nobody else is able to act for the university: then it is for the staff to do."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)


class InvitationForm(forms.ModelForm):
    """An invitation that can be sent: `invited_by` is whoever sees the form."""

    invited_by = None

    class Meta:
        model = Invitation
        fields = ("university", "email", "name", "role", "language", "domain_override_reason")

    def clean(self):
        cleaned = super().clean()
        university, email = cleaned.get("university"), cleaned.get("email", "").strip().lower()
        if university and email:
            reason = cleaned.get("domain_override_reason", "")
            try:
                check_address(university, email, invited_by=self.invited_by, override_reason=reason)
            except ValidationError as error:
                for field, errors in error.error_dict.items():
                    self.add_error("domain_override_reason" if field == "override_reason" else field, errors)
            if not University.objects.filter(pk=university.pk).with_workspace().exists():
                self.add_error("university", _("This university is no member, and does not become one."))
        return cleaned


# Pages ---------------------------------------------------------------------------------------------------------------


class PeopleAdmin(PortalAdmin):
    """What both lists share: named universities, and actions that say of each row what came of it."""

    search_fields = ["university__names__folded"]

    def get_queryset(self, request):
        named = University.objects.only("slug", "source_language").prefetch_related("names")
        return super().get_queryset(request).prefetch_related(Prefetch("university", named))

    def get_actions(self, request):
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def has_delete_permission(self, request, obj=None):
        """Tell whether a row may be deleted: by superusers only, for it is history."""
        return request.user.is_superuser and super().has_delete_permission(request, obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "university":
            kwargs["queryset"] = University.objects.prefetch_related("names")  # the choice is told by name
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def do_with_each(self, request, queryset, action):
        """Do something with each row; what cannot be done is told, and the others are done all the same."""
        done = 0
        for row in queryset:
            try:
                action(row)
            except ValidationError as error:
                self.message_user(request, f"{row}: {' '.join(error.messages)}", messages.ERROR)
            except PermissionDenied:
                self.message_user(request, f"{row}: {gettext('you may not do this.')}", messages.ERROR)
            else:
                done += 1
        if done:
            sentence = ngettext("One row was changed.", "%(count)d rows were changed.", done)
            self.message_user(request, sentence % {"count": done}, messages.SUCCESS)

    def ask_first(self, request, queryset, name, form_class):
        """Return (answers, None) once the page in between was filled in, else (None, the page)."""
        form = form_class(request.POST if "answered" in request.POST else None)
        if form.is_valid():
            return form.cleaned_data, None
        label = self.get_actions(request)[name][2]
        context = {
            **self.admin_site.each_context(request),
            "title": label,
            "opts": self.opts,
            "form": form,
            "rows": queryset,
            "action": name,
        }
        return None, TemplateResponse(request, "admin/members/ask_first.html", context)

    @admin.display(description=_("university"), ordering="university__slug")
    def university_shown(self, row):
        return row.university.name.value


@admin.register(Affiliation)
class AffiliationAdmin(PeopleAdmin):
    """Who acts for whom. A role begins with an invitation and ends by an action; only "deputy" is changed in place."""

    list_display = ["user", "university_shown", "role", "is_deputy", "starts_at", "ends_at", "last_seen"]
    list_filter = [TimeFilter, "role", "is_deputy", "source", NamedUniversityFilter]
    search_fields = [*PeopleAdmin.search_fields, "user__email", "user__name"]
    ordering = ["-starts_at"]
    actions = ["end", "give_another_role"]
    fields = [
        ("user", "university_shown"),
        ("role", "is_deputy"),
        ("starts_at", "ends_at"),
        ("source", "invited_by", "accepted_at"),
        ("ended_by", "end_reason"),
    ]
    readonly_fields = [
        *("user", "university_shown", "role", "starts_at", "ends_at", "source", "invited_by", "accepted_at"),
        *("ended_by", "end_reason"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "invited_by", "ended_by")

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("last seen"), ordering="user__last_login")
    def last_seen(self, row):
        return row.user.last_login

    @admin.action(description=_("End the selected"), permissions=["change"])
    def end(self, request, queryset):
        answers, page = self.ask_first(request, queryset, "end", EndForm)
        if page:
            return page
        self.do_with_each(request, queryset, lambda row: actions.end_affiliation(row, by=request.user, **answers))
        return None

    @admin.action(description=_("Give the selected another role"), permissions=["change"])
    def give_another_role(self, request, queryset):
        answers, page = self.ask_first(request, queryset, "give_another_role", RoleForm)
        if page:
            return page
        self.do_with_each(request, queryset, lambda row: actions.change_role(row, by=request.user, **answers))
        return None


@admin.register(Invitation)
class InvitationAdmin(PeopleAdmin):
    """Who is invited. Adding one sends it; afterwards it is sent again or revoked, and never changed."""

    form = InvitationForm
    list_display = ["email", "university_shown", "role", "state_shown", "invited_by", "last_sent_at", "asked_at"]
    list_filter = [InvitationStateFilter, "role", NamedUniversityFilter]
    search_fields = [*PeopleAdmin.search_fields, "email", "name"]
    ordering = ["-created_at"]
    actions = ["send_again", "revoke"]
    autocomplete_fields = ["university"]
    help_texts = {
        "email": _("One of the university: its domains stand on its page."),
        "role": _("Each role may do what those before it may. A lead contact invites others."),
        "domain_override_reason": _(
            "Only where the address is none of the university’s: how it is known whose it is. It stands in the history."
        ),
    }

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("invited_by", "domain_override_by")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            fields = [("university", "email"), ("role", "language"), "name", "domain_override_reason"]
            return [(None, {"fields": fields, "description": _("Saving sends the invitation.")})]
        fields = [
            *("university_shown", ("email", "name"), ("role", "language"), "state_shown"),
            *(
                ("invited_by", "created_at"),
                ("last_sent_at", "sent_count", "expires_at"),
                ("accepted_at", "revoked_at"),
            ),
            *("asked_at", ("domain_override_by", "domain_override_reason"), ("replaces", "replaces_at")),
        ]
        return [(None, {"fields": fields})]

    def get_readonly_fields(self, request, obj=None):
        return [] if obj is None else ["university_shown", "state_shown", "created_at"]

    def get_form(self, request, obj=None, change=False, **kwargs):  # noqa: FBT002 (as Django has it)
        if obj is not None:
            kwargs["fields"] = []
        form = super().get_form(request, obj, change=change, **kwargs)
        form.invited_by = request.user
        return form

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        answers = form.cleaned_data
        try:
            stored = actions.invite(
                obj.university,
                email=answers["email"],
                role=answers["role"],
                invited_by=request.user,
                language=answers["language"],
                name=answers["name"],
                override_reason=answers["domain_override_reason"],
            )
        except ValidationError as error:  # it was right a moment ago: somebody else was quicker
            raise IntegrityError from error
        obj.__dict__.update(stored.__dict__)

    def log_addition(self, request, obj, message):
        """Leave it at what the action wrote into the history."""

    @admin.display(description=_("state"))
    def state_shown(self, invitation):
        return invitation.state().label

    @admin.action(description=_("Send the selected again"), permissions=["add"])
    def send_again(self, request, queryset):
        self.do_with_each(request, queryset, lambda row: actions.resend(row, by=request.user))

    @admin.action(description=_("Revoke the selected"), permissions=["add"])
    def revoke(self, request, queryset):
        self.do_with_each(request, queryset, lambda row: actions.revoke(row, by=request.user))
