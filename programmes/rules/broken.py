from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import lazy


@dataclass(frozen=True)
class Broken:
    """One hard rule that does not hold: in words, and where it is to be mended."""

    code: str
    message: str  # a whole sentence, translated when it is shown
    row: object  # the instance at fault: the programme or agreement itself, or one of its rows
    field: str | None = None  # its field, None where no single one is at fault

    @property
    def error(self):
        """The same as a `ValidationError`, for a form."""
        return ValidationError(self.message, code=self.code)


def _filled(sentence, values):
    return str(sentence) % values


_lazily_filled = lazy(_filled, str)


def sentence(text, **values):
    """Return a lazy sentence with its %(name)s filled, each value in the language in which the sentence is read."""
    return _lazily_filled(text, values)


def _written(day):
    return date_format(day, "DATE_FORMAT")


day_in_words = lazy(_written, str)
