"""What is a university's own among news, events and documents: what it proposed, or hosts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cluster_portal.core.languages import Text, text_of
from cluster_portal.review.models import Proposal
from cluster_portal.workspace.pages import PAGES, ObjectPage
from news.events import when
from news.models import Article, Event

SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One object of a list: what it is called, what tells it apart, and where it is looked through."""

    title: Text
    detail: str
    url: str


@dataclass(frozen=True)
class OwnList:
    """The newest objects of one kind, and the drafts of new ones that somebody has not sent."""

    page: ObjectPage
    lines: list
    count: int
    drafts: list  # [(name, address)]

    @property
    def has_more(self):
        return self.count > len(self.lines)


def own_lists(university, drafts, *, may_edit):
    """Return an `OwnList` for each kind of object that has an owner: two queries each.

    `drafts` are the drafts of new objects of the person who looks, whatever they are of.
    """
    found = []
    for page in PAGES.values():
        if page.own is not None:
            objects = page.own(university.pk)
            lines = lines_of(page, university, objects[:SHOWN], may_edit=may_edit)
            found.append(OwnList(page, lines, objects.count(), drafts_of(page, university, drafts)))
    return found


def drafts_of(page, university, drafts):
    """Return [(name, address)] of those drafts of new objects that are of the kind of a page."""
    return [
        (draft.name, reverse("workspace:object", args=[university.slug, page.code, draft.uuid]))
        for draft in drafts
        if ".".join(draft.content_type.natural_key()) == page.label
    ]


def new_drafts(user, university):
    """Return the drafts of new objects that somebody has begun for a university."""
    drafts = Proposal.objects.filter(author=user, university=university, state=Proposal.State.DRAFT, object_id=None)
    return list(drafts.select_related("content_type").order_by("-created_at", "-pk"))


def lines_of(page, university, objects, *, may_edit):
    """Return the `Line`s of objects of a page: they lead into the workspace, or to the public page who may not edit."""
    day = timezone.now()
    return [
        Line(
            text_of(each, "title"),
            _detail(each, day),
            reverse("workspace:object", args=[university.slug, page.code, each.uuid])
            if may_edit
            else each.get_absolute_url(),
        )
        for each in objects.with_texts("title").defer(*_texts_of(objects.model))
    ]


def _texts_of(model):
    """Return the columns of texts, which a list does not read."""
    return [field.name for field in model._meta.concrete_fields if hasattr(field, "translated_field")]


def _detail(each, now):
    if isinstance(each, Event):
        is_as_planned = each.status == Event.Status.SCHEDULED
        return when(each) if is_as_planned else f"{when(each)} · {each.get_status_display()}"
    if isinstance(each, Article):
        day = date_format(timezone.localtime(each.published_at), "DATE_FORMAT")
        if each.published_at > now:
            return _("Appears on %(day)s") % {"day": day}
        return _("Expired") if each.is_gone(now) else day
    return f"{each.get_kind_display()} · {each.get_access_display()}"
