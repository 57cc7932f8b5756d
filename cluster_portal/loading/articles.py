"""News, `articles.json`, and their topics, `topics.json`: how each is read, and where it is stored."""

from datetime import datetime

from cluster_portal.core.languages import ENGLISH
from cluster_portal.core.publishing import Publication
from cluster_portal.loading import checks, reading
from cluster_portal.loading.columns import field_of, same, write_plain, write_texts
from cluster_portal.loading.reading import Field
from cluster_portal.loading.stored import present_by_slug, store_each
from members.models import FormerGroupSlug, FormerUniversitySlug, Group, University
from news.models import Article, Event, FormerArticleSlug, FormerEventSlug, Topic
from programmes.models import FormerProgrammeSlug, Programme

TOPICS, ARTICLES = "topics.json", "articles.json"
TOPIC_FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "name": Field(checks.text, is_required=True, is_sourced=False),
}
TEXTS = ("title", "lead", "body")
MOMENTS = ("published_at", "revised_at", "expires_at", "pinned_until")
PLAIN = ("author", "canonical_url")
LINKS = {  # field and relation: what a slug in it names
    "topics": "topic",
    "universities": "university",
    "programmes": "programme",
    "groups": "group",
    "events": "event",
}
# News say in their text where they were read, so no field has a source.
ARTICLE_FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "title": Field(checks.text, is_required=True, is_sourced=False),
    "lead": Field(checks.text, is_required=True, is_sourced=False),
    "body": Field(checks.html, is_sourced=False),
    "published_at": Field(checks.moment, is_required=True, is_sourced=False),
    **{name: Field(checks.moment, is_sourced=False) for name in MOMENTS[1:]},
    "author": Field(checks.text, is_sourced=False),
    "canonical_url": Field(checks.web_address, is_sourced=False),
    **{name: Field(checks.list_of(checks.slug), is_sourced=False) for name in LINKS},
}


def read(folder, translations, problems):
    """Return the `Record`s of the topics and of the articles; all problems are added to the given ones."""
    topics = reading.read_records(folder, TOPICS, "topics", TOPIC_FIELDS, ("name",), translations, problems)
    articles = reading.read_records(folder, ARTICLES, "articles", ARTICLE_FIELDS, TEXTS, translations, problems)
    reading.check_html(articles, "body", problems)
    return topics, articles


def store(topics, articles, ledger, problems):
    """Bring topics and articles in the database to what their records say, each where the ledger lets it."""

    def write_topic(topic, record):
        return _write_topic(topic, record, problems)

    known = {"topics": present_by_slug(Topic)}
    store_each(Topic, topics, known["topics"], ledger, write_topic)
    if not articles:
        return
    known |= {
        "universities": present_by_slug(University, FormerUniversitySlug),
        "programmes": present_by_slug(Programme, FormerProgrammeSlug),
        "groups": present_by_slug(Group, FormerGroupSlug),
        "events": present_by_slug(Event, FormerEventSlug),
    }

    def write(article, record):
        return _write(article, record, known, problems)

    store_each(Article, articles, present_by_slug(Article, FormerArticleSlug), ledger, write, tuple(LINKS))


def _write_topic(topic, record, problems):
    topic.slug, topic.source_language = record.key, ENGLISH
    write_texts(topic, record, same("name"), missing="")
    if not reading.is_valid(topic, record, lambda column: column, problems):
        return False
    topic.save()
    return True


def _write(article, record, known, problems):
    """Write an article and what it is about. Return whether it was valid."""
    article.slug = record.key
    article.publication, article.source_language = Publication.PUBLISHED, ENGLISH
    write_texts(article, record, same(*TEXTS), missing="")
    for name in MOMENTS:
        value = record.get(name)
        setattr(article, name, datetime.fromisoformat(value) if value else None)
    write_plain(article, record, same(*PLAIN))
    unknown = [(name, slug) for name in LINKS for slug in record.get(name, ()) if slug not in known[name]]
    for name, slug in unknown:
        problems.add(ARTICLES, record.key, name, f"“{slug}” is no {LINKS[name]}.")
    if unknown or not reading.is_valid(article, record, field_of(same(*TEXTS)), problems):
        return False
    article.save()
    for name in LINKS:
        getattr(article, name).set([known[name][slug] for slug in record.get(name, ())])
    return True
