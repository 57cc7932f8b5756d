import pytest
from django.contrib.auth.models import Permission

from cluster_portal.accounts.roles import editors_group
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_editors_may_do_everything_with_the_named_apps_and_nothing_with_others():
    user = UserFactory(is_staff=True, groups=[editors_group("members", "network")])
    allowed = {permission.split(".")[0] for permission in user.get_all_permissions()}
    assert allowed == {"members", "network"}
    expected = Permission.objects.filter(content_type__app_label__in=["members", "network"]).count()
    assert len(user.get_all_permissions()) == expected


def test_the_group_is_made_once_and_brought_up_to_date():
    first = editors_group("members", "network")
    first.permissions.clear()
    first.permissions.add(Permission.objects.get(codename="delete_user"))
    second = editors_group("members", "network")
    assert second == first
    assert set(second.permissions.values_list("content_type__app_label", flat=True)) == {"members", "network"}
