"""What the portal publishes about a university, and how complete it is."""

from collections import Counter, defaultdict

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cluster_portal.core.languages import CODES, text_of
from cluster_portal.core.validity import today
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.states import State
from cluster_portal.workspace.access import acts_for, find_university, workspace_page
from cluster_portal.workspace.due import own_texts
from cluster_portal.workspace.frame import frame
from cluster_portal.workspace.object_page import contents
from cluster_portal.workspace.own_objects import drafts_of, lines_of, new_drafts, own_lists
from cluster_portal.workspace.pages import PAGES, PROGRAMME
from cluster_portal.workspace.place import Place
from members import quality as member_quality
from members.models import Contact, GroupMembership, University
from news.articles import lines as article_lines
from news.models import Article
from programmes.models import FrameworkAgreement, Programme
from programmes.proposals import programmes_of
from programmes.quality import with_notice_count

NEWS_SHOWN = TRANSLATED_SHOWN = 5
PER_PAGE = 25
PERIOD = ("valid_from", "valid_from_precision", "valid_to", "valid_to_precision", "ended_on_unknown_day")


@workspace_page
@require_safe
def about(request, slug):
    """List what is published about the university: profile, contacts, programmes, agreements, groups, news."""
    university = find_university(request, slug)
    day = today()
    programmes = programmes_of(university, day).with_texts("title").order_by("slug")
    programmes = with_notice_count(programmes, day).only("uuid", "slug", "source_language", "status", "confirmed_on")
    programmes = list(programmes)
    agreements = FrameworkAgreement.objects.published().filter(signatures__university=university).distinct()
    groups = GroupMembership.objects.filter(university=university).on(day).select_related("group")
    may_edit = acts_for(request.user, university)
    profile = contents(Place(request.user, university, "university", university.uuid))
    drafts = new_drafts(request.user, university)
    context = {
        **frame(request, university, "about"),
        "may_edit": may_edit,
        "profile": profile,
        "notices": member_quality.notices(university, day),
        "contact_count": Contact.objects.filter(university=university).on(day).count(),
        "programmes": programmes,
        "agreements": list(agreements.with_texts("title").only("slug", "source_language", *PERIOD)),
        "groups": list(groups.order_by("group__slug")),
        "programme_page": PROGRAMME,
        "programme_drafts": drafts_of(PROGRAMME, university, drafts),
        "own_lists": own_lists(university, drafts, may_edit=may_edit),
        "articles": list(_articles_of_others(university)),
        "languages": _translations(university, programmes, day),
    }
    return render(request, "workspace/about.html", context)


@workspace_page
@require_safe
def own_list(request, slug, code):
    """List all objects of one kind that are the university's own, the newest first."""
    university = find_university(request, slug)
    page = PAGES.get(code)
    if page is None or page.own is None:
        raise Http404
    may_edit = acts_for(request.user, university)
    part = Paginator(page.own(university.pk), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **frame(request, university, "about"),
        "kind": page,
        "page": part,
        "lines": lines_of(page, university, part.object_list, may_edit=may_edit),
    }
    return render(request, "workspace/own_list.html", context)


def _articles_of_others(university):
    """Return the newest public articles about a university that others wrote."""
    articles = Article.objects.public(timezone.now()).filter(universities=university)
    others = articles.filter(Q(origin=None) | ~Q(origin=university))
    return article_lines(others).order_by("-published_at", "-pk")[:NEWS_SHOWN]


def _translations(university, programmes, day):
    """Return what lacks in each language: [(language, texts that are missing or outdated, [(title, address)])].

    Only the pages of the university and its `programmes` count. The addresses are of those where most is to be done.
    """
    units = TranslationUnit.objects.filter(own_texts(university, day), state__in=(State.MISSING, State.OUTDATED))
    rows = units.values_list("language", "root__content_type", "root__object_id").annotate(count=Count("pk"))
    pages = {(ContentType.objects.get_for_model(University).pk, university.pk): ("university", university)}
    of_programmes = ContentType.objects.get_for_model(Programme).pk
    pages |= {(of_programmes, programme.pk): ("programme", programme) for programme in programmes}
    counts, places = Counter(), defaultdict(list)
    for language, content_type, key, count in rows.order_by("-count", "root__content_type", "root__object_id"):
        counts[language] += count
        if (content_type, key) in pages and len(places[language]) < TRANSLATED_SHOWN:
            code, instance = pages[content_type, key]
            address = reverse("workspace:object", args=[university.slug, code, instance.uuid])
            title = text_of(instance, "title") if code == "programme" else _("Profile")
            places[language].append((title, f"{address}?in={language}"))
    return [(code, counts[code], places[code]) for code in CODES if counts[code]]
