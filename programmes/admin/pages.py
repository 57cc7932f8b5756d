"""What the back office says of a programme and of an agreement alike: title, sources, and what is not ideal."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import label_of, notice_list, sources_list
from cluster_portal.core.admin_publishing import PublishedAdmin
from cluster_portal.core.languages import text_of
from cluster_portal.core.validity import today
from programmes.quality import notices, with_notice_count


class PageAdmin(PublishedAdmin):
    """For admin classes of what has a title, sources and notices; stands before `TranslatedAdmin`.

    `list_fields` are the columns that the list loads, `row_counts` what it counts: {annotation: expression}.
    """

    list_fields = ()
    row_counts = {}

    def get_queryset(self, request):
        objects = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            objects = objects.with_texts("title").only(*self.list_fields)
            objects = with_notice_count(objects, today()).annotate(**self.row_counts)
        return objects

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """Return the formsets with, in each heading, how many rows are stored."""
        shown = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for inline in shown:
            inline.opts.verbose_name_plural = (
                f"{inline.opts.verbose_name_plural} ({inline.formset.initial_form_count()})"
            )
        return shown

    @admin.display(description=_("title"), ordering="slug")
    def title_shown(self, obj):
        return text_of(obj, "title").value or obj.slug

    @admin.display(description=_("notices"), ordering="notice_count")
    def notice_count_shown(self, obj):
        return obj.notice_count

    @admin.display(description=_("notices"))
    def notices_shown(self, obj):
        return "–" if obj.pk is None else notice_list(notices(obj, today()))

    @admin.display(description=_("sources"))
    def sources_shown(self, obj):
        return sources_list(obj.sources, label_of(self.model))
