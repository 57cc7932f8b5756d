"""The latest news and events of a university or a group, for the page that it has."""

from django.db.models import Case, Q, When
from django.utils.functional import cached_property

from members.portrait import Section
from news.articles import lines
from news.events import lines as event_lines
from news.models import Article, Event

MOST = 3


class _Latest:
    """What is new about one object at the moment of its page: two queries."""

    def __init__(self, page):
        self.page = page

    @cached_property
    def articles(self):
        """The newest public articles about it."""
        articles = Article.objects.public(self.page.now).filter(**self._of_articles)
        return list(lines(articles).order_by("-published_at", "-pk")[:MOST])

    @cached_property
    def events(self):
        """Its events: what lies ahead, the next one first, then what is over, the latest first."""
        events = event_lines(Event.objects.published().filter(**self._of_events))
        lies_ahead = Q(last_moment__gte=self.page.now)
        return list(
            events.order_by(Case(When(lies_ahead, then="first_moment")).asc(nulls_last=True), "-last_moment")[:MOST]
        )


class UniversityNews(_Latest):
    """News about the university of a `Portrait`, and the events that it hosts."""

    def __init__(self, portrait):
        super().__init__(portrait)
        self.university, self.group = portrait.university, None
        self._of_articles, self._of_events = {"universities": self.university}, {"host": self.university}


class GroupNews(_Latest):
    """News about the group of a `GroupPage`, and its events."""

    def __init__(self, page):
        super().__init__(page)
        self.university, self.group = None, page.group
        self._of_articles, self._of_events = {"groups": page.group}, {"group": page.group}


UNIVERSITY_SECTION = Section("news/about.html", UniversityNews)
GROUP_SECTION = Section("news/about.html", GroupNews)
