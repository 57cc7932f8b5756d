"""What a reviewer should know before deciding: what an item waits for, what a trial run says, and what would follow."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.review.models import TrailEntry
from cluster_portal.review.obstacles import NO_PART, why_not_yet
from cluster_portal.review.registry import effects
from cluster_portal.review.writing import Origin, rehearse


@dataclass
class Assessment:
    """`waits` and `warnings` are {primary key of an item: sentences}; `general` concern the object as a whole."""

    waits: dict = field(default_factory=dict)
    warnings: dict = field(default_factory=dict)
    general: list = field(default_factory=list)
    effects: list = field(default_factory=list)

    @property
    def is_clear(self):
        return not (self.waits or self.warnings or self.general)


def assess(proposal, shown, *, reviewer, day):
    """Return the `Assessment` of the open items among `shown` (of `shown.ShownItem`): nothing is changed.

    What follows from them is seen in a trial run of all that can be written by now.
    """
    found = Assessment()
    if proposal.is_gone:
        found.general.append(_("What this was about is no longer there."))
        return found
    if proposal.has_lost_its_part:
        found.general.append(NO_PART)
    candidates = []
    for each in shown:
        item = each.item
        if not item.is_open:
            continue
        if waits := list(why_not_yet(proposal, item, day)):
            found.waits[item.pk] = waits
        if warnings := list(_conflicts(each)):
            found.warnings[item.pk] = warnings
        if each.can_be_written:
            candidates.append(item)
    errors, found.effects = _rehearsed(proposal, candidates, reviewer)
    if errors and (sound := [item for item in candidates if item not in errors]):
        further, found.effects = _rehearsed(proposal, sound, reviewer)
        errors = {**further, **errors}
    for item, sentences in errors.items():
        if item is None:
            found.general += sentences
        else:
            found.warnings.setdefault(item.pk, []).extend(sentences)
    return found


def _conflicts(shown):
    if shown.is_gone:
        yield _("What this is about was removed meanwhile.")
    elif shown.is_moved:
        yield _("This was changed meanwhile: what is live now is neither what the author saw nor what is proposed.")
    if shown.rivals:
        yield _("Another proposal that waits would change the same.")


def _rehearsed(proposal, items, reviewer):
    """Return the errors of a trial run, and the sentences on what follows from it."""
    if not items:
        return {}, []
    subject, target = proposal.subject, proposal.target
    origin = Origin(proposal.university_id, reviewer, TrailEntry.Entry.WORKSPACE, timezone.now(), proposal)

    def look(root):
        return [effect.look(subject, root) for effect in effects()]

    before = look(target)
    errors, after = rehearse(subject, target, items, origin, look)
    if after is None:
        return errors, []
    told = (effect.tell(*pair) for effect, pair in zip(effects(), zip(before, after, strict=True), strict=True))
    return errors, [sentence for sentences in told for sentence in sentences]
