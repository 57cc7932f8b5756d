"""What waits for the people of a university, the next best thing first."""

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cluster_portal.core.languages import Text, text_of
from cluster_portal.core.moments import months_later
from cluster_portal.review import freshness
from cluster_portal.review.models import Answer, Item, Proposal
from cluster_portal.review.permissions import DECIDED_BY_APPROVERS, is_reviewer
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.states import State
from members.models import Affiliation, Role, University
from members.permissions import can_invite_for
from programmes.models import FrameworkAgreement, Programme
from programmes.proposals import programmes_of

MONTHS_AHEAD = 12  # agreements are pointed out this long before they end
ENOUGH_PEOPLE = 2
ASK_TO_INVITE = gettext_lazy(
    "Fewer than two people can act for your university. Ask a lead contact or the network's staff to invite "
    "another one."
)
MOST = 20  # proposals that are looked at for what waits; the list of proposals has all


@dataclass(frozen=True)
class Due:
    """One thing to do: what, why, until when, and where it is done."""

    title: str | Text
    detail: str
    url: str
    action: str
    due_on: date | None = None
    weight: int = 5  # among those without a day, the heaviest first

    def order(self, day):
        """Return what sorts the list: a day within a month goes first, by the day; the rest by weight."""
        days = (self.due_on - day).days if self.due_on else None
        is_near = days is not None and days <= 30
        return (not is_near, days if is_near else 0, -self.weight, days or 0)


@dataclass(frozen=True)
class Agenda:
    """What waits for the people of a university, and what of theirs waits for others, as somebody may see it."""

    due: list  # of `Due`, in order
    waiting: list  # `MOST` proposals of the university, those first that have waited longest
    may_act: bool  # whether the person can do something about it, or only look
    sees_proposals: bool  # whether proposals stand in it, those that wait for an answer included


def agenda(university, user, day):
    """Return the `Agenda` of a university for somebody on a day: a fixed number of queries.

    Proposals are for those who act for the university and for reviewers: `review.permissions.visible_proposals`.
    """
    able = dict(Affiliation.objects.able_to_act().filter(university=university).values_list("user", "role"))
    role = able.get(user.pk)
    sees_proposals = role is not None or is_reviewer(user)
    found = [
        *_confirmations(university, day, may_act=role is not None),
        *_agreements(university, day),
        *_translations(university, day),
        *_people(university, user, able),
    ]
    if sees_proposals:
        found += [*_asked(university, user), *_to_decide(university, user, role, day), *_begun(university, user)]
    waiting = _waiting_proposals(university) if sees_proposals else []
    return Agenda(sorted(found, key=lambda due: due.order(day)), waiting, role is not None, sees_proposals)


def _waiting_proposals(university):
    """Return the proposals of the university that wait longest for reviewers or partners: `MOST` of them."""
    fields = ("uuid", "name", "submitted_at", "answers_due_on")
    return list(Proposal.objects.of([university.pk]).open().only(*fields).order_by("submitted_at", "pk")[:MOST])


def _asked(university, user):
    """Proposals of partners that wait for an answer; nobody answers their own, also where they act for both."""
    rows = (
        Answer.objects.waiting()
        .filter(university=university)
        .exclude(item__proposal__author=user)
        .values(
            uuid=F("item__proposal__uuid"), name=F("item__proposal__name"), due_on=F("item__proposal__answers_due_on")
        )
        .annotate(count=Count("pk"))
        .order_by("due_on", "uuid")
    )
    for row in rows:
        detail = ngettext(
            "A partner proposes a change that concerns you.",
            "A partner proposes %(count)s changes that concern you.",
            row["count"],
        ) % {"count": row["count"]}
        url = reverse("workspace:proposal", args=[row["uuid"]])
        yield Due(row["name"], detail, url, _("Answer"), row["due_on"], 10)


def _confirmations(university, day, *, may_act):
    """What has to be confirmed: one line for all of it, due when the first of it is."""
    found = freshness.due(university.pk, day)
    if not found:
        return
    detail = ngettext(
        "%(count)s entry waits for your word that it is right.",
        "%(count)s entries wait for your word that they are right.",
        len(found),
    ) % {"count": len(found)}
    url = reverse("workspace:confirm", args=[university.slug])
    # What was never confirmed is due since it was published: that is no day by which to sort.
    due_on = min((each.due_on for each in found if each.last_confirmed_at), default=None)
    action = _("Look and confirm") if may_act else _("Look at it")
    yield Due(_("Is what we publish still right?"), detail, url, action, due_on, 9)


def _to_decide(university, user, role, day):
    """Proposals of colleagues of which an approver can decide something now: `MOST` of them."""
    if role not in Role.from_rank_of(Role.APPROVER) or is_reviewer(user):
        return
    items = Item.objects.filter(proposal=OuterRef("pk"), risk__in=DECIDED_BY_APPROVERS).decidable(day)
    waiting = Proposal.objects.of([university.pk]).open().exclude(author=user).filter(Exists(items))
    for each in waiting.only("uuid", "name").order_by("submitted_at", "pk")[:MOST]:
        url = reverse("workspace:proposal", args=[each.uuid])
        yield Due(each.name, _("A colleague proposes a change."), url, _("Look at it"), weight=8)


def _begun(university, user):
    """What the person has begun: drafts that are not sent, and what was sent back, also to who has left."""
    draft, returned = Q(state=Proposal.State.DRAFT), Q(state=Proposal.State.RETURNED)
    people = Affiliation.objects.able_to_act().filter(university=university)
    left_behind = ~Q(author__in=people.values("user")) & Exists(people.filter(user=user))
    begun = Proposal.objects.of([university.pk]).filter(Q(author=user) & (draft | returned) | left_behind & returned)
    for each in begun.order_by("created_at", "pk").only("uuid", "name", "state"):
        url = reverse("workspace:proposal", args=[each.uuid])
        if each.state == Proposal.State.RETURNED:
            yield Due(each.name, _("The reviewers ask for changes."), url, _("Take it up again"), weight=9)
        else:
            yield Due(each.name, _("You have not sent this draft."), url, _("Look through and send"), weight=7)


def _agreements(university, day):
    """Agreements of the university that end within a year."""
    ending = (
        FrameworkAgreement.objects.published()
        .filter(signatures__university=university, valid_to__gt=day, valid_to__lte=months_later(day, MONTHS_AHEAD))
        .distinct()
        .with_texts("title")
        .only("slug", "source_language", "valid_to")
    )
    for each in ending:
        title = text_of(each, "title")
        yield Due(title, _("This agreement ends."), each.get_absolute_url(), _("See the agreement"), each.valid_to, 6)


def _translations(university, day):
    """Texts of the university and its programmes that lack a translation or have an outdated one: one line in all."""
    states = (State.MISSING, State.OUTDATED)
    count = TranslationUnit.objects.filter(own_texts(university, day), state__in=states).count()
    if count:
        detail = ngettext(
            "%(count)s translation is missing, or older than its text.",
            "%(count)s translations are missing, or older than their texts.",
            count,
        ) % {"count": count}
        url = f"{reverse('workspace:about', args=[university.slug])}#translations-heading"
        yield Due(_("Translations"), detail, url, _("See what is published"), weight=3)


def own_texts(university, day):
    """Return the condition of a translation unit that belongs to the university or to one of its programmes."""
    types = ContentType.objects.get_for_models(University, Programme)
    return Q(root__content_type=types[University], root__object_id=university.pk) | Q(
        root__content_type=types[Programme], root__object_id__in=programmes_of(university, day).values("pk")
    )


def _people(university, user, able):
    """Too few people who are able to act: one who leaves must not leave the university alone."""
    if len(able) >= ENOUGH_PEOPLE:
        return
    url = reverse("workspace:colleagues", args=[university.slug])
    if able.get(user.pk) == Role.LEAD or can_invite_for(user, university):
        detail = _(
            "Fewer than two people can act for your university. "
            "Invite another one, so that nothing stops when somebody leaves."
        )
        yield Due(_("Colleagues"), detail, url, _("Invite somebody"), weight=4)
    else:
        yield Due(_("Colleagues"), str(ASK_TO_INVITE), url, _("Look at it"), weight=4)
