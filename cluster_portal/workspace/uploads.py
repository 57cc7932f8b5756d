"""Files and pictures that are sent with a form: kept from the first time, so that nobody has to send them again."""

from copy import deepcopy
from pathlib import PurePath

from django import forms
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import text_columns
from cluster_portal.pictures.models import Picture
from cluster_portal.pictures.renditions import validate_upload
from cluster_portal.review.shown import label_of
from cluster_portal.review.uploads import delete, keep_file, keep_picture, kept_file, value_of

KEPT = "kept"  # ends the name of the hidden field that brings back what was sent before


class ProposedFileField(forms.FileField):
    """A file; `kept` is what has been sent of it already, as an item keeps it, `now` what is live."""

    widget = forms.FileInput
    kept, now, is_needed = None, "", False


def keep(form, name, place):
    """Keep the file of a field that was sent now or before with the same form, if there is one, as its `kept`."""
    who = {"university": place.university.pk, "user": place.user}
    file = form.cleaned_data.get(name)
    if isinstance(file, UploadedFile):
        form.fields[name].kept = value_of(keep_file(file, **who, at=timezone.now()))
    elif before := kept_file(form.data.get(f"{form.add_prefix(name)}-{KEPT}", ""), **who):
        form.fields[name].kept = value_of(before)


def use_own_pictures(widget, university):
    """Let the editor of rich text choose among the pictures of a university, not in the library of the back office."""
    widget.config = deepcopy(widget.config)
    widget.config["extensions"]["Figure"] = {"pickerUrl": reverse("workspace:pictures", args=[university.slug])}


class NewPictureForm(forms.ModelForm):
    """A picture that a university uploads: the file, what it shows in the languages of the place, who made it."""

    file = ProposedFileField(
        label=_("File"),
        required=False,
        validators=[validate_upload],
        help_text=_("PNG, JPEG, WebP or SVG; at most 3 MB. Location data is taken out."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/svg+xml"}),
    )

    def __init__(self, *args, place, **kwargs):
        self.place = place
        super().__init__(*args, instance=Picture(source_language=place.languages[0]), **kwargs)
        self.order_fields(["file"])
        for name, form_field in self.fields.items():
            if name != "file":
                form_field.label = label_of(Picture, name)
            if not isinstance(form_field.widget, forms.CheckboxInput):
                form_field.widget.attrs["class"] = "field__control"
            if name.startswith("alt_"):
                form_field.widget.attrs["lang"] = name.removeprefix("alt_")
                # A form puts its own words in place of those of the model.
                form_field.error_messages["required"] = _("Describe the picture, or say that it is decorative.")

    @property
    def is_filled(self):
        """Whether anything of it was typed or sent."""
        return self.is_bound and (self.has_changed() or bool(self.data.get(f"{self.add_prefix('file')}-{KEPT}")))

    def clean(self):
        cleaned = super().clean()
        keep(self, "file", self.place)
        if not self.fields["file"].kept and "file" not in self.errors:
            self.add_error("file", forms.ValidationError(_("Choose a file."), code="required"))
        return cleaned

    @transaction.atomic
    def keep(self):
        """Put the picture into the library and return it: nothing shows it yet."""
        who = {"university": self.place.university.pk, "user": self.place.user}
        sent = kept_file(self.fields["file"].kept["upload"], **who)
        self.instance.name = PurePath(str(sent)).stem.replace("_", " ")[:120]
        with sent.file.storage.open(sent.file.name) as file:
            self.instance.original = File(file, name=str(sent))
            keep_picture(self.instance, **who, at=timezone.now())
        delete(sent)
        return self.instance


def new_picture_form(*args, place, **kwargs):
    """Return a `NewPictureForm` with a description for each language of the place, that of its source first."""
    fields = [*text_columns("alt", languages=place.languages), "is_decorative", "credit"]
    return forms.modelform_factory(Picture, form=NewPictureForm, fields=fields)(*args, place=place, **kwargs)
