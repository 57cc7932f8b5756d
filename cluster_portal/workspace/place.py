"""One object as somebody of a university edits it: what is live, what their draft changes, and what waits elsewhere."""

from contextlib import suppress
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.text import capfirst

from cluster_portal.core.languages import CODES, ENGLISH, Text, visitor_language
from cluster_portal.review.drafts import Draft, begin, open_draft
from cluster_portal.review.models import Item, Proposal
from cluster_portal.review.permissions import may_edit
from cluster_portal.review.registry import subject_of, translated_fields
from cluster_portal.review.shown import Wording
from cluster_portal.review.tree import NEW, Key, Operation, Tree, read
from cluster_portal.review.values import is_reference, to_python
from cluster_portal.workspace.access import acts_for
from cluster_portal.workspace.pages import PAGES


class Place:
    """An object, or a new one that stands in a draft, seen by a user who acts for a university.

    `reference` is the UUID of the object or of the draft. Raises Http404 for what the user may not see.
    """

    def __init__(self, user, university, code, reference, *, language=None):
        if code not in PAGES:
            raise Http404
        self.user, self.university = user, university
        self.page = PAGES[code]
        self.subject = subject_of(self.page.label)
        self.target = self._find(reference)
        self.draft = self._find_draft(reference)
        if self.target is None and self.draft is None:
            raise Http404
        self.reference = reference
        self.language = language if language in CODES else None

    def _find(self, reference):
        """Return the object where its facts are those of the university, too: whose pages these are has been asked."""
        found = self.subject.root.model._base_manager.filter(uuid=reference).first()
        is_ours = found is not None and self.university.pk in self.subject.parties(found)
        return found if is_ours and self.subject.is_shown(found) else None

    def may_edit(self):
        """Tell whether the user may propose changes here."""
        if not acts_for(self.user, self.university):
            return False
        return self.target is None or self.subject.editable(self.user).filter(pk=self.target.pk).exists()

    def _find_draft(self, reference):
        if self.target is not None:
            return open_draft(self.subject, self.target, author=self.user, university=self.university)
        draft = Proposal.objects.filter(uuid=reference, state=Proposal.State.DRAFT, object_id=None).first()
        is_ours = draft is not None and draft.university_id == self.university.pk and may_edit(self.user, draft)
        return draft if is_ours and draft.content_type.model_class() is self.subject.root.model else None

    # What it says -----------------------------------------------------------------------------------------------------

    @cached_property
    def live(self):
        """The `Tree` of what is published; empty for a new object."""
        if self.target is None:
            return Tree()
        tree = read(self.subject, self.target)
        for kind in self.subject.rows:
            if not kind.belongs_directly:
                own = set(kind.own_rows(self.target.pk).values_list("pk", flat=True))
                for key in self._keys_in(tree, kind.label):
                    if int(key.row) not in own:
                        del tree.rows[key]
        return tree

    @staticmethod
    def _keys_in(tree, label):
        return [key for key in tree.rows if key.model == label]

    @cached_property
    def items(self):
        """The items of the draft."""
        return list(self.draft.items.all()) if self.draft is not None else []

    @cached_property
    def waiting(self):
        """The open items of proposals of the university that were sent and not decided."""
        if self.target is None:
            return []
        return list(
            Item.objects.filter(
                proposal__content_type__model=self.subject.root.model._meta.model_name,
                proposal__content_type__app_label=self.subject.root.model._meta.app_label,
                proposal__object_id=self.target.pk,
                proposal__university=self.university.pk,
                proposal__state=Proposal.State.SUBMITTED,
                state=Item.State.OPEN,
            ).select_related("proposal")
        )

    @cached_property
    def tree(self):
        """The `Tree` as it would be with the draft: removed rows are gone, new ones go by the name of their item."""
        rows = {key: dict(values) for key, values in self.live.rows.items()}
        for item in self.items:
            if item.operation == Operation.ADD:
                rows[item.key] = dict(item.new)
            elif item.operation == Operation.REMOVE:
                rows.pop(item.key, None)
            elif item.key in rows:
                rows[item.key][item.column] = item.new
        return Tree(rows)

    @property
    def root_key(self):
        return Key(self.subject.label, str(self.target.pk) if self.target is not None else NEW)

    @property
    def source_language(self):
        """The language in which the texts of the object are written first."""
        return self.tree.value(self.root_key, "source_language") or ENGLISH

    @property
    def languages(self):
        """The languages that a form shows: that of the source first, and the one that is chosen beside it."""
        return tuple(dict.fromkeys((self.source_language, self.language or visitor_language())))

    # Rows -------------------------------------------------------------------------------------------------------------

    def keys_of(self, label):
        """Return the keys of the rows of a model, those that are new last."""
        return self._keys_in(self.tree, label)

    def instance(self, key):
        """Return the model instance of a row as it would be with the draft. Raises Http404 where the row is gone.

        What the form of a section leaves out is right with the rest of the draft, or it is not: not with what is live.
        """
        if key not in self.tree.rows:
            raise Http404
        kind = self.subject.kind(key.model)
        if key == self.root_key and self.target is not None:
            instance = kind.model._base_manager.get(pk=self.target.pk)
        elif key == self.root_key or is_reference(key.row):
            instance = kind.model()
        else:
            instance = kind.model._base_manager.get(pk=key.row)
        if kind.belongs_directly:
            setattr(instance, kind.parent, self.root_instance)
        self._fill(instance, kind, key)
        return instance

    def _fill(self, instance, kind, key):
        """Put what the draft changes into an instance: plain values, and what foreign keys lead to."""
        for column in kind.columns:
            value, column_field = self.tree.value(key, column), instance._meta.get_field(column)
            is_plain = not column_field.many_to_many and not isinstance(column_field, models.FileField)
            if not is_plain or is_reference(value) or value == self.live.value(key, column):
                continue
            with suppress(ValidationError):  # what no longer fits is told when the draft is sent
                setattr(instance, column_field.attname, to_python(column_field, value))

    @cached_property
    def root_instance(self):
        """The object itself, or an unsaved one for what is new; its own values only where they are live."""
        return self.target if self.target is not None else self.subject.root.model()

    # In words ---------------------------------------------------------------------------------------------------------

    @cached_property
    def wording(self):
        """Puts the values of both trees into words; the names that they need are loaded together."""
        return Wording(self.items, self.live, self.tree)

    def words(self, key, column, *, is_live=False):
        """Return the `Value` of a column as it would be with the draft, or as it is live."""
        tree = self.live if is_live else self.tree
        return self.wording.of(self.subject.kind(key.model).model, column, tree.value(key, column))

    @property
    def title(self):
        """What the object is called: a university by its name, anything else by its title in the source language."""
        if not self.page.title:
            return str(self.university.name)
        column = f"{self.page.title}_{self.source_language}"
        return self.words(self.root_key, column).text or str(self.target or self.draft)

    @property
    def heading(self):
        """The `Text` by which a page calls the object: in the visitor's language where it has one, else the source."""
        if not self.page.title:
            return self.university.name
        asked = visitor_language()
        words = self.words(self.root_key, f"{self.page.title}_{asked}").text
        if words or asked == self.source_language:
            return Text(words or self.title, asked)
        return Text(self.title, self.source_language, is_fallback=True)

    def universities_of_rows(self):
        """Return the primary keys of the universities that rows stand for by being there: partners, new ones too."""
        kinds = [kind for kind in self.subject.rows if kind.names_owner]
        named = (self.tree.value(key, kind.owner) for kind in kinds for key in self.keys_of(kind.label))
        return {university for university in named if isinstance(university, int)}

    def title_of(self, key):
        """Return by what a list tells a row apart: "Deadline of application · EU citizens · 15 January 2027"."""
        row_list = next((each for each in self.page.rows if each.label == key.model), None)
        kind = self.subject.kind(key.model)
        if row_list is None:
            return capfirst(str(kind.model._meta.verbose_name))
        names = [column for name in row_list.told for column in self._told_columns(kind, name)]
        told = [self.words(key, name).text for name in names]
        return " · ".join(text for text in told if text) or capfirst(str(kind.model._meta.verbose_name))

    def _told_columns(self, kind, name):
        """Return the column in which a list reads a field: of a translated one that of the source."""
        return [f"{name}_{self.source_language}"] if name in translated_fields(kind.model) else [name]

    # Writing ----------------------------------------------------------------------------------------------------------

    def basket(self, at):
        """Return the `Draft` that takes changes of this object, begun now where there is none."""
        if self.draft is None:
            who = {"author": self.user, "university": self.university.pk}
            self.draft = begin(self.subject, self.target, **who, at=at, name=self.title)
        return Draft(self.draft, self.user)
