"""Pages about the network, `pages.json`: how each is read, and where it is stored."""

from cluster_portal.core.languages import ENGLISH
from cluster_portal.core.publishing import Publication
from cluster_portal.loading import checks, reading
from cluster_portal.loading.columns import field_of, same, write_plain, write_sources, write_texts
from cluster_portal.loading.reading import Field
from cluster_portal.loading.records import Verdict
from cluster_portal.loading.stored import fingerprints
from cluster_portal.pages.models import FormerPath, Page

FILE = "pages.json"


FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "parent": Field(checks.slug, is_sourced=False),
    "menu": Field(checks.one_of(*Page.Menu.values), is_sourced=False),
    "position": Field(checks.whole_number, is_sourced=False),
    "title": Field(checks.text, is_required=True),
    "menu_title": Field(checks.text, is_sourced=False),
    "lead": Field(checks.text, is_required=True),
    "body": Field(checks.html),
}
TEXTS = ("title", "menu_title", "lead", "body")
PLAIN = ("menu", "position")
SOURCES = {name: name for name in TEXTS}


def read(folder, translations, problems):
    """Return the `Record` of each page that is right; all problems are added to the given ones."""
    records = reading.read_records(folder, FILE, "pages", FIELDS, TEXTS, translations, problems)
    reading.check_html(records, "body", problems)
    return records


def store(records, ledger, problems):
    """Bring the pages in the database to what their records say, each where the ledger lets it."""
    former = {each.path: each.target for each in FormerPath.objects.select_related("target")}
    present = former | {page.path: page for page in Page.objects.all()}
    stored = fingerprints(Page, [page.pk for page in present.values()], ())
    by_slug, written = {}, []
    for record in records:
        parent_slug = record.get("parent")
        parent = by_slug.get(parent_slug)
        if parent_slug and parent is None:
            problems.add(FILE, record.key, "parent", f"“{parent_slug}” is no page that stands before it.")
            continue
        path = f"{parent.path}/{record.key}".lstrip("/") if parent else ""
        page = present.get(path)
        verdict = ledger.judge(record, stored.get(page.pk) if page else None)
        if verdict.writes:
            page = Page() if verdict == Verdict.ADDED else page
            if not _write(page, parent, record, problems):
                continue
            written.append((record, page))
        if page is not None:
            by_slug[record.key] = page
    stored = fingerprints(Page, [page.pk for _record, page in written], ())
    for record, page in written:
        ledger.wrote(record, stored[page.pk])


def _write(page, parent, record, problems):
    """Write a page. Return whether it was valid."""
    page.slug, page.parent = record.key, parent
    page.publication, page.source_language = Publication.PUBLISHED, ENGLISH
    write_sources(page, record, SOURCES)
    write_plain(page, record, same(*PLAIN))
    write_texts(page, record, same(*TEXTS), missing="")
    if not reading.is_valid(page, record, field_of(SOURCES), problems):
        return False
    page.save()
    return True
