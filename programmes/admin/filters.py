"""What the lists of programmes and agreements can be narrowed to."""

from django.utils.translation import gettext_lazy as _

from cluster_portal.core.moments import months_later
from cluster_portal.core.text import fold
from cluster_portal.core.validity import today
from members.admin.filters import ChoiceFilter
from members.models import University
from programmes.models import FrameworkAgreement, Programme
from programmes.quality import AGREEMENT_RULES, RULES, lacking


class ProgrammeNoticeFilter(ChoiceFilter):
    """Published programmes that lack something which they should have."""

    title = _("notice")
    parameter_name = "notice"
    model, rules = Programme, RULES

    def lookups(self, request, model_admin):
        return [("any", _("With a notice")), *[(code, message) for code, (message, _rule) in self.rules.items()]]

    def queryset(self, request, queryset):
        code = self.value()
        if code is None:
            return queryset
        if code == "any":
            return queryset.filter(notice_count__gt=0)
        return queryset.filter(lacking(code, today(), self.model))


class AgreementNoticeFilter(ProgrammeNoticeFilter):
    model, rules = FrameworkAgreement, AGREEMENT_RULES


class PartnerFilter(ChoiceFilter):
    """Programmes of which a university is a partner."""

    title = _("partner")
    parameter_name = "partner"

    def lookups(self, request, model_admin):
        universities = University.objects.filter(programme_partnerships__isnull=False).distinct()
        named = universities.only("slug", "source_language").prefetch_related("names")
        return sorted(((str(one.pk), one.name.value) for one in named), key=lambda pair: fold(pair[1]))

    def queryset(self, request, queryset):
        return queryset.with_partner(int(key)) if (key := self.value()) else queryset


class ExpiryFilter(ChoiceFilter):
    """Agreements that end within some months, or have ended."""

    title = _("end")
    parameter_name = "end"

    def lookups(self, request, model_admin):
        return [
            ("3", _("Within 3 months")),
            ("6", _("Within 6 months")),
            ("12", _("Within 12 months")),
            ("over", _("Has ended")),
        ]

    def queryset(self, request, queryset):
        value, day = self.value(), today()
        if value is None:
            return queryset
        if value == "over":
            return queryset.filter(valid_to__lte=day)
        return queryset.filter(valid_to__gt=day, valid_to__lte=months_later(day, int(value)))
