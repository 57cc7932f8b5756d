"""Where a value comes from: an address, or one of two words that say who answers for it.

Codes: `own-words` is a text written for this portal, `editorial` a classification or an inference by its editors. Data
files also know `unverified`; such values are dropped when they are loaded and never stored.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

OWN_WORDS = "own-words"
EDITORIAL = "editorial"
UNVERIFIED = "unverified"

_is_web_address = URLValidator(schemes=["http", "https"])


def validate_source(value):
    """Raise ValidationError unless the value is a web address, `own-words` or `editorial`."""
    if value in (OWN_WORDS, EDITORIAL):
        return
    try:
        _is_web_address(value)
    except ValidationError:
        raise ValidationError(
            _("“%(value)s” is not a source: write a web address, “own-words” or “editorial”."),
            code="source",
            params={"value": value},
        ) from None


def validate_sources(value):
    """Raise ValidationError unless the value maps field names to sources."""
    if not isinstance(value, dict):
        raise ValidationError(_("Sources are a list of fields, each with its source."), code="sources")
    for source in value.values():
        validate_source(source)


@dataclass(frozen=True)
class Source:
    """A source as it is shown: `url` is "" for the portal's own words and classifications."""

    code: str

    @property
    def url(self):
        return "" if self.code in (OWN_WORDS, EDITORIAL, "") else self.code

    @property
    def label(self):
        if self.code == OWN_WORDS:
            return _("written for this portal")
        if self.code == EDITORIAL:
            return _("classified by the editors of this portal")
        return urlsplit(self.code).hostname or ""


_is_web_address = URLValidator(schemes=["http", "https"])


def validate_addresses(value):
    """Raise ValidationError unless the value is a list of web addresses."""
    if not isinstance(value, list):
        raise ValidationError(_("Write the addresses as a list."), code="addresses")
    for address in value:
        _is_web_address(address)


class SourceField(models.CharField):
    """The source of one row."""

    default_validators = [validate_source]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("verbose_name", _("source"))
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("blank", True)
        kwargs.setdefault(
            "help_text", _("Where this was read: a web address, “own-words” or “editorial”. Shown to the public.")
        )
        super().__init__(*args, **kwargs)


class SourcesField(models.JSONField):
    """The sources of the fields of one object: {field name: source}."""

    default_validators = [validate_sources]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("verbose_name", _("sources"))
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", _("For each field, where its value was read. Shown to the public."))
        super().__init__(*args, **kwargs)
