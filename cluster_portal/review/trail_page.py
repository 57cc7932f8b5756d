"""The trail as staff read it: what was written when, by whom and by which way, with values in words."""

from typing import NamedTuple

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.admin_filters import ChoiceFilter
from cluster_portal.core.differences import difference
from cluster_portal.review import trail
from cluster_portal.review.kept import kind_name, model_of
from cluster_portal.review.models import TrailEntry
from cluster_portal.review.registry import all_followed
from cluster_portal.review.shown import LONG, Value, Wording, label_of
from cluster_portal.review.tree import Operation

NOBODY = "nobody"
SHOWN = 3  # changes that the list names; the rest is counted
MOST_TOLD, LONGEST_TOLD = 10, 200  # of what a form tells that others wrote meanwhile
MOST = 500  # changes that a page puts into words: a data file may change thousands


class Told(NamedTuple):
    """One change in words: two values and what leads from one to the other, or the values of a whole row."""

    label: str
    operation: str
    old: Value
    new: Value
    changes: list
    values: list  # [(label, Value)]


# In words -------------------------------------------------------------------------------------------------------------


class _Kept:
    """A stored change as `Wording` takes it."""

    def __init__(self, stored):
        self.operation, self.model, self.row = stored["operation"], stored["model"], stored["row"]
        self.column, self.old, self.new = stored["column"], stored["old"], stored["new"]
        self.row_name = ""

    @property
    def label(self):
        model, kind = model_of(self.model), kind_name(self.model)
        if self.operation == Operation.ADD:
            return gettext("%(kind)s: added") % {"kind": kind}
        if self.operation == Operation.REMOVE:
            return gettext("%(kind)s: removed") % {"kind": kind}
        return f"{kind}: {label_of(model, self.column)}"


def _kept(entry):
    return [_Kept(stored) for stored in entry.changes]


def summary_of(entry):
    """Return what an entry changed, in a line: "University: Summary (Swedish) and 4 more"."""
    kept = _kept(entry)
    words = ", ".join(change.label for change in kept[:SHOWN])
    if len(kept) <= SHOWN:
        return words
    more = ngettext("and %(count)d more", "and %(count)d more", len(kept) - SHOWN) % {"count": len(kept) - SHOWN}
    return f"{words} {more}"


def told(entry):
    """Return the changes of an entry as `Told`: a query for the names of each model that they lead to."""
    kept = _kept(entry)[:MOST]
    wording = Wording(kept)
    return [_told(change, wording) for change in kept]


def _told(change, wording):
    model = model_of(change.model)
    if change.operation == Operation.CHANGE:
        old, new = (wording.of(model, change.column, value) for value in (change.old, change.new))
        is_long = max(len(old.text), len(new.text)) > LONG
        return Told(change.label, change.operation, old, new, difference(old.text, new.text) if is_long else [], [])
    stored = (change.new if change.operation == Operation.ADD else change.old) or {}
    named = [(label_of(model, name), wording.of(model, name, value)) for name, value in stored.items()]
    return Told(change.label, change.operation, Value(""), Value(""), [], [pair for pair in named if pair[1].text])


def changes_shown(entry):
    """Return the changes of an entry as HTML."""
    left = max(len(entry.changes) - MOST, 0)
    return render_to_string("admin/review/trailentry/changes.html", {"changes": told(entry), "left": left})


def since(instance, key):
    """Return in words what was written into an object, or a row with a page of its own, after an entry: its own key."""
    own = [
        line for entry in trail.entries_of(instance).filter(pk__gt=key).order_by("pk") for line in _of(entry, instance)
    ]
    more = len(own) - MOST_TOLD
    if more <= 0:
        return own
    return [*own[:MOST_TOLD], ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}]


def _of(entry, instance):
    """Return the changes of an entry that are about an object, or about a row where it is the object of the entry."""
    label, key = instance._meta.label_lower, str(instance.pk)
    is_own = entry.object_id == instance.pk and entry.content_type.model_class() is type(instance)
    for change, words in zip(_kept(entry), told(entry), strict=False):  # what is told ends somewhere
        if is_own or (change.model, change.row) == (label, key):
            yield (
                f"{words.label}: “{Truncator(words.new.text or '–').chars(LONGEST_TOLD)}”"
                if change.column
                else words.label
            )


def object_link(entry, user):
    """Return the object of an entry as a link to its page, in words where it is gone or not the reader's business."""
    model = entry.content_type.model_class()
    if model is None:
        return entry.name
    meta = model._meta
    if not user.has_perm(f"{meta.app_label}.view_{meta.model_name}") or not model._base_manager.filter(
        pk=entry.object_id
    ):
        return entry.name
    try:
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[entry.object_id])
    except NoReverseMatch:
        return entry.name
    return format_html('<a href="{}">{}</a>', address, entry.name)


def address_of(instance):
    """Return where the trail of an object is read, "" where the trail does not follow it."""
    if instance._meta.label_lower not in {each.label for each in all_followed()}:
        return ""
    content_type = ContentType.objects.get_for_model(type(instance))
    return f"{reverse('admin:review_trailentry_changelist')}?object={content_type.pk}-{instance.pk}"


# What the list can be narrowed to -------------------------------------------------------------------------------------


class KindFilter(ChoiceFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        named = [(each.label, capfirst(str(each.root.model._meta.verbose_name_plural))) for each in all_followed()]
        return sorted(named, key=lambda pair: pair[1].casefold())

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(content_type=ContentType.objects.get_for_model(apps.get_model(self.value())))


class ActorFilter(ChoiceFilter):
    title = _("who")
    parameter_name = "who"

    def lookups(self, request, model_admin):
        written = TrailEntry.objects.filter(actor=OuterRef("pk"))
        users = get_user_model().objects.filter(Exists(written)).order_by("name", "email")
        return [*((str(user.pk), str(user)) for user in users), (NOBODY, _("Nobody: a command"))]

    def queryset(self, request, queryset):
        if self.value() == NOBODY:
            return queryset.filter(actor=None)
        return queryset.filter(actor=self.value()) if self.value() else queryset


class ObjectFilter(admin.SimpleListFilter):
    """One object, by a link from its page: "content type-primary key". It is offered only where it is chosen."""

    title = _("object")
    parameter_name = "object"

    def _place(self):
        kind, _sign, key = (self.value() or "").partition("-")
        return (kind, key) if kind.isdecimal() and key.isdecimal() and len(kind + key) < 19 else (0, 0)

    def lookups(self, request, model_admin):
        chosen = request.GET.get(self.parameter_name)
        return [(chosen, _("The one that you came from"))] if chosen else []

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        kind, key = self._place()
        return queryset.filter(content_type=kind, object_id=key)
