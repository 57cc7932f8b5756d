from datetime import UTC, datetime

import factory

from cluster_portal.review.models import Upload
from tests.factories.accounts import UserFactory
from tests.factories.members import UniversityFactory
from tests.factories.pictures import PictureFactory


class PictureUploadFactory(factory.django.DjangoModelFactory):
    """A picture that a university uploaded on 1 October 2026, and that nothing shows."""

    university = factory.SubFactory(UniversityFactory)
    uploaded_by = factory.SubFactory(UserFactory)
    picture = factory.SubFactory(PictureFactory)
    uploaded_at = datetime(2026, 10, 1, tzinfo=UTC)

    class Meta:
        model = Upload
