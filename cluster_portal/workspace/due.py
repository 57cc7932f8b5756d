"""What waits for the people of a university, the next best thing first."""

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_portal.core.languages import text_of
from cluster_portal.review.models import Answer, Proposal
from cluster_portal.review.permissions import may_decide
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.states import State
from members.colleagues import colleagues_of
from members.models import University
from programmes.models import FrameworkAgreement, Programme
from programmes.proposals import programmes_of
from programmes.quality import months_later

MONTHS_AHEAD = 12  # agreements are pointed out this long before they end
ENOUGH_PEOPLE = 2


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


def everything_due(university, user, day):
    """Return the `Due`s of a university for somebody on a day, in order: a fixed number of queries."""
    found = [
        *_asked(university),
        *_to_decide(university, user),
        *_returned(university, user),
        *_drafts(university, user),
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


def _proposals(university):
    return Proposal.objects.of([university.pk]).only("uuid", "name", "author", "university", "state", "version")


def _to_decide(university, user):
    """Proposals of colleagues about which an approver decides."""
    waiting = list(_proposals(university).open().exclude(author=user)[:20])
    if not waiting or user.is_staff or not may_decide(user, waiting[0]):
        return
    for each in waiting:
        url = reverse("workspace:proposal", args=[each.uuid])
        yield Due(each.name, _("A colleague proposes a change."), url, _("Look at it"), weight=8)


def _returned(university, user):
    for each in _proposals(university).filter(author=user, state=Proposal.State.RETURNED):
        url = reverse("workspace:proposal", args=[each.uuid])
        yield Due(each.name, _("The reviewers ask for changes."), url, _("Take it up again"), weight=9)


def _drafts(university, user):
    for each in _proposals(university).filter(author=user, state=Proposal.State.DRAFT):
        url = reverse("workspace:proposal", args=[each.uuid])
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
    outdated = TranslationUnit.objects.filter(own_texts(university, day), state=State.OUTDATED).count()
    if outdated:
        detail = ngettext(
            "%(count)s translation is older than the text that it translates.",
            "%(count)s translations are older than the texts that they translate.",
            outdated,
        ) % {"count": outdated}
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
    able = len(colleagues_of(university).able_to_act)
    if able < ENOUGH_PEOPLE:
        detail = _("Only one person can act for your university. Invite a second one, so that nothing stops.")
        url = reverse("workspace:colleagues", args=[university.slug])
        yield Due(_("Colleagues"), detail, url, _("Invite somebody"), weight=4)
