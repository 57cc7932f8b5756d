from datetime import UTC, date, datetime

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from cluster_portal.core.publishing import Publication
from news.models import Article, Document, Event, Milestone, Topic


class MilestoneFactory(factory.django.DjangoModelFactory):
    """An agreement of 1 January 2010."""

    code = factory.Sequence(lambda n: f"milestone-{n}")
    kind = Milestone.Kind.AGREEMENT
    happened_on = date(2010, 1, 1)
    title_en = factory.Sequence(lambda n: f"Milestone No. {n}")

    class Meta:
        model = Milestone


class EventFactory(factory.django.DjangoModelFactory):
    """A published workshop of 1 January 2010, of the whole day."""

    slug = factory.Sequence(lambda n: f"event-{n}")
    publication = Publication.PUBLISHED
    kind = Event.Kind.WORKSHOP
    starts_on = date(2010, 1, 1)
    title_en = factory.Sequence(lambda n: f"Event No. {n}")
    summary_en = "What it is about."

    class Meta:
        model = Event


class TopicFactory(factory.django.DjangoModelFactory):
    slug = factory.Sequence(lambda n: f"topic-{n}")
    name_en = factory.Sequence(lambda n: f"Topic No. {n}")

    class Meta:
        model = Topic


class ArticleFactory(factory.django.DjangoModelFactory):
    """An article that is public since 1 January 2020."""

    slug = factory.Sequence(lambda n: f"article-{n}")
    publication = Publication.PUBLISHED
    published_at = datetime(2020, 1, 1, 12, tzinfo=UTC)
    title_en = factory.Sequence(lambda n: f"Article No. {n}")
    lead_en = "What is new."

    class Meta:
        model = Article


class DocumentFactory(factory.django.DjangoModelFactory):
    """A published report for everybody: a text file."""

    slug = factory.Sequence(lambda n: f"document-{n}")
    publication = Publication.PUBLISHED
    kind = Document.Kind.REPORT
    access = Document.Access.PUBLIC
    title_en = factory.Sequence(lambda n: f"Document No. {n}")
    file = factory.LazyFunction(lambda: SimpleUploadedFile("report.txt", b"What was done."))

    class Meta:
        model = Document
