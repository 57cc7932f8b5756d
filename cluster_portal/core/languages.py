"""The ten languages: which one a visitor reads, and which text stands in where a translation is missing.

The rule, in one place: a text is shown in the visitor's language, else in the object's source language, else in English.
It holds for each field by itself. `text_of` applies it to one loaded object, `TranslatedQuerySet.with_texts` lets the
database apply it, so that a list loads two short columns for each text instead of ten long ones.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language, get_language_info

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


def own_name(code):
    """Return a language's name in itself, as the language switch shows it: "português", "suomi"."""
    return get_language_info(code)["name_local"]


def text_of(instance, field, language=None):
    """Return the `Text` of a translated field of one object, for the visitor or for the given language.

    An object that came through `with_texts` answers from its annotations; any other from its language columns.
    """
    language = language or visitor_language()
    annotated = instance.__dict__.get(f"{field}_text")
    if annotated is not None and instance.__dict__.get("texts_language") == language:
        shown_in = instance.__dict__[f"{field}_text_language"]
        return Text(annotated, shown_in if annotated else "", bool(annotated) and shown_in != language)
    for code in reading_order(instance.source_language, language):
        if value := getattr(instance, f"{field}_{code}"):
            return Text(str(value), code, code != language)
    return Text("", "")


def _written(column):
    return NullIf(F(column), Value(""))


def text_expression(field, language, source="source_language"):
    """Return the SQL expression for what `text_of` shows; `source` leads to the field with the source language."""
    by_source = [
        When(Q(**{source: code}), then=_written(f"{field}_{code}")) for code in CODES if code not in (language, ENGLISH)
    ]
    return Coalesce(
        _written(f"{field}_{language}"),
        Case(*by_source, default=None, output_field=models.TextField()),
        _written(f"{field}_{ENGLISH}"),
        Value(""),
        output_field=models.TextField(),
    )


def text_language_expression(field, language, source="source_language"):
    """Return the SQL expression for the language in which `text_expression` finds its text."""

    def is_written(code):
        return Q(**{f"{field}_{code}__isnull": False}) & ~Q(**{f"{field}_{code}": ""})

    return Case(
        When(is_written(language), then=Value(language)),
        *[
            When(Q(**{source: code}) & is_written(code), then=Value(code))
            for code in CODES
            if code not in (language, ENGLISH)
        ],
        default=Value(ENGLISH),
        output_field=models.CharField(max_length=5),
    )


class TranslatedQuerySet(models.QuerySet):
    """Reading rules of translated objects; the model has a `source_language`, its own or that of what it belongs to."""

    source_language_path = "source_language"

    def with_texts(self, *fields, language=None):
        """Annotate what is shown of each translated field, and in which language, for `text_of` to read.

        Load the object itself with `.only(...)`: the language columns are then left in the database.
        """
        language = language or visitor_language()
        annotations = {"texts_language": Value(language)}
        for field in fields:
            annotations[f"{field}_text"] = text_expression(field, language, self.source_language_path)
            annotations[f"{field}_text_language"] = text_language_expression(field, language, self.source_language_path)
        return self.annotate(**annotations)
