"""What may be proposed: each app says in its `apps.py` which of its models, which fields, and at which risk.

    register(Subject(
        root=Kind(University, {"summary": Risk.VISIBLE, "phone": Risk.OWN}),
        rows=(Kind(Contact, {...}, parent="university", added=Risk.VISIBLE, removed=Risk.VISIBLE),),
        parties=lambda university: {university.pk},
        editable=University.objects.editable_by,
    ))

A field that is not named cannot be proposed, whatever a form or a request says. This package knows no university: who
acts for one comes in through `Parties`, and a university is a number.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from cluster_portal.core.languages import text_columns


class Risk(models.TextChoices):
    """What a change may do to others, the least first: it decides who has to agree before it is public."""

    OWN = "own", _("Own and harmless")
    VISIBLE = "visible", _("Own and visible")
    SHARED = "shared", _("A fact shared with partners")
    IN_NAME = "in-name", _("In the name of a partner")
    NETWORK = "network", _("A fact of the network")

    @property
    def rank(self):
        return list(Risk).index(self)

    @property
    def needs_partners(self):
        return self in (Risk.SHARED, Risk.IN_NAME)


@dataclass(frozen=True, eq=False)
class Kind:
    """One model of an object: the object itself, or rows that are part of it."""

    model: type[models.Model]
    risks: Mapping[str, Risk]
    parent: str = ""  # the lookup that leads from a row to its object; "" for the object itself
    owner: str = ""  # the foreign key that says whose row it is
    added: Risk | None = None  # None: nobody may propose one
    removed: Risk | None = None
    speaks_for_owner: frozenset[str] = frozenset()  # fields by which a row says something in its owner's name
    # Where the risk depends on what a field says: f(old, new, proposing university), {field name: f}.
    weighed: Mapping[str, Callable[[object, object, int], Risk]] = field(default_factory=dict)
    names_owner: bool = False  # a row that is there at all says something in its owner's name
    # To what a foreign key may lead: f(object, proposing university), {field name: f}. Without one it stays as it is.
    choices: Mapping[str, Callable[[models.Model, int], models.QuerySet]] = field(default_factory=dict)

    @property
    def label(self):
        return self.model._meta.label_lower

    @property
    def belongs_directly(self):
        """Whether the row itself has the foreign key to its object: a person is reached through a contact."""
        return bool(self.parent) and "__" not in self.parent

    def own_rows(self, key):
        """Return the rows that are part of an object (primary key) and of no other one.

        A person who is a contact of two universities is edited by network staff: neither reads or writes them here.
        """
        rows = self.model._base_manager.filter(**{self.parent: key})
        if self.belongs_directly:
            return rows
        relation, _sign, parent = self.parent.partition("__")
        through = self.model._meta.get_field(relation)
        others = through.related_model._base_manager.filter(**{through.field.name: models.OuterRef("pk")})
        return rows.exclude(models.Exists(others.exclude(**{parent: key}))).distinct()

    @cached_property
    def columns(self):
        """The columns that may be proposed: {column: field name}; a translated field has one for each language."""
        translated = translated_fields(self.model)
        found = {}
        for name in self.risks:
            names = text_columns(name) if name in translated else [name]
            found |= dict.fromkeys(names, name)
        return found


@dataclass(frozen=True)
class Fault:
    """What keeps a changed object from being stored, in words, and where it is to be mended."""

    message: str
    row: models.Model | None = None  # the object or one of its rows
    column: str | None = None


def _nothing(_instance):
    return ()


def _always(_instance):
    return True


def _untouched(instance, _university):
    return instance


def _no_part(_model, _column):
    return ""


def _nothing_to_confirm(_university, _on):
    return []


def _unnoticed(_keys, _university, _at):
    return None


class _Rooted:
    """What has a `root` and `rows`."""

    @property
    def label(self):
        return self.root.label

    @property
    def kinds(self):
        return (self.root, *self.rows)


@dataclass(frozen=True, eq=False)
class Subject(_Rooted):
    """One kind of object with its rows, and what its app says about changing it."""

    root: Kind
    parties: Callable[[models.Model], set[int]]  # the universities whose facts these are
    editable: Callable[[object], models.QuerySet]  # the objects that a user may propose changes of
    is_shown: Callable[[models.Model], bool] = _always  # whether the workspace of a party shows it at all
    rows: tuple[Kind, ...] = ()  # a row that others refer to stands before them
    judge: Callable[[models.Model], Iterable[Fault]] = _nothing  # asked once all is written, before it is kept
    complete: Callable[[models.Model, int], object] = _untouched  # gives a new object what it still needs: an address
    # Stands around each write: f(object, `writing.Origin`) is a context manager.
    writing: Callable[[models.Model, object], object] = field(default=lambda _instance, _origin: nullcontext())
    nearest: Callable[[models.Model, object], object] = field(default=lambda _instance, _day: None)
    # What its universities share and confirm, part by part: what each is called, and to which one a change belongs.
    scopes: Mapping[str, str] = field(default_factory=dict)
    scope_of: Callable[[str, str], str] = _no_part  # (label of a model, column or "" for a whole row), "" for no part
    # What a university is asked from time to time whether it is right: f(university, day), a list of `Confirmable`.
    confirmables: Callable[[int, object], list] = _nothing_to_confirm
    # Told when a university has confirmed parts of objects: f(their primary keys, university, moment).
    confirmed: Callable[[Iterable[int], int, object], None] = _unnoticed

    def kind(self, label):
        """Return the `Kind` of a model's label. Raises KeyError for a model that is no part of the object."""
        return {kind.label: kind for kind in self.kinds}[label]

    def has(self, label, column=""):
        """Tell whether a model is part of the object, and a column (where one is given) may be proposed."""
        kind = next((each for each in self.kinds if each.label == label), None)
        return kind is not None and (not column or column in kind.columns)


@dataclass(frozen=True, eq=False)
class Followed(_Rooted):
    """One kind of object with its rows as the trail follows it: also what nobody may propose."""

    root: Kind
    rows: tuple[Kind, ...] = ()


def followed(model, rows=None):
    """Return the `Followed` of a model of which nothing may be proposed; `rows` are {model: its foreign key}."""
    return Followed(Kind(model, {}), tuple(Kind(row, {}, parent=parent) for row, parent in (rows or {}).items()))


@dataclass(frozen=True)
class Parties:
    """Who acts for universities, as the app that knows them says: all by primary key, asked anew each time."""

    acts_for: Callable[[object], set[int]]  # the universities for which a user may propose and answer
    approves_for: Callable[[object], set[int]]  # those whose proposals a user may decide
    people_of: Callable[
        [Iterable[int]], dict[int, list]
    ]  # {university: users who act for it, who is asked first first}
    reachable: Callable[[Iterable[int]], set[int]]  # those of the universities that can be asked at all
    names: Callable[[Iterable[int]], dict[int, str]]


@dataclass(frozen=True)
class Effect:
    """Something that follows from a change by itself: seen by looking at an object before and after a trial run.

    `look(subject, object)` returns plain values (the object may be None: it does not exist yet), `tell(before, after)`
    the sentences on what is different.
    """

    look: Callable[[Subject, models.Model | None], object]
    tell: Callable[[object, object], Iterable[str]]


# Stands for what a release dropped while a proposal waited: no item can be of its model.
DROPPED = Subject(
    Kind(ContentType, {}), parties=lambda _object: set(), editable=lambda _user: ContentType.objects.none()
)
_subjects = {}
_parties = []
_effects = []
_followed = {}


def register(subject, *, also_followed=None):
    """Let something be proposed. The trail follows its kinds, and the rows of `also_followed`: {model: foreign key}."""
    _subjects[subject.label] = subject
    more = followed(subject.root.model, also_followed)
    register_followed(Followed(subject.root, (*subject.rows, *more.rows)))


def register_followed(each):
    """Let the trail follow objects."""
    _followed[each.label] = each


def all_followed():
    return list(_followed.values())


def followed_of(label):
    """Return the `Followed` of the label of a model. Raises KeyError where the trail does not follow it."""
    return _followed[label]


def register_parties(parties):
    _parties[:] = [parties]


def parties():
    return _parties[0]


def register_effect(effect):
    _effects.append(effect)


def effects():
    return tuple(_effects)


def subjects():
    """Return all subjects in the order of their registration."""
    return list(_subjects.values())


def subject_of(model):
    """Return the `Subject` of a model or of its label. Raises KeyError where nothing of it may be proposed."""
    return _subjects[model if isinstance(model, str) else model._meta.label_lower]


def kept_subject_of(model):
    """Return the `Subject` of a model (None: it is gone), one without rows and fields where a release dropped it.

    What was proposed stays: it can be read, rejected and withdrawn, and nothing of it can be written.
    """
    return _subjects.get(model._meta.label_lower, DROPPED) if model is not None else DROPPED


def translated_fields(model):
    """Return the names of the translated fields of a model."""
    registered = translator.get_registered_models(abstract=False)
    return set(translator.get_options_for_model(model).fields) if model in registered else set()
