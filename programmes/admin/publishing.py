"""What has a page of its own: withdrawn instead of deleted, published only when it keeps the rules."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.publishing import Publication
from programmes import history
from programmes.models import Programme
from programmes.rules import Tree, broken_agreement_rules, broken_rules


class PublishedAdmin:
    """For admin classes of published models."""

    actions = ["publish", "withdraw"]

    def view_on_site(self, obj):
        """Return the address of the public page, of what is stored: what was just typed may not make an address."""
        stored = type(obj).objects.published().filter(pk=obj.pk).only("slug").first()
        return stored.get_absolute_url() if stored else None

    def has_delete_permission(self, request, obj=None):
        """Tell whether it may be deleted: a draft only. What had a page is withdrawn, so that its address answers."""
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and (obj is None or obj.publication == Publication.DRAFT)

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
        for thing in self.model.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))):
            if thing.publication == publication:
                self.message_user(request, f"{thing}: {gettext('nothing to change here.')}", messages.WARNING)
                continue
            try:
                self._publish_one(request, thing, publication)
            except ValidationError as error:
                self.message_user(request, f"{thing}: {' '.join(error.messages)}", messages.ERROR)
            else:
                changed += 1
        if changed:
            sentence = ngettext("One page was changed.", "%(count)d pages were changed.", changed)
            self.message_user(request, sentence % {"count": changed}, messages.SUCCESS)

    @transaction.atomic
    def _publish_one(self, request, thing, publication):
        """Bring one object into a state. Raises ValidationError, and changes nothing, where a rule forbids it."""
        before = history.snapshot(thing) if isinstance(thing, Programme) else {}
        thing.publication = publication
        thing.full_clean()
        broken = _broken(thing) if publication == Publication.PUBLISHED else []
        if broken:
            raise ValidationError([each.error for each in broken])
        thing.save(update_fields=["publication", "updated_at"])
        self.log_change(request, thing, [{"changed": {"fields": [str(_("publication"))]}}])
        if isinstance(thing, Programme):
            history.record_changes(thing, before, timezone.now())


def _broken(thing):
    if not isinstance(thing, Programme):
        return list(broken_agreement_rules(thing, list(thing.signatures.all())))
    tree = Tree.of(thing)
    tree.programme = thing
    return broken_rules(tree)
