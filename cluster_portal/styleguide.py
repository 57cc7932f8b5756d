"""Sample data of the style page: made up, never stored, and awkward on purpose (long names, gaps, other languages)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from django.core.paginator import Paginator
from django.templatetags.static import static

from cluster_portal.core.languages import Text, visitor_language
from cluster_portal.core.validity import today
from cluster_portal.pages.menus import Entry
from cluster_portal.pages.models import Page
from cluster_portal.search.marks import Marker
from cluster_portal.search.models import SearchEntry
from cluster_portal.search.question import Question
from cluster_portal.search.results import Result
from members.governance import GroupLine
from members.models import (
    Contact,
    Group,
    GroupMembership,
    Membership,
    Person,
    Presidency,
    University,
    UniversityName,
)
from members.models.membership import NO_STANDING, Precision, Standing
from members.models.university import HUES
from members.network_picture import Link, Place, locator, network_picture
from members.places import Neighbour, rows_of
from news.models import Article, Document, Event
from programmes.cards import ProgrammeCard
from programmes.coverage import Coverage
from programmes.deadlines import Standing as DeadlineStanding
from programmes.deadlines import State
from programmes.facets import Facet, Option
from programmes.matrix import matrix_of
from programmes.models import FrameworkAgreement, MobilityPath, PathStep, Programme, ProgrammePartner
from programmes.overview import FinderLine, Upcoming
from programmes.page import Way
from programmes.timeline import length_of, stays_of
from programmes.university_section import ProgrammeLine, Signed
from programmes.vocabulary import Kind, Level, Status

COLOURS = ("ink", "paper", "surface", "line", "line-strong", "muted", "accent", "accent-2", "good", "warn", "bad")
TYPE_SIZES = ("3xl", "2xl", "xl", "l", "m", "s", "xs")
SPACES = (4, 8, 12, 16, 24, 32, 48, 64, 96)

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


def _universities():
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


def _monograms():
    letters = ("KTH", "UPC", "TUDa", "PT", "IST", "TU/e", "K", "EPFL")
    return [
        _university(f"sample-{hue}", [(_Kind.ACRONYM, "", letters[hue % len(letters)])], Standing.FULL, hue=hue)
        for hue in range(HUES)
    ]


def _picture():
    places = [
        Place("a", "Northern University of Technology", "", "Oulu Tech", "", 65.0, 25.5, "full"),
        Place("b", "Institute of the West", "", "West", "", 38.7, -9.1, "full"),
        Place("c", "University of the Middle", "", "Middle", "", 49.0, 8.4, "associate"),
        Place("d", "Institute of the South", "", "South", "", 41.4, 2.1, "former"),
        Place("e", "University beyond the Ocean", "", "Ocean", "", -23.5, -46.7, "unconfirmed"),
    ]
    links = [Link("a", "b", 1, "Oulu Tech and West", ""), Link("a", "c", 5, "Oulu Tech and Middle", "")]
    return network_picture(places, links), locator(places[0])


class _LibraryPicture:
    """Stands for a `Picture`, since the style page has no library: the card of the portal in one width."""

    width, height, focal_x, focal_y, fallback = 1200, 630, 50, 50, "png"
    is_decorative, source_language, credit = False, "en", "Name of the photographer"
    alt_shown = "enThe card of the portal"

    def __init__(self):
        self.address, self.texts_language = static("img/social-card.png"), visitor_language()

    def srcset(self, ending):
        return f"{self.address} {self.width}w" if ending == self.fallback else ""


class _Question:
    """Stands for a `Directory` where only addresses are asked."""

    def address(self, page=1):
        return f"?page={page}"


def _partner(university=None, **fields):
    """Return an unsaved partner: a university of the portal, or an external or unnamed one."""
    partner = ProgrammePartner(**fields)
    if university:
        university.pk = 1 + university.hue  # what has a page has a key
        partner.university = university
    return partner


def _cards(plain, long):
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


def _of_a_university(plain, long):
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


def _paths(plain, long):
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


class _Catalogue:
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


def _governance(plain, long):
    africa = Group(
        slug="africa",
        kind="working-group",
        name_en="Working group on Africa",
        mandate_en="Looks for calls to answer together.",
    )
    energy = Group(
        slug="energy",
        kind="department",
        name_de="Fachbereich für nachhaltige Energiesysteme und ihre Wirtschaftlichkeit",
        source_language="de",
        valid_to=date(2016, 7, 1),
        valid_to_precision="year",
    )
    chair = GroupMembership(group=africa, university=plain, function="chair")
    vice_chair = GroupMembership(group=africa, university=long, function="vice-chair")
    return {
        "group_lines": [GroupLine(africa, [chair, vice_chair]), GroupLine(energy, [])],
        "presidencies": [
            Presidency(pk=3, is_vacant=True, valid_from=date(2024, 7, 1)),
            Presidency(
                pk=2,
                president_name="Maria Exempel",
                university=plain,
                secretary_general_name="João Exemplo",
                valid_from=date(2022, 7, 1),
                valid_to=date(2024, 7, 1),
                note_en="Elected in May 2022.",
            ),
            Presidency(pk=1, university=long, valid_to=date(2022, 7, 1), valid_to_precision="year"),
        ],
        "past_day": date(2019, 5, 1),
    }


def _published():
    """Return samples of what the network publishes: lines of lists, a rich text, the menu beside a page."""
    meeting = Event(
        slug="meeting",
        kind="workshop",
        title_en="Workshop on the future of dual degrees",
        summary_en="Members compare what worked.",
        starts_on=date(2027, 4, 7),
        ends_on=date(2027, 4, 9),
        place_en="Lisbon",
        country="PT",
    )
    called_off = Event(
        slug="off",
        kind="general-assembly",
        title_de="Generalversammlung, deren Name länger ist, als eine Zeile fassen kann",
        source_language="de",
        starts_on=date(2027, 6, 1),
        starts_at=time(14),
        ends_at=time(16, 30),
        attendance="online",
        status="cancelled",
    )
    statutes = Document(
        slug="statutes", kind="statutes", title_en="Statutes", document_date=date(2024, 5, 1), version="3"
    )
    older = Document(slug="older", kind="statutes", title_en="Statutes", access="members", languages=["en", "fr"])
    for document in (statutes, older):
        document.media_type, document.size, document.checksum = "application/pdf", 184_320, "0123456789abcdef" * 4
    vision = Page(pk=2, path="vision", title_en="Vision")
    return {
        "sample_events": [meeting, called_off],
        "sample_article": Article(
            slug="news",
            title_en="A new programme opens",
            lead_en="First places.",
            published_at=datetime(2026, 11, 2, tzinfo=UTC),
        ),
        "sample_documents": [(statutes, None), (older, statutes)],
        "sample_page": vision,
        "sample_menu": [
            Entry(1, "", None, "section", "enAbout", ""),
            Entry(vision.pk, "vision", 1, "section", "enVision", ""),
        ],
        "rich_text": Text(
            "<h2>A heading</h2><p>A paragraph with a <a href='/'>link</a>.</p>"
            "<ul><li><p>one</p></li><li><p>two</p></li></ul>"
            "<blockquote><p>What somebody said.</p></blockquote>"
            "<table><tbody><tr><th>Word</th><th>Meaning</th></tr><tr><td>a</td><td>b</td></tr></tbody></table>",
            "en",
        ),
        "other_rich_text": Text("<p>Auf Deutsch geschrieben.</p>", "de", True),
    }


def _found():
    """A result of the search with all that one can have, and one in another language that is over."""
    marker = Marker(Question("Torino"))
    entries = [
        SearchEntry(
            kind="programme",
            language="en",
            title="Sustainable energy, Torino and Stockholm",
            detail="Dual degree · Master · Politecnico di Torino, KTH",
            summary="One year in Torino, one in Stockholm.",
            summary_language="en",
        ),
        SearchEntry(
            kind="event",
            language="it",
            title="Assemblea a Torino",
            title_language="it",
            first_day=date(2024, 5, 3),
            last_day=date(2024, 5, 4),
            summary="I membri si incontrano a Torino.",
            summary_language="it",
        ),
    ]
    return [
        Result(
            entry,
            marker.parts(entry.title, entry.language),
            marker.parts(entry.detail, "en"),
            marker.parts(entry.summary, entry.language),
            entry.shown_summary,
            is_over,
        )
        for entry, is_over in zip(entries, (False, True), strict=True)
    ]


def samples():
    """Return the context of styleguide.html."""
    plain, long, suspended, former = universities = _universities()
    picture, place = _picture()
    person = Person(given_name="Maria", family_name="Exempel", academic_title="Dr", email="maria@example.org")
    return {
        "colours": COLOURS,
        "type_sizes": TYPE_SIZES,
        "spaces": SPACES,
        "standings": Standing.values,
        "monograms": _monograms(),
        "universities": universities,
        "rows": rows_of(universities),
        "members": [plain, long],
        "plain": plain,
        "quiet": [suspended, former],
        "history": [
            Membership(
                pk=3, university=plain, category="full", valid_from=date(2018, 7, 1), valid_from_precision="month"
            ),
            Membership(
                pk=2, university=plain, category="associate", valid_to=date(2018, 7, 1), valid_to_precision="month"
            ),
            Membership(pk=1, university=plain, category="full", ended_on_unknown_day=True, is_inferred=True),
        ],
        "english_text": Text("Written in the language of the page.", "en"),
        "other_text": Text("Auf Deutsch geschrieben, weil niemand es übersetzt hat.", "de", True),
        "prose": Text("A first paragraph with a good measure.\n\nA second one, after a blank line.", "en"),
        "crumbs": [("Home", "/"), ("Members", "/"), (Text("Universität des Südens", "de", True), "/")],
        "page": Paginator(range(400), 20).page(7),
        "question": _Question(),
        "contact": Contact(
            function="incoming", mailbox_email="exchange@example.org", phone="+4687906000", university=plain
        ),
        "person": person,
        "cards": _cards(plain, long),
        "catalogue": _Catalogue(),
        "statuses": [Programme(status=status) for status in Status if status != Status.OPEN],
        **_of_a_university(plain, long),
        **_paths(plain, long),
        **_governance(plain, long),
        **_published(),
        "found": _found(),
        "picture": picture,
        "library_picture": _LibraryPicture(),
        "place": place,
        "day": today(),
    }
