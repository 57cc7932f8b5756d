"""What a source of the index is: the objects of one kind, what they say, and the rows that tell of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings

from cluster_portal.core.languages import CODES, Text, text_of
from cluster_portal.core.moments import moment
from cluster_portal.core.rich_text import plain
from cluster_portal.core.validity import Precision

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


def path_of(address):
    """Return an address without the language in front."""
    return address.lstrip("/").partition("/")[2]


def said(text):
    """Return a text without a word on who reads it: readers of many languages may share it."""
    return Text(text.value, text.language)


def text_in(obj, field):
    """Return a text as a reader of the active language sees it."""
    return said(text_of(obj, field))


def texts_in(obj, *fields):
    """Return the texts of fields that are written."""
    return tuple(text for text in (text_in(obj, name) for name in fields) if text)


def in_all_languages(obj, *fields):
    """Return what stands in the columns of all languages: an object is found by its title in any."""
    found = (Text(getattr(obj, f"{name}_{code}"), code) for name in fields for code in CODES)
    return tuple(text for text in found if text)


def plain_text(text):
    """Return a rich text without its mark-up."""
    return Text(plain(text.value), text.language)


def in_words(*parts):
    """Return what there is of some parts in one line."""
    return " · ".join(str(part) for part in parts if part)


def written(*names):
    """Return names that are in no language, without the empty ones."""
    return tuple(Text(name, "") for name in names if name)


def _begin(day):
    """Return the moment at which a day begins here; None of no day."""
    return moment(day, time.min, settings.TIME_ZONE) if day else None


def end_of(period):
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


def among(rows, keys):
    """Return the rows with the keys; all of them where there are none to choose by."""
    return rows if keys is None else rows.filter(pk__in=keys)


def named(university):
    """Return all names of a university, former ones too, as they are written."""
    return tuple(Text(name.value, name.language[:2]) for name in university.names.all())
