"""Who governs the network and works together in it, on any day: presidency, bodies, groups and their chairs."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.provenance import Source
from cluster_portal.core.publishing import Publication
from members.models import Group, GroupMembership, Presidency, University
from members.models.university_queries import CARD_FIELDS
from members.portrait import Section, SourceUse
from members.translation import GroupTranslation, PresidencyTranslation

Kind = Group.Kind
HEADINGS = {
    Kind.GOVERNING_BODY: _("Governing bodies"),
    Kind.OFFICE: _("Governing bodies"),
    Kind.TASK_FORCE: _("Task forces"),
    Kind.DEPARTMENT: _("Departments"),
    Kind.WORKING_GROUP: _("Working groups"),
    Kind.STUDENT_BODY: _("Students"),
    Kind.PROJECT: _("Projects"),
    Kind.OTHER: _("Other groups"),
}
LEADS = (GroupMembership.Function.CHAIR, GroupMembership.Function.VICE_CHAIR, GroupMembership.Function.COORDINATOR)
PERIOD = ("valid_from", "valid_from_precision", "valid_to", "valid_to_precision", "ended_on_unknown_day")
LIST_FIELDS = ("slug", "kind", "state", "source_language", *PERIOD)
PRESIDENCY_FIELDS = (
    "source_language",
    "president_name",
    "university",
    "is_vacant",
    "is_reelection",
    "secretary_general_name",
    "coordinator_name",
    "sources",
    *PERIOD,
)


@dataclass(frozen=True)
class GroupLine:
    """A group as a list shows it: who leads it on the day."""

    group: Group
    leads: list  # [GroupMembership]

    @property
    def misses_chair(self):
        """Whether it should have a chair and none is known; for an office, whoever holds it leads it."""
        return not self.leads and self.group.kind in (Kind.TASK_FORCE, Kind.DEPARTMENT, Kind.WORKING_GROUP)


@dataclass(frozen=True)
class GroupList:
    """The groups under one heading."""

    heading: str
    lines: list


def _universities():
    return University.objects.only(*CARD_FIELDS, "publication").prefetch_related("names")


def _memberships():
    return GroupMembership.objects.prefetch_related(Prefetch("university", _universities()))


class Governance:
    """What the page on governance shows of one day: seven queries, whatever there is."""

    def __init__(self, on):
        self.on = on

    @cached_property
    def _groups(self):
        leads = _memberships().filter(function__in=LEADS)
        groups = Group.objects.published().begun(self.on).with_texts("name", "mandate", "chair_note")
        return list(groups.only(*LIST_FIELDS).prefetch_related(Prefetch("memberships", leads)).order_by("slug"))

    def _lists(self, groups):
        lists = {}
        for group in sorted(groups, key=lambda each: list(Kind.values).index(each.kind)):
            leads = [each for each in group.memberships.all() if each.is_valid_on(self.on)]
            leads.sort(key=lambda each: LEADS.index(each.function))
            lists.setdefault(HEADINGS[group.kind], []).append(GroupLine(group, leads))
        return [GroupList(heading, lines) for heading, lines in lists.items()]

    def _is_over(self, group):
        return not group.is_valid_on(self.on)

    @cached_property
    def current(self):
        """The groups that work on the day, under their headings."""
        return self._lists(
            each for each in self._groups if not self._is_over(each) and each.state == Group.State.ACTIVE
        )

    @cached_property
    def unconfirmed(self):
        """The groups of which nobody could say whether they work on the day."""
        return self._lines(lambda each: not self._is_over(each) and each.state == Group.State.UNCONFIRMED)

    @cached_property
    def ended(self):
        """The groups that were over by the day."""
        return self._lines(self._is_over)

    def _lines(self, condition):
        return [line for part in self._lists(filter(condition, self._groups)) for line in part.lines]

    @cached_property
    def presidencies(self):
        """All presidencies that had begun by the day, the newest first."""
        rows = Presidency.objects.with_texts(*PresidencyTranslation.fields).only(*PRESIDENCY_FIELDS).in_order()
        rows = rows.prefetch_related(Prefetch("university", _universities()))
        return [row for row in rows if (row.valid_from or row.valid_to or self.on) <= self.on]

    @cached_property
    def presidency(self):
        """The presidency that covers the day; None where no row is known to."""
        return next((row for row in self.presidencies if row.valid_from and self._covers(row)), None)

    def _covers(self, row):
        return row.is_valid_on(self.on) and not row.ended_on_unknown_day


def load_group(slug):
    """Return the published or withdrawn group of a slug. Raises Group.DoesNotExist."""
    groups = Group.objects.exclude(publication=Publication.DRAFT).with_texts(*GroupTranslation.fields)
    return groups.only(*LIST_FIELDS, "uuid", "publication", "review_on", "is_temporary", "parent", "contact_email",
                       "website", "sources", "confirmed_on", "updated_at").get(slug=slug)  # fmt: skip


_sections = []


def register_section(section: Section):
    """Let the page of every group show a `Section`, as `portrait.register_section` does for universities."""
    _sections.append(section)


class GroupPage:
    """What the page of one group, loaded by `load_group`, shows on a day and at a moment of it."""

    def __init__(self, group, on, now=None):
        self.group, self.on = group, on
        self.now = now or timezone.now()

    @cached_property
    def sections(self):
        """What higher layers show of the group: [(template, content)]."""
        return [(section.template, section.content(self)) for section in _sections]

    @property
    def is_over(self):
        """Whether it had ended by the day; one that is yet to begin had not."""
        return self.group.ended_on_unknown_day or (self.group.valid_to is not None and self.group.valid_to <= self.on)

    @property
    def has_begun(self):
        return self.group.valid_from is None or self.group.valid_from <= self.on

    @cached_property
    def _memberships(self):
        rows = list(_memberships().filter(group=self.group))
        for row in rows:
            if self.is_over and row.valid_to is None and not row.ended_on_unknown_day:  # nobody outlasts the group
                for name in ("valid_to", "valid_to_precision", "ended_on_unknown_day"):
                    setattr(row, name, getattr(self.group, name))
        order = list(GroupMembership.Function.values)
        return sorted(rows, key=lambda row: order.index(row.function))

    @cached_property
    def current(self):
        """The functions that are held on the day."""
        day = self.on if self.has_begun else self.group.valid_from
        return [row for row in self._memberships if row.is_valid_on(day) and not self.is_over]

    @cached_property
    def past(self):
        """The functions that are not held on the day any more, the latest first."""
        rows = [row for row in self._memberships if row not in self.current]
        return sorted(rows, key=lambda row: str(row.valid_to or row.valid_from or ""), reverse=True)

    @cached_property
    def relatives(self):
        """The published groups that it is part of, or that are part of it: [(is the whole, Group)]."""
        groups = Group.objects.published().with_texts("name").only("slug", "source_language", "parent")
        parts = groups.filter(parent=self.group) | groups.filter(pk=self.group.parent_id)
        return [(each.pk == self.group.parent_id, each) for each in parts.order_by("slug")]

    @cached_property
    def source_uses(self):
        """Where the content of the page was read: each source once, with what was read there."""
        labels = {field.name: field.verbose_name for field in Group._meta.fields}
        uses = {}
        for name, source in self.group.sources.items():
            uses.setdefault(source, []).append(labels.get(name, name))
        for row in self._memberships:
            words = row.get_function_display()
            if row.source and words not in uses.setdefault(row.source, []):
                uses[row.source].append(words)
        return [SourceUse(Source(code), words) for code, words in uses.items()]
