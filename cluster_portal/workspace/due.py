"""What waits for the people of a university, the next best thing first."""

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_portal.core.languages import text_of
from cluster_portal.review import freshness
from cluster_portal.review.models import Answer, Proposal
from cluster_portal.review.permissions import may_decide
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.states import State
from members.models import Affiliation, University
from programmes.models import FrameworkAgreement, Programme
from programmes.proposals import programmes_of
from programmes.quality import months_later

MONTHS_AHEAD = 12  # agreements are pointed out this long before they end
ENOUGH_PEOPLE = 2
MOST = 20  # proposals that are looked at for what waits; the list of proposals has all


@dataclass(frozen=True)
class Due:
    """One thing to do: what, why, until when, and where it is done."""

    title: str
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


def waiting_proposals(university):
    """Return the proposals of the university that wait longest for reviewers or partners: `MOST` of them."""
    fields = ("uuid", "name", "submitted_at", "answers_due_on", "author", "university", "state", "version")
    return list(Proposal.objects.of([university.pk]).open().only(*fields).order_by("submitted_at", "pk")[:MOST])


def everything_due(university, user, day, *, waiting):
    """Return the `Due`s of a university for somebody on a day, in order: a fixed number of queries.

    `waiting` are its proposals that wait, as `waiting_proposals` returns them.
    """
    found = [
        *_asked(university),
        *_confirmations(university, day),
        *_to_decide(user, [each for each in waiting if each.author_id != user.pk]),
        *_begun(university, user),
        *_agreements(university, day),
        *_translations(university, day),
        *_people(university),
    ]
    return sorted(found, key=lambda due: due.order(day))


def _asked(university):
    """Proposals of partners that wait for an answer."""
    rows = (
        Answer.objects.waiting()
        .filter(university=university)
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


def _confirmations(university, day):
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
    due_on = found[0].due_on if found[0].last_confirmed_at else None
    yield Due(_("Is what we publish still right?"), detail, url, _("Look and confirm"), due_on, 9)


def _to_decide(user, waiting):
    """Proposals of colleagues about which an approver decides."""
    if not waiting or user.is_staff or not may_decide(user, waiting[0]):
        return
    for each in waiting:
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
        title = text_of(each, "title").value
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
        url = reverse("workspace:about", args=[university.slug])
        yield Due(_("Translations"), detail, url, _("See what is published"), weight=3)


def own_texts(university, day):
    """Return the condition of a translation unit that belongs to the university or to one of its programmes."""
    types = ContentType.objects.get_for_models(University, Programme)
    return Q(root__content_type=types[University], root__object_id=university.pk) | Q(
        root__content_type=types[Programme], root__object_id__in=programmes_of(university, day).values("pk")
    )


def _people(university):
    """Too few people who are able to act: one who leaves must not leave the university alone."""
    able = Affiliation.objects.able_to_act().filter(university=university).count()
    if able < ENOUGH_PEOPLE:
        detail = _("Only one person can act for your university. Invite a second one, so that nothing stops.")
        url = reverse("workspace:colleagues", args=[university.slug])
        yield Due(_("Colleagues"), detail, url, _("Invite somebody"), weight=4)
