"""The latest news about a university or a group, for the page that it has."""

from django.utils.functional import cached_property

from members.portrait import Section
from news.articles import lines
from news.models import Article

MOST = 3


class _News:
    def __init__(self, page):
        self.page = page

    @cached_property
    def articles(self):
        """The newest articles about it that are public at the moment of the page: one query."""
        articles = Article.objects.public(self.page.now).filter(**self._about)
        return list(lines(articles).order_by("-published_at", "-pk")[:MOST])


class UniversityNews(_News):
    """News about the university of a `Portrait`."""

    @property
    def university(self):
        return self.page.university

    @property
    def _about(self):
        return {"universities": self.university}


class GroupNews(_News):
    """News about the group of a `GroupPage`."""

    university = None  # the archive has no list of a group

    @property
    def _about(self):
        return {"groups": self.page.group}


UNIVERSITY_SECTION = Section("news/about.html", UniversityNews)
GROUP_SECTION = Section("news/about.html", GroupNews)
