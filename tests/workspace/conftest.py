"""People of two universities in their browsers."""

import pytest

from tests.clients import PortalClient
from tests.review.conftest import ada, boss, kth, pau, programme, reviewer, upc  # noqa: F401  fixtures


@pytest.fixture
def ada_client(ada):  # noqa: F811
    client = PortalClient()
    client.force_login(ada)
    return client


@pytest.fixture
def pau_client(pau):  # noqa: F811
    client = PortalClient()
    client.force_login(pau)
    return client


@pytest.fixture
def boss_client(boss):  # noqa: F811
    client = PortalClient()
    client.force_login(boss)
    return client
