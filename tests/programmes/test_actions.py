"""Copying an intake to the next year: everything moves on, nothing becomes firm."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from programmes.actions import copy_intake, next_academic_year
from programmes.deadlines import years_later
from programmes.models import Fee, Intake
from tests.factories.members import UniversityFactory
from tests.factories.programmes import (
    AgreementFactory,
    DeadlineFactory,
    FeeFactory,
    IntakeFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)


def test_all_dates_move_on_by_a_year_and_every_deadline_is_expected():
    intake = IntakeFactory(
        academic_year=2027,
        state="confirmed",
        opens_on=date(2026, 10, 1),
        starts_on=date(2027, 9, 1),
        ends_on=date(2029, 6, 30),
        places=20,
        note_en="A note.",
        note_fi="Huomautus.",
        override_reason="renewed",
    )
    DeadlineFactory(intake=intake, closes_on=date(2027, 1, 15), opens_on=date(2026, 12, 1), note_en="first")
    copied = copy_intake(intake, day=DAY)
    copied.refresh_from_db()
    assert copied.copied_from == intake
    assert (copied.academic_year, copied.state, copied.places) == (2028, "planned", 20)
    assert (copied.opens_on, copied.starts_on, copied.ends_on) == (
        date(2027, 10, 1),
        date(2028, 9, 1),
        date(2030, 6, 30),
    )
    assert (copied.note_en, copied.note_fi, copied.override_reason) == ("A note.", "Huomautus.", "")
    (deadline,) = copied.deadlines.all()
    (original,) = intake.deadlines.all()
    assert (deadline.closes_on, deadline.opens_on, deadline.certainty) == (
        date(2028, 1, 15),
        date(2027, 12, 1),
        "expected",
    )
    assert (deadline.note_en, deadline.sequence) == ("first", 0)
    assert deadline.uuid != original.uuid
    assert original.certainty == "firm"


def test_usual_dates_become_those_of_the_next_academic_year():
    intake = IntakeFactory(academic_year=None)
    DeadlineFactory(intake=intake, closes_on=date(2000, 2, 29), opens_on=date(1999, 12, 1), certainty="expected")
    copied = copy_intake(intake, day=DAY)
    assert copied.academic_year == next_academic_year(intake, DAY) == 2027
    (deadline,) = copied.deadlines.all()
    assert (deadline.opens_on, deadline.closes_on) == (date(2026, 12, 1), date(2027, 2, 28))
    assert deadline.last_moment is not None


def test_a_second_copy_is_refused_and_makes_nothing():
    intake = IntakeFactory(academic_year=2027)
    copy_intake(intake, day=DAY)
    with pytest.raises(ValidationError, match="already"):
        copy_intake(intake, day=DAY)
    assert Intake.objects.count() == 2


def test_fees_are_not_copied():
    intake = IntakeFactory(academic_year=2027)
    FeeFactory(programme=intake.programme, academic_year=2027)
    copy_intake(intake, day=DAY)
    assert Fee.objects.count() == 1


def test_an_intake_that_no_agreement_reaches_is_not_made():
    kth, upc = UniversityFactory(membership="full"), UniversityFactory(membership="full")
    agreement = AgreementFactory(signatories=[kth, upc], valid_to=date(2028, 1, 1))
    programme = ProgrammeFactory(partners=[kth, upc], agreement=agreement)
    intake = IntakeFactory(
        programme=programme, academic_year=2027, starts_on=date(2027, 9, 1), ends_on=date(2027, 12, 1)
    )
    with pytest.raises(ValidationError):
        copy_intake(intake, day=DAY)
    assert Intake.objects.count() == 1


class AnyDates(TestCase):
    """Whatever the dates, nothing becomes firm and the order stays."""

    @settings(max_examples=30, deadline=None)
    @given(
        opens=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        gaps=st.lists(st.integers(0, 400), min_size=1, max_size=4),
    )
    def test_nothing_becomes_firm_and_the_order_of_dates_stays(self, opens, gaps):
        intake = IntakeFactory(academic_year=2027)
        for gap in gaps:
            DeadlineFactory(intake=intake, opens_on=opens, closes_on=opens + timedelta(days=gap))
        copied = copy_intake(intake, day=DAY)
        deadlines = list(copied.deadlines.order_by("pk"))
        originals = list(intake.deadlines.order_by("pk"))
        assert {each.certainty for each in deadlines} == {"expected"}
        moved = [years_later(each.closes_on) for each in originals]
        assert sorted(each.closes_on for each in deadlines) == sorted(moved)
        assert all(each.opens_on <= each.closes_on for each in deadlines)
