"""Groups and presidencies, `groups.json` and `presidencies.json`: how each is read, and where it is stored."""

from cluster_portal.core.languages import ENGLISH
from cluster_portal.core.publishing import Publication
from cluster_portal.loading import checks, reading
from cluster_portal.loading.columns import dated, field_of, same, write_plain, write_sources, write_texts
from cluster_portal.loading.reading import Field
from cluster_portal.loading.rows import Row, write_rows
from cluster_portal.loading.stored import present_by_slug, store_each
from members.models import FormerGroupSlug, FormerUniversitySlug, Group, GroupMembership, Presidency, University

GROUPS, PRESIDENCIES = "groups.json", "presidencies.json"
ENDED, CURRENT = "ended", "current"

_CHAIRS = checks.objects(
    {
        "university": checks.slug,
        "function": checks.one_of(*GroupMembership.Function.values),
        "start": checks.known_day,
        "end": checks.known_day,
        "end_is_unknown": checks.flag,
    },
    required=("university",),
)
GROUP_FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "name": Field(checks.text, is_required=True),
    "kind": Field(checks.one_of(*Group.Kind.values), is_required=True),
    "status": Field(checks.one_of(CURRENT, Group.State.UNCONFIRMED, ENDED), is_required=True),
    "start": Field(checks.known_day),
    "end": Field(checks.known_day),
    "part_of": Field(checks.slug),
    "chairs": Field(_CHAIRS),
    "mandate": Field(checks.text),
    "mission": Field(checks.text),
    "composition": Field(checks.text),
    "meets": Field(checks.text),
    "chair_note": Field(checks.text),
    "note": Field(checks.text),
    "official_url": Field(checks.web_address),
}
GROUP_TEXTS = ("name", "mandate", "mission", "composition", "meets", "chair_note", "note")
GROUP_SOURCES = {
    **{name: name for name in GROUP_TEXTS},
    "kind": "kind",
    "status": "state",
    "start": "valid_from",
    "end": "valid_to",
    "part_of": "parent",
    "official_url": "website",
}
PRESIDENCY_FIELDS = {
    "slug": Field(checks.slug, is_required=True, is_sourced=False),
    "president": Field(checks.text),
    "university": Field(checks.slug),
    "start": Field(checks.known_day),
    "end": Field(checks.known_day),
    "end_is_unknown": Field(checks.flag, is_sourced=False),
    "is_vacant": Field(checks.flag, is_sourced=False),
    "is_reelection": Field(checks.flag),
    "secretary_general": Field(checks.text),
    "coordinator": Field(checks.text),
    "statement": Field(checks.text),
    "note": Field(checks.text),
}
PRESIDENCY_TEXTS = ("statement", "note")
PRESIDENCY_PLAIN = {
    "slug": "code",
    "president": "president_name",
    "secretary_general": "secretary_general_name",
    "coordinator": "coordinator_name",
    "is_vacant": "is_vacant",
    "is_reelection": "is_reelection",
    "end_is_unknown": "ended_on_unknown_day",
}
PRESIDENCY_SOURCES = {
    **{name: name for name in PRESIDENCY_TEXTS},
    **PRESIDENCY_PLAIN,
    "university": "university",
    "start": "valid_from",
    "end": "valid_to",
}


TERM = "07-01"  # presidencies change on 1 July: of a change in "2016" no more is known than that


def read(folder, translations, problems):
    """Return the `Record`s of the groups and of the presidencies; all problems are added to the given ones."""
    groups = reading.read_records(folder, GROUPS, "groups", GROUP_FIELDS, GROUP_TEXTS, translations, problems)
    presidencies = reading.read_records(
        folder, PRESIDENCIES, "presidencies", PRESIDENCY_FIELDS, PRESIDENCY_TEXTS, translations, problems
    )
    return groups, presidencies


def store(groups, presidencies, ledger, problems):
    """Bring groups and presidencies in the database to what their records say, each where the ledger lets it."""
    universities = present_by_slug(University, FormerUniversitySlug)
    _store_groups(groups, universities, ledger, problems)
    _store_presidencies(presidencies, universities, ledger, problems)


def _store_groups(records, universities, ledger, problems):
    present = present_by_slug(Group, FormerGroupSlug)

    def write(group, record):
        return _write_group(group, record, present, universities, problems)

    store_each(Group, records, present, ledger, write, ("memberships",))


def _write_group(group, record, present, universities, problems):
    """Write a group and who leads it. Return whether all of it was valid."""
    status = record.values["status"]
    group.slug, group.kind = record.key, record.values["kind"]
    group.publication, group.source_language = Publication.PUBLISHED, ENGLISH
    write_sources(group, record, GROUP_SOURCES)
    group.website = record.get("official_url", "")
    write_texts(group, record, same(*GROUP_TEXTS))
    group.state = Group.State.UNCONFIRMED if status == Group.State.UNCONFIRMED else Group.State.ACTIVE
    group.valid_from, group.valid_from_precision = dated(record.get("start"))
    group.valid_to, group.valid_to_precision = dated(record.get("end"), TERM)
    group.ended_on_unknown_day = status == ENDED and group.valid_to is None
    named = [("chairs", each["university"], universities) for each in record.get("chairs", ())]
    if whole := record.get("part_of"):
        named.append(("part_of", whole, present))
    unknown = [(field, slug) for field, slug, known in named if slug not in known]
    for field, slug in unknown:
        noun = "group that stands before it" if field == "part_of" else "university"
        problems.add(GROUPS, record.key, field, f"“{slug}” is no {noun}.")
    group.parent = present.get(whole) if whole else None
    if unknown or not reading.is_valid(group, record, field_of(GROUP_SOURCES), problems):
        return False
    group.save()
    return write_rows(group.memberships, _chair_rows(record, universities), record, problems)


def _chair_rows(record, universities):
    rows = []
    for each in record.get("chairs", ()):
        start, start_precision = dated(each.get("start"), TERM)
        end, end_precision = dated(each.get("end"), TERM)
        key = {
            "university": universities[each["university"]],
            "function": each.get("function", GroupMembership.Function.CHAIR),
            "valid_from": start,
        }
        values = {
            "valid_from_precision": start_precision,
            "valid_to": end,
            "valid_to_precision": end_precision,
            "ended_on_unknown_day": each.get("end_is_unknown", False),
            "source": record.sources.get("chairs", ""),
        }
        rows.append(Row("chairs", key, values))
    return rows


def _store_presidencies(records, universities, ledger, problems):
    present = {each.code: each for each in Presidency.objects.all()}

    def write(presidency, record):
        return _write_presidency(presidency, record, universities, problems)

    store_each(Presidency, records, present, ledger, write)


def _write_presidency(presidency, record, universities, problems):
    """Write a presidency. Return whether it was valid."""
    presidency.source_language = ENGLISH
    write_sources(presidency, record, PRESIDENCY_SOURCES)
    write_plain(presidency, record, PRESIDENCY_PLAIN)
    write_texts(presidency, record, same(*PRESIDENCY_TEXTS))
    presidency.valid_from, presidency.valid_from_precision = dated(record.get("start"), TERM)
    presidency.valid_to, presidency.valid_to_precision = dated(record.get("end"), TERM)
    slug = record.get("university")
    if slug and slug not in universities:
        problems.add(PRESIDENCIES, record.key, "university", f"“{slug}” is no university.")
        return False
    presidency.university = universities.get(slug)
    if not reading.is_valid(presidency, record, field_of(PRESIDENCY_SOURCES), problems):
        return False
    presidency.save()
    return True
