"""The ten languages: which one a visitor reads, and which text stands in where a translation is missing.

The rule, in one place: a text is shown in the visitor's language, else in the object's source language, else in
English, each field by itself. `text_of` applies it to one loaded object, `TranslatedQuerySet.with_texts` lets the
database apply it, so that a list loads one short column for each text instead of ten long ones.
"""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

CODES = tuple(code for code, _name in settings.LANGUAGES)
ENGLISH = "en"


@dataclass(frozen=True)
class Text:
    """A text as it can be shown: its value, the language it is in, and whether that is what the visitor asked for.

    An empty value means that nobody has written it in any language of the rule; its language is then "".
    """

    value: str
    language: str
    is_fallback: bool = False

    def __str__(self):
        return self.value

    def __bool__(self):
        return bool(self.value)


def visitor_language():
    """Return the code of the active language, reduced to one of the ten; English outside a request."""
    language = (get_language() or ENGLISH).split("-")[0]
    return language if language in CODES else ENGLISH


def reading_order(source_language, language=None):
    """Return the languages in which a text is looked for, best first, each once."""
    return tuple(dict.fromkeys((language or visitor_language(), source_language or ENGLISH, ENGLISH)))


@cache
def text_columns(*fields, languages=CODES):
    """Return the columns of translated fields: ["title_en", "title_de", …, "summary_en", …]."""
    return [f"{field}_{code}" for field in fields for code in languages]


def own_name(code):
    """Return a language's name in itself, as the language switch shows it: "português", "suomi"."""
    return {"pt": "português"}.get(code) or get_language_info(code)["name_local"]  # Django writes Português


# Languages of names that Django knows only with a script or a region.
_SCRIPTED = {"zh": _("Chinese")}


def language_name(code):
    """Return a language's name in the active language: "Irish", "irlandais"; the code itself where nobody knows it."""
    if code in _SCRIPTED:
        return _SCRIPTED[code]
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


def text_of(instance, field, language=None):
    """Return the `Text` of a translated field of one object, for the visitor or for the given language.

    An object that came through `with_texts` answers from its annotations; any other from its language columns.
    """
    language = language or visitor_language()
    shown = getattr(instance, f"{field}_shown", None)
    if shown is not None and instance.texts_language == language:
        return as_text(shown, language)
    for code in reading_order(instance.source_language, language):
        if value := getattr(instance, f"{field}_{code}"):
            return Text(str(value), code, code != language)
    return Text("", "")


def as_text(shown, language=None):
    """Return the `Text` of a column of `with_texts`: two letters of its language, then the text."""
    code = shown[:2]
    return Text(shown[2:], code, bool(code) and code != (language or visitor_language()))


def require_in_source_language(instance, field):
    """Raise ValidationError at the field's column of the source language where nothing is written there."""
    column = f"{field}_{instance.source_language}"
    if not getattr(instance, column):
        raise ValidationError({column: ValidationError(_("Write this in the source language."), code="required")})


class ShownText(Func):
    """What `text_of` shows of a translated field, chosen by the database: the language's two letters, then the text.

    The SQL is written column by column rather than composed of Case and When, which a page with a dozen texts would
    spend most of its time compiling.
    """

    output_field = models.TextField()

    def __init__(self, field, language, source_language="source_language"):
        self.text_field, self.language = field, language
        super().__init__(F(f"{field}_{language}"), F(source_language))

    def as_sql(self, compiler, connection, **extra_context):
        column, source_language = self.get_source_expressions()
        table = connection.ops.quote_name(column.alias)
        source_sql, params = compiler.compile(source_language)

        def tagged(code):
            name = connection.ops.quote_name(f"{self.text_field}_{code}")
            return f"'{code}' || NULLIF({table}.{name}, '')"

        cases = " ".join(f"WHEN '{code}' THEN {tagged(code)}" for code in CODES if code not in (self.language, ENGLISH))
        return f"COALESCE({tagged(self.language)}, CASE {source_sql} {cases} END, {tagged(ENGLISH)}, '')", params


class TranslatedQuerySet(models.QuerySet):
    """Reading rules of translated objects; the model has a `source_language`, its own or that of what it belongs to."""

    source_language_path = "source_language"

    def with_texts(self, *fields, language=None):
        """Annotate what is shown of each translated field, and in which language, for `text_of` to read.

        Load the object itself with `.only(...)`: the language columns are then left in the database.
        """
        language = language or visitor_language()
        shown = {f"{field}_shown": ShownText(field, language, self.source_language_path) for field in fields}
        return self.annotate(texts_language=Value(language), **shown)
