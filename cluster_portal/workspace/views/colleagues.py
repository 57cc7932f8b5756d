"""The people of a university: who they are, and what a lead does with them. Each is done by an action of `members`."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cluster_portal.accounts.forms import style_controls
from cluster_portal.core.languages import own_name
from cluster_portal.core.requests import number_of
from cluster_portal.workspace.access import find_university, workspace_page
from cluster_portal.workspace.due import ASK_TO_INVITE
from cluster_portal.workspace.frame import frame
from members import actions
from members.colleagues import colleagues_of
from members.models import Affiliation, Invitation, Role
from members.permissions import (
    can_end_affiliation,
    can_invite_for,
    can_override_domain,
    can_take_over,
    invitations_managed_by,
)


class ControlledForm(forms.Form):
    """A form whose inputs look like all others of the portal."""

    marks_required = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        style_controls(self)


class InvitedForm(ControlledForm):
    """Who is invited, and in which language; only who may allow any address (`by`) is asked why it is right."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the invitation"))
    override_reason = Invitation._meta.get_field("domain_override_reason").formfield()

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, own_name(code)) for code, _name in settings.LANGUAGES]
        if not can_override_domain(by):
            del self.fields["override_reason"]


class InvitationForm(InvitedForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.EDITOR)
    field_order = ("email", "name", "role", "language")


class HandOverForm(InvitedForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of who takes over"),
        max_length=254,
        help_text=gettext_lazy(
            "A colleague takes over at once; anybody else is invited, and you act until they accept."
        ),
    )


class EndForm(ControlledForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    takes_over = forms.BooleanField(
        label=gettext_lazy("We take over"),
        required=False,
        help_text=gettext_lazy(
            "Needed where nobody else is able to act for the university: then it is for the staff to do."
        ),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_take_over(by):
            del self.fields["takes_over"]


@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request, slug):
    """Show the people of a university; POST does one thing with one of them."""
    university = find_university(request, slug)
    invitation_form = InvitationForm(initial=_typed_for_them(request), by=request.user)
    errors, status = [], 200
    if request.method == "POST":
        if request.POST.get("do") == "invite":
            invitation_form = InvitationForm(request.POST, by=request.user)
        try:
            if _act(request, university, invitation_form):
                return HttpResponseRedirect(reverse("workspace:colleagues", args=[slug]))
        except ValidationError as error:
            errors = _place(invitation_form, error)
        status = 422
    people = colleagues_of(university)
    managed = (
        invitations_managed_by(request.user, university).unanswered() if people.invited else Invitation.objects.none()
    )
    context = {
        **frame(request, university, "colleagues"),
        "people": people,
        "may_invite": can_invite_for(request.user, university),
        "ask_to_invite": ASK_TO_INVITE,
        "managed": set(managed.values_list("pk", flat=True)),
        "form": invitation_form,
        "errors": errors,
        "roles": Role.choices,
    }
    return render(request, "workspace/colleagues.html", context, status=status)


def _typed_for_them(request):
    """Return what a form says from the start: most people invite in the language in which they read."""
    return {"language": request.LANGUAGE_CODE[:2]}


def _place(form, error):
    """Put errors at the fields of a form, and return the sentences that belong to none of them."""
    if not hasattr(error, "error_dict"):
        return error.messages
    rest = []
    for name, found in error.error_dict.items():
        if form.is_bound and name in form.fields:
            form.add_error(name, found)
        else:
            rest += [message for each in found for message in each.messages]
    return rest


def _act(request, university, invitation_form):
    """Do what was asked; False where the form of an invitation is not right. Raises ValidationError and the like."""
    do, number = request.POST.get("do", ""), number_of(request.POST.get("number", ""))
    if do == "invite":
        if not can_invite_for(request.user, university):
            raise PermissionDenied
        if not invitation_form.is_valid():
            return False
        actions.invite(university, invited_by=request.user, **invitation_form.cleaned_data)
        messages.success(request, _("Invited. The link works for fourteen days."))
    elif do in ("resend", "revoke"):
        invitation = get_object_or_404(Invitation, university=university, pk=number)
        if do == "resend":
            actions.resend(invitation, by=request.user)
            messages.success(request, _("Sent again, with a new link."))
        else:
            actions.revoke(invitation, by=request.user)
            messages.success(request, _("Taken back: the link no longer works."))
    elif do == "role":
        affiliation = get_object_or_404(Affiliation, university=university, pk=number)
        if request.POST.get("role") not in Role.values:
            raise Http404
        actions.change_role(affiliation, role=Role(request.POST["role"]), by=request.user)
        messages.success(request, _("The role is changed."))
    elif do in ("deputy", "no-deputy"):
        affiliation = get_object_or_404(Affiliation, university=university, pk=number)
        actions.set_deputy(affiliation, is_deputy=do == "deputy", by=request.user)
        messages.success(request, _("Saved."))
    else:
        raise Http404
    return True


@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request, slug, number, do):
    """Ask before somebody's role ends or is handed over, and do it."""
    university = find_university(request, slug)
    # Who sends the form a second time, or after somebody else did, is told that it is done.
    rows = Affiliation.objects.all() if request.method == "POST" else Affiliation.objects.not_ended()
    affiliation = get_object_or_404(rows.select_related("user", "university"), university=university, pk=number)
    if not can_end_affiliation(request.user, affiliation):
        raise PermissionDenied
    form_class = HandOverForm if do == "hand-over" else EndForm
    form = form_class(request.POST or None, initial=_typed_for_them(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _end_or_hand_over(request, affiliation, do, form.cleaned_data)
        except ValidationError as error:
            if rest := _place(form, error):
                form.add_error(None, rest)
    context = {
        **frame(request, university, "colleagues"),
        "affiliation": affiliation,
        "form": form,
        "is_hand_over": do == "hand-over",
        "is_own": affiliation.user_id == request.user.pk,
        "back": reverse("workspace:colleagues", args=[slug]),
    }
    return render(request, "workspace/colleague.html", context, status=422 if form.is_bound else 200)


def _end_or_hand_over(request, affiliation, do, typed):
    is_own = affiliation.user_id == request.user.pk
    if do == "hand-over":
        done = actions.hand_over(affiliation, to=typed.pop("email"), by=request.user, **typed)
        if isinstance(done, Affiliation):
            messages.success(request, _("Handed over: the role is that of %(person)s now.") % {"person": done.user})
        else:
            messages.success(request, _("Invited. The role stays as it is until the invitation is accepted."))
    else:
        actions.end_affiliation(affiliation, by=request.user, **typed)
        messages.success(request, _("Ended. The rights are gone at once."))
    name = "workspace:first" if is_own and not _still_sees(request, affiliation) else "workspace:colleagues"
    arguments = [] if name == "workspace:first" else [affiliation.university.slug]
    return HttpResponseRedirect(reverse(name, args=arguments))


def _still_sees(request, affiliation):
    return Affiliation.objects.current().filter(user=request.user, university=affiliation.university_id).exists()
