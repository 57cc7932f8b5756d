"""People who translate. What is translated has factories of its own: its states follow it by themselves."""

from cluster_portal.accounts.roles import translators_group
from tests.factories.accounts import UserFactory


def translator_of(*languages, **kwargs):
    """Return somebody who may translate into these languages and nothing else."""
    return UserFactory(is_staff=True, translation_languages=list(languages), groups=[translators_group()], **kwargs)
