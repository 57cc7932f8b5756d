"""What the list of universities can be narrowed to."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.filters import CountryFilter

from cluster_portal.core.admin_filters import ChoiceFilter
from cluster_portal.core.countries import country_name
from cluster_portal.core.languages import CODES, own_name
from cluster_portal.core.text import fold
from members.models.membership import Standing
from members.quality import RULES, lacking

DAY_PARAMETER = "on"  # the day for which the list is computed, as 2024-12-31


class DayFilter(admin.ListFilter):
    """The day for which standings are computed; it narrows nothing by itself."""

    title = _("day")
    template = "admin/members/university/day_filter.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        params.pop(DAY_PARAMETER, None)
        self.day = model_admin.day_of(request)

    def has_output(self):
        return True

    def expected_parameters(self):
        return [DAY_PARAMETER]

    def queryset(self, request, queryset):
        return queryset

    def choices(self, changelist):
        """Return what the template needs instead of choices: the day, and the other parameters to be kept."""
        others = [(name, value) for name, value in changelist.params.items() if name not in (DAY_PARAMETER, "p", "e")]
        return [{"day": self.day, "others": others}]


class StandingFilter(ChoiceFilter):
    title = _("standing on the day")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [*Standing.choices, ("none", _("No membership"))]

    def queryset(self, request, queryset):
        standing = self.value()
        if standing is None:
            return queryset
        return queryset.of_standing("" if standing == "none" else standing)


class MissingTranslationFilter(ChoiceFilter):
    """Universities without a summary or a city in the language."""

    title = _("missing translation")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [(code, own_name(code)) for code in CODES]

    def queryset(self, request, queryset):
        return queryset.filter(lacks_language(code)) if (code := self.value()) else queryset


class NoticeFilter(ChoiceFilter):
    """Published full members whose page lacks something that it should have."""

    title = _("notice")
    parameter_name = "notice"

    def lookups(self, request, model_admin):
        return [("any", _("With a notice")), *[(code, message) for code, (message, _keeps) in RULES.items()]]

    def queryset(self, request, queryset):
        code = self.value()
        if code is None:
            return queryset
        if code == "any":
            return queryset.filter(notice_count__gt=0)
        return queryset.filter(lacking(code, on=self.day))

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.day = model_admin.day_of(request)


class PeopleFilter(ChoiceFilter):
    """Universities with a workspace for which nobody is able to act: the task of the network's staff."""

    title = _("people")
    parameter_name = "people"

    def lookups(self, request, model_admin):
        return [("none", _("Nobody is able to act"))]

    def queryset(self, request, queryset):
        return queryset.orphaned() if self.value() else queryset


def lacks_language(code):
    """Return the condition of a university without a summary or without a city in the language."""
    condition = Q()
    for field in ("summary", "city"):
        condition |= Q(**{f"{field}_{code}__isnull": True}) | Q(**{f"{field}_{code}": ""})
    return condition


class NamedCountryFilter(CountryFilter):
    """The countries that there are, under their names in the editor's language and in the order of those."""

    def lookup_choices(self, changelist):
        named = [(code, country_name(code)) for code, _name in super().lookup_choices(changelist)]
        return sorted(named, key=lambda pair: fold(pair[1]))
