from django.http import Http404, HttpResponseGone
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.feeds import feed_answer
from cluster_portal.core.languages import text_of
from cluster_portal.core.previews import for_eyes_only, is_previewed
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import absolute, see_other
from cluster_portal.core.structured_data import breadcrumb_list
from cluster_portal.network.models import network_of
from news.articles import Archive, article_data, load_article
from news.models import Article, FormerArticleSlug


def _breadcrumbs(*further):
    return [(_("Home"), reverse("home")), (_("News"), reverse("news:article_list")), *further]


@require_safe
def article_list(request):
    crumbs = _breadcrumbs()
    archive = Archive(request.GET, timezone.now())
    return render(
        request,
        "news/article_list.html",
        {
            "archive": archive,
            "page": archive.page,  # asked for here, where a page that does not exist is a 404
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )


@require_safe
def article_detail(request, slug):
    now = timezone.now()
    try:
        article = load_article(slug)
    except Article.DoesNotExist:
        former = FormerArticleSlug.objects.filter(slug=slug).select_related("target").first()
        if former is None or not (former.target.is_public(now) or former.target.is_gone(now)):
            raise Http404 from None
        return redirect("news:article_detail", former.target.slug, permanent=True)
    is_public = article.is_public(now)
    is_preview = is_previewed(request, article) and not is_public
    if not is_public and not is_preview:
        if article.is_gone(now):
            return HttpResponseGone()
        raise Http404
    crumbs = _breadcrumbs((text_of(article, "title"), article.get_absolute_url()))

    def address(path):
        return absolute(request, path)

    context = {
        "article": article,
        "is_preview": is_preview,
        "breadcrumbs": crumbs,
        "structured_data": [
            article_data(article, network_of(request).name, address),
            breadcrumb_list(crumbs, address),
        ],
    }
    response = render(request, "news/article_detail.html", context)
    return for_eyes_only(response) if is_preview else response


@require_safe
def article_by_id(request, uuid):
    """Lead from an article's lasting identifier to its page, whatever its slug is today."""
    now = timezone.now()
    articles = Article.objects.exclude(publication=Publication.DRAFT).filter(published_at__lte=now).only("slug")
    return see_other(request, get_object_or_404(articles, uuid=uuid).get_absolute_url())


def _feed(request, **choice):
    archive = Archive(choice, timezone.now())
    return feed_answer(archive.feed(network_of(request).name, lambda path: absolute(request, path)))


@require_safe
def feed(request):
    return _feed(request)


@require_safe
def member_feed(request, slug):
    return _feed(request, member=slug)


@require_safe
def topic_feed(request, slug):
    return _feed(request, topic=slug)
