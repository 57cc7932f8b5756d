"""Identifiers of universities: how each is written, how a sloppy spelling is repaired, and what makes one wrong.

Sources of the rules: ROR (identifier pattern and ISO/IEC 7064 check digits), the European Commission's Erasmus code
(country part padded with blanks to three characters, then up to eight capitals or hyphens, then two or more digits),
the participant identification code (nine digits), the organisation identifier (E and eight digits), SCHAC (home
organisation: a domain name), Wikidata (Q and a number).
"""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

ROR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: without i, l, o and u


class Scheme(models.TextChoices):
    ROR = "ror", _("ROR")
    ERASMUS = "erasmus", _("Erasmus code")
    PIC = "pic", _("PIC")
    OID = "oid", _("OID")
    SCHAC = "schac", _("SCHAC")
    WIKIDATA = "wikidata", _("Wikidata")
    ETER = "eter", _("ETER")


# What the database itself demands; `normalise` says it in words. Python and PostgreSQL read these alike.
PATTERNS = {
    Scheme.ROR: r"^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$",
    Scheme.ERASMUS: r"^([A-Z]  |[A-Z]{2} |[A-Z]{3})[A-Z-]{1,8}[0-9]{2,3}$",
    Scheme.PIC: r"^[0-9]{9}$",
    Scheme.OID: r"^E[0-9]{8}$",
    Scheme.SCHAC: r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?[.])+[a-z]{2,}$",
    Scheme.WIKIDATA: r"^Q[1-9][0-9]*$",
    Scheme.ETER: r"^[A-Z]{2}[0-9]{4}$",
}

_MESSAGES = {
    Scheme.ROR: _("A ROR identifier is 0, six letters or digits and two check digits, for example 026vcq606."),
    Scheme.ERASMUS: _(
        "An Erasmus code is the country in three places, up to eight capital letters and two digits, "
        "for example “S  STOCKHO04”."
    ),
    Scheme.PIC: _("A PIC is nine digits."),
    Scheme.OID: _("An OID is E and eight digits, for example E10209479."),
    Scheme.SCHAC: _("A SCHAC identifier is a domain name without anything before it, for example kth.se."),
    Scheme.WIKIDATA: _("A Wikidata identifier is Q and a number, for example Q854280."),
    Scheme.ETER: _("An ETER identifier is two capital letters and four digits, for example SE0003."),
}

# Country parts in use. Without the blanks after it a short one can be read in two ways: G + ERAKLIO or GE + RAKLIO.
_ERASMUS_COUNTRIES = frozenset(
    "IRL LUX BG CH CY CZ DK EE GE HR HU IS LI LT LV MD ME MK MT NL PL RO RS SF SI SK TR UA UK "  # noqa: SIM905
    "AL AM AZ BA BY XK A B D E F G I N P S".split()
)
_ERASMUS_SPACED = re.compile(r"^([A-Z]{1,3})\s+([A-Z-]{1,8})\s*([0-9]{1,3})$")
_ERASMUS_JOINED = re.compile(r"^([A-Z-]+)([0-9]{1,3})$")

_URLS = {
    Scheme.ROR: "https://ror.org/{}",
    Scheme.WIKIDATA: "https://www.wikidata.org/wiki/{}",
}


def public_url(scheme, value):
    """Return the address that the scheme itself gives an identifier, "" where it has none."""
    return _URLS.get(scheme, "").format(value)


def has_ror_check_figures(value):
    """Tell whether the two last figures of a ROR identifier fit the rest (ISO/IEC 7064, MOD 97-10)."""
    number = 0
    for character in value[:-2]:
        number = number * 32 + ROR_ALPHABET.index(character)
    return int(value[-2:]) == 98 - (number * 100) % 97


def _repair_erasmus(typed):
    value = typed.upper()
    if spaced := _ERASMUS_SPACED.match(value):
        country, place, number = spaced.groups()
    elif joined := _ERASMUS_JOINED.match(value):
        letters, number = joined.groups()
        countries = [letters[:size] for size in (3, 2, 1) if letters[:size] in _ERASMUS_COUNTRIES]
        if len(countries) > 1 and len(countries[0]) < 3:
            raise ValidationError(
                _("Write the spaces after the country part: without them this Erasmus code can be read in two ways."),
                code="erasmus_ambiguous",
            )
        if not countries:
            return value
        country, place = countries[0], letters[len(countries[0]) :]
    else:
        return value
    return f"{country:<3}{place}{number:0>2}"


def normalise(scheme, typed):
    """Return the identifier as it is stored: addresses, prefixes, stray blanks and wrong padding are repaired.

    Raises ValidationError, in words, where no repair leads to a well-formed identifier.
    """
    value = typed.strip()
    if scheme == Scheme.ROR:
        value = re.sub(r"^(https?://)?(www\.)?ror\.org/", "", value, flags=re.IGNORECASE).strip("/").lower()
    elif scheme == Scheme.WIKIDATA:
        value = re.sub(r"^https?://(www\.)?wikidata\.org/(wiki|entity)/", "", value, flags=re.IGNORECASE).upper()
    elif scheme == Scheme.SCHAC:
        value = re.sub(r"^(urn:schac:.*:|https?://(www\.)?)", "", value, flags=re.IGNORECASE).strip("/").lower()
    elif scheme in (Scheme.PIC, Scheme.OID, Scheme.ETER):
        value = re.sub(r"[\s.]", "", value).upper()
    elif scheme == Scheme.ERASMUS:
        value = _repair_erasmus(value)
    if not re.match(PATTERNS[Scheme(scheme)].replace("$", r"\Z"), value):
        raise ValidationError(_MESSAGES[Scheme(scheme)], code="identifier")
    if scheme == Scheme.ROR and not has_ror_check_figures(value):
        raise ValidationError(
            _("The check digits of this ROR identifier do not fit: a letter or a digit is mistyped."),
            code="ror_check",
        )
    return value
