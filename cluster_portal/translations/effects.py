"""What a proposed change does to translations: told to reviewers before they decide."""

from collections import Counter

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext

from cluster_portal.core.languages import CODES, language_name
from cluster_portal.review.registry import Effect
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.sources import ROOTS
from cluster_portal.translations.states import State


def _outdated(subject, root):
    """Return {language: how many translations of an object are outdated}, those of its rows included."""
    if root is None:
        return Counter()
    mine = Q(pk__in=[])
    for kind in subject.kinds:
        if kind.model in ROOTS:
            here = {"pk": root.pk} if kind is subject.root else {kind.parent: root.pk}
            keys = kind.model._base_manager.filter(**here).values("pk")
            content_type = ContentType.objects.get_for_model(kind.model)
            mine |= Q(root__content_type=content_type, root__object_id__in=keys)
    units = TranslationUnit.objects.filter(mine, state=State.OUTDATED)
    return Counter(dict(units.order_by().values_list("language").annotate(count=Count("pk"))))


def _tell(before, after):
    more = {code: after[code] - (before or {}).get(code, 0) for code in CODES if code in after}
    counts = [f"{capfirst(language_name(code))} {count}" for code, count in more.items() if count > 0]
    if counts:
        yield gettext("Translations become outdated: %(languages)s.") % {"languages": ", ".join(sorted(counts))}


OUTDATED_TRANSLATIONS = Effect(_outdated, _tell)
