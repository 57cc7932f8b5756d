from datetime import date

import factory

from news.models import Milestone


class MilestoneFactory(factory.django.DjangoModelFactory):
    """An agreement of 1 January 2010."""

    code = factory.Sequence(lambda n: f"milestone-{n}")
    kind = Milestone.Kind.AGREEMENT
    happened_on = date(2010, 1, 1)
    title_en = factory.Sequence(lambda n: f"Milestone No. {n}")

    class Meta:
        model = Milestone
