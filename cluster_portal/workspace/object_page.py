"""What the page of an object in the workspace shows: each field as it is live and as the draft would have it."""

from dataclasses import dataclass, field

from cluster_portal.core.languages import language_name, text_columns
from cluster_portal.review.registry import translated_fields
from cluster_portal.review.shown import Value, label_of
from cluster_portal.review.tree import Operation
from cluster_portal.review.values import is_reference


@dataclass
class Line:
    """One column: what is live, what the draft would make of it, and what was proposed and waits."""

    label: str
    live: Value
    draft: Value | None = None  # where it differs
    waiting: object = None  # the Proposal that would change it

    @property
    def language(self):
        return self.live.language

    @property
    def says_the_same(self):
        """Whether the draft has the same words, set out in another way."""
        return self.draft is not None and bool(self.live.text) and (self.draft == self.live)


@dataclass
class ShownSection:
    section: object
    lines: list

    @property
    def told(self):
        """The lines that say something, or did before the draft."""
        return [line for line in self.lines if line.live.text or line.draft or line.waiting]

    @property
    def untold(self):
        """What the others are called, in one line."""
        return ", ".join(line.label for line in self.lines if not (line.live.text or line.draft or line.waiting))


@dataclass
class ShownRow:
    key: object
    title: str
    state: str  # "", "added", "changed" or "removed"
    waiting: object = None

    @property
    def is_new(self):
        return is_reference(self.key.row)


@dataclass
class ShownList:
    row_list: object
    rows: list
    can_add: bool
    can_remove: bool


@dataclass
class Contents:
    """The whole page of an object; of its fields how many there are, and how many are filled in."""

    sections: list = field(default_factory=list)
    lists: list = field(default_factory=list)
    filled: int = 0
    total: int = 0

    @property
    def completeness(self):
        """How much of what could be said is said, in per cent."""
        return round(100 * self.filled / self.total) if self.total else 0


def contents(place):
    """Return the `Contents` of a `Place`."""
    shown = Contents()
    waiting = {(item.key, item.column): item.proposal for item in place.waiting}
    for section in place.page.sections:
        lines = [_line(place, column, waiting) for column in columns_of(place, place.subject.root, section.fields)]
        shown.sections.append(ShownSection(section, lines))
        shown.filled += sum(_is_filled(place, name) for name in section.fields)
        shown.total += len(section.fields)
    for row_list in place.page.rows:
        shown.lists.append(_list(place, row_list, waiting))
    return shown


def _is_filled(place, name):
    """Tell whether a field says something on the published page, of a new object in its draft.

    A text counts once, in the language of its source, so that the count is the same in whatever language one reads.
    """
    is_translated = name in translated_fields(place.subject.root.model)
    column = f"{name}_{place.source_language}" if is_translated else name
    return bool(place.words(place.root_key, column, is_live=place.target is not None).text)


def columns_of(place, kind, names):
    """Return the columns of fields that a place shows: of a translated one that of each language."""
    translated = translated_fields(kind.model)
    found = []
    for name in names:
        found += text_columns(name, languages=place.languages) if name in translated else [name]
    return found


def _line(place, column, waiting):
    key = place.root_key
    live, draft = place.words(key, column, is_live=True), place.words(key, column)
    is_told = bool(live.text or draft.text)
    changed = is_told and place.tree.value(key, column) != place.live.value(key, column)
    model = place.subject.root.model
    return Line(label_of(model, column), live, draft if changed else None, waiting.get((key, column)))


def _list(place, row_list, waiting):
    kind = place.subject.kind(row_list.label)
    touched = {item.key: item.operation for item in place.items if item.model == row_list.label}
    proposals = {key: proposal for (key, _column), proposal in waiting.items()}
    states = {Operation.ADD: "added", Operation.CHANGE: "changed"}
    rows = [
        ShownRow(key, place.title_of(key), states.get(touched.get(key), ""), proposals.get(key))
        for key in place.keys_of(row_list.label)
    ]
    removed = [item for item in place.items if item.key.model == row_list.label and item.operation == Operation.REMOVE]
    rows += [ShownRow(item.key, item.row_name, "removed") for item in removed]
    added = [item for item in place.waiting if item.model == row_list.label and item.operation == Operation.ADD]
    rows += [ShownRow(item.key, item.row_name, "waiting", item.proposal) for item in added]
    return ShownList(row_list, rows, can_add=kind.added is not None, can_remove=kind.removed is not None)


def name_of_languages(place):
    """Return the names of the languages that a place shows, as a form's heading says them."""
    return [language_name(code) for code in place.languages]
