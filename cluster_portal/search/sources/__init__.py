"""What can be found: for each kind of object who may find it, what it says in a language, and which rows tell of it.

Here, and nowhere else, stands what the search makes public. An object of which a source yields nothing is not in the
index at all; one whose moment has not come is there with its moment, and every question asks for the moment.
"""

from collections import defaultdict

from cluster_portal.search.models import Kind
from cluster_portal.search.sources.base import Watch
from cluster_portal.search.sources.network import Articles, Documents, Events, Groups, Pages
from cluster_portal.search.sources.offers import Agreements, Degrees, Programmes, Subjects, Universities
from news.models import Article, Event, Topic
from programmes.models import ProgrammePartner, ProgrammeSubject, Signature

SOURCES = {
    source.kind: source
    for source in (
        Universities(),
        Programmes(),
        Degrees(),
        Subjects(),
        Agreements(),
        Pages(),
        Groups(),
        Articles(),
        Events(),
        Documents(),
    )
}
TOPIC = "topic"  # has no page of its own, but articles are found by its name


def watches():
    """Return (kind, Watch) of all rows that tell of something that can be found."""
    return [(source.kind, watch) for source in SOURCES.values() for watch in source.watches] + [(TOPIC, Watch(Topic))]


# Who tells of whom -------------------------------------------------------------------------------------------------

# {kind: [(kind that names it, rows, their column of the named object, their column of the one that names it)]}
_NAMED_BY = {
    Kind.UNIVERSITY: [
        (Kind.PROGRAMME, ProgrammePartner, "university", "programme"),
        (Kind.DEGREE, ProgrammePartner, "university", "pk"),
        (Kind.AGREEMENT, Signature, "university", "agreement"),
        (Kind.ARTICLE, Article.universities.through, "university", "article"),
        (Kind.EVENT, Event, "host", "pk"),
    ],
    Kind.PROGRAMME: [
        (Kind.DEGREE, ProgrammePartner, "programme", "pk"),
        (Kind.SUBJECT, ProgrammeSubject, "programme", "code"),
    ],
    TOPIC: [(Kind.ARTICLE, Article.topics.through, "topic", "article")],
}


def with_those_who_name(changed):
    """Return {kind: keys} of the changed objects and of all that say something of them."""
    found = defaultdict(set)
    for kind, keys in changed.items():
        found[kind] |= keys
        for other, model, named, naming in _NAMED_BY.get(kind, ()):
            rows = model.objects.filter(**{f"{named}__in": keys}).order_by().values_list(naming, flat=True)
            found[other].update(map(int, rows))
    found.pop(TOPIC, None)
    return found
