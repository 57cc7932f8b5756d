"""What the network publishes: news, events, and the milestones of its history."""

from news.models.article import Article, FormerArticleSlug, Topic
from news.models.document import Document, FormerDocumentSlug
from news.models.event import Event, FormerEventSlug
from news.models.milestone import Milestone

__all__ = [
    "Article",
    "Document",
    "Event",
    "FormerArticleSlug",
    "FormerDocumentSlug",
    "FormerEventSlug",
    "Milestone",
    "Topic",
]
