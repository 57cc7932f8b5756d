"""What has a page of its own in the back office: published only when it is right, withdrawn instead of deleted."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core import watching
from cluster_portal.core.admin import PlacedErrorsForm
from cluster_portal.core.previews import preview_address
from cluster_portal.core.publishing import Publication

# {state: the states from which the list brings an object into it}
LEAVING = {
    Publication.PUBLISHED: (Publication.DRAFT, Publication.WITHDRAWN),
    Publication.WITHDRAWN: (Publication.PUBLISHED,),
}


class PublishedForm(PlacedErrorsForm):
    """A form of what has a public page."""

    def clean_publication(self):
        """Refuse to make a draft again of what once had a public page: its address must go on answering."""
        publication = self.cleaned_data["publication"]
        if publication == Publication.DRAFT and self.initial.get("publication", Publication.DRAFT) != Publication.DRAFT:
            raise ValidationError(
                _("What was published once can only be withdrawn, not made a draft again."), code="published_once"
            )
        return publication


class PreviewedAdmin:
    """For admin classes of models whose pages can be previewed (`core/previews.py`): the field `preview_shown`."""

    def is_public(self, obj):
        """Tell whether everybody can see the page now."""
        return obj.publication == Publication.PUBLISHED

    @admin.display(description=_("preview"))
    def preview_shown(self, obj):
        if obj.pk is None:
            return "–"
        if self.is_public(obj):
            return gettext("The page is public.")
        note = gettext("It works for three days, for everybody who has it.")
        return format_html('<a href="{}">{}</a> {}', preview_address(obj), gettext("Open the preview"), note)


class PublishedAdmin:
    """For admin classes of models that are published; stands before `PortalAdmin`."""

    actions = ["publish", "withdraw"]

    def view_on_site(self, obj):
        """Return the address of the public page, of what is stored: what was just typed may not make an address."""
        stored = type(obj).objects.published().filter(pk=obj.pk).only("slug").first()
        return stored.get_absolute_url() if stored else None

    def has_delete_permission(self, request, obj=None):
        """Tell whether it may be deleted: a draft only. What had a page is withdrawn, so that its address answers."""
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and (obj is None or obj.publication == Publication.DRAFT)

    def save_model(self, request, obj, form, change):
        former = form.initial.get("slug")
        super().save_model(request, obj, form, change)
        if change and former and former != obj.slug:
            self.message_user(
                request,
                gettext("The address of the page is now “%(new)s”. The old one, “%(old)s”, leads to it.")
                % {"new": obj.slug, "old": former},
            )

    # The actions of the list ------------------------------------------------------------------------------------------

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it would ask for no object's own permission
        return actions

    @admin.action(description=_("Publish the selected"), permissions=["change"])
    def publish(self, request, queryset):
        self._set_publication(request, queryset, Publication.PUBLISHED)

    @admin.action(description=_("Withdraw the selected"), permissions=["change"])
    def withdraw(self, request, queryset):
        self._set_publication(request, queryset, Publication.WITHDRAWN)

    def _set_publication(self, request, queryset, publication):
        changed = 0
        for obj in self.to_publish(self.model.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))):
            if obj.publication not in LEAVING[publication]:
                self.say_of(request, obj, gettext("nothing to change here."), messages.WARNING)
                continue
            try:
                self.publish_one(request, obj, publication)
            except ValidationError as error:
                self.say_of(request, obj, " ".join(error.messages), messages.ERROR)
            else:
                changed += 1
        if changed:
            sentence = ngettext("One page was changed.", "%(count)d pages were changed.", changed)
            self.message_user(request, sentence % {"count": changed}, messages.SUCCESS)

    def say_of(self, request, obj, sentence, level):
        self.message_user(request, f"{obj}: {sentence}", level)

    def to_publish(self, queryset):
        """Return the chosen objects with what the judging of each needs."""
        return queryset

    def broken_rules(self, obj):
        """Return the sentences that say why an object must not be published, beyond what `full_clean` finds."""
        return []

    @transaction.atomic
    def publish_one(self, request, obj, publication):
        """Bring one object into a state. Raises ValidationError, and changes nothing, where a rule forbids it."""
        obj.publication = publication
        obj.full_clean()
        if publication == Publication.PUBLISHED and (broken := self.broken_rules(obj)):
            raise ValidationError(broken)
        end = watching.begin(obj, request.user)
        obj.save(update_fields=["publication", "updated_at"])
        end()
        self.log_change(request, obj, [{"changed": {"fields": [str(_("publication"))]}}])
