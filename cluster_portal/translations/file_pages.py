"""The pages of the back office on which files for translators are made and brought back."""

import base64
import binascii
import zlib

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import language_name
from cluster_portal.translations.exchange import FORMATS
from cluster_portal.translations.exporting import chosen
from cluster_portal.translations.exporting import export as export_file
from cluster_portal.translations.importing import MAX_BYTES, carry_out, plan
from cluster_portal.translations.permissions import editable_units, languages_of
from cluster_portal.translations.sources import ROOTS

SHOWN = 200  # changes of a file: more than anybody reads on one page


class LanguageForm(forms.Form):
    """A form with a choice among the languages of a user."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(code, capfirst(language_name(code))) for code in languages_of(user)]
        self.fields["language"].choices = [("", "---------"), *choices] if len(choices) > 1 else choices


class ExportForm(LanguageForm):
    ending = forms.ChoiceField(
        label=_("Format"),
        choices=[
            ("po", _("PO, for Poedit and the like")),
            ("xliff", _("XLIFF 1.2, for translation programs")),
            ("csv", _("CSV, for a program for tables")),
        ],
        widget=forms.RadioSelect,
        initial="po",
    )
    which = forms.ChoiceField(
        label=_("Which texts"),
        choices=[("all", _("all")), ("to-do", _("missing or outdated"))],
        widget=forms.RadioSelect,
        initial="to-do",
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(model._meta.label_lower, capfirst(str(model._meta.verbose_name_plural))) for model in ROOTS]
        self.fields["kind"].choices = [("", _("all")), *sorted(names, key=lambda pair: pair[1])]


class ImportForm(LanguageForm):
    """An upload, or the file of the trial run before: `kept`, with its name."""

    file = forms.FileField(label=_("File"), required=False, help_text=_("PO, XLIFF 1.2 or CSV, up to 5 MB."))
    is_trial = forms.BooleanField(
        label=_("Only try: show what would change, and change nothing"), required=False, initial=True
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def clean(self):
        cleaned = super().clean()
        upload, kept = cleaned.get("file"), cleaned.get("kept")
        if upload:
            cleaned["name"] = upload.name
            cleaned["content"] = upload.read(MAX_BYTES + 1)
        elif kept:
            cleaned["name"] = cleaned.get("kept_name", "")
            cleaned["content"] = unpacked(kept)
        elif "file" not in self.errors:
            self.add_error("file", forms.ValidationError(_("Choose a file."), code="required"))
        if "content" in cleaned and cleaned["content"] is None:
            self.add_error("file", forms.ValidationError(_("Choose the file again."), code="kept"))
        return cleaned


def packed(content):
    """Return a file as a hidden field of a form keeps it. It is read again as an upload is: nothing is trusted."""
    return base64.b64encode(zlib.compress(content)).decode("ascii")


def unpacked(kept):
    """Return the file of a hidden field, None where somebody changed it or packed more than a file may hold."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(kept, validate=True), MAX_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        return None


def export(model_admin, request):
    """Ask what the file is to hold, and answer with it."""
    _require_languages(request.user)
    form = ExportForm(request.user, request.GET if "ending" in request.GET else None, initial=_initial(request))
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        units = chosen(editable_units(request.user), which=wanted["which"], kind=wanted["kind"])
        content = export_file(units, wanted["language"], wanted["ending"])
        response = HttpResponse(content, content_type=f"{FORMATS[wanted['ending']].MEDIA_TYPE}; charset=utf-8")
        name = f"translations-{wanted['language']}.{wanted['ending']}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return _page(model_admin, request, "export", form, title=gettext("Export for translators"))


def bring_in(model_admin, request):
    """Take a translator's file: show what it would change, then do it. A file with anything wrong changes nothing."""
    _require_languages(request.user)
    title = gettext("Import a translator’s file")
    if request.method != "POST":
        form = ImportForm(request.user, initial={"is_trial": True, **_initial(request)})
        return _page(model_admin, request, "import", form, title=title)
    form = ImportForm(request.user, request.POST, request.FILES)
    if not form.is_valid():
        return _page(model_admin, request, "import", form, title=title)
    wanted = form.cleaned_data
    language, content, name = wanted["language"], wanted["content"], wanted["name"]
    result = plan(content, name, language, editable_units(request.user))
    if not wanted["is_trial"] and not result.problems:
        carry_out(result, user=request.user)
        count = len(result.changes)
        sentence = ngettext("One translation was brought in.", "%(count)d translations were brought in.", count)
        messages.success(request, sentence % {"count": count})
        board = reverse(f"{model_admin.admin_site.name}:translations_translatedobject_changelist")
        return HttpResponseRedirect(f"{board}?language={language}")
    again = {"language": language, "kept": packed(content), "kept_name": name}
    return _page(
        model_admin,
        request,
        "import",
        ImportForm(request.user, initial={"is_trial": True, "language": language}),
        title=title,
        result=result,
        shown=result.changes[:SHOWN],
        rest=max(len(result.changes) - SHOWN, 0),
        again=again,
        file_name=name,
    )


def _initial(request):
    return {"language": request.GET["language"]} if request.GET.get("language") else {}


def _require_languages(user):
    if not languages_of(user):
        raise PermissionDenied


def _page(model_admin, request, name, form, **context):
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media,
        **context,
    }
    return TemplateResponse(request, f"admin/translations/translatedobject/{name}.html", context)
