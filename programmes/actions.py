"""What happens to programmes in more than one row at once."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.validity import Precision
from cluster_portal.review import trail
from cluster_portal.review.confirmations import withdraw_confirmations
from cluster_portal.review.models import TrailEntry
from cluster_portal.review.permissions import is_reviewer
from cluster_portal.review.registry import parties, subject_of
from programmes import history, notices
from programmes.deadlines import years_later
from programmes.models import Programme
from programmes.models.intake import USUAL_YEAR
from programmes.rules import Tree, broken_rules, why_uncovered
from programmes.vocabulary import Certainty, IntakeState, Status


def next_academic_year(intake, day):
    """Return the academic year into which an intake is copied: the one after it, or after the day for usual dates."""
    return intake.academic_year + 1 if intake.academic_year is not None else day.year + 1


@transaction.atomic
def copy_intake(intake, *, day):
    """Store the intake of the next academic year with all dates of this one moved on; return it.

    Each date keeps its day and month (29 February becomes 28 February), each deadline is expected, the intake planned:
    nothing becomes firm by itself. Fees are not copied. Raises ValidationError where the year is there already, or
    where the agreements behind the programme do not reach so far.
    """
    year = next_academic_year(intake, day)
    if intake.programme.intakes.filter(academic_year=year).exists():
        raise ValidationError(_("There is an intake for this academic year already."), code="copied")
    # The dates of the source lie around the beginning of its academic year; those without a year in any year.
    years = year - intake.academic_year if intake.academic_year is not None else year - USUAL_YEAR
    copied = _copy(
        intake,
        academic_year=year,
        state=IntakeState.PLANNED,
        override_reason="",
        copied_from=intake,
        opens_on=_moved(intake.opens_on, years),
        starts_on=_moved(intake.starts_on, years),
        ends_on=_moved(intake.ends_on, years),
    )
    tree = Tree.of(intake.programme)
    if reasons := list(why_uncovered(tree, copied, day)):
        raise ValidationError([ValidationError(str(reason), code="uncovered") for reason in reasons])
    copied.save()
    for deadline in intake.deadlines.all():
        _copy(
            deadline,
            uuid=uuid.uuid4(),
            sequence=0,
            intake=copied,
            opens_on=_moved(deadline.opens_on, years),
            closes_on=years_later(deadline.closes_on, years),
            certainty=Certainty.EXPECTED,
        ).save()
    return copied


def _copy(row, **changes):
    """Return an unsaved row with the values of another one and these changes."""
    model = type(row)
    copy = model()
    for field in model._meta.concrete_fields:
        if not field.primary_key:
            setattr(copy, field.attname, getattr(row, field.attname))
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def _moved(day, years):
    return day and years_later(day, years)


# Leaving --------------------------------------------------------------------------------------------------------------


def may_withdraw(user, university):
    """Tell whether a user may take a university (primary key) out of a programme: its approvers, and reviewers."""
    return is_reviewer(user) or university in parties().approves_for(user)


@transaction.atomic
def withdraw_participation(programme, *, university, user, at):
    """End the part of a university (primary key) in a programme at once; return the programme as it is stored now.

    Nobody is asked, and no rule holds it back: where the programme does not work without the university it is paused,
    until its partners or staff have mended it. Staff and the other partners are told. To come back takes a proposal
    and the university's consent. Raises PermissionDenied, and ValidationError where it takes no part.
    """
    if not may_withdraw(user, university):
        raise PermissionDenied
    day = timezone.localdate(at)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    partner = programme.partners.filter(university=university).exclude(agreement_to__lte=day).first()
    if partner is None:
        raise ValidationError(_("This university takes no part in the programme."), code="no_partner")
    subject = subject_of(Programme)
    entry = TrailEntry.Entry.WORKSPACE
    before = history.snapshot(programme)
    with trail.watched(subject, programme, actor=user, entry=entry, at=at):
        _end_part(partner, day)
        if partner.is_coordinator:
            partner.is_coordinator, programme.coordinator_is_unknown = False, True
        partner.save()
        is_paused = Status(programme.status).takes_applications and not _works_without(programme, partner, day)
        if is_paused:
            programme.status = Status.PAUSED
        programme.save()
        withdraw_confirmations(programme, university)
    history.record_changes(programme, before, at, university)
    notices.left(programme, university, user=user, day=day, is_paused=is_paused)
    return programme


def _end_part(partner, day):
    partner.agreement_to, partner.agreement_to_precision = day, Precision.DAY
    partner.confirmed_on = None
    if partner.agreement_from and partner.agreement_from >= day:  # it leaves before it has begun
        partner.agreement_from = None


def _works_without(programme, partner, day):
    """Tell whether a programme keeps the rules, and one of its paths, without a partner and what belongs to it."""
    whole = Tree.of(programme)
    rest = Tree.of(programme)
    visited = {step.path_id for step in rest.steps if step.university_id == partner.university_id}
    rest.partners = [each for each in rest.partners if each.takes_part_on(day)]
    rest.paths = [each for each in rest.paths if each.pk not in visited]
    rest.homes = [(path, key) for path, key in rest.homes if path.pk not in visited and key != partner.university_id]
    for name in ("steps", "deadlines", "fees", "requirements", "languages"):
        kept = [each for each in getattr(rest, name) if each.university_id != partner.university_id]
        setattr(rest, name, [each for each in kept if getattr(each, "path_id", None) not in visited])
    if whole.paths and not rest.paths:
        return False
    known = {each.code for each in broken_rules(whole, day)}
    return all(each.code in known for each in broken_rules(rest, day))
