import pytest

from tests.factories.translations import translator_of


@pytest.fixture
def translator(db):
    """Somebody who translates into Finnish and Swedish."""
    return translator_of("fi", "sv", email="translator@example.org")


@pytest.fixture
def translator_client(client, translator):
    """A browser in which the translator is signed in."""
    client.force_login(translator)
    return client
