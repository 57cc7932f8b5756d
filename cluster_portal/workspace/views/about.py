"""What the portal publishes about a university, and how complete it is."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cluster_portal.core.languages import CODES
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
from members.models import Contact, GroupMembership
from news.articles import lines as article_lines
from news.models import Article
from programmes.models import FrameworkAgreement
from programmes.proposals import programmes_of
from programmes.quality import with_notice_count

NEWS_SHOWN = 5
PER_PAGE = 25


@workspace_page
@require_safe
def about(request, slug):
    """List what is published about the university: profile, contacts, programmes, agreements, groups, news."""
    university = find_university(request, slug)
    day = today()
    programmes = programmes_of(university, day).with_texts("title").order_by("slug")
    programmes = with_notice_count(programmes, day).only("uuid", "slug", "source_language", "status", "confirmed_on")
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
        "programmes": list(programmes),
        "agreements": list(agreements.with_texts("title").only("slug", "source_language", "valid_to")),
        "groups": list(groups.order_by("group__slug")),
        "programme_page": PROGRAMME,
        "programme_drafts": drafts_of(PROGRAMME, university, drafts),
        "own_lists": own_lists(university, drafts, may_edit=may_edit),
        "articles": list(_articles_of_others(university)),
        "languages": _translation_counts(university, day),
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


def _translation_counts(university, day):
    """Return [(language, texts that are missing or outdated)] of the university and its programmes."""
    units = TranslationUnit.objects.filter(own_texts(university, day), state__in=(State.MISSING, State.OUTDATED))
    counts = dict(units.values_list("language").annotate(Count("pk")).order_by())
    return [(code, counts.get(code, 0)) for code in CODES if counts.get(code)]
