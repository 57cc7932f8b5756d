"""The hard rules on paths: steps, places, credits and the degrees to which they lead."""

from datetime import date

import pytest

from programmes.rules import Tree, broken_rules
from programmes.vocabulary import Awarding
from tests.factories.members import UniversityFactory
from tests.factories.programmes import PartnerFactory, PathFactory, ProgrammeFactory, StepFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = date(2026, 11, 25)


def broken(programme):
    return [(one.code, one.field) for one in broken_rules(Tree.of(programme), DAY)]


@pytest.fixture
def places():
    """Three members in three countries."""
    return [UniversityFactory(membership="full", country=country) for country in ("SE", "ES", "FI")]


@pytest.fixture
def programme(places):
    """A dual degree of the first two, with a year and 60 credits at each."""
    return ProgrammeFactory(route=places[:2], ects_total=120)


def test_a_path_that_keeps_every_rule_breaks_none(programme):
    assert broken(programme) == []


# Steps ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orders", [(2, 3), (1, 3)])
def test_steps_are_counted_from_one_without_gaps(programme, orders):
    for step, order in reversed(list(zip(programme.steps.order_by("order"), orders, strict=True))):
        step.order = order
        step.save()
    assert broken(programme) == [("steps_in_order", "order")]


def test_each_path_counts_its_own_steps(programme, places):
    PathFactory(programme=programme, places=reversed(places[:2]))
    assert broken(programme) == []


def test_a_published_path_has_steps(programme):
    PathFactory(programme=programme)
    assert broken(programme) == [("path_without_steps", "code")]
    programme.publication = "draft"
    assert broken(programme) == []


def test_a_step_is_at_a_partner(programme, places):
    step = programme.steps.get(order=2)
    step.university = places[2]
    step.save()
    assert broken(programme) == [("not_a_partner", "university")]


def test_a_step_may_be_at_a_place_that_is_chosen_later(programme):
    programme.steps.filter(order=2).update(university=None, place_en="A partner of your choice")
    assert broken(programme) == []


def test_no_step_is_at_an_associated_partner(programme, places):
    PartnerFactory(programme=programme, university=places[2], is_associated=True, awarding="no")
    assert broken(programme) == []
    StepFactory(path=programme.paths.get(), order=3, university=places[2], ects=0)
    assert broken(programme) == [("step_at_associated", "university")]


# Credits -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "tolerance", "is_kept"),
    [(120, 0, True), (121, 0, False), (125, 5, True), (115, 5, True), (114, 5, False)],
)
def test_compulsory_steps_add_up_to_the_total_within_its_tolerance(programme, total, tolerance, is_kept):
    programme.ects_total, programme.ects_tolerance = total, tolerance
    assert broken(programme) == ([] if is_kept else [("ects_total", "ects")])


def test_credits_are_wrong_in_a_draft_as_well(programme):
    programme.ects_total, programme.publication = 90, "draft"
    assert broken(programme) == [("ects_total", "ects")]


def test_a_step_that_one_may_leave_out_does_not_count(programme, places):
    StepFactory(path=programme.paths.get(), order=3, university=places[0], ects=10, is_compulsory=False)
    assert broken(programme) == []


def test_where_credits_are_not_known_nothing_is_added_up(programme):
    programme.ects_total = 300
    programme.steps.filter(order=1).update(ects=None)
    assert broken(programme) == []
    programme.ects_total = None
    programme.steps.update(ects=1)
    assert broken(programme) == []


@pytest.mark.parametrize(("least", "is_kept"), [(60, True), (61, False)])
def test_each_partner_of_a_path_gives_its_least_credits(programme, least, is_kept):
    programme.ects_min_per_partner = least
    assert broken(programme) == ([] if is_kept else [("ects_per_partner", "ects")] * 2)


def test_the_credits_of_several_stays_at_a_partner_are_added(programme, places):
    programme.ects_min_per_partner, programme.ects_total = 80, 160
    programme.steps.filter(order=2).update(ects=80)
    assert broken(programme) == [("ects_total", "ects"), ("ects_per_partner", "ects")]
    StepFactory(path=programme.paths.get(), order=3, university=places[0], ects=20)
    assert broken(programme) == []


def test_a_partner_whose_credits_are_not_known_may_give_enough(programme):
    programme.ects_min_per_partner = 61
    programme.steps.update(ects=None)
    assert broken(programme) == []


# Places --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["dual", "certificate"])
def test_home_is_not_host(kind, places):
    programme = ProgrammeFactory(kind=kind, partners=places[:2])
    path = PathFactory(programme=programme, places=[places[0], places[0]])
    assert broken(programme) == [("home_is_host", "university")]
    StepFactory(path=path, order=3, university=places[1])
    StepFactory(path=path, order=4, university=places[0])  # back where it began, after another place
    assert broken(programme) == []


def test_a_path_for_students_of_one_university_may_tell_of_the_time_abroad_only(places):
    programme = ProgrammeFactory(partners=places[:2])
    path = PathFactory(programme=programme, places=[places[1]])
    assert broken(programme) == [("home_is_host", "university")]
    path.home_universities.add(places[0])
    assert broken(programme) == []


def test_an_exchange_is_at_one_place_but_never_at_home(places):
    programme = ProgrammeFactory(kind="exchange", partners=places[:2], partners__awarding="no")
    path = PathFactory(programme=programme, places=[places[0]])
    assert broken(programme) == []
    path.home_universities.add(places[0])
    assert broken(programme) == [("home_is_host", "university")]
    path.home_universities.add(places[1])  # for students of the other as well
    assert broken(programme) == []


def test_where_a_place_is_not_known_a_path_may_lead_anywhere(places):
    programme = ProgrammeFactory(partners=places[:2])
    path = PathFactory(programme=programme, places=[places[0]])
    StepFactory(path=path, order=2, university=None)
    assert broken(programme) == []


def test_two_universities_of_one_country_are_refused_where_the_programme_says_so(programme, places):
    places[1].country = "SE"
    places[1].save()
    assert broken(programme) == []
    programme.forbids_same_country = True
    assert broken(programme) == [("same_country", "university")]


def test_two_stays_at_one_university_are_no_two_universities_of_one_country(programme, places):
    programme.forbids_same_country = True
    programme.ects_total = None
    StepFactory(path=programme.paths.get(), order=3, university=places[0])
    assert broken(programme) == []


def test_the_country_of_the_home_counts_and_an_unknown_country_does_not(places):
    places[1].country = "SE"
    places[1].save()
    programme = ProgrammeFactory(partners=places[:2], forbids_same_country=True)
    path = PathFactory(programme=programme, places=[places[1]])
    path.home_universities.add(places[0])
    assert broken(programme) == [("same_country", "university")]
    for place in places[:2]:
        place.country = ""
        place.save()
    assert broken(programme) == []


# Degrees -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["dual", "cotutelle"])
@pytest.mark.parametrize(
    ("awarding", "is_kept"),
    [
        (["yes", "yes"], True),
        (["yes", "unknown"], True),
        (["yes", "no"], False),
        (["yes", "yes", "no"], True),
        (["yes", "yes", "unknown"], True),
        (["yes", "yes", "yes"], False),
    ],
)
def test_each_path_of_a_dual_degree_leads_to_two_diplomas(kind, awarding, is_kept, places):
    programme = ProgrammeFactory(kind=kind, coordinator_is_unknown=True)
    PartnerFactory(programme=programme)  # of a further path: the programme itself has enough
    for place, value in zip(places, awarding, strict=False):
        PartnerFactory(programme=programme, university=place, awarding=value)
    PathFactory(programme=programme, places=places[: len(awarding)])
    assert broken(programme) == ([] if is_kept else [("diplomas_of_path", "code")])
    programme.publication = "draft"
    assert broken(programme) == []


@pytest.mark.parametrize(
    ("awarding", "is_kept"),
    [(["yes", "yes", "yes"], True), (["yes", "unknown", "yes"], True), (["yes", "yes", "no"], False)],
)
def test_each_path_of_a_multiple_degree_leads_to_three_diplomas(awarding, is_kept, places):
    programme = ProgrammeFactory(kind="multiple", coordinator_is_unknown=True)
    PartnerFactory(programme=programme)
    for place, value in zip(places, awarding, strict=True):
        PartnerFactory(programme=programme, university=place, awarding=value)
    PathFactory(programme=programme, places=places)
    assert broken(programme) == ([] if is_kept else [("diplomas_of_path", "code")])


def test_a_summer_school_that_one_may_leave_out_leads_to_no_third_diploma(programme, places):
    PartnerFactory(programme=programme, university=places[2])
    step = StepFactory(path=programme.paths.get(), order=3, university=places[2], ects=5, is_compulsory=False)
    assert broken(programme) == []
    step.is_compulsory, step.ects = True, 0
    step.save()
    assert broken(programme) == [("diplomas_of_path", "code")]


def test_a_path_to_a_place_that_nobody_knows_may_lead_to_two_diplomas(programme, places):
    programme.partners.filter(university=places[1]).update(
        university=None, external_name="DTU", is_external=True, awarding=Awarding.UNKNOWN, degree_title=""
    )
    programme.steps.filter(order=2).update(university=None, place_en="DTU")
    assert broken(programme) == []
