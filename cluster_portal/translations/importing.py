"""A translator's file: what it would change, what is wrong with it, and carrying it out. All or nothing."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext

from cluster_portal.core.differences import difference
from cluster_portal.translations.exchange import FORMATS
from cluster_portal.translations.exchange.items import BadFile, Item
from cluster_portal.translations.exporting import key_of
from cluster_portal.translations.judging import faults
from cluster_portal.translations.meaning import fingerprint
from cluster_portal.translations.rows import Row, rows_of
from cluster_portal.translations.states import State
from cluster_portal.translations.writing import Edit, Refused, check, log, stand_right, tidy, write

MAX_BYTES = 5 * 1024 * 1024  # the whole portal in one language is a tenth of it


@dataclass
class Change:
    """What a file would do to one text: write it, or only mark it as right."""

    item: Item
    row: Row
    before: str
    is_written: bool
    has_other_source: bool  # than when the file was made

    @property
    def difference(self):
        return difference(self.before, tidy(self.item.translation)) if self.is_written else []


@dataclass
class Problem:
    """What is wrong, and where: the number of the row and the key of its text; 0 and "" where it is the whole file."""

    message: str
    number: int = 0
    key: str = ""

    def __str__(self):
        if not self.number:
            return self.message
        place = gettext("Row %(number)d (%(key)s)") % {"number": self.number, "key": self.key or "?"}
        return f"{place}: {self.message}"


@dataclass
class Plan:
    """What a file would do. It can be carried out where it has no problems."""

    language: str
    changes: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    unchanged_count: int = 0
    unfinished_count: int = 0  # marked in the file as not finished: left as they are


def plan(content, name, language, units):
    """Return the `Plan` of a file, given as bytes with its name; `units` are the texts that its bringer may write."""
    result = Plan(language)
    try:
        items = _read(content, name, language)
    except BadFile as error:
        result.problems.append(Problem(str(error)))
        return result
    rows = {key_of(row.unit): row for row in rows_of(units.filter(language=language))}
    seen = {}
    for item in items:
        message = _refusal(item, rows, seen)
        if message:
            result.problems.append(Problem(message, item.number, item.key))
        elif item is seen[item.key]:
            _judge(item, rows[item.key], result)
    try:
        # On the same loaded objects: what a column does not take is told now, and nothing is stored.
        check(*_edits(result))
    except Refused as refused:
        by_unit = {change.row.unit.pk: change.item for change in result.changes}
        for edit, message in refused.errors:
            item = by_unit[edit.unit.pk]
            result.problems.append(Problem(message, item.number, item.key))
    result.problems.sort(key=lambda problem: problem.number)
    return result


@transaction.atomic
def carry_out(result, *, user=None):
    """Do what a plan without problems says."""
    if result.problems:
        raise ValueError("A plan with problems is not carried out.")
    edits, _objects = _edits(result)
    write(edits, user=user)
    right = [change for change in result.changes if not change.is_written]
    for change in right:
        stand_right(change.row.unit, change.row.source, is_rich=change.row.is_rich)
    log(user, [change.row.unit for change in right], ": still right")


def _read(content, name, language):
    if len(content) > MAX_BYTES:
        raise BadFile(gettext("The file is larger than 5 MB."))
    ending = name.rpartition(".")[2].lower()
    if ending not in FORMATS:
        raise BadFile(
            gettext("The name of the file must end in one of these: %(endings)s.") % {"endings": ", ".join(FORMATS)}
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(
            gettext("The file is not UTF-8: byte %(place)d is wrong. Save it again as UTF-8.")
            % {"place": error.start + 1}
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadFile(gettext("There is a NUL character in line %(line)d of the file.") % {"line": line})
    items = FORMATS[ending].read(text, language)
    if not items:
        raise BadFile(gettext("There is no text in this file."))
    return items


def _refusal(item, rows, seen):
    """Return why an item cannot be taken, "" where it can."""
    if item.key not in rows:
        return gettext("There is no such text to translate into this language.")
    first = seen.setdefault(item.key, item)
    if first is not item and tidy(first.translation) != tidy(item.translation):
        return gettext("This text stands in row %(number)d as well, with another translation.") % {
            "number": first.number
        }
    if not tidy(item.source):
        return gettext("The source is missing.")
    row = rows[item.key]
    if not item.is_finished or tidy(item.translation) in ("", tidy(row.stored)):
        return ""
    return " ".join(faults(item.source, item.translation, is_rich=row.is_rich))


def _judge(item, row, result):
    """Add to the plan what an item that can be taken would do."""
    translation = tidy(item.translation)
    is_written = translation not in ("", tidy(row.stored))
    made_from, now = (fingerprint(text, is_rich=row.is_rich) for text in (item.source, row.source))
    is_right = translation and row.unit.state == State.OUTDATED and item.state == State.CURRENT and made_from == now
    if is_written and not item.is_finished:
        result.unfinished_count += 1
    elif is_written or is_right:
        result.changes.append(Change(item, row, row.stored, is_written, has_other_source=made_from != now))
    else:
        result.unchanged_count += 1


def _edits(result):
    edits, objects = [], {}
    for change in result.changes:
        unit = change.row.unit
        objects[unit.content_type_id, unit.object_id] = change.row.instance
        if change.is_written:
            edits.append(Edit(unit, change.item.translation, change.item.source if change.has_other_source else None))
    return edits, objects
