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
from cluster_portal.workspace.frame import frame
from members import actions
from members.colleagues import colleagues_of
from members.models import Affiliation, Invitation, Role
from members.permissions import can_end_affiliation, can_invite_for


class ControlledForm(forms.Form):
    """A form whose inputs look like all others of the portal."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        style_controls(self)


class InvitationForm(ControlledForm):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.EDITOR)
    language = forms.ChoiceField(label=gettext_lazy("Language of the invitation"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, own_name(code)) for code, _name in settings.LANGUAGES]


class HandOverForm(ControlledForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of who takes over"),
        max_length=254,
        help_text=gettext_lazy(
            "A colleague takes over at once; anybody else is invited, and you act until they accept."
        ),
    )


class EndForm(ControlledForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


@workspace_page
@require_http_methods(["GET", "POST"])
def colleagues(request, slug):
    """Show the people of a university; POST does one thing with one of them."""
    university = find_university(request, slug)
    invitation_form = InvitationForm(initial={"language": request.LANGUAGE_CODE[:2]})
    errors, status = [], 200
    if request.method == "POST":
        if request.POST.get("do") == "invite":
            invitation_form = InvitationForm(request.POST)
        try:
            if _act(request, university, invitation_form):
                return HttpResponseRedirect(reverse("workspace:colleagues", args=[slug]))
        except ValidationError as error:
            errors = _place(invitation_form, error)
        status = 422
    context = {
        **frame(request, university, "colleagues"),
        "people": colleagues_of(university),
        "may_invite": can_invite_for(request.user, university),
        "form": invitation_form,
        "errors": errors,
        "roles": Role.choices,
    }
    return render(request, "workspace/colleagues.html", context, status=status)


def _place(form, error):
    """Put errors at the fields of the invitation, and return the sentences that belong to none of them."""
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
    else:
        raise Http404
    return True


@workspace_page
@require_http_methods(["GET", "POST"])
def colleague(request, slug, number, do):
    """Ask before somebody's role ends or is handed over, and do it."""
    university = find_university(request, slug)
    affiliation = get_object_or_404(
        Affiliation.objects.not_ended().select_related("user", "university"), university=university, pk=number
    )
    if not can_end_affiliation(request.user, affiliation):
        raise PermissionDenied
    form = (HandOverForm if do == "hand-over" else EndForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _end_or_hand_over(request, affiliation, do, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, list(error.messages))
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
        actions.hand_over(affiliation, to=typed["email"], by=request.user)
        messages.success(request, _("Handed over: your successor is told by mail."))
    else:
        actions.end_affiliation(affiliation, by=request.user, reason=typed["reason"])
        messages.success(request, _("Ended. The rights are gone at once."))
    name = "workspace:first" if is_own and not _still_sees(request, affiliation) else "workspace:colleagues"
    arguments = [] if name == "workspace:first" else [affiliation.university.slug]
    return HttpResponseRedirect(reverse(name, args=arguments))


def _still_sees(request, affiliation):
    return Affiliation.objects.current().filter(user=request.user, university=affiliation.university_id).exists()
