"""Made-up programmes of the style page, as lists, pages and the form of the catalogue show them."""

from dataclasses import replace
from datetime import date

from cluster_portal.core.languages import Text
from cluster_portal.review.freshness import Mark
from members.network_picture import Link
from members.places import Neighbour
from programmes.cards import ProgrammeCard
from programmes.coverage import Coverage
from programmes.deadlines import Standing as DeadlineStanding
from programmes.deadlines import State
from programmes.facets import Facet, Option
from programmes.matrix import matrix_of
from programmes.models import FrameworkAgreement, MobilityPath, PathStep, Programme, ProgrammePartner
from programmes.overview import FinderLine, Upcoming
from programmes.page_parts import Way
from programmes.timeline import length_of, stays_of
from programmes.university_section import ProgrammeLine, Signed
from programmes.vocabulary import Kind, Level, Status


def _partner(university=None, **fields):
    """Return an unsaved partner: a university of the portal, or an external or unnamed one."""
    partner = ProgrammePartner(**fields)
    if university:
        university.pk = 1 + university.hue  # what has a page has a key
        partner.university = university
    return partner


def cards(plain, long):
    """Return programmes as a list shows them: one of which all is known, one of which little is."""
    full = ProgrammeCard(
        programme=Programme(
            slug="sample",
            title_en="Sustainable energy systems",
            kind=Kind.DUAL,
            level=Level.MASTER,
            status=Status.OPEN,
            ects_total=120,
            duration_months=24,
        ),
        partners=[_partner(plain), _partner(long)],
        languages=["en", "fi"],
        subjects=["0713"],
        standing=DeadlineStanding(State.CLOSING, date(2027, 1, 15), None, 12),
    )
    sparse = ProgrammeCard(
        programme=Programme(
            slug="sample-sparse",
            title_de="Wasserbau und Umweltingenieurwesen im Alpenraum",
            source_language="de",
            kind=Kind.MULTIPLE,
            level=Level.DOCTORATE,
            status=Status.UNCONFIRMED,
        ),
        partners=[_partner(long), _partner(external_name="Universität der Mitte"), _partner(is_unnamed=True)],
        languages=[],
        subjects=[],
        standing=DeadlineStanding(State.UNKNOWN),
    )
    return [full, sparse]


def of_a_university(plain, long):
    """Return what the pages of the network and of a university show of programmes."""
    full = ProgrammeLine(
        title=Text("Sustainable energy systems", "en"),
        url="/",
        kind=Kind.DUAL,
        level=Level.MASTER,
        status=Status.OPEN,
        others=(long.short_name, "Institute of the West"),
        has_unnamed=True,
        ects=120,
        languages=("en", "fi"),
        standing=DeadlineStanding(State.CLOSING, date(2027, 1, 15), None, 12),
        has_left=False,
    )
    title = Text("Wasserbau und Umweltingenieurwesen im Alpenraum", "de", True)
    sparse = replace(full, title=title, status=Status.UNCONFIRMED, others=(), ects=None, languages=(), has_left=True)
    agreement = FrameworkAgreement(slug="sample", title_en="Framework for dual degrees", kind="dual-master")
    agreement.withdrawn_on, agreement.is_inferred = date(2020, 1, 1), True
    link = Link("sample-north", "sample-long", 2, "", "/")
    return {
        "lines": [full, sparse],
        "upcoming": [Upcoming(line.title, "/", line.level, line.kind, line.standing) for line in (full, sparse)],
        "finder": FinderLine([("north", plain.name.value)], [("master", "Master")], [("07", "Engineering")]),
        "signed": [Signed(agreement, holds=True), Signed(agreement, holds=False)],
        "neighbours": [Neighbour(one, one.short_name, link) for one in (plain, long)],
    }


def _way(code, steps, diplomas):
    """Return a path of unsaved steps, each (university or None, fields)."""
    programme = Programme()
    path = MobilityPath(programme=programme, code=code)
    steps = [PathStep(programme=programme, path=path, university=place, **fields) for place, fields in steps]
    return Way(path, steps, [], diplomas)


def paths(plain, long):
    """Return what the page of a programme shows of dates and paths: every state, and lengths that are not known."""
    north, far = _partner(plain, pk=1), _partner(long, pk=2)
    year = {"months": 12, "ects": 60}
    ways = [
        _way("north-far", [(plain, year), (long, {**year, "kind": "thesis"})], [north, far]),
        _way("far-north", [(long, year), (plain, {})], [far]),
        _way("chosen", [(plain, {"months": 6}), (None, {"place_en": "a partner of your choice", "months": 9})], []),
    ]
    day = date(2027, 1, 15)
    return {
        "kinds": list(Kind),
        "ways": [(way, stays_of(way), length_of(way)) for way in ways],
        "matrix": matrix_of(ways),
        "deadline_states": [DeadlineStanding(state, day, None, 12) for state in State],
        "coverages": list(Coverage),
    }


class Catalogue:
    """Stands for a `Catalogue` where the form asks it."""

    choice = {"q": "energy", "sort": ""}
    chosen_count = 2
    facets = [
        Facet("level", "Level", [Option("level", "master", "Master", 12, True)], 1, is_open=True),
        Facet(
            "subject",
            "Field of study",
            [
                Option("subject", "07", "Engineering", 8, True, (Option("subject", "0713", "Energy", 3, False),)),
                Option("subject", "06", "Information and communication technologies", 104, False),
            ],
            1,
            is_open=True,
        ),
        Facet("language", "Language of instruction", [Option("language", "fi", "Finnish", 2, False)], 0, is_open=False),
    ]


def marks():
    """Return how a section can stand, as `components/confirmation_mark.html` shows it."""
    return [
        Mark("confirmed", "Confirmed by KTH and UPC on 3 March 2026"),
        Mark("stated", "Stated by KTH; not yet confirmed by UPC"),
        Mark("unconfirmed", "Not yet confirmed by its universities"),
        Mark("overdue", "Not confirmed since 3 March 2024"),
    ]
