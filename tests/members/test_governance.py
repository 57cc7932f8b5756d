"""Who governs the network on a day: presidency, bodies, groups and their chairs."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from members.governance import Governance, GroupPage, load_group
from members.governance_quality import group_notices, presidency_notices
from members.models import Group, GroupMembership, Presidency
from tests.factories.members import (
    GroupFactory,
    GroupMembershipFactory,
    MembershipFactory,
    PresidencyFactory,
    UniversityFactory,
    UniversityNameFactory,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

DAY = date(2019, 5, 1)


def university(slug, **kwargs):
    made = UniversityFactory(slug=slug, membership="full", **kwargs)
    UniversityNameFactory(university=made, kind="short", language="", value=slug.upper())
    return made


def slugs(lines):
    return [line.group.slug for line in lines]


def lists(governance):
    return [(str(each.heading), slugs(each.lines)) for each in governance.current]


# The presidency -------------------------------------------------------------------------------------------------------


def test_a_presidency_covers_its_first_day_and_not_its_last_one_out():
    first = PresidencyFactory(valid_from=date(2016, 7, 1), valid_to=date(2018, 7, 1))
    second = PresidencyFactory(valid_from=date(2018, 7, 1))
    assert Governance(date(2016, 6, 30)).presidency is None
    assert Governance(date(2016, 7, 1)).presidency == first
    assert Governance(date(2018, 6, 30)).presidency == first
    assert Governance(date(2018, 7, 1)).presidency == second
    assert Governance(date(2017, 1, 1)).presidencies == [first]
    assert Governance(date(2020, 1, 1)).presidencies == [second, first]


def test_a_presidency_with_an_unknown_bound_is_told_but_never_taken_for_the_current_one():
    PresidencyFactory(valid_from=date(2006, 6, 1), ended_on_unknown_day=True)
    PresidencyFactory(valid_from=None, valid_to=date(2012, 7, 1))
    governance = Governance(date(2011, 1, 1))
    assert governance.presidency is None
    assert [each.valid_from for each in governance.presidencies] == [date(2006, 6, 1)]
    assert len(Governance(date(2013, 1, 1)).presidencies) == 2


@pytest.mark.parametrize(
    ("bounds", "is_refused"),
    [
        ((date(2018, 6, 30), date(2018, 7, 1)), True),
        ((date(2018, 7, 1), date(2018, 12, 31)), False),
        ((date(2014, 1, 1), date(2016, 7, 1)), False),
        ((date(2014, 1, 1), date(2016, 7, 2)), True),
        ((date(2014, 1, 1), None), True),
        ((None, date(2017, 1, 1)), False),
    ],
)
def test_presidencies_do_not_overlap_where_their_days_are_known(bounds, is_refused):
    PresidencyFactory(valid_from=date(2016, 7, 1), valid_to=date(2018, 7, 1), president_name="Tuula")
    other = PresidencyFactory.build(code="b", university=university("kit"), valid_from=bounds[0], valid_to=bounds[1])
    if not is_refused:
        other.full_clean()
        return
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert refused.value.message_dict == {
        "valid_from": ["This period overlaps the presidency of Tuula: that has to end before."]
    }


def test_the_university_of_a_president_is_a_full_member_on_the_first_day():
    left = UniversityFactory()
    MembershipFactory(university=left, valid_to=date(2010, 1, 1))
    associate = UniversityFactory(membership="associate")
    for one in (left, associate):
        with pytest.raises(ValidationError) as refused:
            PresidencyFactory.build(code="a", university=one, valid_from=date(2010, 1, 1)).full_clean()
        assert list(refused.value.message_dict) == ["university"]
    PresidencyFactory.build(code="a", university=left, valid_from=date(2009, 12, 31)).full_clean()


def test_a_presidency_of_another_length_and_a_day_without_one_are_notices():
    short = PresidencyFactory(valid_from=date(2018, 7, 1), valid_to=date(2019, 7, 1))
    assert presidency_notices(short, date(2019, 1, 1)) == ["It did not last about two years, but 12 months."]
    usual = PresidencyFactory(valid_from=date(2019, 7, 1), valid_to=date(2021, 7, 1))
    assert presidency_notices(usual, date(2021, 6, 30)) == []
    assert presidency_notices(usual, date(2021, 7, 1)) == [
        "No presidency covers today: add the one that does, or a vacancy."
    ]
    Presidency.objects.create(code="vacancy", is_vacant=True, valid_from=date(2021, 7, 1))
    assert presidency_notices(usual, date(2021, 7, 1)) == []


# Groups ---------------------------------------------------------------------------------------------------------------


def test_groups_stand_under_their_headings_and_what_is_over_or_not_confirmed_apart():
    GroupFactory(slug="assembly", kind="governing-body")
    GroupFactory(slug="office", kind="office")
    GroupFactory(slug="africa", valid_from=date(2019, 5, 1))
    GroupFactory(slug="later", valid_from=date(2019, 5, 2))
    GroupFactory(slug="energy", kind="department", state="unconfirmed")
    GroupFactory(slug="old", kind="task-force", valid_to=date(2019, 5, 1))
    GroupFactory(slug="older", ended_on_unknown_day=True)
    GroupFactory(slug="secret", publication="draft")
    GroupFactory(slug="gone", publication="withdrawn")
    governance = Governance(DAY)
    assert lists(governance) == [("Governing bodies", ["assembly", "office"]), ("Working groups", ["africa"])]
    assert slugs(governance.unconfirmed) == ["energy"]
    assert slugs(governance.ended) == ["old", "older"]
    assert slugs(Governance(date(2019, 4, 30)).ended) == ["older"]


def test_a_group_is_led_by_those_who_lead_it_on_the_day():
    group = GroupFactory(slug="africa")
    kth, upc, kit = university("kth"), university("upc"), university("kit")
    GroupMembershipFactory(group=group, university=kth, valid_from=None, valid_to=date(2019, 5, 1))
    GroupMembershipFactory(group=group, university=upc, valid_from=date(2019, 5, 1))
    GroupMembershipFactory(group=group, university=kit, function="vice-chair", valid_from=date(2010, 1, 1))
    GroupMembershipFactory(group=group, university=kth, function="member", valid_from=date(2010, 1, 1))

    def leads(day):
        [line] = Governance(day).current[0].lines
        return [(lead.function, lead.university.slug) for lead in line.leads]

    assert leads(date(2019, 4, 30)) == [("chair", "kth"), ("vice-chair", "kit")]
    assert leads(DAY) == [("chair", "upc"), ("vice-chair", "kit")]
    page = GroupPage(load_group("africa"), DAY)
    assert [(row.function, row.university.slug) for row in page.current] == [
        ("chair", "upc"),
        ("vice-chair", "kit"),
        ("member", "kth"),
    ]
    assert [(row.function, row.university.slug) for row in page.past] == [("chair", "kth")]


def test_what_was_held_in_a_group_ends_with_it_at_the_latest():
    group = GroupFactory(slug="redeem", kind="project", valid_to=date(2017, 11, 1))
    for slug, end in (("kth", None), ("upc", date(2016, 1, 1))):
        own = university(slug)
        GroupMembershipFactory(group=group, university=own, function="member", valid_from=None, valid_to=end)
    page = GroupPage(load_group("redeem"), DAY)
    assert [(row.university.slug, row.valid_to) for row in page.past] == [
        ("kth", date(2017, 11, 1)),
        ("upc", date(2016, 1, 1)),
    ]
    assert GroupPage(load_group("redeem"), date(2016, 6, 1)).current[0].valid_to is None


def test_a_project_that_is_yet_to_begin_is_not_over(client):
    group = GroupFactory(slug="next", kind="project", valid_from=date(2998, 1, 1), valid_to=date(2999, 1, 1))
    GroupMembershipFactory(group=group, university=university("kth"), valid_from=date(2998, 1, 1))
    page = GroupPage(load_group("next"), DAY)
    assert (page.is_over, [row.university.slug for row in page.current], page.past) == (False, ["kth"], [])
    words = Page(client.get("/en/about/governance/next/")).text()
    assert "This group has not begun yet." in words
    assert "ended" not in words


def test_only_full_members_sit_in_a_governing_body_unless_they_observe():
    body = GroupFactory(kind="governing-body")
    associate = UniversityFactory(membership="associate")
    row = GroupMembershipFactory.build(group=body, university=associate, function="member")
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["university"]
    row.function = GroupMembership.Function.OBSERVER
    row.full_clean()
    GroupMembershipFactory.build(group=GroupFactory(), university=associate, function="member").full_clean()


def test_groups_cannot_be_part_of_each_other():
    whole = GroupFactory()
    part = GroupFactory(parent=whole)
    whole.parent = part
    with pytest.raises(ValidationError) as refused:
        whole.full_clean()
    assert list(refused.value.message_dict) == ["parent"]


def test_what_a_group_lacks_is_told_in_words():
    kth, upc = university("kth"), university("upc")
    assembly = GroupFactory(slug="general-assembly", kind="governing-body", mandate_en="Decides.")
    GroupMembershipFactory(group=assembly, university=kth, function="member", valid_from=date(2000, 1, 1))
    assert group_notices(assembly, DAY) == ["Full members without a seat in the General Assembly: 1."]
    GroupMembershipFactory(group=assembly, university=upc, function="member", valid_from=date(2000, 1, 1))
    assert group_notices(assembly, DAY) == []
    group = GroupFactory(is_temporary=True, review_on=DAY)
    assert group_notices(group, DAY) == [
        "There is no mandate: the page does not say what the group is for.",
        "No university is known to chair it.",
        "The day of its review has passed.",
    ]


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_on_governance_asks_nine_queries_whatever_it_shows(client, count, django_assert_num_queries):
    for number in range(count):
        one = university(f"u{number}")
        group = GroupFactory(kind=["working-group", "task-force", "department"][number])
        GroupMembershipFactory(group=group, university=one)
        start = date(2010 + number, 7, 1)
        PresidencyFactory(university=one, valid_from=start, valid_to=date(2011 + number, 7, 1))
    with override("fi"), django_assert_num_queries(9):
        page = Page(client.get("/fi/about/governance/"))
    assert len(page.all("li", class_="group-lines__item")) == count
    assert len(page.all("li", class_="history__item")) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_group_asks_nine_queries_whatever_it_shows(client, count, django_assert_num_queries):
    group = GroupFactory(slug="africa")
    for number in range(count):
        GroupMembershipFactory(group=group, university=university(f"u{number}"), function="member")
        GroupFactory(parent=group)
    with django_assert_num_queries(9):
        page = Page(client.get("/fi/about/governance/africa/"))
    assert len(page.all("tr")) == count + 1


def test_the_page_shows_a_past_day_and_says_so(client):
    PresidencyFactory(president_name="Ada", valid_from=date(2016, 7, 1), valid_to=date(2018, 7, 1))
    PresidencyFactory(president_name="Grace", valid_from=date(2018, 7, 1))
    page = Page(client.get("/en/about/governance/?on=2017-01-01"))
    assert "This page shows the state of 1 January 2017. Show today" in page.text()
    assert "Ada" in page.text()
    assert "Grace" not in page.text()
    today = Page(client.get("/en/about/governance/"))
    assert "This page shows the state" not in today.text()
    assert "Grace" in today.text()


@pytest.mark.parametrize("address", ["/en/about/governance/?on=yesterday", "/en/members/?on=2019-02-30"])
def test_a_day_that_does_not_exist_is_refused_in_words(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert "is no date: write it as 2027-01-15." in response.content.decode()


def test_the_directory_shows_a_past_day_and_keeps_it_in_its_addresses(client):
    university("kth", name="KTH")
    gone = UniversityFactory(slug="epfl", name="EPFL")
    MembershipFactory(university=gone, valid_to=date(2018, 1, 1))
    page = Page(client.get("/en/members/?status=full&on=2017-12-31"))
    assert [len(group.universities) for group in page.response.context["directory"].groups] == [2]
    assert page.one("input", type="hidden", name="on").get("value") == "2017-12-31"
    assert "on=2017-12-31" in page.html
    today = client.get("/en/members/?status=full").context["directory"]
    assert [len(group.universities) for group in today.groups] == [1]


def test_a_renamed_group_leads_on_a_withdrawn_one_is_gone_and_a_draft_is_not_there(client):
    group = GroupFactory(slug="first")
    group = Group.objects.get(pk=group.pk)
    group.slug = "second"
    group.save()
    response = client.get("/en/about/governance/first/")
    assert (response.status_code, response["Location"]) == (301, "/en/about/governance/second/")
    GroupFactory(slug="gone", publication="withdrawn")
    GroupFactory(slug="draft", publication="draft")
    assert client.get("/en/about/governance/gone/").status_code == 410
    assert client.get("/en/about/governance/draft/").status_code == 404
    assert client.get(f"/id/group/{group.uuid}")["Location"] == "/en/about/governance/second/"


def test_a_group_tells_machines_what_it_is_no_more_exactly_than_it_is_known(client):
    GroupFactory(
        slug="africa",
        name_en="Africa",
        mandate_en="Links.",
        valid_from=date(2020, 4, 1),
        valid_from_precision="month",
        valid_to=date(2022, 7, 1),
        valid_to_precision="year",
    )
    data = Page(client.get("/en/about/governance/africa/")).json_ld[0]
    uuid = Group.objects.get().uuid
    assert data == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"http://testserver/id/group/{uuid}",
        "name": "Africa",
        "url": "http://testserver/en/about/governance/africa/",
        "description": "Links.",
        "foundingDate": "2020-04",
        "dissolutionDate": "2022",
        "parentOrganization": {"@type": "Organization", "@id": "http://testserver/id/network"},
    }


def test_a_portrait_names_the_groups_that_the_university_leads_today(client):
    kth = university("kth")
    GroupMembershipFactory(university=kth, group__name_en="Africa")
    GroupMembershipFactory(university=kth, group__name_en="Strategy", function="member")
    GroupMembershipFactory(university=kth, group__name_en="Over", group__ended_on_unknown_day=True)
    GroupMembershipFactory(university=kth, group__name_en="Left", valid_to=date(2021, 1, 1))
    GroupMembershipFactory(university=kth, group__name_en="Secret", group__publication="draft")
    GroupMembershipFactory(university=university("upc"), group__name_en="Others")
    page = Page(client.get("/en/members/kth/"))
    [section] = page.all("section", aria_labelledby="groups-heading")
    assert page.text(section) == "In the network’s groups ChairAfrica"
