"""The hard rules on intakes and deadlines, and whether an agreement reaches far enough."""

from datetime import date, time

import pytest

from programmes.models import Deadline
from programmes.rules import Tree, broken_rules, why_uncovered
from tests.factories.members import UniversityFactory, UniversityNameFactory
from tests.factories.programmes import (
    AgreementFactory,
    DeadlineFactory,
    IntakeFactory,
    PartnerFactory,
    ProgrammeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = date(2026, 11, 25)


def broken(programme, on=DAY):
    return [(one.code, one.field) for one in broken_rules(Tree.of(programme), on)]


@pytest.fixture
def programme():
    return ProgrammeFactory(partners=[UniversityFactory(membership="full") for _place in range(2)])


@pytest.fixture
def intake(programme):
    """The intake of 2027/28: opens on 1 October 2026, starts on 1 September 2027, ends on 30 June 2029."""
    return IntakeFactory(
        programme=programme, opens_on=date(2026, 10, 1), starts_on=date(2027, 9, 1), ends_on=date(2029, 6, 30)
    )


# Order ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closes_on", "expected"),
    [
        (date(2026, 9, 30), [("closes_before_opening", "closes_on")]),
        (date(2026, 10, 1), []),  # it opens with the day and closes with the day
        (date(2027, 8, 31), []),
        (date(2027, 9, 1), [("closes_after_start", "closes_on")]),
    ],
)
def test_an_application_closes_after_the_opening_and_before_the_start(intake, closes_on, expected):
    DeadlineFactory(intake=intake, closes_on=closes_on)
    assert broken(intake.programme) == expected


def test_an_opening_of_its_own_replaces_that_of_the_intake(intake):
    DeadlineFactory(intake=intake, opens_on=date(2026, 6, 1), closes_on=date(2026, 6, 30))
    assert broken(intake.programme) == []


@pytest.mark.parametrize(
    ("purpose", "closes_on", "expected"),
    [
        ("nomination", date(2026, 9, 1), []),  # the home university chooses before applications open
        ("nomination", date(2027, 9, 1), [("closes_after_start", "closes_on")]),
        ("enrolment", date(2027, 9, 15), []),
        ("documents", date(2026, 9, 1), []),
    ],
)
def test_other_dates_keep_only_the_order_that_they_have(intake, purpose, closes_on, expected):
    DeadlineFactory(intake=intake, purpose=purpose, closes_on=closes_on)
    assert broken(intake.programme) == expected


@pytest.mark.parametrize(
    ("precision", "closes_on", "is_kept"),
    [
        ("day", date(2027, 9, 1), False),
        ("month", date(2027, 9, 29), True),
        ("month", date(2027, 9, 30), False),
        ("year", date(2027, 12, 30), True),
        ("year", date(2027, 12, 31), False),
    ],
)
def test_a_start_that_is_not_known_to_the_day_may_be_late(intake, precision, closes_on, is_kept):
    intake.starts_on_precision = precision
    intake.save()
    DeadlineFactory(intake=intake, closes_on=closes_on)
    assert broken(intake.programme) == ([] if is_kept else [("closes_after_start", "closes_on")])


def test_a_deadline_that_is_known_to_the_month_closes_at_its_end(intake):
    deadline = DeadlineFactory(intake=intake, closes_on=date(2027, 8, 1), precision="month")
    assert broken(intake.programme) == []
    deadline.closes_on = date(2027, 9, 1)
    deadline.save()
    assert broken(intake.programme) == [("closes_after_start", "closes_on")]


def test_dates_that_are_not_known_have_no_order(programme):
    DeadlineFactory(intake=IntakeFactory(programme=programme), closes_on=date(1999, 1, 1))
    assert broken(programme) == []


def test_one_intake_is_not_held_against_another(intake):
    DeadlineFactory(intake=intake)
    DeadlineFactory(intake=IntakeFactory(programme=intake.programme, academic_year=2030), closes_on=date(2030, 1, 15))
    assert broken(intake.programme) == []


# Scholarships and rounds ---------------------------------------------------------------------------------------------

LATE = [("scholarship_after_application", "closes_on")]


@pytest.mark.parametrize(
    ("closes_on", "is_independent", "expected"),
    [(date(2027, 1, 15), False, []), (date(2027, 1, 16), False, LATE), (date(2027, 1, 16), True, [])],
)
def test_a_scholarship_closes_no_later_than_the_application(intake, closes_on, is_independent, expected):
    DeadlineFactory(intake=intake)
    DeadlineFactory(intake=intake, purpose="scholarship", closes_on=closes_on, is_independent=is_independent)
    assert broken(intake.programme) == expected


def test_it_is_the_moment_that_counts_not_the_date(intake):
    DeadlineFactory(intake=intake, time_zone="Europe/Lisbon")
    scholarship = DeadlineFactory(intake=intake, purpose="scholarship", time_zone="Europe/Helsinki")
    assert broken(intake.programme) == []
    scholarship.precision, scholarship.closes_on, scholarship.closes_at = "minute", date(2027, 1, 16), time(1, 59)
    scholarship.save()  # 23:59 of the day before in Lisbon
    assert broken(intake.programme) == []
    scholarship.closes_at = time(2, 0)
    scholarship.save()
    assert broken(intake.programme) == LATE


@pytest.mark.parametrize(
    ("application", "scholarship", "expected"),
    [
        ("eu", "eu", LATE),
        ("eu", "non-eu", []),
        ("all", "non-eu", LATE),
        ("eu", "all", LATE),
        ("eu", "scholarship", LATE),
    ],
)
def test_a_scholarship_is_held_against_the_applications_of_its_own_people(intake, application, scholarship, expected):
    DeadlineFactory(intake=intake, applicant_group=application)
    DeadlineFactory(intake=intake, purpose="scholarship", applicant_group=scholarship, closes_on=date(2027, 2, 1))
    assert broken(intake.programme) == expected


def test_a_scholarship_may_wait_for_the_last_round(intake):
    DeadlineFactory(intake=intake)
    DeadlineFactory(intake=intake, round=2, closes_on=date(2027, 4, 15))
    DeadlineFactory(intake=intake, purpose="scholarship", closes_on=date(2027, 3, 1))
    assert broken(intake.programme) == []


def test_a_scholarship_of_one_university_is_not_held_against_the_dates_of_another(intake):
    kth, upc = [partner.university for partner in intake.programme.partners.all()]
    application = DeadlineFactory(intake=intake, university=kth)
    DeadlineFactory(intake=intake, purpose="scholarship", university=upc, closes_on=date(2027, 3, 1))
    assert broken(intake.programme) == []
    application.university = None
    application.save()
    assert broken(intake.programme) == LATE


def test_rounds_close_one_after_the_other(intake):
    DeadlineFactory(intake=intake)
    second = DeadlineFactory(intake=intake, round=2, closes_on=date(2027, 4, 15))
    assert broken(intake.programme) == []
    second.closes_on = date(2027, 1, 15)
    second.save()
    assert broken(intake.programme) == [("rounds_ascend", "closes_on")]


@pytest.mark.parametrize(
    "difference", [{"applicant_group": "eu"}, {"purpose": "nomination"}, {"authority": "Franco-German University"}]
)
def test_rounds_for_others_or_for_something_else_have_an_order_of_their_own(intake, difference):
    DeadlineFactory(intake=intake)
    DeadlineFactory(intake=intake, round=2, closes_on=date(2026, 12, 1), **difference)
    assert broken(intake.programme) == []


# Usual dates ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def usual(programme):
    """The intake of no year, with a date that one expects every year."""
    usual = IntakeFactory(programme=programme, academic_year=None)
    DeadlineFactory(intake=usual, closes_on=date(2000, 2, 29), certainty="expected")
    return usual


def test_usual_dates_are_expected_and_of_the_year_that_stands_for_every_year(usual):
    assert broken(usual.programme) == []


def test_usual_dates_have_no_order_across_the_new_year(usual):
    usual.starts_on = date(2000, 1, 1)
    usual.save()
    DeadlineFactory(intake=usual, round=2, closes_on=date(2000, 1, 10), certainty="expected")
    DeadlineFactory(intake=usual, purpose="scholarship", closes_on=date(2000, 12, 1), certainty="expected")
    assert broken(usual.programme) == []


def test_what_opens_late_in_the_year_before_stands_in_the_year_before(usual):
    usual.opens_on = date(1999, 12, 1)
    usual.save()
    assert broken(usual.programme) == []


def test_a_usual_date_is_never_firm(usual):
    usual.deadlines.update(certainty="firm")
    assert broken(usual.programme) == [("usual_firm", "certainty")]


def test_a_usual_intake_cannot_be_confirmed(usual):
    usual.state = "confirmed"
    usual.save()
    assert broken(usual.programme) == [("usual_confirmed", "state")]


@pytest.mark.parametrize("field", ["opens_on", "starts_on"])
def test_usual_days_of_an_intake_are_of_the_usual_year(usual, field):
    setattr(usual, field, date(2027, 1, 1))
    usual.save()
    assert broken(usual.programme) == [("usual_year", field)]


def test_usual_days_of_a_deadline_are_of_the_usual_year(usual):
    Deadline.objects.update(opens_on=date(1998, 1, 1), closes_on=date(1999, 12, 31))
    assert broken(usual.programme) == [("usual_year", "opens_on"), ("usual_year", "closes_on")]


# Agreements ----------------------------------------------------------------------------------------------------------

UNCOVERED = [("intake_not_covered", "override_reason")]


def agree(programme, **kwargs):
    programme.agreement = AgreementFactory(**kwargs)
    programme.save()


def confirm(intake, **kwargs):
    for field, value in {"state": "confirmed", **kwargs}.items():
        setattr(intake, field, value)
    intake.save()


@pytest.mark.parametrize(("valid_to", "expected"), [(None, []), (date(2029, 7, 1), []), (date(2029, 6, 30), UNCOVERED)])
def test_the_agreement_of_a_confirmed_intake_holds_until_its_last_day(intake, valid_to, expected):
    agree(intake.programme, valid_to=valid_to)
    confirm(intake)
    assert broken(intake.programme) == expected


def test_a_reason_overrides_an_agreement_that_ends_too_early(intake):
    agree(intake.programme, valid_to=date(2028, 1, 1))
    confirm(intake, override_reason="The renewal is being signed.")
    assert broken(intake.programme) == []


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_an_intake_that_is_not_confirmed_needs_no_agreement(intake, state):
    agree(intake.programme, valid_to=date(2028, 1, 1))
    confirm(intake, state=state)
    assert broken(intake.programme) == []


@pytest.mark.parametrize(
    ("starts_on", "valid_to", "expected"),
    [
        (date(2027, 9, 1), date(2027, 9, 2), []),
        (date(2027, 9, 1), date(2027, 9, 1), UNCOVERED),
        (None, date(2027, 1, 2), []),  # what begins in 2027 may begin so early
        (None, date(2027, 1, 1), UNCOVERED),
    ],
)
def test_where_the_end_is_not_known_the_start_is_covered(intake, starts_on, valid_to, expected):
    agree(intake.programme, valid_to=valid_to)
    confirm(intake, opens_on=None, starts_on=starts_on, ends_on=None)
    assert broken(intake.programme) == expected


def test_an_agreement_that_ended_on_an_unknown_day_covers_nothing_to_come(intake):
    agree(intake.programme, ended_on_unknown_day=True)
    confirm(intake)
    assert broken(intake.programme) == UNCOVERED
    assert broken(intake.programme, date(2029, 7, 1)) == []  # it may have held then


def test_a_partner_stays_until_the_last_day_of_a_confirmed_intake(intake):
    confirm(intake)
    leaving = intake.programme.partners.last()
    leaving.agreement_to = date(2029, 7, 1)
    leaving.save()
    assert broken(intake.programme) == []
    leaving.agreement_to = date(2029, 6, 30)
    leaving.save()
    assert broken(intake.programme) == UNCOVERED


def test_a_partner_that_has_left_before_is_missed_only_where_too_few_remain(intake):
    confirm(intake)
    intake.programme.partners.filter(position=1).update(agreement_to=date(2027, 9, 1))
    assert broken(intake.programme) == UNCOVERED
    PartnerFactory(programme=intake.programme)
    assert broken(intake.programme) == []


def test_the_reasons_are_whole_sentences(intake):
    agree(intake.programme, valid_to=date(2028, 1, 1))
    intake.programme.partners.filter(position=1).update(agreement_to=date(2028, 9, 1))
    UniversityNameFactory(university=intake.programme.partners.get(position=1).university, value="UPC")
    tree = Tree.of(intake.programme)
    assert [str(reason) for reason in why_uncovered(tree, tree.intakes[0], DAY)] == [
        "The agreement of the programme holds only until 1 January 2028.",
        "UPC takes part only until 1 September 2028.",
    ]


def test_usual_dates_are_covered_by_nothing_and_need_nothing(usual):
    agree(usual.programme, valid_to=date(2001, 1, 1))
    assert why_uncovered(Tree.of(usual.programme), usual, DAY) == []
