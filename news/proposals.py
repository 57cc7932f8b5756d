"""What people of a university may propose of news, events and documents: of their own ones, and new ones.

Articles and documents belong to the university that proposed them (`origin`), events to their host. Nobody else is a
party to them, so nobody is asked: what names others, or says something for the network, is for its staff to look at.
"""

from django.db.models import Q
from django.utils import timezone

from cluster_portal.core.publishing import Publication
from cluster_portal.core.slugs import free_slug
from cluster_portal.core.validity import today
from cluster_portal.review.registry import Kind, Risk, Subject
from members.models import Group, Role, University
from members.proposals import at_risk, proposed_pictures
from news.models import Article, Document, Event, Topic
from programmes.proposals import programmes_of

VISIBLE, NETWORK = Risk.VISIBLE, Risk.NETWORK
OF_THE_NETWORK = {Event.Kind.GENERAL_ASSEMBLY, Event.Kind.STEERING_COMMITTEE, Event.Kind.GROUP_MEETING}


# What can be chosen ---------------------------------------------------------------------------------------------------


def _universities(_target, _university):
    return University.objects.published()


def _topics(_target, _university):
    return Topic.objects.all()


def _groups(target, _university):
    return _with_chosen(Group.objects.published(), target, "groups")


def _one_group(_target, _university):
    return Group.objects.published()


def _programmes(target, university):
    return _with_chosen(programmes_of(university, today()), target, "programmes")


def _events(target, university):
    return _with_chosen(Event.objects.published().filter(host=university), target, "events")


def _documents(target, university):
    """Return what a document may replace: others of its university."""
    return Document.objects.published().filter(origin=university).exclude(pk=target.pk)


def _with_chosen(choices, target, name):
    """Return choices, and what an object has already: who does not touch it does not lose it."""
    if target.pk is None:
        return choices
    chosen = getattr(target, name).values("pk")
    return choices.model._default_manager.filter(Q(pk__in=choices.values("pk")) | Q(pk__in=chosen))


# How much others are concerned ----------------------------------------------------------------------------------------


def _of_naming(old, new, university):
    """To name another university needs nobody's consent, but staff look at it; to name oneself is one's own affair."""
    return NETWORK if (set(old or ()) ^ set(new or ())) - {university} else VISIBLE


def _of_kind(old, new, _university):
    """What the network itself convenes is announced by its staff."""
    return NETWORK if {old, new} & OF_THE_NETWORK else VISIBLE


# Articles -------------------------------------------------------------------------------------------------------------


def articles_of(universities):
    """Return the published articles that universities (primary keys or a queryset) proposed."""
    return Article.objects.published().filter(origin__in=universities)


def _complete_article(article, university):
    """Give a new article its address, its origin and its moment: accepting it publishes it, and never in the past."""
    _complete(article, university)
    article.origin_id = university
    article.published_at = max(article.published_at or timezone.now(), timezone.now())


def _is_published(instance):
    """What staff prepares or took away is theirs, whoever it is about."""
    return instance.publication == Publication.PUBLISHED


def _complete(instance, _university):
    title = getattr(instance, f"title_{instance.source_language}")
    instance.slug = free_slug(type(instance), title or "")
    instance.publication = Publication.PUBLISHED


ARTICLE = Subject(
    root=Kind(
        Article,
        {
            **at_risk(VISIBLE, "title", "lead", "body", "author", "canonical_url", "picture", "source_language"),
            **at_risk(VISIBLE, "published_at", "expires_at", "universities", "programmes", "events"),
            **at_risk(NETWORK, "topics", "groups"),
        },
        added=VISIBLE,
        choices={
            "picture": proposed_pictures,
            "universities": _universities,
            "programmes": _programmes,
            "events": _events,
            "topics": _topics,
            "groups": _groups,
        },
        weighed={"universities": _of_naming},
    ),
    parties=lambda article: {article.origin_id} - {None},
    editable=lambda user: articles_of(University.objects.acted_for_by(user, Role.EDITOR)),
    complete=_complete_article,
    is_shown=_is_published,
)


# Events ---------------------------------------------------------------------------------------------------------------


def events_of(universities):
    """Return the published events that universities (primary keys or a queryset) host."""
    return Event.objects.published().filter(host__in=universities)


def _complete_event(event, university):
    """Give a new event its address and its host, and publish it."""
    _complete(event, university)
    event.host_id = university


def _next_day(event, day):
    return event.starts_on if event.starts_on >= day else None


EVENT = Subject(
    root=Kind(
        Event,
        {
            **at_risk(VISIBLE, "title", "summary", "body", "note", "picture", "source_language", "kind", "status"),
            **at_risk(VISIBLE, "certainty", "starts_on", "starts_at", "ends_on", "ends_at", "precision", "time_zone"),
            **at_risk(VISIBLE, "previous_starts_on", "attendance", "place", "address", "country", "online_url"),
            **at_risk(VISIBLE, "external_host", "audience", "registration_url", "registration_closes_on", "website"),
            **at_risk(NETWORK, "group"),
        },
        added=VISIBLE,
        choices={"picture": proposed_pictures, "group": _one_group},
        weighed={"kind": _of_kind},
    ),
    parties=lambda event: {event.host_id} - {None},
    editable=lambda user: events_of(University.objects.acted_for_by(user, Role.EDITOR)),
    complete=_complete_event,
    is_shown=_is_published,
    nearest=_next_day,
)


# Documents ------------------------------------------------------------------------------------------------------------


def documents_of(universities):
    """Return the published documents that universities (primary keys or a queryset) proposed."""
    return Document.objects.published().filter(origin__in=universities)


def _complete_document(document, university):
    """Give a new document its address and its origin, and publish it to those whom its access names."""
    _complete(document, university)
    document.origin_id = university


DOCUMENT = Subject(
    root=Kind(
        Document,
        {
            **at_risk(VISIBLE, "title", "description", "languages", "file", "version", "document_date"),
            **at_risk(VISIBLE, "source_language", "replaces", "events"),
            # Who may read it, what it is called among the papers of the network, and whose paper it is.
            **at_risk(NETWORK, "access", "kind", "group"),
        },
        added=NETWORK,
        choices={"replaces": _documents, "events": _events, "group": _one_group},
    ),
    parties=lambda document: {document.origin_id} - {None},
    editable=lambda user: documents_of(University.objects.acted_for_by(user, Role.EDITOR)),
    complete=_complete_document,
    is_shown=_is_published,
)
