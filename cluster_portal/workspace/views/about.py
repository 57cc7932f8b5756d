"""What the portal publishes about a university, and how complete it is."""

from django.db.models import Count
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cluster_portal.core.languages import CODES
from cluster_portal.core.validity import today
from cluster_portal.review.models import Proposal
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.states import State
from cluster_portal.workspace.access import acts_for, find_university, workspace_page
from cluster_portal.workspace.due import own_texts
from cluster_portal.workspace.frame import frame
from cluster_portal.workspace.object_page import contents
from cluster_portal.workspace.pages import PAGES
from cluster_portal.workspace.place import Place
from members import quality as member_quality
from members.models import Contact, GroupMembership
from news.articles import lines as article_lines
from news.events import lines as event_lines
from news.models import Article, Event
from programmes.models import FrameworkAgreement
from programmes.proposals import programmes_of
from programmes.quality import with_notice_count

NEWS_SHOWN = 5


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
    profile = contents(Place(request.user, university, "university", university.uuid)) if may_edit else None
    drafts = Proposal.objects.filter(author=request.user, university=university, state=Proposal.State.DRAFT)
    context = {
        **frame(request, university, "about"),
        "may_edit": may_edit,
        "profile": profile,
        "notices": member_quality.notices(university, day),
        "contact_count": Contact.objects.filter(university=university).on(day).count(),
        "programmes": list(programmes),
        "agreements": list(agreements.with_texts("title").only("slug", "source_language", "valid_to")),
        "groups": list(groups.order_by("group__slug")),
        "articles": list(_articles(university)),
        "events": list(_events(university)),
        "new_drafts": list(drafts.filter(object_id=None)),
        "languages": _translation_counts(university, day),
        "new_pages": [page for page in PAGES.values() if page.new],
    }
    return render(request, "workspace/about.html", context)


def _articles(university):
    articles = Article.objects.public(timezone.now()).filter(universities=university)
    return article_lines(articles).order_by("-published_at", "-pk")[:NEWS_SHOWN]


def _events(university):
    return event_lines(Event.objects.published().filter(host=university)).order_by("-last_moment")[:NEWS_SHOWN]


def _translation_counts(university, day):
    """Return [(language, texts that are missing or outdated)] of the university and its programmes."""
    units = TranslationUnit.objects.filter(own_texts(university, day), state__in=(State.MISSING, State.OUTDATED))
    counts = dict(units.values_list("language").annotate(Count("pk")).order_by())
    return [(code, counts.get(code, 0)) for code in CODES if counts.get(code)]
