"""What the data files say of their translations: first ones of our own, or confirmed by whom they are about."""

from django.contrib.contenttypes.models import ContentType

from cluster_portal.loading.reading import CONFIRMED, FIRST, STATUS
from cluster_portal.network.models import Network
from cluster_portal.pages.models import Page
from cluster_portal.translations.models import TranslatedObject
from cluster_portal.translations.step import confirm, sync_all
from members.models import Group, Presidency, University
from news.models import Article, Event, Milestone, Topic
from programmes.models import FrameworkAgreement, Programme

# Part of a file: whose texts are in it, and the column with the key of its records.
_OBJECTS = {
    "universities": (University, "slug"),
    "agreements": (FrameworkAgreement, "slug"),
    "programmes": (Programme, "slug"),
    "groups": (Group, "slug"),
    "presidencies": (Presidency, "code"),
    "milestones": (Milestone, "code"),
    "events": (Event, "slug"),
    "pages": (Page, "slug"),
    "topics": (Topic, "slug"),
    "articles": (Article, "slug"),
}


def bring_into_step(translations, *, has_written):
    """Bring the states of all translations into step with what was loaded.

    A text that is new waits to be confirmed where its file is one of first translations and its record does not say
    that it is confirmed. What was confirmed in the back office stays so until its text changes. Where nothing was
    written there is nothing to follow, except in a database that nobody has followed yet.
    """
    first = {language for language, content in translations.items() if content[STATUS] == FIRST}
    confirmed = {}  # (content type, key): languages
    for language, content in translations.items():
        if content["network"].get(STATUS) == CONFIRMED:
            for key in Network.objects.values_list("pk", flat=True):
                confirmed.setdefault((_type(Network), key), set()).add(language)
        for part, (model, column) in _OBJECTS.items():
            slugs = [slug for slug, entry in content[part].items() if entry.get(STATUS) == CONFIRMED]
            for key in model.objects.filter(**{f"{column}__in": slugs}).values_list("pk", flat=True) if slugs else ():
                confirmed.setdefault((_type(model), key), set()).add(language)
    if has_written or not TranslatedObject.objects.exists():
        sync_all(first_translations=first)
    confirm(confirmed)


def _type(model):
    return ContentType.objects.get_for_model(model).pk
