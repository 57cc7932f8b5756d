"""The board: objects by languages, what is missing or outdated in each, and the ways to the texts and to files."""

from collections import defaultdict
from functools import partial

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import ReadOnly
from cluster_portal.core.editor_pages import editor_page
from cluster_portal.core.languages import language_name
from cluster_portal.translations import file_pages, object_page
from cluster_portal.translations.models import TranslatedObject
from cluster_portal.translations.permissions import editable_units, languages_of, visible_objects
from cluster_portal.translations.sources import ROOTS
from cluster_portal.translations.states import State

# What each state looks like: a shape of its own, so that nothing depends on colour.
MARKS = {State.MISSING: "○", State.OUTDATED: "◐", State.SAME: "=", State.CURRENT: "●"}
TO_DO, UNCONFIRMED = "to-do", "unconfirmed"
WANTED = {
    TO_DO: Q(state__in=[State.MISSING, State.OUTDATED]),
    State.MISSING: Q(state=State.MISSING),
    State.OUTDATED: Q(state=State.OUTDATED),
    State.SAME: Q(state=State.SAME),
    UNCONFIRMED: Q(is_confirmed=False),
}


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return [(code, language_name(code)) for code in languages_of(request.user)]

    def queryset(self, request, queryset):
        """Leave out what is written in the language first; which columns there are follows from it, too."""
        return queryset.exclude(source_language=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            (TO_DO, _("missing or outdated")),
            (State.MISSING, State.MISSING.label),
            (State.OUTDATED, State.OUTDATED.label),
            (State.SAME, State.SAME.label),
            (UNCONFIRMED, _("not confirmed by its university")),
        ]

    def queryset(self, request, queryset):
        if self.value() not in WANTED:
            return queryset
        units = editable_units(request.user).filter(WANTED[self.value()], root=OuterRef("pk"))
        if language := request.GET.get("language"):
            units = units.filter(language=language)
        return queryset.filter(Exists(units))


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        names = [(model._meta.label_lower, capfirst(str(model._meta.verbose_name_plural))) for model in ROOTS]
        return sorted(names, key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        models = [model for model in ROOTS if model._meta.label_lower == self.value()]
        kinds = [ContentType.objects.get_for_model(model) for model in models]
        return queryset.filter(content_type__in=kinds) if kinds else queryset


class Board(ChangeList):
    """A page of the board; each object comes with its counts: {language: {state: number}}."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        counts = defaultdict(lambda: defaultdict(dict))
        units = editable_units(request.user).filter(root__in=[line.pk for line in self.result_list])
        for root, language, state, count in (
            units.order_by().values_list("root", "language", "state").annotate(count=Count("pk"))
        ):
            counts[root][language][state] = count
        for line in self.result_list:
            line.counts = counts[line.pk]


def _column(code):
    """Return a column of the board: how the texts of an object stand in one language."""

    def cell(line):
        if code == line.source_language:
            return format_html('<span class="translation-source">{}</span>', _("source"))
        counts = line.counts[code]
        return format_html_join(
            " ",
            '<span class="translation-state translation-state-{}"><span aria-hidden="true">{}</span> {}'
            '<span class="visually-hidden"> {}</span></span>',
            ((state.value, MARKS[state], counts[state], state.label) for state in State if counts.get(state)),
        )

    cell.short_description = format_html('<abbr title="{}">{}</abbr>', language_name(code), code)
    return cell


def totals(user):
    """Return for each language of a user how many texts there are in each state, and how many wait to be confirmed."""
    units = editable_units(user).order_by().values("language")
    found = units.annotate(
        **{state.name.lower(): Count("pk", filter=Q(state=state)) for state in State},
        unconfirmed=Count("pk", filter=Q(is_confirmed=False)),
        to_do=Count("pk", filter=WANTED[TO_DO]),
    )
    by_language = {row["language"]: row for row in found}
    return [{**by_language[code], "name": language_name(code)} for code in languages_of(user) if code in by_language]


@admin.register(TranslatedObject)
class TranslatedObjectAdmin(ReadOnly, admin.ModelAdmin):
    list_filter = [LanguageFilter, StateFilter, KindFilter]
    list_per_page = 50
    search_fields = ["name"]
    show_full_result_count = False
    actions = None

    class Media:
        css = {"all": ["css/admin-translations.css"]}

    # Who may what: `permissions.py`. The texts are written on the object's page, the lines of the board by nobody.

    def has_module_permission(self, request):
        return bool(languages_of(request.user))

    def has_view_permission(self, request, obj=None):
        return bool(languages_of(request.user))

    def get_queryset(self, request):
        return visible_objects(request.user)

    # The board -------------------------------------------------------------------------------------------------------

    def get_changelist(self, request, **kwargs):
        return Board

    def get_list_display(self, request):
        languages = languages_of(request.user)
        chosen = request.GET.get("language")
        return ["name", "kind_shown", *(_column(code) for code in languages if chosen in (None, "", code))]

    @admin.display(description=_("kind"), ordering="content_type")
    def kind_shown(self, line):
        model = ContentType.objects.get_for_id(line.content_type_id).model_class()
        return capfirst(str(model._meta.verbose_name))

    def changelist_view(self, request, extra_context=None):
        context = {"title": _("Translations"), "marks": [(state.label, MARKS[state]) for state in State]}
        if self.has_view_permission(request):
            context["totals"] = totals(request.user)
        return super().changelist_view(request, {**context, **(extra_context or {})})

    # The other pages --------------------------------------------------------------------------------------------------

    def get_urls(self):
        def named(address, view, name):
            wrapped = self.admin_site.admin_view(lambda request: view(self, request))
            return path(address, wrapped, name=f"translations_{name}")

        own = [named("export/", file_pages.export, "export"), named("import/", file_pages.bring_in, "import")]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return editor_page(partial(object_page.show, self))(request, object_id)
