"""Data files: read, checked field by field and handed on as records. What is wrong is collected, so that all is told.

A record is a JSON object. Its `sources` say for each field where the value was read; a value whose source is
`unverified` is dropped here and never reaches the database. A field that is left out and one that is null are the same.
"""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from cluster_portal.core.languages import CODES, ENGLISH
from cluster_portal.core.provenance import UNVERIFIED, validate_source
from cluster_portal.loading import checks

PARTS = (
    "network",
    "universities",
    "agreements",
    "programmes",
    "groups",
    "presidencies",
    "milestones",
    "events",
    "pages",
    "topics",
    "articles",
    "phrases",
)
NOUNS = {
    "universities": "university",
    "agreements": "agreement",
    "programmes": "programme",
    "groups": "group",
    "presidencies": "presidency",
    "milestones": "milestone",
    "events": "event",
    "pages": "page",
    "topics": "topic",
    "articles": "article",
}
_PARTS_IN_WORDS = ", ".join(f"“{part}”" for part in PARTS)
TRANSLATIONS = "texts"  # the folder with one file for each language besides English
STATUS = "status"  # of the texts of one file, or of one record in it
FIRST, CONFIRMED = "first-translation", "confirmed"


class Problems(list):
    """What is wrong with the files: lines that name file, record, field and reason."""

    def add(self, file, record, name, reason):
        place = ", ".join(part for part in (file, record, name) if part)
        problem = f"{place}: {reason}"
        if problem not in self:  # a text has a column for each language, and one for them all
            self.append(problem)

    def __str__(self):
        heading = "Nothing was loaded: " + ("1 problem." if len(self) == 1 else f"{len(self)} problems.")
        return "\n  ".join([heading, *self])


@dataclass(frozen=True)
class Record:
    """One record of a file: what it says, where each value was read, and its texts in the other languages."""

    file: str
    key: str
    values: dict  # field: value; what is unknown or unverified is not there
    sources: dict  # field: source
    texts: dict = field(default_factory=dict)  # language: {field: text}

    def get(self, name, default=None):
        return self.values.get(name, default)


@dataclass(frozen=True)
class Field:
    """What a field of a record may hold. A sourced one must say where its value was read."""

    check: object
    is_required: bool = False
    is_sourced: bool = True


def is_valid(instance, record, field_of, problems):
    """Tell whether an object that is to be stored is valid, and add what its model says against it.

    `field_of` leads from a column of the model to the field of the file.
    """
    try:
        instance.full_clean()
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            name = field_of(column)
            problems.add(record.file, record.key, "" if name == NON_FIELD_ERRORS else name, " ".join(messages))
        return False
    return True


# Files ----------------------------------------------------------------------------------------------------------------


def _object(pairs):
    seen = dict(pairs)
    if len(seen) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands twice in one object.")
    return seen


def _no_constant(name):
    raise ValueError(f"{name} is not JSON.")


def read_json(folder, name, problems):
    """Return what a file of the folder holds, None (and a problem) where it cannot be read."""
    try:
        content = (Path(folder) / name).read_text(encoding="utf-8-sig")
        return json.loads(content, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=Decimal)
    except FileNotFoundError:
        problems.add(name, "", "", "the file is missing.")
    except OSError as error:
        problems.add(name, "", "", f"the file cannot be read: {error.strerror}.")
    except UnicodeDecodeError as error:
        problems.add(name, "", "", f"is not UTF-8: byte {error.start + 1} is wrong.")
    except json.JSONDecodeError as error:
        problems.add(name, "", "", f"is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.")
    except RecursionError:
        problems.add(name, "", "", "is nested too deeply.")
    except ValueError as error:
        problems.add(name, "", "", f"is not JSON: {error}")
    return None


def _read_sources(file, key, raw, fields, problems):
    """Return the sources of a record; those that are wrong are told."""
    sources = raw.get("sources") or {}
    if not isinstance(sources, dict):
        problems.add(file, key, "sources", "an object is expected that maps fields to sources.")
        return dict.fromkeys(fields, "")
    for name, source in sources.items():
        if name not in fields:
            problems.add(file, key, f"sources.{name}", "is the source of an unknown field.")
            continue
        if reason := wrong_source(source):
            problems.add(file, key, f"sources.{name}", reason)
    return sources


def wrong_source(source):
    """Return what is wrong with a source, "" where nothing is."""
    if source == UNVERIFIED:
        return ""
    if reason := checks.text(source):
        return reason
    try:
        validate_source(source)
    except ValidationError:
        return f"“{source}” is not a source: write a web address, own-words, editorial or unverified."
    return "" if len(source) <= 500 else "is longer than 500 characters."


def _source(raw, name):
    sources = raw.get("sources")
    return sources.get(name) if isinstance(sources, dict) else None


def read_record(file, key, raw, fields, problems):
    """Return the `Record` of a JSON object, checked; None, and the problems, where anything is wrong."""
    count = len(problems)
    sources = _read_sources(file, key, raw, fields, problems)
    values = {}
    for name, value in raw.items():
        if name == "sources" or value is None:
            continue
        if name not in fields:
            problems.add(file, key, name, "is an unknown field.")
            continue
        if reason := fields[name].check(value):
            problems.add(file, key, name, reason)
        if fields[name].is_sourced and name not in sources:
            problems.add(file, key, name, "has no source: say in “sources” where it was read.")
        if sources.get(name) != UNVERIFIED:
            values[name] = value
    for name, wanted in fields.items():
        if wanted.is_required and raw.get(name) is None:
            problems.add(file, key, name, "is missing.")
    if len(problems) > count:
        return None
    return Record(file, key, values, {name: sources[name] for name in values if name in sources})


def read_records(folder, file, part, fields, translated, translations, problems):
    """Return the `Record` of each object of a file that is a list of objects with slugs; no file holds none.

    `part` names its translations, `translated` the fields that may have one. All problems are added to the given ones.
    """
    if not (Path(folder) / file).exists():
        raw_records = []
    elif (raw_records := read_json(folder, file, problems)) is None:
        return []
    if not isinstance(raw_records, list) or not all(isinstance(raw, dict) for raw in raw_records):
        problems.add(file, "", "", "a list of objects is expected.")
        return []
    labels = [label_of(raw, place) for place, raw in enumerate(raw_records, start=1)]
    records = []
    for raw, label in zip(raw_records, labels, strict=True):
        record = read_record(file, label, raw, fields, problems)
        entries = {language: content[part].get(label, {}) for language, content in translations.items()}
        texts = texts_of(raw, file, label, entries, translated, problems)
        if labels.count(label) > 1:
            problems.add(file, label, "slug", "stands in more than one record.")
        elif record:
            record.texts.update(texts)
            records.append(record)
    check_translated_slugs(file, part, labels, translations, problems)
    return records


def label_of(raw, place):
    """Return what a problem calls a record: its slug, or its place in the file."""
    return raw["slug"] if isinstance(raw.get("slug"), str) else f"record {place}"


def check_translated_slugs(file, part, labels, translations, problems):
    """Add a problem for each translated record that the file does not have."""
    for language, content in translations.items():
        for slug in content[part]:
            if slug not in labels:
                problems.add(f"{TRANSLATIONS}/{language}.json", slug, "", f"{file} has no {NOUNS[part]} of this slug.")


# Translations ---------------------------------------------------------------------------------------------------------


def read_translations(folder, problems):
    """Return the files of the other languages: {language: {part: {...}}}, with every part of PARTS and STATUS."""
    translations = {}
    for path in sorted((Path(folder) / TRANSLATIONS).glob("*.json")):
        language, file = path.stem, f"{TRANSLATIONS}/{path.name}"
        if language == ENGLISH:
            problems.add(file, "", "", "English stands in the files of the records.")
        elif language not in CODES:
            problems.add(file, "", "", f"“{language}” is none of the languages {', '.join(CODES)}.")
        elif (raw := read_json(folder, file, problems)) is not None:
            translations[language] = _checked_translation(file, raw, problems)
    return translations


def _checked_translation(file, raw, problems):
    content = {part: {} for part in PARTS} | {STATUS: CONFIRMED}
    if not isinstance(raw, dict):
        problems.add(file, "", "", f"an object with {_PARTS_IN_WORDS} is expected.")
        return content
    for name, part in raw.items():
        if name == STATUS:
            content[STATUS] = part
            if part not in (FIRST, CONFIRMED):
                problems.add(file, "", STATUS, f"“{FIRST}” or “{CONFIRMED}” is expected.")
        elif name not in content:
            problems.add(file, "", name, f"is an unknown part: {_PARTS_IN_WORDS} are expected.")
        elif not isinstance(part, dict):
            problems.add(file, "", name, "an object is expected.")
        else:
            content[name] = part
    return content


def texts_of(raw, file, key, entries, translated, problems):
    """Return the texts of a record in the other languages, checked: {language: {field: text}}.

    `entries` are what the translators wrote for it, by language. A translation of nothing is a mistake; that of a value
    which is unverified is dropped with it.
    """
    texts = {}
    for language, entry in entries.items():
        translation = f"{TRANSLATIONS}/{language}.json"
        texts[language] = {}
        if not isinstance(entry, dict):
            problems.add(translation, key, "", "an object of texts is expected.")
            continue
        for name, value in entry.items():
            if name == STATUS:
                if value != CONFIRMED:
                    problems.add(translation, key, STATUS, f"“{CONFIRMED}” is expected, or nothing.")
            elif name not in translated:
                problems.add(translation, key, name, f"is not translated here: {', '.join(translated)} are.")
            elif reason := checks.text(value):
                problems.add(translation, key, name, reason)
            elif raw.get(name) is None:
                problems.add(translation, key, name, f"translates what {file} does not say.")
            elif _source(raw, name) != UNVERIFIED:
                texts[language][name] = value
    return texts


def check_html(records, name, problems):
    """Add a problem for each translation of a rich text that is not what `checks.html` asks for."""
    for record in records:
        for language, translated in record.texts.items():
            if name in translated and (reason := checks.html(translated[name])):
                problems.add(f"{TRANSLATIONS}/{language}.json", record.key, name, reason)
