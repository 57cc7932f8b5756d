"""A proposal as people read it: what an item is called, its old and new value in words, and what is live by now."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from modeltranslation.fields import TranslationField

from cluster_portal.core import rich_text
from cluster_portal.core.differences import difference
from cluster_portal.core.languages import language_name, text_of
from cluster_portal.review.kept import field_of, kind_name, model_of, related_model
from cluster_portal.review.models import Answer, Item, Proposal
from cluster_portal.review.registry import Risk, translated_fields
from cluster_portal.review.tree import Operation, Tree, read
from cluster_portal.review.values import is_reference, is_same

LONG = 60  # characters from which on a difference is told word by word


@dataclass
class Value:
    """A value in words; "" where there is none. `language` is that of a text which is in one."""

    text: str
    language: str = ""
    file: str = ""  # the address of a file that is proposed
    image: str = ""  # the address of a small picture
    full: str = ""  # that of the same picture in full size


@dataclass
class ShownItem:
    """One item with its values in words."""

    item: Item
    label: str
    old: Value
    new: Value
    live: Value
    is_moved: bool = False  # what is live is neither what the author saw nor what is proposed
    is_gone: bool = False
    rivals: list = field(default_factory=list)  # other open proposals for the same place
    answers: list = field(default_factory=list)

    @property
    def is_long(self):
        return max(len(self.live.text), len(self.new.text)) > LONG

    @property
    def says_the_same(self):
        """Whether the words are those that are live: then only how they are set out is proposed, or a picture."""
        return bool(self.live.text) and self.live == self.new

    @property
    def can_be_written(self):
        """Whether it is open, and what is live is still what its author saw."""
        return self.item.is_open and not (self.is_moved or self.is_gone)

    @property
    def model(self):
        """The model of the row, None where a release has dropped it."""
        return model_of(self.item.model)

    @property
    def is_change(self):
        return self.item.operation == Operation.CHANGE

    @cached_property
    def changes(self):
        """What leads from live to proposed, word by word."""
        return difference(self.live.text, self.new.text)

    @cached_property
    def changes_since_seen(self):
        """What leads from what its author saw to proposed, word by word."""
        return difference(self.old.text, self.new.text)

    @property
    def only_in_markup(self):
        """Whether words and links are the same, and only how a rich text is set is another."""
        return self.is_change and self.item.old != self.item.new and self.old.text == self.new.text

    @property
    def risk(self):
        return Risk(self.item.risk)


@dataclass
class ShownRow:
    """A row that is changed, added or removed: its items, and all its values where it is added or removed."""

    title: str
    operation: Operation
    items: list = field(default_factory=list)
    values: list = field(default_factory=list)  # [(label, Value)]


class Wording:
    """Puts values into words: those of items, and those of whole trees.

    The names of what foreign keys lead to are loaded together, a query for each model.
    """

    def __init__(self, items, *trees):
        self.new_rows = {item.row: self._title_of_new(item) for item in items if item.operation == Operation.ADD}
        self._names, self._images = {}, {}
        wanted = defaultdict(set)
        for model, column, value in (*_values_of_items(items), *_values_of_trees(trees)):
            _note(wanted, model, column, value)
        for model, keys in wanted.items():
            rows = {row.pk: row for row in _rows_of(model, keys)}
            self._names[model] = {pk: name_of(row) for pk, row in rows.items()}
            pictures = {pk: row for pk, row in rows.items() if hasattr(row, "small")}
            self._images[model] = {pk: (row.small["webp"], row.address) for pk, row in pictures.items()}

    def _title_of_new(self, item):
        return item.row_name or kind_name(item.model)

    def of(self, model, column, value):
        """Return a JSON value of a column as a `Value`."""
        column_field = field_of(model, column)
        if column_field is None:
            return Value("" if value is None else str(value))
        language = column_field.language if isinstance(column_field, TranslationField) else ""
        try:
            text = self._words(column_field, value)
        except (TypeError, ValueError):  # what a partner would have instead is checked by nobody, and fields change
            text = str(value)
        if isinstance(column_field, models.FileField) and isinstance(value, dict):
            return Value(text, file=reverse("workspace:file", args=[value["upload"]]))
        if isinstance(column_field, models.ForeignKey):
            image, full = self._images.get(column_field.related_model, {}).get(value, ("", ""))
            return Value(text, image=image, full=full)
        return Value(text, language)

    def _words(self, column_field, value):
        if value in (None, "", [], {}):
            return ""
        if column_field.is_relation:
            values = value if isinstance(value, list) else [value]
            return ", ".join(sorted(self._name(column_field.related_model, each) for each in values))
        return _plain_words(column_field, value)

    def _name(self, model, key):
        if is_reference(key):
            return self.new_rows.get(key, key)
        return self._names.get(model, {}).get(key) or _("something that is no longer there")


def _values_of_items(items):
    for item in items:
        model = model_of(item.model)
        if item.operation == Operation.CHANGE:
            yield model, item.column, item.old
            yield model, item.column, item.new
        else:
            yield from ((model, column, value) for column, value in (item.new or item.old or {}).items())


def _values_of_trees(trees):
    for tree in trees:
        for key, values in tree.rows.items():
            model = model_of(key.model)
            yield from ((model, column, value) for column, value in values.items())


def _note(wanted, model, column, value):
    related = related_model(model, column)
    if related is not None:
        keys = value if isinstance(value, list) else [value]
        wanted[related].update(key for key in keys if isinstance(key, int))


def _plain_words(column_field, value):  # noqa: PLR0911 - one kind of field a line
    if column_field.choices:
        return str(dict(column_field.flatchoices).get(value, value))
    if isinstance(column_field, models.FileField):
        return value.get("name", "") if isinstance(value, dict) else str(value).rpartition("/")[2]
    if isinstance(column_field, models.BooleanField):
        return pgettext("value", "Yes") if value else pgettext("value", "No")
    if _is_rich(column_field):
        return rich_text.as_read(value)
    if isinstance(column_field, models.DateTimeField):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    if isinstance(column_field, models.DateField):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if isinstance(column_field, models.TimeField):
        return time_format(time.fromisoformat(value), "TIME_FORMAT")
    if isinstance(column_field, models.DecimalField):
        return number_format(value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)


def _is_rich(column_field):
    original = getattr(column_field, "translated_field", column_field)
    return isinstance(original, rich_text.RichTextField)


def _rows_of(model, keys):
    return with_names(model._default_manager.filter(pk__in=keys))


def with_names(rows):
    """Load what `name_of` needs of a queryset of any model, and no other texts."""
    if hasattr(rows.model, "names"):
        return rows.only("slug", "source_language").prefetch_related("names")
    naming = _naming_field(rows.model)
    return rows.with_texts(naming).only("slug", "source_language") if naming else rows


def name_of(row):
    """Return what a row is called: a university by its names, what has a title or a name in each language by that."""
    if hasattr(row, "names"):
        return str(row.name)
    naming = _naming_field(type(row))
    return (text_of(row, naming).value if naming else "") or str(row)


def _naming_field(model):
    """Return the translated field that names objects with a page, None where they name themselves."""
    names = {field.name for field in model._meta.concrete_fields}
    is_page = {"slug", "source_language"} <= names
    return next((name for name in ("title", "name") if is_page and name in translated_fields(model)), None)


def label_of(model, column):
    """Return what a column is called: "Summary (Swedish)"."""
    column_field = field_of(model, column)
    if column_field is None:
        return column
    original = getattr(column_field, "translated_field", column_field)
    label = capfirst(str(original.verbose_name))
    if isinstance(column_field, TranslationField):
        return _("%(field)s (%(language)s)") % {"field": label, "language": language_name(column_field.language)}
    return label


def shown_rows(proposal):
    """Return the `ShownRow`s of a proposal: the object itself first, then its rows in the order of its kinds.

    A handful of queries, whatever the number of items: the items and answers, what is live in the kinds that they are
    about, the names of what foreign keys lead to, and other proposals for the same places.
    """
    subject, target = proposal.subject, proposal.target
    items = list(proposal.items.prefetch_related("answers"))
    tree = read(subject, target, only={item.model for item in items}) if target is not None else Tree()
    wording = Wording(items, tree)
    rivals = _rivals(proposal, items)
    rows = {}
    for item in items:
        row = rows.setdefault(item.key, ShownRow(_title(item, wording), Operation(item.operation)))
        row.items.append(_shown(item, subject, tree, wording, rivals))
        if item.operation != Operation.CHANGE:
            model = model_of(item.model)
            values = (item.new if item.operation == Operation.ADD else item.old) or {}
            named = ((label_of(model, name), wording.of(model, name, value)) for name, value in values.items())
            row.values = [(label, value) for label, value in named if value.text]
    order = {kind.label: place for place, kind in enumerate(subject.kinds)}
    return sorted(rows.values(), key=lambda row: order.get(row.items[0].item.model, len(order)))


def _title(item, wording):
    kind = kind_name(item.model)
    return f"{kind}: {item.row_name}" if item.row_name else kind


def _shown(item, subject, tree, wording, rivals):
    model = model_of(item.model)
    is_dropped = not subject.has(item.model, item.column)
    is_gone = item.is_open and (is_dropped or (item.operation != Operation.ADD and item.key not in tree.rows))
    if item.operation != Operation.CHANGE:
        label = _("Added") if item.operation == Operation.ADD else _("Removed")
        shown = ShownItem(item, label, Value(""), Value(""), Value(""), is_gone=is_gone, answers=_answers(item))
        if item.operation == Operation.REMOVE:  # names of new rows are those of their own proposal
            shown.rivals = rivals.get((item.key, item.column), [])
        return shown
    live = tree.value(item.key, item.column)
    return ShownItem(
        item,
        label_of(model, item.column),
        old=wording.of(model, item.column, item.old),
        new=wording.of(model, item.column, item.new),
        live=wording.of(model, item.column, live),
        is_moved=item.is_open and not is_gone and not (is_same(live, item.old) or is_same(live, item.new)),
        is_gone=is_gone,
        rivals=rivals.get((item.key, item.column), []),
        answers=_answers(item),
    )


def _answers(item):
    """Return what partners say: objections first, then those who have not answered, who must before those who may."""
    order = [Answer.State.OBJECTED, Answer.State.ASKED, Answer.State.AGREED]
    return sorted(item.answers.all(), key=lambda given: (order.index(given.state), not given.is_required))


def _rivals(proposal, items):
    """Return {(key, column): names of other open proposals that would change the same}."""
    if proposal.object_id is None:
        return {}
    others = Item.objects.filter(
        proposal__content_type=proposal.content_type_id,
        proposal__object_id=proposal.object_id,
        proposal__state=Proposal.State.SUBMITTED,
        state=Item.State.OPEN,
    ).exclude(proposal=proposal)
    found = defaultdict(list)
    for other in others.select_related("proposal"):
        found[other.key].append(other)
    rivals = {}
    for item in items:
        # Who removes a row is a rival of whoever changes anything of it.
        same = [each for each in found[item.key] if not (each.column and item.column) or each.column == item.column]
        if same:
            rivals[item.key, item.column] = list(dict.fromkeys(each.proposal for each in same))
    return rivals
