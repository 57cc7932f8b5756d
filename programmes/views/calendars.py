from django.http import Http404, HttpResponseGone
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.calendars import calendar_answer
from cluster_portal.core.languages import text_of
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import BadInput, absolute
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.core.text import fold
from cluster_portal.network.models import network_of
from members.models import FormerUniversitySlug, University
from programmes.calendars import calendar_of, deadlines_of, entries_of, for_calendars
from programmes.models import FormerProgrammeSlug, Programme
from programmes.routes import open_partners
from programmes.views.programme import breadcrumbs
from programmes.vocabulary import ApplicantGroup, Status

MOST_PROGRAMMES = 20  # in one address


def _answer(request, programmes, name, file, **choice):
    """Return the calendar of a queryset of programmes."""
    now = timezone.now()
    entries = entries_of(deadlines_of(programmes, **choice), for_calendars(programmes), now)
    content = calendar_of(entries, name, lambda path: absolute(request, path))
    return calendar_answer(content, file)


@require_safe
def programme_calendar(request, slug):
    programme = Programme.objects.exclude(publication=Publication.DRAFT).with_texts("title")
    programme = programme.only("slug", "publication", "source_language").filter(slug=slug).first()
    if programme is None:
        former = FormerProgrammeSlug.objects.exclude(target__publication=Publication.DRAFT)
        former = former.filter(slug=slug).select_related("target").only("target__slug").first()
        if former is None:
            raise Http404
        return redirect("programmes:programme_calendar", former.target.slug, permanent=True)
    if programme.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    return _answer(request, Programme.objects.filter(pk=programme.pk), text_of(programme, "title").value, slug)


@require_safe
def university_calendar(request, slug):
    universities = University.objects.exclude(publication=Publication.DRAFT)
    university = universities.only("slug", "publication", "source_language").filter(slug=slug).first()
    if university is None:
        former = FormerUniversitySlug.objects.exclude(target__publication=Publication.DRAFT)
        former = former.filter(slug=slug).select_related("target").only("target__slug").first()
        if former is None:
            raise Http404
        return redirect("programmes:university_calendar", former.target.slug, permanent=True)
    if university.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    name = _("Deadlines of %(university)s") % {"university": university.short_name}
    return _answer(request, Programme.objects.published().with_partner(university), name, slug)


class Choice:
    """What a visitor chose: a home university, a group of applicants, programmes. Raises BadInput for what is not."""

    def __init__(self, query):
        self.home_slug = query.get("home", "")
        self.group = query.get("group", "")
        self.slugs = list(dict.fromkeys(slug for slug in query.getlist("p") if slug))
        if self.group and self.group not in ApplicantGroup.values:
            raise BadInput(_("The address names a group of applicants that does not exist."))
        if len(self.slugs) > MOST_PROGRAMMES:
            raise BadInput(_("A calendar holds at most 20 programmes."))
        if self.home_slug and self.home is None:
            raise BadInput(_("The address names a university that does not exist."))
        if self.slugs and len(self.chosen) < len(self.slugs):
            raise BadInput(_("The address names a programme that does not exist."))

    @cached_property
    def home(self):
        universities = University.objects.published().only("slug", "source_language")
        return universities.prefetch_related("names").filter(slug=self.home_slug).first()

    @cached_property
    def chosen(self):
        """The slugs of the chosen programmes that are published."""
        return list(Programme.objects.published().filter(slug__in=self.slugs).values_list("slug", flat=True))

    @property
    def is_empty(self):
        return not self.home_slug and not self.slugs

    def programmes(self, day):
        """Return the queryset of the programmes: those that were chosen, else all that are open to the home."""
        published = Programme.objects.published()
        if self.slugs:
            return published.filter(slug__in=self.slugs)
        return published.filter(pk__in=open_partners(day).filter(university=self.home).values("programme"))


@require_safe
def own_calendar(request):
    choice = Choice(request.GET)
    if choice.is_empty:
        raise BadInput(_("Choose a university or programmes for your calendar."))
    day = timezone.localdate()
    name = _("My deadlines at %(network)s") % {"network": network_of(request).name}
    return _answer(request, choice.programmes(day), name, "deadlines", home=choice.home, group=choice.group)


@require_safe
def calendar_page(request):
    choice = Choice(request.GET)
    day = timezone.localdate()
    reachable = Programme.objects.published().filter(status__in=[each for each in Status if each.takes_applications])
    programmes = [
        (programme.slug, text_of(programme, "title"), programme.slug in choice.slugs)
        for programme in reachable.filter(deadlines__isnull=False)
        .distinct()
        .with_texts("title")
        .only("slug", "source_language")
    ]
    universities = University.objects.published().members(day).only("slug", "source_language").prefetch_related("names")
    named = sorted(((one.slug, one.name) for one in universities), key=lambda pair: fold(pair[1].value))
    query = request.GET.copy()
    for name in set(query) - {"home", "group", "p"}:
        del query[name]
    path = f"{reverse('programmes:own_calendar')}?{query.urlencode()}"
    crumbs = breadcrumbs((_("Calendar of deadlines"), reverse("programmes:calendar_page")))
    return render(
        request,
        "programmes/calendar_page.html",
        {
            "choice": choice,
            "day": day,
            "programmes": sorted(programmes, key=lambda row: fold(row[1].value)),
            "universities": named,
            "groups": [(value, label) for value, label in ApplicantGroup.choices if value != ApplicantGroup.ALL],
            "path": "" if choice.is_empty else path,
            "subscription": "" if choice.is_empty else f"webcal:{absolute(request, path).partition(':')[2]}",
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda each: absolute(request, each))],
        },
    )
