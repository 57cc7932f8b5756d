"""What the made-up network of the style page publishes, who governs it, and what the search finds of it."""

from datetime import UTC, date, datetime, time

from django.templatetags.static import static

from cluster_portal.core.languages import Text, visitor_language
from cluster_portal.pages.menus import Entry
from cluster_portal.pages.models import Page
from cluster_portal.search.marks import Marker
from cluster_portal.search.models import SearchEntry
from cluster_portal.search.question import Question
from cluster_portal.search.results import Result
from members.governance import GroupLine
from members.models import Group, GroupMembership, Presidency
from news.models import Article, Document, Event


def governance(plain, long):
    """Return what the pages on governance show: lines of groups, and presidencies."""
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


def published():
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


def found():
    """Return a result of the search with all that one can have, and one in another language that is over."""
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


class LibraryPicture:
    """Stands for a `Picture`, since the style page has no library: the card of the portal in one width."""

    width, height, focal_x, focal_y, fallback = 1200, 630, 50, 50, "png"
    is_decorative, source_language, credit = False, "en", "Name of the photographer"
    alt_shown = "enThe card of the portal"

    def __init__(self):
        self.address, self.texts_language = static("img/social-card.png"), visitor_language()
        self.small = {"webp": self.address}

    def srcset(self, ending):
        return f"{self.address} {self.width}w" if ending == self.fallback else ""
