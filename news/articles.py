"""News as pages and feeds show them, at a moment that is given."""

from urllib.parse import urlencode

from django.core.paginator import InvalidPage, Paginator
from django.db.models import Max, Min, Prefetch
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cluster_portal.core.feeds import ENTRIES, empty_feed
from cluster_portal.core.languages import text_of, visitor_language
from cluster_portal.core.requests import BadInput
from cluster_portal.core.structured_data import without_gaps
from cluster_portal.pictures.models import Picture
from members.models import Group, University
from members.models.university_queries import CARD_FIELDS
from news.events import lines as event_lines
from news.models import Article, Event, Topic
from programmes.models import Programme

PAGE_SIZE = 20
MOST_PINNED = 3
LINE_FIELDS = ("slug", "uuid", "source_language", "author", "published_at", "revised_at")
YEARS = range(1990, 2200)


def lines(articles):
    """Load what lists show of articles: one query."""
    return articles.with_texts("title", "lead").only(*LINE_FIELDS)


class Archive:
    """The answer to one question: all news, or those of a year, of a member or on a topic.

    Six queries at most with the frame of the page, whatever there is. Raises BadInput for a year that is none, Http404
    for a member or topic that does not exist and for a page beyond the last.
    """

    def __init__(self, query, now):
        self.query, self.now = query, now
        self.year = self._year()
        self.topic = self._topic()
        self.member = self._member()

    def _year(self):
        asked = self.query.get("year", "")
        if not asked:
            return None
        if not (asked.isascii() and asked.isdecimal() and len(asked) == 4 and int(asked) in YEARS):
            raise BadInput(_("“%(year)s” is no year: write it as 2026.") % {"year": asked[:40]})
        return int(asked)

    def _topic(self):
        if not (slug := self.query.get("topic", "")):
            return None
        topic = Topic.objects.filter(slug=slug[:60]).with_texts("name").only("slug", "source_language").first()
        if topic is None:
            raise Http404
        return topic

    def _member(self):
        if not (slug := self.query.get("member", "")):
            return None
        universities = University.objects.published().filter(slug=slug[:80])
        university = universities.only(*CARD_FIELDS).prefetch_related("names").first()
        if university is None:
            raise Http404
        return university

    @property
    def is_whole(self):
        """Whether nothing narrows the list: then what is pinned stands above it."""
        return not (self.year or self.topic or self.member)

    @cached_property
    def _articles(self):
        articles = Article.objects.public(self.now)
        if self.year:
            articles = articles.filter(published_at__year=self.year)
        if self.topic:
            articles = articles.filter(topics=self.topic)
        if self.member:
            articles = articles.filter(universities=self.member)
        return articles

    @cached_property
    def pinned(self):
        """What stands above all other news on the first page."""
        pinned = Article.objects.public(self.now).filter(pinned_until__gt=self.now)
        return list(lines(pinned)[:MOST_PINNED]) if self.is_whole else []

    @cached_property
    def page(self):
        """One page of the list, the newest first: a Django `Page` of loaded articles."""
        articles = self._articles.exclude(pk__in=[article.pk for article in self.pinned])
        try:
            page = Paginator(articles.order_by("-published_at", "-pk"), PAGE_SIZE).page(self.query.get("page") or "1")
        except InvalidPage:
            raise Http404 from None
        # The keys come first and alone, so that a deep page skips short rows and not texts in ten languages.
        page.object_list = list(lines(Article.objects.filter(pk__in=page.object_list.values("pk"))))
        return page

    @cached_property
    def years(self):
        """The years from the newest news back to the oldest; not where a member or a topic narrows the list."""
        if self.topic or self.member:
            return []
        ends = Article.objects.public(self.now).aggregate(first=Min("published_at"), last=Max("published_at"))
        if ends["first"] is None:
            return []
        first, last = (timezone.localtime(ends[name]).year for name in ("first", "last"))
        return list(range(last, first - 1, -1))

    @property
    def choice(self):
        """What the list is narrowed by, as an address asks for it."""
        asked = {
            "year": self.year,
            "topic": self.topic.slug if self.topic else None,
            "member": self.member.slug if self.member else None,
        }
        return {name: value for name, value in asked.items() if value}

    def address(self, **changes):
        """Return the query string of the same question with changes; "" takes one away."""
        asked = {**self.choice, **changes}
        return f"?{urlencode({name: value for name, value in asked.items() if value not in ('', None)})}"

    @property
    def feed_path(self):
        """The path of the feed of this list: a year has none of its own."""
        if self.topic:
            return reverse("news:topic_feed", args=[self.topic.slug])
        if self.member:
            return reverse("news:member_feed", args=[self.member.slug])
        return reverse("news:feed")

    @property
    def title(self):
        """What the list is about: "News", or that and what narrows it."""
        narrowed = [
            str(self.year) if self.year else "",
            text_of(self.topic, "name").value if self.topic else "",
            self.member.short_name if self.member else "",
        ]
        return ", ".join([_("News"), *(part for part in narrowed if part)])

    def feed(self, network_name, address):
        """Return the feed of the list in the active language: one query; `address` makes a full address of a path."""
        page = f"{reverse('news:article_list')}{self.address() if self.choice else ''}"
        feed = empty_feed(f"{network_name}: {self.title}", self.feed_path, page, network_name, address)
        for article in lines(self._articles).order_by("-published_at", "-pk")[:ENTRIES]:
            title = text_of(article, "title")
            feed.add_item(
                title=title.value,
                title_language=title.language if title.is_fallback else "",
                link=address(article.get_absolute_url()),
                description=text_of(article, "lead").value,
                unique_id=f"urn:uuid:{article.uuid}",  # neither the slug nor the language
                pubdate=article.published_at,
                updateddate=article.revised_at or article.published_at,
                author_name=article.author or None,
            )
        return feed


def load_article(slug):
    """Return an article, public or not, with all that its page needs: nine queries. Raises Article.DoesNotExist."""
    universities = (
        University.objects.published().only(*CARD_FIELDS, "publication").prefetch_related("names").order_by("slug")
    )
    programmes = Programme.objects.published().with_texts("title").only("slug", "source_language").order_by("slug")
    groups = Group.objects.published().with_texts("name").only("slug", "source_language").order_by("slug")
    topics = Topic.objects.with_texts("name").only("slug", "source_language")
    events = event_lines(Event.objects.published()).order_by("first_moment")
    return (
        Article.objects.with_texts("title", "lead", "body")
        .only(*LINE_FIELDS, "publication", "expires_at", "updated_at", "canonical_url", "picture")
        .prefetch_related(
            Prefetch("picture", Picture.objects.for_page()),
            Prefetch("topics", topics),
            Prefetch("universities", universities),
            Prefetch("programmes", programmes),
            Prefetch("groups", groups),
            Prefetch("events", events),
        )
        .get(slug=slug)
    )


def article_data(article, network_name, address):
    """Return the article as JSON-LD; `address` makes a full address of a path."""
    title = text_of(article, "title")
    data = {
        "@type": "NewsArticle",
        "headline": title.value,
        "description": text_of(article, "lead").value,
        "inLanguage": title.language or visitor_language(),
        "url": address(article.get_absolute_url()),
        "datePublished": article.published_at.isoformat(),
        "dateModified": (article.revised_at or article.published_at).isoformat(),
        "author": {"@type": "Organization", "name": article.author or network_name},
        "publisher": {"@type": "Organization", "name": network_name},
        "sameAs": article.canonical_url,
        "image": address(article.picture.address) if article.picture else "",
    }
    return without_gaps(data)
