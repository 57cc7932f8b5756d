"""Intakes and their deadlines: what must come before what, and whether an agreement reaches far enough."""

import calendar
from collections import defaultdict
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from cluster_portal.core.validity import Precision
from programmes.deadlines import last_local_moment, last_moment
from programmes.models.intake import USUAL_YEAR
from programmes.rules.broken import Broken, day_in_words, sentence
from programmes.rules.partners import are_enough
from programmes.vocabulary import ApplicantGroup, Certainty, IntakeState, Purpose


def applications_close_after_they_open(tree, on):
    """Only nominations may come before the opening: a home university may choose its candidates earlier."""
    for deadline in _dated(tree, {Purpose.APPLICATION}):
        terms = deadline.terms
        if terms.opens_on and last_local_moment(terms).date() < terms.opens_on:
            message = sentence(
                _("This is before applications open, %(day)s."),
                day=day_in_words(terms.opens_on),
            )
            yield Broken("closes_before_opening", message, deadline, "closes_on")


def applications_close_before_the_start(tree, on):
    for deadline in _dated(tree, set(Purpose.for_getting_in())):
        start = _latest_start(deadline.intake)
        if start and last_local_moment(deadline.terms).date() >= start:
            message = sentence(
                _("This is not before the start of the studies, %(day)s."),
                day=day_in_words(deadline.intake.starts_on),
            )
            yield Broken("closes_after_start", message, deadline, "closes_on")


def scholarships_close_with_the_application(tree, on):
    """Whoever asks for a scholarship has applied or still can, unless the scholarship is independent of that."""
    applications = _dated(tree, {Purpose.APPLICATION})
    for scholarship in _dated(tree, {Purpose.SCHOLARSHIP}):
        moments = [last_moment(one.terms) for one in applications if _concerns(one, scholarship)]
        if moments and not scholarship.is_independent and last_moment(scholarship.terms) > max(moments):
            message = _(
                "This is after the last date for the application. Tick “independent of the application” if that is "
                "right."
            )
            yield Broken("scholarship_after_application", message, scholarship, "closes_on")


def rounds_ascend(tree, on):
    """Of one purpose, for the same people, university and path, a later round closes later."""
    series = defaultdict(lambda: defaultdict(list))
    for deadline in _dated(tree, set(Purpose)):
        whom = (deadline.applicant_group, deadline.university_id, deadline.authority, _path_key(deadline))
        series[id(deadline.intake), deadline.purpose, *whom][deadline.round].append(deadline)
    for rounds in series.values():
        for earlier, later in pairwise(sorted(rounds)):
            latest = max(last_moment(deadline.terms) for deadline in rounds[earlier])
            for deadline in rounds[later]:
                if last_moment(deadline.terms) <= latest:
                    message = sentence(
                        _("Round %(later)d must close after round %(earlier)d."), later=later, earlier=earlier
                    )
                    yield Broken("rounds_ascend", message, deadline, "closes_on")


def usual_dates_promise_nothing(tree, on):
    """Dates of no year are written in the year that stands for every year, never firm, and their intake is planned."""
    for intake in tree.intakes:
        if intake.academic_year is not None:
            continue
        if intake.state == IntakeState.CONFIRMED:
            message = _("Usual dates cannot be confirmed: give the academic year for which they are.")
            yield Broken("usual_confirmed", message, intake, "state")
        yield from _in_usual_year(intake, ["opens_on", "starts_on"])
        for deadline in tree.deadlines_of(intake):
            if deadline.certainty == Certainty.FIRM:
                message = _("A usual date is never firm: no source gives its year.")
                yield Broken("usual_firm", message, deadline, "certainty")
            yield from _in_usual_year(deadline, ["opens_on", "closes_on"])


def confirmed_intakes_are_covered(tree, on):
    for intake in tree.intakes:
        if intake.state == IntakeState.CONFIRMED and not intake.override_reason:
            for reason in why_uncovered(tree, intake, on):
                message = sentence(_("%(reason)s Say why it takes place all the same."), reason=reason)
                yield Broken("intake_not_covered", message, intake, "override_reason")


def why_uncovered(tree, intake, on):
    """Return the reasons why an intake of a year is not covered until its end: lazy sentences, none if it is covered.

    The agreement of the programme must hold until the last day. A partner's part must not end on the way; a partner
    that has left before the start is missed only where fewer than two remain. Where the dates are not known the
    academic year begins on its first of January: what has ended by then covers it in no case.
    """
    if intake.academic_year is None:
        return []
    first = intake.starts_on or date(intake.academic_year, 1, 1)
    last = max(first, intake.ends_on or first)
    reasons = []
    agreement = tree.agreement
    if agreement and agreement.ended_on_unknown_day and last >= on:
        reasons.append(_("The agreement of the programme has ended."))
    if agreement and agreement.valid_to and agreement.valid_to <= last:
        text = _("The agreement of the programme holds only until %(day)s.")
        reasons.append(sentence(text, day=day_in_words(agreement.valid_to)))
    reasons += [
        sentence(
            _("%(university)s takes part only until %(day)s."),
            university=tree.name_of_partner(partner),
            day=day_in_words(partner.agreement_to),
        )
        for partner in _missed(tree, first, last)
    ]
    return reasons


def _missed(tree, first, last):
    """Return the partners whose part ends too early for studies from the first to the last day."""
    ended = [one for one in tree.partners if one.agreement_to and one.agreement_to <= last]
    gone = [one for one in ended if one.agreement_to <= first]
    remaining = [one for one in tree.partners if one not in gone and not one.is_associated]
    return ended if not are_enough(remaining, 2) else [one for one in ended if one not in gone]


def _dated(tree, purposes):
    """Return the deadlines of these purposes in intakes of a year: usual dates have no order across a new year."""
    return [
        deadline
        for intake in tree.intakes
        if intake.academic_year is not None
        for deadline in tree.deadlines_of(intake)
        if deadline.purpose in purposes
    ]


def _concerns(application, scholarship):
    """Tell whether the date of an application is one for those who ask for the scholarship."""
    everybody = {ApplicantGroup.ALL, ApplicantGroup.SCHOLARSHIP}
    groups = {application.applicant_group, scholarship.applicant_group}
    return (
        application.intake is scholarship.intake
        and (len(groups) == 1 or bool(groups & everybody))
        and _agree(application.university_id, scholarship.university_id)
        and _agree(_path_key(application), _path_key(scholarship))
    )


def _agree(one, other):
    return one is None or other is None or one == other


def _path_key(deadline):
    """Return what tells the path of a deadline from others, None where it holds for all: it may be unsaved."""
    return deadline.path_id or (deadline.path and id(deadline.path))


def _latest_start(intake):
    """Return the last day on which the studies may start: one that is known to the month may start at its end."""
    start = intake.starts_on
    if start and intake.starts_on_precision == Precision.MONTH:
        return start.replace(day=calendar.monthrange(start.year, start.month)[1])
    if start and intake.starts_on_precision == Precision.YEAR:
        return date(start.year, 12, 31)
    return start


def _in_usual_year(row, fields):
    """Yield what is not in the usual year. What opens late in the year before may stand in the year before."""
    for field in fields:
        day = getattr(row, field)
        years = {USUAL_YEAR - 1, USUAL_YEAR} if field == "opens_on" else {USUAL_YEAR}
        if day and day.year not in years:
            message = sentence(_("Write a usual date with the year %(year)d."), year=USUAL_YEAR)
            yield Broken("usual_year", message, row, field)


RULES = [
    applications_close_after_they_open,
    applications_close_before_the_start,
    scholarships_close_with_the_application,
    rounds_ascend,
    usual_dates_promise_nothing,
    confirmed_intakes_are_covered,
]
