from datetime import date

import factory

from cluster_portal.core.publishing import Publication
from news.models import Event, Milestone


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
