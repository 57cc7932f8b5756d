"""Made-up universities of the style page, and how they stand on a map."""

from datetime import date

from members.models import Membership, University, UniversityName
from members.models.membership import NO_STANDING, Precision, Standing
from members.models.university import HUES
from members.network_picture import Link, Place, locator, network_picture

_Kind = UniversityName.Kind


def _university(slug, names, standing, periods=(), *, city="", country="", hue=0):
    """Return an unsaved university; `names` are (kind, language, value), `periods` unsaved memberships."""
    university = University(slug=slug, city=city, country=country, hue=hue)
    # What would be read from the database is put in its place.
    university.current_names = [UniversityName(kind=kind, language=code, value=value) for kind, code, value in names]
    university.membership_history = list(periods)
    university.standing_rank = Standing(standing).rank if standing else NO_STANDING
    for period in periods:
        period.university = university
    return university


def made_up():
    """Return four universities: one of which all is known, one with a long name, a suspended and a former one."""
    year = {"valid_from_precision": Precision.YEAR, "valid_to_precision": Precision.YEAR}
    plain = _university(
        "sample-north",
        [(_Kind.OFFICIAL, "en", "Northern University of Technology"), (_Kind.ACRONYM, "", "NUT")],
        Standing.FULL,
        [Membership(category="full", valid_from=date(1990, 1, 1), **year)],
        city="Oulu",
        country="FI",
        hue=13,
    )
    long = _university(
        "sample-long",
        [
            (_Kind.OFFICIAL, "fr", "École supérieure polytechnique interrégionale des sciences et de l’ingénierie"),
            (_Kind.SHORT, "", "ESPISI Bourgogne"),
        ],
        Standing.ASSOCIATE,
        [Membership(category="associate", is_inferred=True)],
        city="Villefranche-de-Rouergue",
        country="FR",
        hue=3,
    )
    suspended = _university(
        "sample-suspended",
        [(_Kind.OFFICIAL, "en", "Technical University of the East"), (_Kind.ACRONYM, "", "TU/e")],
        Standing.SUSPENDED,
        [Membership(category="associate", state="suspended", valid_from=date(2005, 1, 1), **year)],
        city="Tomsk",
        country="RU",
        hue=17,
    )
    former = _university(
        "sample-former",
        [
            (_Kind.OFFICIAL, "he", "הטכניון"),
            (_Kind.OFFICIAL, "en", "Institute of the South"),
            (_Kind.ACRONYM, "", "IS"),
        ],
        Standing.FORMER,
        [Membership(category="full", valid_to=date(2010, 1, 1), **year)],
        city="Haifa",
        country="IL",
        hue=8,
    )
    return plain, long, suspended, former


def monograms():
    """Return a university for each colour of monograms."""
    letters = ("KTH", "UPC", "TUDa", "PT", "IST", "TU/e", "K", "EPFL")
    return [
        _university(f"sample-{hue}", [(_Kind.ACRONYM, "", letters[hue % len(letters)])], Standing.FULL, hue=hue)
        for hue in range(HUES)
    ]


def picture():
    """Return a network picture with every kind of dot and line, and the picture of one place."""
    places = [
        Place("a", "Northern University of Technology", "", "Oulu Tech", "", 65.0, 25.5, "full"),
        Place("b", "Institute of the West", "", "West", "", 38.7, -9.1, "full"),
        Place("c", "University of the Middle", "", "Middle", "", 49.0, 8.4, "associate"),
        Place("d", "Institute of the South", "", "South", "", 41.4, 2.1, "former"),
        Place("e", "University beyond the Ocean", "", "Ocean", "", -23.5, -46.7, "unconfirmed"),
    ]
    links = [Link("a", "b", 1, "Oulu Tech and West", ""), Link("a", "c", 5, "Oulu Tech and Middle", "")]
    return network_picture(places, links), locator(places[0])
