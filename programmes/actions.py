"""What happens to programmes in more than one row at once."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programmes.deadlines import years_later
from programmes.models.intake import USUAL_YEAR
from programmes.rules import Tree, why_uncovered
from programmes.vocabulary import Certainty, IntakeState


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
