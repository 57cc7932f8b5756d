from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from members.models import Membership, University
from members.models.membership import Standing
from tests.factories.members import MembershipFactory, UniversityFactory

pytestmark = pytest.mark.django_db

LEFT = date(2024, 7, 1)


def slugs(universities):
    return sorted(university.slug for university in universities)


def standings(on):
    return {university.slug: university.standing for university in University.objects.with_standing(on)}


@pytest.fixture
def network():
    """One university of each standing on the first of January 2024, and one that belongs to nothing."""
    for slug, category, fields in (
        ("full", "full", {}),
        ("associate", "associate", {}),
        ("leaving", "full", {"valid_to": LEFT}),
        ("suspended", "associate", {"state": "suspended"}),
        ("unconfirmed", "associate", {"state": "unconfirmed", "valid_from": None}),
        ("unknown-start", "full", {"valid_from": None}),
        ("left", "full", {"valid_to": date(2010, 1, 1)}),
        ("left-some-day", "full", {"valid_from": None, "ended_on_unknown_day": True}),
        ("announced", "full", {"valid_from": date(2030, 1, 1)}),
    ):
        MembershipFactory(university=UniversityFactory(slug=slug), category=category, **fields)
    UniversityFactory(slug="outsider")


def test_members_are_those_with_an_active_period_on_the_day(network):
    on = date(2024, 1, 1)
    assert slugs(University.objects.members(on)) == ["associate", "full", "leaving", "unknown-start"]
    assert slugs(University.objects.members(on, category="full")) == ["full", "leaving", "unknown-start"]
    assert slugs(University.objects.members(on, category="associate")) == ["associate"]


@pytest.mark.parametrize(
    ("day", "is_member"), [(LEFT - timedelta(days=1), True), (LEFT, False), (LEFT + timedelta(days=1), False)]
)
def test_an_announced_departure_counts_from_the_day_itself(network, day, is_member):
    assert ("leaving" in slugs(University.objects.members(day))) is is_member
    assert standings(day)["leaving"] == (Standing.FULL if is_member else Standing.FORMER)


def test_members_and_former_members_have_no_gap_and_no_overlap_between_them(network):
    for day in (LEFT - timedelta(days=1), LEFT):
        members = set(slugs(University.objects.members(day)))
        former = {slug for slug, standing in standings(day).items() if standing == Standing.FORMER}
        assert not members & former
        assert "leaving" in members | former


def test_each_university_has_one_standing_on_a_day(network):
    assert standings(date(2024, 1, 1)) == {
        "full": "full",
        "associate": "associate",
        "leaving": "full",
        "suspended": "suspended",
        "unconfirmed": "unconfirmed",
        "unknown-start": "full",
        "left": "former",
        "left-some-day": "former",
        "announced": "",
        "outsider": "",
    }


def test_whoever_has_not_begun_belongs_to_no_list(network):
    everybody = slugs(University.objects.ever_members(date(2024, 1, 1)))
    assert "announced" not in everybody
    assert "outsider" not in everybody
    assert "announced" in slugs(University.objects.ever_members(date(2030, 1, 1)))


def test_a_change_of_category_makes_a_full_member_of_an_associate_on_the_day():
    university = UniversityFactory(slug="riser")
    MembershipFactory(
        university=university, category="associate", valid_from=date(2000, 1, 1), valid_to=date(2010, 1, 1)
    )
    MembershipFactory(university=university, category="full", valid_from=date(2010, 1, 1))
    assert standings(date(2009, 12, 31)) == {"riser": "associate"}
    assert standings(date(2010, 1, 1)) == {"riser": "full"}
    assert University.objects.members(date(2010, 1, 1)).count() == 1


def test_a_gap_between_periods_is_no_membership():
    university = UniversityFactory(slug="returner")
    MembershipFactory(university=university, valid_from=date(2000, 1, 1), valid_to=date(2010, 1, 1))
    MembershipFactory(university=university, valid_from=date(2015, 1, 1))
    assert [standings(date(year, 6, 1))["returner"] for year in (1999, 2005, 2012, 2020)] == [
        "",
        "full",
        "former",
        "full",
    ]


def test_the_day_is_today_unless_one_is_named():
    MembershipFactory(university=UniversityFactory(slug="here"), valid_from=date(1990, 1, 1))
    MembershipFactory(university=UniversityFactory(slug="gone"), valid_to=date(2001, 1, 1))
    assert slugs(University.objects.members()) == ["here"]
    assert slugs(University.objects.ever_members()) == ["gone", "here"]


@pytest.mark.parametrize(
    ("start", "end", "is_refused"),
    [
        (date(1985, 1, 1), date(1990, 1, 1), False),
        (date(1985, 1, 1), date(1990, 1, 2), True),
        (date(1999, 12, 31), None, True),
        (date(2000, 1, 1), None, False),
        (None, date(1990, 1, 1), False),
        (None, None, True),
        (date(1992, 1, 1), date(1993, 1, 1), True),
    ],
)
def test_periods_of_one_university_share_no_day(start, end, is_refused):
    university = UniversityFactory()
    MembershipFactory(university=university, valid_from=date(1990, 1, 1), valid_to=date(2000, 1, 1))
    MembershipFactory(valid_from=date(1980, 1, 1))  # another university's period is nobody's business
    period = Membership(university=university, category="full", valid_from=start, valid_to=end)
    if is_refused:
        with pytest.raises(ValidationError) as caught:
            period.full_clean()
        assert caught.value.error_dict["valid_from"][0].code == "overlap"
    else:
        period.full_clean()


def test_a_period_that_ended_on_an_unknown_day_is_not_held_against_the_next():
    university = UniversityFactory()
    MembershipFactory(university=university, category="associate", valid_from=None, ended_on_unknown_day=True)
    Membership(university=university, category="full", valid_from=date(2010, 1, 1)).full_clean()


def test_an_end_before_the_start_is_refused_at_its_field():
    period = Membership(university=UniversityFactory(), category="full", valid_from=LEFT, valid_to=LEFT)
    with pytest.raises(ValidationError) as caught:
        period.full_clean()
    assert caught.value.error_dict["valid_to"][0].code == "ends_first"


def test_an_end_cannot_be_both_known_and_unknown():
    period = Membership(university=UniversityFactory(), category="full", valid_to=LEFT, ended_on_unknown_day=True)
    with pytest.raises(ValidationError) as caught:
        period.full_clean()
    assert caught.value.error_dict["ended_on_unknown_day"][0].code == "end_known"


def test_the_history_tells_the_periods_in_order_and_an_unknown_start_first():
    university = UniversityFactory()
    late = MembershipFactory(university=university, valid_from=date(2015, 1, 1))
    early = MembershipFactory(university=university, valid_from=None, ended_on_unknown_day=True)
    middle = MembershipFactory(university=university, valid_from=date(2000, 1, 1), valid_to=date(2005, 1, 1))
    assert university.membership_history == [early, middle, late]
    assert university.first_membership == early
    assert university.has_unknown_start


def test_a_university_without_periods_has_no_first_one():
    university = UniversityFactory()
    assert university.membership_history == []
    assert university.first_membership is None
    assert not university.has_unknown_start
