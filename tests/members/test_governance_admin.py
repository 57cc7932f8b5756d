"""Groups and presidencies in the back office."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import Group, GroupMembership, Presidency
from tests.admin_forms import add_row, errors_of, filled_in
from tests.factories.accounts import UserFactory
from tests.factories.members import GroupFactory, GroupMembershipFactory, PresidencyFactory, UniversityFactory

pytestmark = pytest.mark.django_db

GROUPS = reverse("admin:members_group_changelist")
PRESIDENCIES = reverse("admin:members_presidency_changelist")


def page_of(obj):
    return reverse(f"admin:members_{obj._meta.model_name}_change", args=[obj.pk])


def test_an_editor_writes_a_group_in_two_languages_with_its_chair(staff_client):
    kth = UniversityFactory(membership="full")
    add = reverse("admin:members_group_add")
    data = filled_in(staff_client.get(add))
    data |= {"slug": "africa", "kind": "working-group", "name_en": "Africa", "name_de": "Afrika"}
    add_row(data, "memberships", university=kth.pk, function="chair", valid_from="2021-03-19")
    response = staff_client.post(add, data)
    assert response.status_code == 302
    group = Group.objects.get()
    assert (group.name_en, group.name_de, group.publication) == ("Africa", "Afrika", "draft")
    assert list(group.memberships.values_list("university", "function", "valid_from")) == [
        (kth.pk, "chair", date(2021, 3, 19))
    ]


def test_two_chairs_at_a_time_are_refused_at_the_second_and_nothing_is_lost(staff_client):
    row = GroupMembershipFactory()
    data = filled_in(staff_client.get(page_of(row.group)))
    other = UniversityFactory(membership="full")
    number = add_row(data, "memberships", university=other.pk, function="chair", valid_from="2021-01-01")
    response = staff_client.post(page_of(row.group), data)
    assert errors_of(response) == {
        f"memberships-{number}-function": ["This group has a chair already: end that first."]
    }
    assert GroupMembership.objects.count() == 1
    data["memberships-0-valid_to"] = "2021-01-01"
    assert staff_client.post(page_of(row.group), data).status_code == 302
    assert GroupMembership.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_from": "2020-01-02", "valid_to": "2020-01-01"}, "valid_to"),
        ({"is_temporary": "on"}, "review_on"),
        ({"name_en": ""}, "name_en"),
        ({"slug": "Not A Slug"}, "slug"),
        ({"valid_to": "2020-01-01", "ended_on_unknown_day": "on"}, "ended_on_unknown_day"),
    ],
)
def test_what_a_group_must_not_be_is_told_at_the_field(staff_client, changes, field):
    group = GroupFactory()
    response = staff_client.post(page_of(group), {**filled_in(staff_client.get(page_of(group))), **changes})
    assert list(errors_of(response)) == [field]


def test_an_open_presidency_beside_another_is_refused_at_its_days(staff_client):
    PresidencyFactory(president_name="Ada")
    add = reverse("admin:members_presidency_add")
    data = filled_in(staff_client.get(add))
    data |= {"code": "grace", "university": UniversityFactory(membership="full").pk, "valid_from": "2026-07-01"}
    response = staff_client.post(add, data)
    assert list(errors_of(response)) == ["valid_from", "valid_to"]
    assert Presidency.objects.count() == 1


def test_a_vacant_office_with_a_president_is_refused(staff_client):
    presidency = PresidencyFactory()
    data = {**filled_in(staff_client.get(page_of(presidency))), "is_vacant": "on"}
    assert list(errors_of(staff_client.post(page_of(presidency), data))) == ["is_vacant"]


def test_groups_are_published_in_one_go_by_the_same_rules(staff_client):
    good, nameless = GroupFactory(publication="draft"), GroupFactory(publication="draft", name_en="")
    response = staff_client.post(GROUPS, {"action": "publish", "_selected_action": [good.pk, nameless.pk]}, follow=True)
    assert "One page was changed." in response.content.decode()
    assert dict(Group.objects.values_list("pk", "publication")) == {good.pk: "published", nameless.pk: "draft"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_the_same_number_of_queries_whatever_they_show(
    superuser_client, count, django_assert_num_queries
):
    for number in range(count):
        GroupMembershipFactory()
        PresidencyFactory(valid_from=date(2000 + number, 1, 1), valid_to=date(2001 + number, 1, 1))
    superuser_client.get(GROUPS)
    with django_assert_num_queries(7):
        superuser_client.get(GROUPS)
    with django_assert_num_queries(9):
        superuser_client.get(PRESIDENCIES)


def test_somebody_without_the_right_sees_no_group_and_no_presidency(client):
    client.force_login(UserFactory(is_staff=True))
    for address in (GROUPS, PRESIDENCIES):
        assert client.get(address).status_code == 403
