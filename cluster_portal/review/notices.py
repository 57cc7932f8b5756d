"""Who is told what about proposals: each function is called within the transaction of what it tells.

What can wait stands in the mail of the day: one for each person, in their language. No notice names a person.
"""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.staff import staff_with
from cluster_portal.mail.actions import forget, notify
from cluster_portal.mail.notices import register_notice
from cluster_portal.review.models import Answer, Item
from cluster_portal.review.permissions import REVIEW, is_left_behind
from cluster_portal.review.registry import Risk, parties

WAITING, PUBLISHED, ASKED, ANSWERED, DECIDED = (
    f"review-{name}" for name in ("waiting", "published", "asked", "answered", "decided")
)
STUCK, REMINDED, SILENT = "review-stuck", "review-reminded", "review-silent"

# Days after it was sent on which partners are asked again: while there is a week left, and on the last day but one.
REMINDER_DAYS = (7, 13)


def reviewers():
    """Return the accounts of staff who decide about proposals."""
    return staff_with(REVIEW)


# What happened --------------------------------------------------------------------------------------------------------


def sent(proposal):
    """Tell reviewers that something waits for them or was published at once, and partners that they are asked."""
    items = list(proposal.items.all())
    if any(item.is_open for item in items):
        _tell_reviewers(proposal, WAITING)
    if any(item.risk == Risk.OWN and item.state == Item.State.ACCEPTED for item in items):
        for user in reviewers():
            _notify(user, PUBLISHED, proposal, link=_in_admin(proposal))
    asked = Answer.objects.filter(item__proposal=proposal).values_list("university", flat=True).distinct()
    due = proposal.answers_due_on and proposal.answers_due_on.isoformat()
    for university, users in parties().people_of(asked).items():
        for user in users:
            _notify(user, ASKED, proposal, link=_in_workspace(proposal), party=university, due=due, asked=university)


def answered(proposal, university, *, is_objection):
    """Tell who proposed, and reviewers where a partner objects, that a partner has answered."""
    _forget_asked(proposal, university)
    said = {"partner": university, "is_objection": is_objection}
    key = f"{proposal.pk}-{proposal.version}"
    _tell_each(_proposers(proposal), ANSWERED, proposal, **said)
    if is_objection:
        for user in reviewers():
            notify(user, ANSWERED, key=key, context={**_context(proposal), **said}, link=_in_admin(proposal))
    _forget_settled(proposal)


def decided(proposal, accepted, rejected):
    """Tell who proposed and the partners that were asked what was decided."""
    counts = {"accepted": len(accepted), "rejected": len(rejected)}
    _tell_proposers(proposal, "decided", **counts)
    _tell_partners(proposal, "decided", **counts)
    _forget_settled(proposal)


def returned(proposal, reason):
    """Tell who proposed what should be changed."""
    _tell_proposers(proposal, "returned", reason=reason)
    _forget_all(proposal)


def withdrawn(proposal):
    """Take back what was asked, and tell those who were."""
    _tell_partners(proposal, "withdrawn")
    _forget_all(proposal)


def reverted(proposal, item):
    """Tell who proposed and the partners that were asked that something was taken back."""
    _tell_proposers(proposal, "reverted", reason=item.reason)
    _tell_partners(proposal, "reverted", reason=item.reason)


def stuck(proposal):
    """Tell reviewers that partners agreed to something that the rules do not let through."""
    _tell_reviewers(proposal, STUCK)


def remind(proposal, universities, day):
    """Ask partners again, all of their people; `day` says which reminder it is. Return whether anybody was told."""
    due = proposal.answers_due_on.isoformat()
    context, link = {**_context(proposal), "due": due}, _in_workspace(proposal)
    told = [
        notify(user, REMINDED, key=_reminder(proposal, day), context=context, link=link, party=university)
        for university, users in parties().people_of(universities).items()
        for user in users
        if user.pk != proposal.author_id
    ]
    return any(told)


def silent(proposal, *, is_required):
    """Tell reviewers that the time to answer is over: what partners were silent about may be published."""
    for user in reviewers():
        _notify(user, SILENT, proposal, link=_in_admin(proposal), is_required=is_required)


def _reminder(proposal, day):
    return f"{proposal.pk}-{day}"


# Whom -----------------------------------------------------------------------------------------------------------------


def _tell_reviewers(proposal, kind):
    for user in reviewers():
        _notify(user, kind, proposal, link=_in_admin(proposal))
    known = {proposal.author_id}
    for user in parties().people_of([proposal.university_id]).get(proposal.university_id, ()):
        if user.pk not in known and proposal.university_id in parties().approves_for(user):
            _notify(user, kind, proposal, link=_in_workspace(proposal), party=proposal.university_id)


def _proposers(proposal):
    """Return whom it concerns what becomes of a proposal: its author; where they have left, all of their university."""
    if not is_left_behind(proposal):
        return [proposal.author]
    return parties().people_of([proposal.university_id]).get(proposal.university_id, [])


def _tell_proposers(proposal, what, **said):
    _tell_each(_proposers(proposal), DECIDED, proposal, what=what, **said)


def _tell_each(users, kind, proposal, **said):
    """Tell people of the university that proposed something what has become of it."""
    key = f"{proposal.pk}-{proposal.version}"
    context, link = {**_context(proposal), **said}, _in_workspace(proposal)
    for user in users:
        notify(user, kind, key=key, context=context, link=link, party=proposal.university_id)


def _tell_partners(proposal, what, **said):
    asked = Answer.objects.filter(item__proposal=proposal).values_list("university", flat=True).distinct()
    context = {**_context(proposal), "what": what, **said}
    key = f"{proposal.pk}-{proposal.version}"
    for university, users in parties().people_of(asked).items():
        for user in users:
            if user.pk != proposal.author_id:
                notify(user, DECIDED, key=key, context=context, link=_in_workspace(proposal), party=university)


def _notify(user, kind, proposal, *, link, party=None, **said):
    if user.pk != proposal.author_id:
        notify(user, kind, key=str(proposal.pk), context={**_context(proposal), **said}, link=link, party=party)


def _forget_asked(proposal, university):
    for user in parties().people_of([university]).get(university, ()):
        forget(ASKED, str(proposal.pk), user=user)
        for day in REMINDER_DAYS:
            forget(REMINDED, _reminder(proposal, day), user=user)


def _forget_settled(proposal):
    if not proposal.items.filter(state=Item.State.OPEN).exists():
        _forget_all(proposal)


def _forget_all(proposal):
    for kind in (WAITING, ASKED, STUCK, SILENT):
        forget(kind, str(proposal.pk))
    for day in REMINDER_DAYS:
        forget(REMINDED, _reminder(proposal, day))


def _context(proposal):
    return {"name": proposal.name, "university": proposal.university_id}


def _in_workspace(proposal):
    return reverse("workspace:proposal", args=[proposal.uuid])


def _in_admin(proposal):
    return reverse("admin:review_proposal_change", args=[proposal.pk])


# In words -------------------------------------------------------------------------------------------------------------


def _named(context):
    keys = {context[name] for name in ("university", "partner") if name in context}
    names = parties().names(keys)
    return {**context, **{name: names.get(context[name], "") for name in ("university", "partner") if name in context}}


def _waiting(context):
    return gettext("%(university)s: %(name)s. A proposal waits for a decision.") % _named(context)


def _published(context):
    return gettext("%(university)s: %(name)s. A small change was published at once.") % _named(context)


def _stuck(context):
    return gettext("%(university)s: %(name)s. The partners agreed, but the rules do not let it through.") % _named(
        context
    )


def _asked(context):
    if not context["due"]:
        return gettext("%(university)s proposes a change of %(name)s.") % _named(context)
    due = date_format(date.fromisoformat(context["due"]), "DATE_FORMAT")
    sentence = gettext("%(university)s proposes a change of %(name)s. Please answer by %(due)s.")
    return sentence % {**_named(context), "due": due}


def _reminded(context):
    due = date_format(date.fromisoformat(context["due"]), "DATE_FORMAT")
    sentence = gettext("%(university)s still waits for your answer about %(name)s: please answer by %(due)s.")
    return sentence % {**_named(context), "due": due}


def _silent(context):
    if context["is_required"]:
        return gettext("%(university)s: %(name)s. Partners have not answered, and some of it needs their consent.") % (
            _named(context)
        )
    return gettext("%(university)s: %(name)s. Partners have not answered in time: it may be published.") % _named(
        context
    )


def _answered(context):
    if context["is_objection"]:
        return gettext("%(name)s: %(partner)s objects to what %(university)s proposes.") % _named(context)
    return gettext("%(name)s: %(partner)s agrees to what %(university)s proposes.") % _named(context)


def _decided(context):
    if context["what"] == "returned":
        return gettext("%(name)s: changes are asked for. %(reason)s") % context
    if context["what"] == "withdrawn":
        return gettext("%(name)s: %(university)s took its proposal back.") % _named(context)
    if context["what"] == "reverted":
        return gettext("%(name)s: a change was taken back. %(reason)s") % context
    accepted, rejected = context["accepted"], context["rejected"]
    parts = []
    if accepted:
        parts.append(ngettext("%(count)s change was accepted.", "%(count)s changes were accepted.", accepted)
                     % {"count": accepted})  # fmt: skip
    if rejected:
        parts.append(ngettext("%(count)s change was rejected.", "%(count)s changes were rejected.", rejected)
                     % {"count": rejected})  # fmt: skip
    return f"{context['name']}: {' '.join(parts)}"


def register():
    """Let the mail of the day hold what is told here."""
    register_notice(ASKED, _("Your answer is asked for"), _asked)
    register_notice(REMINDED, _("Your answer is still asked for"), _reminded)
    register_notice(WAITING, _("Proposals that wait"), _waiting)
    register_notice(STUCK, _("Proposals that need your help"), _stuck)
    register_notice(SILENT, _("Partners that did not answer"), _silent)
    register_notice(ANSWERED, _("What partners say"), _answered)
    register_notice(DECIDED, _("What was decided"), _decided)
    register_notice(PUBLISHED, _("Published at once"), _published)
