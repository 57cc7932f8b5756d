"""The milestones of the network's history, `milestones.json`: how each is read, and where it is stored."""

from cluster_portal.core.languages import ENGLISH
from cluster_portal.loading import checks, reading
from cluster_portal.loading.columns import dated, field_of, same, write_sources, write_texts
from cluster_portal.loading.reading import Field
from cluster_portal.loading.stored import present_by_slug, store_each
from members.models import FormerUniversitySlug, Presidency, University
from news.models import Milestone
from programmes.models import FormerAgreementSlug, FrameworkAgreement

FILE = "milestones.json"
TEXTS = ("title", "summary", "place", "note")
FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "kind": Field(checks.one_of(*Milestone.Kind.values), is_required=True),
    "date": Field(checks.known_day, is_required=True),
    "title": Field(checks.text, is_required=True),
    "summary": Field(checks.text),
    "place": Field(checks.text),
    "country": Field(checks.country),
    "university": Field(checks.slug),
    "presidency": Field(checks.slug),
    "agreement": Field(checks.slug),
    "note": Field(checks.text),
    "more_sources": Field(checks.list_of(checks.web_address), is_sourced=False),
}
LINKS = ("university", "presidency", "agreement")
SOURCES = {**{name: name for name in (*TEXTS, *LINKS, "kind", "country")}, "date": "happened_on", "slug": "code"}


def read(folder, translations, problems):
    """Return the `Record` of each milestone that is right; all problems are added to the given ones."""
    return reading.read_records(folder, FILE, "milestones", FIELDS, TEXTS, translations, problems)


def store(records, ledger, problems):
    """Bring the milestones in the database to what their records say, each where the ledger lets it."""
    known = {
        "university": present_by_slug(University, FormerUniversitySlug),
        "presidency": {each.code: each for each in Presidency.objects.all()},
        "agreement": present_by_slug(FrameworkAgreement, FormerAgreementSlug),
    }

    def write(milestone, record):
        return _write(milestone, record, known, problems)

    store_each(Milestone, records, {each.code: each for each in Milestone.objects.all()}, ledger, write)


def _write(milestone, record, known, problems):
    """Write a milestone. Return whether it was valid."""
    milestone.code, milestone.source_language = record.key, ENGLISH
    write_sources(milestone, record, SOURCES)
    milestone.kind, milestone.country = record.values["kind"], record.get("country", "")
    milestone.more_sources = record.get("more_sources", [])
    milestone.happened_on, milestone.happened_on_precision = dated(record.values["date"])
    write_texts(milestone, record, same(*TEXTS))
    is_known = True
    for name in LINKS:
        slug = record.get(name)
        if slug and slug not in known[name]:
            problems.add(FILE, record.key, name, f"“{slug}” is no {name}.")
            is_known = False
        setattr(milestone, name, known[name].get(slug))
    if not is_known or not reading.is_valid(milestone, record, field_of(SOURCES), problems):
        return False
    milestone.save()
    return True
