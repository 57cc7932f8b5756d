"""Who has not answered the yearly mail, and what nobody confirmed in time: the lead contact, then deputy, then staff.

All of it runs each day, and each person is told each thing once.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.freshness.campaign import ask, asked_universities, key_of, workspace_path
from cluster_portal.freshness.tokens import VALID
from cluster_portal.mail.actions import notify, sent_at
from cluster_portal.mail.notices import register_notice
from cluster_portal.review.freshness import due
from cluster_portal.review.models import Confirmation, Proposal
from cluster_portal.review.notices import reviewers
from cluster_portal.review.registry import parties
from members.models import Affiliation

logger = logging.getLogger(__name__)

DEPUTY_AFTER = timedelta(days=14)  # an office that is closed for a week has had another one
STAFF_AFTER = timedelta(days=28)
OVERDUE, UNANSWERED = "confirmation-overdue", "confirmation-unanswered"


def remind_universities(*, at):
    """Remind all universities that should answer; return how many mails and notices were written now."""
    universities = list(asked_universities(timezone.localdate(at)).values_list("pk", flat=True))
    asked = _open_questions(universities, at)
    people = parties().people_of(universities)
    written = 0
    for university in universities:
        try:
            written += _remind(university, people.get(university, []), asked.get(university), at)
        except Exception:  # one university keeps no other from its reminder
            logger.exception("University %s could not be reminded.", university)
    return written


@transaction.atomic
def _remind(university, people, asked, at):
    return _remind_of_mail(university, people, *asked, at) if asked else _remind_of_due(university, people, at)


def _open_questions(universities, at):
    """Return {university: (year, moment of the mail)} of those that have not answered the mail of a campaign yet."""
    year = timezone.localdate(at).year
    keys = {
        key_of(each, university): (each, university)
        for each in (year - 1, year, year + 1)
        for university in universities
    }
    sent = {key: moment for key, moment in sent_at(keys).items() if at - VALID <= moment <= at}
    latest = {}
    for key, moment in sorted(sent.items(), key=lambda pair: pair[1]):
        asked_in, university = keys[key]
        latest[university] = (asked_in, moment)
    answered = _answered(latest, min((moment for _year, moment in latest.values()), default=at))
    return {key: asked for key, asked in latest.items() if answered.get(key, asked[1]) <= asked[1]}


def _answered(universities, since):
    """Return {university: moment} of who has confirmed or proposed something since a moment, the last time."""
    given = Confirmation.objects.filter(university__in=universities, at__gt=since).exclude(channel="proposal")
    sent = Proposal.objects.filter(university__in=universities, submitted_at__gt=since)
    rows = [*given.values_list("university", "at"), *sent.values_list("university", "submitted_at")]
    return dict(sorted(rows, key=lambda row: row[1]))


def _remind_of_mail(university, people, year, moment, at):
    written = 0
    if at >= moment + DEPUTY_AFTER:
        for user in _lead_and_deputies(university, people, at):
            key = f"{key_of(year, university)}-again-{user.pk}"
            written += ask(university, user, key=key, at=at, asked_at=moment) is not None
    if at >= moment + STAFF_AFTER:
        context = {"university": university, "year": year}
        written += _tell_staff(UNANSWERED, key_of(year, university), context, university)
    return written


def _remind_of_due(university, people, at):
    """Tell what is overdue, from the first day on: the longest due thing stands for all, the workspace lists them."""
    day = timezone.localdate(at)
    overdue = [each for each in due(university, day) if each.is_overdue]
    if not overdue:
        return 0
    since = overdue[0].due_on
    context = {"university": university, "count": len(overdue)}
    key = f"{university}-{since:%Y-%m-%d}"
    told = people[:1]
    if day >= since + DEPUTY_AFTER:
        told = _lead_and_deputies(university, people, at)
    link = str(workspace_path())
    written = sum(
        notify(user, OVERDUE, key=key, context=context, link=link, party=university) is not None for user in told
    )
    if day >= since + STAFF_AFTER:
        written += _tell_staff(OVERDUE, key, context, university)
    return written


def _lead_and_deputies(university, people, at):
    rows = Affiliation.objects.able_to_act(at).filter(university=university, is_deputy=True)
    deputies = set(rows.values_list("user", flat=True))
    return [*people[:1], *(user for user in people[1:] if user.pk in deputies)]


def _tell_staff(kind, key, context, university):
    link = reverse("admin:members_university_change", args=[university])
    return sum(notify(user, kind, key=key, context=context, link=link) is not None for user in reviewers())


# In words -------------------------------------------------------------------------------------------------------------


def _name(context):
    return parties().names([context["university"]]).get(context["university"], "")


def _overdue(context):
    sentence = ngettext(
        "%(university)s: %(count)s page waits to be confirmed.",
        "%(university)s: %(count)s pages wait to be confirmed.",
        context["count"],
    )
    return sentence % {"university": _name(context), "count": context["count"]}


def _unanswered(context):
    said = {"university": _name(context), "year": context["year"]}
    return gettext("%(university)s has not answered the mail of %(year)s that asks whether its pages are right.") % said


def register():
    """Let the mail of the day hold what is told here."""
    register_notice(OVERDUE, _("Pages that wait to be confirmed"), _overdue)
    register_notice(UNANSWERED, _("Universities that did not answer"), _unanswered)
