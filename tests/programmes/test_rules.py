"""The hard rules on partners and on what rows name; paths and dates have files of their own."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from programmes.models import Deadline, Fee, Intake, MobilityPath, PathStep, Programme, ProgrammePartner
from programmes.rules import Broken, Tree, broken_rules
from programmes.vocabulary import Awarding, Kind
from tests.factories.members import MembershipFactory, UniversityFactory, UniversityNameFactory
from tests.factories.programmes import (
    AgreementFactory,
    DeadlineFactory,
    FeeFactory,
    IntakeFactory,
    PartnerFactory,
    PathFactory,
    ProgrammeFactory,
    RequirementFactory,
    StepFactory,
    TeachingLanguage,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = date(2026, 11, 25)


def broken(programme, on=DAY):
    return [(one.code, one.field) for one in broken_rules(Tree.of(programme), on)]


def member(**kwargs):
    return UniversityFactory(membership="full", **kwargs)


# The tree ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_a_stored_programme_is_loaded_in_thirteen_queries_and_judged_in_none(rows, django_assert_num_queries):
    programme = ProgrammeFactory(route=[member() for _row in range(rows)], agreement=AgreementFactory())
    path = programme.paths.get()
    for university in path.steps.values_list("university", flat=True):
        path.home_universities.add(university)
        FeeFactory(programme=programme, university_id=university, path=path)
        RequirementFactory(programme=programme, university_id=university)
        TeachingLanguage.objects.create(programme=programme, university_id=university, language="en")
        StepFactory(path=path, order=9 + university, university=member())  # some rules are broken, and say so
    for year in range(2027, 2027 + rows):
        DeadlineFactory(intake=IntakeFactory(programme=programme, academic_year=year), path=path, university=member())
    ProgrammeFactory(route=[member(), member()])
    programme = Programme.objects.get(pk=programme.pk)
    with django_assert_num_queries(13):
        tree = Tree.of(programme)
    with django_assert_num_queries(0):
        found = broken_rules(tree, DAY)
        assert [str(one.message) for one in found]


def test_what_is_not_stored_yet_is_judged_like_what_is(django_assert_num_queries):
    kth, upc, other = member(slug="kth"), member(slug="upc"), member(slug="other")
    programme = Programme(publication="published", kind=Kind.DUAL, ects_total=120)
    path, intake = MobilityPath(programme=programme, code="kth-upc"), Intake(programme=programme, academic_year=2027)
    tree = Tree.of_rows(
        programme,
        partners=[
            ProgrammePartner(programme=programme, university=kth, awarding=Awarding.YES, is_coordinator=True),
            ProgrammePartner(programme=programme, university=upc, awarding=Awarding.YES),
        ],
        paths=[path],
        homes=[(path, kth.pk), (path, upc.pk)],
        steps=[
            PathStep(path=path, order=1, university=kth, ects=60),
            PathStep(path=path, order=2, university=upc, ects=60),
        ],
        intakes=[intake],
        deadlines=[Deadline(intake=intake, path=path, closes_on=DAY, time_zone="UTC", purpose="application")],
        fees=[Fee(programme=programme, university=kth, path=path, amount=0)],
    )
    with django_assert_num_queries(0):
        assert broken_rules(tree, DAY) == []

    further = PathStep(path=path, order=2, university=other, ects=30)
    tree.steps.append(further)
    tree.universities[other.pk] = other
    with django_assert_num_queries(0):
        found = [(one.code, one.row, one.field) for one in broken_rules(tree, DAY)]
    assert found == [
        ("steps_in_order", further, "order"),
        ("not_a_partner", further, "university"),
        ("ects_total", further, "ects"),
    ]


def test_a_row_of_a_path_that_is_being_removed_is_told():
    programme = ProgrammeFactory(route=[member(), member()])
    tree = Tree.of(programme)
    tree.paths.clear()
    assert {(one.code, one.field) for one in broken_rules(tree, DAY)} == {("other_path", "path")}


def test_messages_name_universities_in_the_language_of_the_reader():
    kth = member(slug="kth", name="KTH Royal Institute of Technology")
    UniversityNameFactory(university=kth, language="sv", value="Kungliga Tekniska högskolan")
    programme = ProgrammeFactory(route=[member(), member()])
    FeeFactory(programme=programme, university=kth)
    found = broken_rules(Tree.of(programme), DAY)
    assert [str(one.message) for one in found] == ["KTH Royal Institute of Technology is no partner of this programme."]
    with translation.override("sv"):
        assert "Kungliga Tekniska högskolan" in str(found[0].message)


def test_a_broken_rule_becomes_the_error_of_a_form():
    error = Broken("code", "A sentence.", None).error
    assert isinstance(error, ValidationError)
    assert (error.code, error.messages) == ("code", ["A sentence."])


# Partners ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["certificate", "exchange"])
def test_a_published_programme_has_two_partners(kind):
    programme = ProgrammeFactory(kind=kind, partners=[member()], partners__awarding="no")
    assert broken(programme) == [("two_partners", None)]
    PartnerFactory(programme=programme, awarding="no")
    assert broken(programme) == []


def test_a_draft_may_have_one_partner_and_no_coordinator():
    assert broken(ProgrammeFactory(publication="draft", partners=[member()])) == []
    assert broken(ProgrammeFactory(publication="draft")) == []


def test_an_associated_partner_does_not_count():
    programme = ProgrammeFactory(kind="certificate", partners=[member()])
    PartnerFactory(programme=programme, is_associated=True, awarding="no")
    assert broken(programme) == [("two_partners", None)]


def test_partners_that_nobody_named_count_beside_one_that_is_named():
    programme = ProgrammeFactory(partners=[member()])
    PartnerFactory(programme=programme, university=None, is_unnamed=True, awarding="unknown")
    assert broken(programme) == []


def test_partners_that_nobody_named_are_not_enough_alone():
    programme = ProgrammeFactory(coordinator_is_unknown=True)
    PartnerFactory(programme=programme, university=None, is_unnamed=True, awarding="unknown")
    assert broken(programme) == [("two_partners", None), ("too_few_awarding", "kind")]


def test_a_published_programme_says_who_coordinates_or_that_nobody_knows():
    programme = ProgrammeFactory()
    PartnerFactory(programme=programme)
    PartnerFactory(programme=programme)
    assert broken(programme) == [("no_coordinator", "coordinator_is_unknown")]
    programme.coordinator_is_unknown = True
    assert broken(programme) == []


def test_the_coordinator_is_not_known_and_unknown_at_once():
    programme = ProgrammeFactory(partners=[member(), member()], coordinator_is_unknown=True)
    assert broken(programme) == [("coordinator_is_known", "coordinator_is_unknown")]


@pytest.mark.parametrize(
    ("kwargs", "name"),
    [
        ({"external_name": "Université de Lorraine"}, "Université de Lorraine"),
        ({"university": None, "is_unnamed": True, "awarding": "unknown"}, "a partner that is not named"),
    ],
)
def test_a_message_names_a_partner_that_has_no_page(kwargs, name):
    programme = ProgrammeFactory(coordinator_is_unknown=True)
    PartnerFactory(programme=programme)
    PartnerFactory(programme=programme, is_coordinator=True, **kwargs)
    (found,) = broken_rules(Tree.of(programme), DAY)
    assert str(found.message) == f"{name} is given as the coordinator: untick “coordinator not known”."


def test_there_is_one_coordinator():
    tree = Tree.of(ProgrammeFactory(partners=[member(), member()]))
    tree.partners[1].is_coordinator = True
    found = [(one.code, one.row, one.field) for one in broken_rules(tree, DAY)]
    assert found == [("one_coordinator", tree.partners[1], "is_coordinator")]


@pytest.mark.parametrize(
    ("kind", "awarding", "is_kept"),
    [
        ("dual", ["yes", "yes"], True),
        ("dual", ["yes", "unknown"], True),
        ("dual", ["yes", "no"], False),
        ("cotutelle", ["yes", "yes", "no"], True),
        ("cotutelle", ["yes", "no", "no"], False),
        ("joint", ["yes", "unknown"], True),
        ("joint", ["yes", "no"], False),
        ("multiple", ["yes", "yes", "unknown"], True),
        ("multiple", ["yes", "yes", "no"], False),
        ("certificate", ["yes", "no"], True),
        ("exchange", ["unknown", "no"], True),
    ],
)
def test_so_many_partners_award_a_degree_as_the_kind_says(kind, awarding, is_kept):
    programme = ProgrammeFactory(
        kind=kind, coordinator_is_unknown=True, joint_degree_title_is_unknown=kind == Kind.JOINT
    )
    for value in awarding:
        PartnerFactory(programme=programme, awarding=value)
    assert broken(programme) == ([] if is_kept else [("too_few_awarding", "kind")])
    programme.publication = "draft"
    assert broken(programme) == []


def test_partners_that_nobody_named_may_award_the_missing_degrees_unless_they_award_none():
    programme = ProgrammeFactory(kind="multiple", partners=[member()])
    unnamed = PartnerFactory(programme=programme, university=None, is_unnamed=True, awarding="unknown")
    assert broken(programme) == []
    unnamed.awarding = Awarding.NO
    unnamed.save()
    assert broken(programme) == [("too_few_awarding", "kind")]


def test_an_exchange_package_leads_to_no_degree():
    programme = ProgrammeFactory(kind="exchange", partners=[member()], partners__awarding="no")
    PartnerFactory(programme=programme, awarding="yes")
    assert broken(programme) == [("exchange_awards_none", "awarding")]


def test_a_joint_degree_has_a_title_or_says_that_nobody_knows_it():
    programme = ProgrammeFactory(kind="joint", partners=[member(), member()])
    assert broken(programme) == [("no_joint_title", "joint_degree_title")]
    programme.joint_degree_title = "Master of Science in Photonics"
    assert broken(programme) == []
    programme.joint_degree_title, programme.joint_degree_title_is_unknown = "", True
    assert broken(programme) == []


@pytest.mark.parametrize(
    ("field", "value"), [("joint_degree_title", "Master"), ("joint_degree_title_is_unknown", True)]
)
def test_only_a_joint_degree_has_a_common_title(field, value):
    programme = ProgrammeFactory(partners=[member(), member()], **{field: value})
    assert broken(programme) == [("joint_title_elsewhere", field)]
    programme.publication = "draft"
    assert broken(programme) == [("joint_title_elsewhere", field)]


def test_a_partner_is_a_member_or_marked_as_none():
    programme = ProgrammeFactory(partners=[member(), UniversityFactory()])
    assert broken(programme) == [("not_a_member", "is_external")]
    programme.partners.filter(position=1).update(is_external=True)
    assert broken(programme) == []


@pytest.mark.parametrize("state", ["active", "suspended", "unconfirmed"])
def test_a_member_of_any_state_and_category_belongs(state):
    associate = UniversityFactory(membership="associate", membership__state=state)
    assert broken(ProgrammeFactory(partners=[member(), associate])) == []


def test_a_former_member_belongs_where_it_was_a_member_when_an_intake_began():
    former = UniversityFactory(membership="full", membership__valid_to=date(2020, 1, 1))
    programme = ProgrammeFactory(partners=[member(), former])
    assert broken(programme) == [("not_a_member", "is_external")]
    assert broken(programme, date(2019, 12, 31)) == []
    intake = IntakeFactory(programme=programme, academic_year=2020, starts_on=date(2020, 1, 1))
    assert broken(programme) == [("not_a_member", "is_external")]
    intake.starts_on = date(2019, 9, 1)
    intake.save()
    assert broken(programme) == []


@pytest.mark.parametrize(
    ("first", "last", "is_kept"), [(2020, 2025, False), (2019, None, True), (None, 2015, True), (None, 2009, False)]
)
def test_a_former_member_belongs_where_it_was_a_member_in_the_year_of_the_first_or_last_intake(first, last, is_kept):
    former = UniversityFactory()
    MembershipFactory(university=former, valid_from=date(2010, 6, 1), valid_to=date(2020, 1, 1))
    programme = ProgrammeFactory(
        partners=[member(), former], status="closed", first_intake_year=first, last_intake_year=last
    )
    assert broken(programme) == ([] if is_kept else [("not_a_member", "is_external")])


def test_a_membership_that_ended_on_an_unknown_day_proves_nothing():
    former = UniversityFactory(membership="full", membership__ended_on_unknown_day=True)
    programme = ProgrammeFactory(partners=[member(), former], first_intake_year=2008)
    assert broken(programme) == [("not_a_member", "is_external")]


# What rows name ------------------------------------------------------------------------------------------------------


def row_of(kind, programme, **kwargs):
    if kind == "deadline":
        return DeadlineFactory(intake=IntakeFactory(programme=programme), **kwargs)
    if kind == "language":
        return TeachingLanguage.objects.create(programme=programme, language="en", **kwargs)
    return {"fee": FeeFactory, "requirement": RequirementFactory}[kind](programme=programme, **kwargs)


@pytest.mark.parametrize("kind", ["deadline", "fee", "requirement", "language"])
def test_a_row_names_a_partner(kind):
    kth, upc = member(), member()
    programme = ProgrammeFactory(partners=[kth, upc])
    row = row_of(kind, programme, university=kth)
    assert broken(programme) == []
    row.university = member()
    row.save()
    assert broken(programme) == [("not_a_partner", "university")]


def test_a_path_is_for_students_of_partners():
    kth, upc = member(), member()
    programme = ProgrammeFactory(route=[kth, upc])
    path = programme.paths.get()
    path.home_universities.add(kth)
    assert broken(programme) == []
    path.home_universities.add(member())
    assert broken(programme) == [("not_a_partner", "home_universities")]


@pytest.mark.parametrize("kind", ["deadline", "fee", "requirement"])
def test_a_row_names_a_path_of_its_own_programme(kind):
    programme = ProgrammeFactory(route=[member(), member()])
    row = row_of(kind, programme, path=programme.paths.get())
    assert broken(programme) == []
    row.path = PathFactory()
    row.save()
    assert broken(programme) == [("other_path", "path")]


def test_a_step_and_a_deadline_belong_to_the_programme():
    programme = ProgrammeFactory(partners=[member(), member()])
    tree = Tree.of(programme)
    tree.steps = [PathStep(path=PathFactory(), order=1)]
    tree.deadlines = [Deadline(intake=IntakeFactory())]
    assert [(one.code, one.row, one.field) for one in broken_rules(tree, DAY)] == [
        ("other_path", tree.steps[0], "path"),
        ("other_intake", tree.deadlines[0], "intake"),
    ]
