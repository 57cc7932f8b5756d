"""Names of countries (ISO 3166-1) in the visitor's language: django-countries', and better ones where it errs."""

from functools import lru_cache

from django_countries import countries

from cluster_portal.core.languages import visitor_language

# Its Swedish catalogue leaves English names standing, its Catalan one an old addition: Unicode CLDR's instead.
CORRECTIONS = {
    "sv": {
        "US": "USA",
        "AL": "Albanien",
        "AS": "Amerikanska Samoa",
        "AU": "Australien",
        "BR": "Brasilien",
        "BV": "Bouvetön",
        "CA": "Kanada",
        "CC": "Kokosöarna",
        "CU": "Kuba",
        "CV": "Kap Verde",
        "EG": "Egypten",
        "GE": "Georgien",
        "ID": "Indonesien",
        "IN": "Indien",
        "JO": "Jordanien",
        "KH": "Kambodja",
        "LB": "Libanon",
        "LC": "S:t Lucia",
        "MK": "Nordmakedonien",
        "NF": "Norfolkön",
        "PH": "Filippinerna",
        "PN": "Pitcairnöarna",
        "SS": "Sydsudan",
        "SZ": "Eswatini",
        "TD": "Tchad",
        "TK": "Tokelauöarna",
    },
    "ca": {
        "CN": "Xina",
        "IE": "Irlanda",
        "IN": "Índia",
        "MK": "Macedònia del Nord",
        "RW": "Ruanda",
        "US": "Estats Units",
    },
    "it": {"MK": "Macedonia del Nord"},
    "fi": {"MK": "Pohjois-Makedonia", "TL": "Itä-Timor"},
    "de": {"MZ": "Mosambik", "TR": "Türkei"},
}


def country_name(code):
    """Return the country's name in the active language, "" for no country and for a code that stands for none."""
    return _name(str(code), visitor_language()) if code else ""


@lru_cache(maxsize=3000)  # every country in every language; the library takes longer for one than a card for the rest
def _name(code, language):
    return CORRECTIONS.get(language, {}).get(code) or str(countries.name(code))
