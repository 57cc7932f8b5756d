"""The page of a university in the back office, and their list as it stands on a day."""

from datetime import date

from django.contrib import admin, messages
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import Case, F, IntegerField, OuterRef, Subquery, Value, When
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin import FALLBACK_RULE, TranslatedAdmin, label_of, notice_list, sources_list
from cluster_portal.core.admin_publishing import PublishedAdmin
from cluster_portal.core.countries import country_name
from cluster_portal.core.dates import known_date
from cluster_portal.core.languages import CODES
from cluster_portal.core.publishing import Publication
from cluster_portal.core.validity import today
from members.admin.filters import (
    DAY_PARAMETER,
    DayFilter,
    MissingTranslationFilter,
    NamedCountryFilter,
    NoticeFilter,
    PeopleFilter,
    StandingFilter,
    lacks_language,
)
from members.admin.inlines import ContactInline, FactInline, IdentifierInline, MembershipInline, NameInline
from members.forms import IdentifierFormSet, UniversityForm
from members.identifiers import Scheme
from members.models import Membership, University
from members.models.membership import Standing
from members.quality import notices, with_notice_count

LIST_FIELDS = ("slug", "source_language", "country", "publication")
MAX_SEARCH_LENGTH = 100  # as in the directory; each word is a condition of its own


class UniversityChangeList(ChangeList):
    """The list in reading order, without the texts: ten languages of each would be loaded for nothing."""

    def get_ordering(self, request, queryset):
        if ORDER_VAR in self.params:
            return super().get_ordering(request, queryset)
        return ["reading_name", "slug"]

    def get_queryset(self, request, exclude_parameters=None):
        return super().get_queryset(request, exclude_parameters).only(*LIST_FIELDS)


@admin.register(University)
class UniversityAdmin(PublishedAdmin, TranslatedAdmin):
    form = UniversityForm
    inlines = [NameInline, MembershipInline, IdentifierInline, FactInline, ContactInline]
    list_display = [
        "name_shown",
        "country_shown",
        "standing_shown",
        "since_shown",
        "publication",
        "missing_shown",
        "notices_count_shown",
    ]
    list_filter = [
        DayFilter,
        StandingFilter,
        ("country", NamedCountryFilter),
        "publication",
        MissingTranslationFilter,
        NoticeFilter,
        PeopleFilter,
    ]
    list_per_page = 50
    ordering = ["slug"]
    search_fields = ["names__folded"]  # see get_search_results
    search_help_text = _("Every name counts: former ones, short ones and those in other languages too.")
    autocomplete_fields = ["successor", "logo", "cover"]
    readonly_fields = ["notices_shown", "people_shown", "history_shown", "sources_shown", "created_at", "updated_at"]
    save_on_top = True
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "notices_shown",
                    "people_shown",
                    "slug",
                    ("publication", "source_language"),
                    "history_shown",
                ],
            },
        ),
        (
            _("Place"),
            {
                "fields": [
                    "country",
                    "city",
                    "address",
                    ("latitude", "longitude", "coordinate_precision"),
                    "time_zone",
                ],
                "description": _("Country and city stand beside the name; the coordinates place its dot on the map."),
            },
        ),
        (
            _("Texts"),
            {
                "fields": ["summary", "description", "strengths", "for_incoming", "for_outgoing"],
                "description": FALLBACK_RULE,
            },
        ),
        (
            _("Addresses on the web"),
            {
                "classes": ["collapse"],
                "fields": [
                    "website",
                    "international_office_url",
                    "admissions_url",
                    "course_catalogue_url",
                    "mobility_factsheet_url",
                    "network_page_url",
                ],
                "description": _(
                    "A page in the reader's language is better than the front page. Leave out what is not there."
                ),
            },
        ),
        (
            _("Logo, cover and colour"),
            {"classes": ["collapse"], "fields": ["logo", "cover", "hue"]},
        ),
        (
            _("Foundation, alliance and end"),
            {
                "classes": ["collapse"],
                "fields": ["founded_year", "alliance", "alliance_role", ("closed_on", "successor")],
            },
        ),
        (
            _("Behind the page"),
            {
                "classes": ["collapse"],
                "fields": ["email_domains", "confirmed_on", "sources_shown", ("created_at", "updated_at")],
            },
        ),
    ]
    help_texts = {
        "slug": _(
            "The last part of the address of the public page. After a change the old address leads to the new one."
        ),
        "city": _("As it is called in each language. Shown beside the country."),
        "address": _("Street and postal code. Shown on the page."),
        "country": _("The directory groups and counts by it. Leave empty only where it is not known."),
        "description": _("The longer text of the page, below the summary."),
        "for_incoming": _("What a student of another university finds here."),
        "for_outgoing": _("What a student of this university can do elsewhere in the network."),
        "admissions_url": _("The page on how to apply."),
        "course_catalogue_url": _("The page on which courses can be looked up."),
        "mobility_factsheet_url": _("The sheet for partner universities: dates, codes, housing."),
        "alliance_role": _("For example founding partner."),
        "successor": _("The university that took its place. Its page is linked."),
    }

    # The day of the list -----------------------------------------------------------------------------------------

    @staticmethod
    def day_of(request):
        """Return the day that the address asks for, else today. Raises ValueError for what is not a day."""
        typed = request.GET.get(DAY_PARAMETER, "")
        return date.fromisoformat(typed) if typed else today()

    def changelist_view(self, request, extra_context=None):
        try:
            self.day_of(request)
        except ValueError:
            typed = request.GET[DAY_PARAMETER][:40]
            messages.error(
                request,
                gettext("“%(day)s” is not a day: write it as year, month, day, for example 2024-12-31.")
                % {"day": typed},
            )
            query = request.GET.copy()
            del query[DAY_PARAMETER]
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
        return super().changelist_view(request, extra_context)

    def get_changelist(self, request, **kwargs):
        return UniversityChangeList

    def get_queryset(self, request):
        try:
            day = self.day_of(request)
        except ValueError:  # on a page other than the list, where the parameter means nothing
            day = today()
        first = Membership.objects.filter(university=OuterRef("pk")).order_by(F("valid_from").asc(nulls_first=True))
        missing = Value(0)
        for code in CODES:
            missing = missing + Case(
                When(lacks_language(code), then=Value(1)), default=Value(0), output_field=IntegerField()
            )
        universities = super().get_queryset(request).with_standing(day).with_reading_name(on=day)
        return (
            with_notice_count(universities, day)
            .annotate(
                since=Subquery(first.values("valid_from")[:1]),
                since_precision=Subquery(first.values("valid_from_precision")[:1]),
                missing_count=missing,
            )
            .prefetch_related("names")
        )

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term[:MAX_SEARCH_LENGTH]), False

    # Columns -----------------------------------------------------------------------------------------------------

    @admin.display(description=_("name"), ordering="reading_name")
    def name_shown(self, university):
        return university.name.value

    @admin.display(description=_("country"), ordering="country")
    def country_shown(self, university):
        return country_name(university.country) or "–"

    @admin.display(description=_("standing"), ordering="standing_rank")
    def standing_shown(self, university):
        return Standing(university.standing).label if university.standing else "–"

    @admin.display(description=_("since"), ordering="since")
    def since_shown(self, university):
        if not university.standing:
            return "–"
        return known_date(university.since, university.since_precision)

    @admin.display(description=_("missing translations"), ordering="missing_count")
    def missing_shown(self, university):
        return university.missing_count

    @admin.display(description=_("notices"), ordering="notice_count")
    def notices_count_shown(self, university):
        return university.notice_count

    # Read-only parts of the page -----------------------------------------------------------------------------------

    @admin.display(description=_("notices"))
    def notices_shown(self, university):
        if university.pk is None:
            return "–"
        return notice_list(notices(university))

    @admin.display(description=_("people"))
    def people_shown(self, university):
        if university.pk is None:
            return "–"
        links = [
            (reverse(f"admin:members_{page}"), university.pk, label)
            for page, label in (
                ("affiliation_changelist", gettext("Who acts for it")),
                ("invitation_changelist", gettext("Who is invited")),
                ("invitation_add", gettext("Invite somebody")),
            )
        ]
        return format_html_join(" · ", '<a href="{}?university={}">{}</a>', links)

    @admin.display(description=_("history of membership"))
    def history_shown(self, university):
        if university.pk is None or not university.membership_history:
            return "–"
        periods = format_html_join(
            "", "<li>{}</li>", ((_period_in_words(period),) for period in university.membership_history)
        )
        standing = Standing(university.standing).label if university.standing else _("No membership")
        return format_html(
            '<ol class="period-list">{}</ol><p>{}: <strong>{}</strong></p>',
            periods,
            gettext("Standing today"),
            standing,
        )

    @admin.display(description=_("sources"))
    def sources_shown(self, university):
        return sources_list(university.sources, label_of(University))

    # Publishing ----------------------------------------------------------------------------------------------------

    def to_publish(self, queryset):
        return queryset.prefetch_related("names")

    def publish_one(self, request, obj, publication):
        super().publish_one(request, obj, publication)
        if publication == Publication.PUBLISHED:
            for notice in notices(obj):
                self.say_of(request, obj, notice, messages.WARNING)

    # Saving --------------------------------------------------------------------------------------------------------

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if isinstance(formset, IdentifierFormSet):
            deleted = formset.deleted_forms
            for row in formset.forms:
                if row not in deleted and row.has_changed() and (repaired := row.repaired):
                    self.message_user(request, _repair_in_words(*repaired), messages.WARNING)


def _period_in_words(period):
    """Return a period of membership in one line, for example "Full member: 1990 – 1 July 2018 (suspended)"."""
    if period.ended_on_unknown_day:
        end = gettext("ended on an unknown day")
    elif period.valid_to is None:
        end = gettext("open")
    else:
        end = known_date(period.valid_to, period.valid_to_precision)
    remarks = []
    if period.state != Membership.State.ACTIVE:
        remarks.append(period.get_state_display())
    if period.is_inferred:
        remarks.append(gettext("inferred"))
    line = f"{period.get_category_display()}: {known_date(period.valid_from, period.valid_from_precision)} – {end}"
    return f"{line} ({', '.join(str(remark) for remark in remarks)})" if remarks else line


def _repair_in_words(scheme, value):
    code = format_html('<code class="identifier">{}</code>', value)
    if scheme == Scheme.ERASMUS:
        return format_html(gettext("The Erasmus code was written as “{code}”."), code=code)
    return format_html(gettext("The identifier was written as “{code}”."), code=code)
