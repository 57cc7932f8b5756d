"""What can be found: for each kind of object who may find it, what it says in a language, and which rows tell of it.

This is the one screen that shows what the search makes public. An object of which a source yields nothing is not in
the index at all; one whose moment has not come is there with its moment, and every question asks for the moment.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from cluster_portal.core.countries import country_name
from cluster_portal.core.languages import CODES, Text, text_of, visitor_language
from cluster_portal.core.moments import moment
from cluster_portal.core.rich_text import plain
from cluster_portal.core.validity import Precision
from cluster_portal.pages.models import Page
from cluster_portal.search.models import Kind
from members.models import Group, Membership, University, UniversityName
from news.models import Article, Document, Event, Topic
from programmes import isced, vocabulary
from programmes.models import FrameworkAgreement, Programme, ProgrammePartner, ProgrammeSubject, Signature

LONG_OVER = datetime(1970, 1, 1, tzinfo=UTC)  # of what has ended, whatever the day


NOTHING = Text("", "")


@dataclass(frozen=True)
class Doc:
    """What an object says to the readers of one language."""

    title: Text
    detail: str = ""
    summary: Text = NOTHING
    body: tuple = ()  # of Text
    names: tuple = ()  # of Text: what else it is called, in any language
    related: tuple = ()  # of Text: the names of others by which it may be looked for
    written_in: str = ""  # the language that its reader meets, where the title is a proper name and does not tell

    @property
    def language(self):
        return self.written_in or self.title.language


@dataclass(frozen=True)
class Facts:
    """What is true of an object in every language."""

    path: str  # of its page, without the language
    first_day: date | None = None
    last_day: date | None = None
    precision: str = Precision.DAY
    public_from: datetime | None = None
    public_until: datetime | None = None
    current_until: datetime | None = None
    fresh_on: date | None = None


@dataclass(frozen=True)
class Watch:
    """Rows that tell of an object: a change of one, of whatever way, is a change of the object with the key."""

    model: object
    column: str = "id"


def _path(address):
    """Return an address without the language in front."""
    return address.lstrip("/").partition("/")[2]


def _said(text):
    """Return a text without a word on who reads it: readers of many languages may share it."""
    return Text(text.value, text.language)


def _text(obj, field):
    """Return a text as a reader of the active language sees it."""
    return _said(text_of(obj, field))


def _texts(obj, *fields):
    """Return the texts of fields that are written."""
    return tuple(text for text in (_text(obj, name) for name in fields) if text)


def _in_all_languages(obj, *fields):
    """Return what stands in the columns of all languages: an object is found by its title in any."""
    found = (Text(getattr(obj, f"{name}_{code}"), code) for name in fields for code in CODES)
    return tuple(text for text in found if text)


def _plain(text):
    return Text(plain(text.value), text.language)


def _words(*parts):
    return " · ".join(str(part) for part in parts if part)


def _as_text(value, language=""):
    return Text(value, language)


def _written(*names):
    """Return names that are in no language, without the empty ones."""
    return tuple(_as_text(name) for name in names if name)


def _begin(day):
    """Return the moment at which a day begins here; None of no day."""
    return moment(day, time.min, settings.TIME_ZONE) if day else None


def _end_of(period):
    """Return the moment from which a period is over: None where no end is known."""
    return LONG_OVER if period.ended_on_unknown_day else _begin(period.valid_to)


class Source:
    """The objects of one kind. `rows(keys)` loads the public ones among them, or all, with what their docs need."""

    kind = ""
    watches = ()

    def rows(self, keys=None):
        raise NotImplementedError

    def keys(self):
        """Return the keys of all objects that the public may find, now or later."""
        return list(self.rows().order_by().values_list("pk", flat=True))

    def facts(self, row):
        raise NotImplementedError

    def doc(self, row):
        """Return the `Doc` of a row for readers of the active language."""
        raise NotImplementedError


def _among(rows, keys):
    return rows if keys is None else rows.filter(pk__in=keys)


# Universities and what they offer ---------------------------------------------------------------------------------


def _named(university):
    return tuple(_as_text(name.value, name.language[:2]) for name in university.names.all())


class Universities(Source):
    kind = Kind.UNIVERSITY
    watches = (
        Watch(University),
        Watch(UniversityName, "university_id"),
        Watch(Membership, "university_id"),
    )

    def rows(self, keys=None):
        return _among(University.objects.published(), keys).prefetch_related("names", "memberships")

    def facts(self, row):
        return Facts(_path(row.get_absolute_url()), current_until=self._member_until(row), fresh_on=row.confirmed_on)

    def _member_until(self, row):
        ends = [LONG_OVER, *(_end_of(period) for period in row.memberships.all())]
        return None if None in ends else max(ends)

    def doc(self, row):
        summary = _text(row, "summary")
        return Doc(
            title=_said(row.name),
            detail=_words(_text(row, "city"), country_name(row.country.code)),
            summary=summary,
            written_in=summary.language or visitor_language(),
            body=_texts(row, "description", "strengths", "for_incoming", "for_outgoing"),
            names=_named(row),
            related=(*_in_all_languages(row, "city"), *_written(row.alliance)),
        )


def _partners_named(partners):
    """Return the names by which the partners of a programme may be looked for, and how they are listed."""
    names, listed = [], []
    for partner in partners:
        if partner.university:
            names += _named(partner.university)
            listed.append(partner.university.short_name)
        elif partner.external_name:
            names.append(_as_text(partner.external_name))
            listed.append(partner.external_name)
    return tuple(dict.fromkeys(names)), listed


WITH_NAMES = Prefetch("university", University.objects.only("slug", "source_language").prefetch_related("names"))


class Programmes(Source):
    kind = Kind.PROGRAMME
    watches = (
        Watch(Programme),
        Watch(ProgrammePartner, "programme_id"),
        Watch(ProgrammeSubject, "programme_id"),
    )

    def rows(self, keys=None):
        partners = Prefetch("partners", ProgrammePartner.objects.prefetch_related(WITH_NAMES))
        return _among(Programme.objects.published(), keys).prefetch_related(partners, "subjects")

    def facts(self, row):
        return Facts(_path(row.get_absolute_url()), current_until=_closed(row), fresh_on=row.confirmed_on)

    def doc(self, row):
        names, listed = _partners_named(row.partners.all())
        degrees = (_as_text(each.degree_title, each.degree_title_language) for each in row.partners.all())
        subjects = tuple(Text(isced.label(subject.code), visitor_language()) for subject in row.subjects.all())
        status = vocabulary.Status(row.status)
        return Doc(
            title=_text(row, "title"),
            detail=_words(
                vocabulary.Kind(row.kind).label,
                vocabulary.Level(row.level).label,
                ", ".join(listed),
                "" if status == vocabulary.Status.OPEN else status.label,
            ),
            summary=_text(row, "summary"),
            body=subjects
            + _texts(
                row,
                *("subtitle", "subject_note", "description", "career", "how_to_apply", "selection"),
                *("recognition_note", "thesis_rule", "defence_rule", "costs_note"),
            ),
            names=(*_in_all_languages(row, "title"), *_written(row.acronym)),
            related=(*names, *filter(None, degrees), *subjects, *_written(row.scheme_name, row.joint_degree_title)),
        )


def _closed(programme):
    return None if vocabulary.Status(programme.status).takes_applications else LONG_OVER


class Degrees(Source):
    """The titles that universities award, in their own words: each leads to the programme that it is awarded in."""

    kind = Kind.DEGREE
    watches = (Watch(ProgrammePartner),)

    def rows(self, keys=None):
        partners = ProgrammePartner.objects.filter(programme__in=Programme.objects.published()).exclude(degree_title="")
        return _among(partners, keys).select_related("programme").prefetch_related(WITH_NAMES)

    def facts(self, row):
        programme = row.programme
        path = f"{_path(programme.get_absolute_url())}#diplomas-heading"
        return Facts(path, current_until=_closed(programme), fresh_on=programme.confirmed_on)

    def doc(self, row):
        names, listed = _partners_named([row])
        title = _text(row.programme, "title")
        return Doc(
            # A degree keeps its own words in every language, and its reader is told in theirs what it belongs to.
            title=_as_text(row.degree_title, row.degree_title_language),
            detail=", ".join(listed),
            summary=title,
            written_in=title.language,
            names=_written(row.degree_abbreviation),
            related=names,
        )


@dataclass(frozen=True)
class _Subject:
    pk: int
    code: str
    count: int


class Subjects(Source):
    """The detailed fields of ISCED-F in which there are programmes: each leads to these in the catalogue."""

    kind = Kind.SUBJECT
    watches = (Watch(ProgrammeSubject, "code"),)

    def rows(self, keys=None):
        counted = ProgrammeSubject.objects.filter(programme__in=Programme.objects.published()).order_by("code")
        if keys is not None:
            counted = counted.filter(code__in=[f"{key:04}" for key in keys])
        counted = counted.values_list("code").annotate(number=Count("programme", distinct=True))
        return [_Subject(int(code), code, number) for code, number in counted]

    def keys(self):
        return [row.pk for row in self.rows()]

    def facts(self, row):
        return Facts(f"{_path(reverse('programmes:programme_list'))}?subject={row.code}")

    def doc(self, row):
        number = ngettext("%(number)s programme", "%(number)s programmes", row.count) % {"number": row.count}
        return Doc(
            title=Text(isced.label(row.code), visitor_language()),
            detail=number,
            names=tuple(Text(isced.label(row.code, code), code) for code in CODES),
        )


class Agreements(Source):
    kind = Kind.AGREEMENT
    watches = (Watch(FrameworkAgreement), Watch(Signature, "agreement_id"))

    def rows(self, keys=None):
        signatures = Prefetch(
            "signatures", Signature.objects.only("agreement", "university").prefetch_related(WITH_NAMES)
        )
        return _among(FrameworkAgreement.objects.published(), keys).prefetch_related(signatures)

    def facts(self, row):
        return Facts(_path(row.get_absolute_url()), current_until=_end_of(row), fresh_on=row.signed_on)

    def doc(self, row):
        return Doc(
            title=_text(row, "title"),
            summary=_text(row, "summary"),
            body=_texts(row, "scope_note", "conditions"),
            names=_in_all_languages(row, "title"),
            related=tuple(
                name
                for signature in row.signatures.all()
                if signature.university
                for name in _named(signature.university)
            ),
        )


# The network -------------------------------------------------------------------------------------------------------


class Pages(Source):
    kind = Kind.PAGE
    watches = (Watch(Page),)

    def rows(self, keys=None):
        return _among(Page.objects.published(), keys)

    def facts(self, row):
        return Facts(_path(row.get_absolute_url()), fresh_on=row.confirmed_on)

    def doc(self, row):
        return Doc(
            title=_text(row, "title"),
            summary=_text(row, "lead"),
            body=tuple(map(_plain, _texts(row, "body"))),
            names=_in_all_languages(row, "title"),
        )


class Groups(Source):
    kind = Kind.GROUP
    watches = (Watch(Group),)

    def rows(self, keys=None):
        return _among(Group.objects.published(), keys)

    def facts(self, row):
        return Facts(_path(row.get_absolute_url()), current_until=_end_of(row), fresh_on=row.confirmed_on)

    def doc(self, row):
        return Doc(
            title=_text(row, "name"),
            detail=str(Group.Kind(row.kind).label),
            summary=_text(row, "mandate"),
            body=_texts(row, "mission", "composition"),
            names=_in_all_languages(row, "name"),
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
        return _among(Article.objects.published(), keys).prefetch_related(universities, "topics")

    def facts(self, row):
        return Facts(
            _path(row.get_absolute_url()),
            first_day=timezone.localtime(row.published_at).date(),
            public_from=row.published_at,
            public_until=row.expires_at,
            fresh_on=timezone.localtime(row.revised_at or row.published_at).date(),
        )

    def doc(self, row):
        return Doc(
            title=_text(row, "title"),
            summary=_text(row, "lead"),
            body=tuple(map(_plain, _texts(row, "body"))),
            names=_in_all_languages(row, "title"),
            related=(
                *(name for topic in row.topics.all() for name in _in_all_languages(topic, "name")),
                *(name for university in row.universities.all() for name in _named(university)),
            ),
        )


class Events(Source):
    kind = Kind.EVENT
    watches = (Watch(Event),)

    def rows(self, keys=None):
        host = Prefetch("host", University.objects.only("slug").prefetch_related("names"))
        return _among(Event.objects.published(), keys).prefetch_related(host)

    def facts(self, row):
        return Facts(
            _path(row.get_absolute_url()),
            first_day=row.starts_on,
            last_day=row.last_local_day if row.precision == Precision.DAY else None,
            precision=row.precision,
            current_until=LONG_OVER if row.status == Event.Status.CANCELLED else row.last_moment,
            fresh_on=row.starts_on,
        )

    def doc(self, row):
        return Doc(
            title=_text(row, "title"),
            detail=_words(Event.Kind(row.kind).label, _text(row, "place"), country_name(row.country.code)),
            summary=_text(row, "summary"),
            body=tuple(map(_plain, _texts(row, "body"))),
            names=_in_all_languages(row, "title"),
            related=(
                *_in_all_languages(row, "place"),
                *(_named(row.host) if row.host else ()),
                *_written(row.external_host),
            ),
        )


class Documents(Source):
    """Only what needs no account: the index is asked by everybody."""

    kind = Kind.DOCUMENT
    watches = (Watch(Document), Watch(Document, "replaces_id"))

    def rows(self, keys=None):
        newer = Prefetch("replaced_by", Document.objects.for_everybody().only("replaces"))
        return _among(Document.objects.for_everybody(), keys).prefetch_related(newer)

    def facts(self, row):
        return Facts(
            _path(row.get_absolute_url()),
            first_day=row.document_date,
            current_until=LONG_OVER if row.replaced_by.all() else None,
            fresh_on=row.document_date,
        )

    def doc(self, row):
        file_language = row.languages[0] if len(row.languages) == 1 else row.source_language
        return Doc(
            title=_text(row, "title"),
            detail=_words(Document.Kind(row.kind).label, row.ending, row.version),
            summary=_text(row, "description"),
            body=(Text(row.file_text, file_language),) if row.file_text else (),
            names=_in_all_languages(row, "title"),
        )


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
