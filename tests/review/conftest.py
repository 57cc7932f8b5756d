"""Two universities with people, and a programme that they share."""

from datetime import UTC, datetime

import pytest

from cluster_portal.accounts.models import User
from members.models import Role
from tests.factories.members import AffiliationFactory, UniversityFactory
from tests.factories.programmes import ProgrammeFactory

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def kth(db):
    return UniversityFactory(
        slug="kth", name="KTH", membership="full", summary_en="A university.", summary_sv="Ett universitet."
    )


@pytest.fixture
def upc(db):
    return UniversityFactory(slug="upc", name="UPC", membership="full", country="ES", summary_en="Another one.")


@pytest.fixture
def ada(kth):
    """An editor of KTH."""
    return AffiliationFactory(university=kth, user__email="ada@kth.se").user


@pytest.fixture
def boss(kth):
    """An approver of KTH."""
    return AffiliationFactory(university=kth, role=Role.APPROVER, user__email="boss@kth.se").user


@pytest.fixture
def pau(upc):
    """An editor of UPC."""
    return AffiliationFactory(university=upc, user__email="pau@upc.edu").user


@pytest.fixture
def programme(kth, upc):
    return ProgrammeFactory(slug="robotics", title_en="Robotics", route=[kth, upc], ects_total=120)


@pytest.fixture
def reviewer(editor):
    """Somebody of the network's staff who decides about proposals."""
    from cluster_portal.accounts.roles import editors_group

    editor.groups.set([editors_group("members", "programmes", "review")])
    return User.objects.get(pk=editor.pk)
