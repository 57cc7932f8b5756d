"""What the network says, and who it is."""

from django.db.models import Prefetch
from django.utils import timezone

from cluster_portal.core.countries import country_name
from cluster_portal.core.languages import Text
from cluster_portal.core.validity import Precision
from cluster_portal.pages.models import Page
from cluster_portal.search.models import Kind
from cluster_portal.search.sources.base import (
    LONG_OVER,
    Doc,
    Facts,
    Source,
    Watch,
    among,
    end_of,
    in_all_languages,
    in_words,
    named,
    path_of,
    plain_text,
    text_in,
    texts_in,
    written,
)
from members.models import Group, University
from news.models import Article, Document, Event


class Pages(Source):
    kind = Kind.PAGE
    watches = (Watch(Page),)

    def rows(self, keys=None):
        return among(Page.objects.published(), keys)

    def facts(self, row):
        return Facts(path_of(row.get_absolute_url()), fresh_on=row.confirmed_on)

    def doc(self, row):
        return Doc(
            title=text_in(row, "title"),
            summary=text_in(row, "lead"),
            body=tuple(map(plain_text, texts_in(row, "body"))),
            names=in_all_languages(row, "title"),
        )


class Groups(Source):
    kind = Kind.GROUP
    watches = (Watch(Group),)

    def rows(self, keys=None):
        return among(Group.objects.published(), keys)

    def facts(self, row):
        return Facts(path_of(row.get_absolute_url()), current_until=end_of(row), fresh_on=row.confirmed_on)

    def doc(self, row):
        return Doc(
            title=text_in(row, "name"),
            detail=str(Group.Kind(row.kind).label),
            summary=text_in(row, "mandate"),
            body=texts_in(row, "mission", "composition"),
            names=in_all_languages(row, "name"),
        )


class Articles(Source):
    kind = Kind.ARTICLE
    watches = (
        Watch(Article),
        Watch(Article.topics.through, "article_id"),
        Watch(Article.universities.through, "article_id"),
    )

    def rows(self, keys=None):
        universities = Prefetch("universities", University.objects.only("slug").prefetch_related("names"))
        return among(Article.objects.published(), keys).prefetch_related(universities, "topics")

    def facts(self, row):
        return Facts(
            path_of(row.get_absolute_url()),
            first_day=timezone.localtime(row.published_at).date(),
            public_from=row.published_at,
            public_until=row.expires_at,
            fresh_on=timezone.localtime(row.revised_at or row.published_at).date(),
        )

    def doc(self, row):
        return Doc(
            title=text_in(row, "title"),
            summary=text_in(row, "lead"),
            body=tuple(map(plain_text, texts_in(row, "body"))),
            names=in_all_languages(row, "title"),
            related=(
                *(name for topic in row.topics.all() for name in in_all_languages(topic, "name")),
                *(name for university in row.universities.all() for name in named(university)),
            ),
        )


class Events(Source):
    kind = Kind.EVENT
    watches = (Watch(Event),)

    def rows(self, keys=None):
        host = Prefetch("host", University.objects.only("slug").prefetch_related("names"))
        return among(Event.objects.published(), keys).prefetch_related(host)

    def facts(self, row):
        return Facts(
            path_of(row.get_absolute_url()),
            first_day=row.starts_on,
            last_day=row.last_local_day if row.precision == Precision.DAY else None,
            precision=row.precision,
            current_until=LONG_OVER if row.status == Event.Status.CANCELLED else row.last_moment,
            fresh_on=row.starts_on,
        )

    def doc(self, row):
        return Doc(
            title=text_in(row, "title"),
            detail=in_words(Event.Kind(row.kind).label, text_in(row, "place"), country_name(row.country.code)),
            summary=text_in(row, "summary"),
            body=tuple(map(plain_text, texts_in(row, "body"))),
            names=in_all_languages(row, "title"),
            related=(
                *in_all_languages(row, "place"),
                *(named(row.host) if row.host else ()),
                *written(row.external_host),
            ),
        )


class Documents(Source):
    """Only what needs no account: the index is asked by everybody."""

    kind = Kind.DOCUMENT
    watches = (Watch(Document), Watch(Document, "replaces_id"))

    def rows(self, keys=None):
        newer = Prefetch("replaced_by", Document.objects.for_everybody().only("replaces"))
        return among(Document.objects.for_everybody(), keys).prefetch_related(newer)

    def facts(self, row):
        return Facts(
            path_of(row.get_absolute_url()),
            first_day=row.document_date,
            current_until=LONG_OVER if row.replaced_by.all() else None,
            fresh_on=row.document_date,
        )

    def doc(self, row):
        file_language = row.languages[0] if len(row.languages) == 1 else row.source_language
        return Doc(
            title=text_in(row, "title"),
            detail=in_words(Document.Kind(row.kind).label, row.ending, row.version),
            summary=text_in(row, "description"),
            body=(Text(row.file_text, file_language),) if row.file_text else (),
            names=in_all_languages(row, "title"),
        )
