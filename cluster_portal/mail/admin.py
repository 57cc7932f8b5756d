"""Mail in the back office: to see what went out and what did not, and to send again what failed."""

from django.contrib import admin, messages
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import ReadOnly
from cluster_portal.mail.actions import send_again
from cluster_portal.mail.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["subject", "to", "state", "attempts", "created_at", "sent_at"]
    list_filter = ["state", "name", "language"]
    search_fields = ["to", "subject"]
    show_full_result_count = False
    actions = ["send_again"]
    fieldsets = [
        (None, {"fields": ["subject", "to", "reply_to", "language", "text_shown"]}),
        (_("Delivery"), {"fields": ["state", "attempts", "created_at", "next_attempt_at", "sent_at", "error"]}),
        (_("Behind the page"), {"classes": ["collapse"], "fields": ["name", "key"]}),
    ]
    readonly_fields = ["text_shown"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_words().defer("html", "text")

    def has_send_again_permission(self, request):
        return request.user.has_perm("mail.send_again")

    @admin.display(description=_("text"))
    def text_shown(self, message):
        """Return the plain text; of a secret mail, that there is something which nobody but its recipient may read."""
        return gettext("Not shown: it is for its recipient alone.") if message.is_secret else message.text

    @admin.action(description=_("Send again what failed"), permissions=["send_again"])
    def send_again(self, request, queryset):
        sent = send_again(queryset)
        for message in sent:
            self.log_change(request, message, gettext("Sent again."))
        if not sent:
            self.message_user(request, gettext("None of these has failed: nothing is sent again."), messages.WARNING)
            return
        told = ngettext("One mail is sent again.", "%(count)s mails are sent again.", len(sent))
        self.message_user(request, told % {"count": len(sent)}, messages.SUCCESS)
