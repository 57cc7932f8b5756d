"""What every test shares: quick password hashes, uploads in a folder of their own, people who are signed in."""

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from cluster_portal.accounts.roles import editors_group
from tests.clients import PortalClient
from tests.factories.accounts import UserFactory
from tests.keys import FIRST_KEY, begin_keys_at


def pytest_configure():
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config, items):
    """Leave out, on PostgreSQL, what asks no database, and what says so: SQLite has had it already."""
    if connection.vendor != "postgresql":
        return
    kept = [item for item in items if _asks_a_database(item) and not item.get_closest_marker("any_database")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _asks_a_database(item):
    return item.get_closest_marker("django_db") or not {"db", "transactional_db"}.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Begin the keys of every table where they have more than three digits, as they have after some years.

    A page that writes a key as a number to be read ("7,310,142") then fails here, see `tests.clients`.
    """
    with django_db_blocker.unblock():
        begin_keys_at(FIRST_KEY)


@pytest.fixture(autouse=True)
def _own_surroundings(settings, tmp_path):
    """Keep a test from what another left behind: uploads, the cache, the active language."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    cache.clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def client():
    """A browser whose `force_login` signs staff in with a second factor."""
    return PortalClient()


@pytest.fixture
def superuser(db):
    return UserFactory(email="superuser@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def editor(db):
    """Somebody of the network's staff with the rights of the group "Editors"."""
    return UserFactory(
        email="editor@example.org",
        is_staff=True,
        groups=[editors_group("members", "network", "pages", "pictures", "programmes", "news", "review")],
    )


@pytest.fixture
def staff_client(client, editor):
    """A browser in which the editor is signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def superuser_client(client, superuser):
    """A browser in which somebody is signed in who may do everything."""
    client.force_login(superuser)
    return client
