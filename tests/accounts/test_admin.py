import pytest

from cluster_portal.accounts.models import User
from tests.admin_forms import errors_of, filled_in
from tests.factories.accounts import PASSWORD, GroupFactory, UserFactory
from tests.mails import written

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"


def test_an_account_is_added_by_e_mail_and_password(superuser_client):
    data = {"email": "New@Example.org", "name": "New", "language": "fi", "usable_password": "true"}
    data.update({"password1": PASSWORD, "password2": PASSWORD})
    response = superuser_client.post(f"{LIST}add/", data)
    assert response.status_code == 302, errors_of(response)
    account = User.objects.get(email="new@example.org")
    assert account.check_password(PASSWORD)
    assert (account.is_staff, account.is_superuser, account.language) == (False, False, "fi")


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"email": "TAKEN@example.org"}, ["email"]),
        ({"email": "nobody"}, ["email"]),
        ({"password2": "another-long-password"}, ["password2"]),
        ({"password1": "12345678", "password2": "12345678"}, ["password2"]),
    ],
)
def test_a_wrong_account_is_told_at_the_field(superuser_client, typed, fields):
    UserFactory(email="taken@example.org")
    data = {
        "email": "new@example.org",
        "language": "en",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = superuser_client.post(f"{LIST}add/", {**data, **typed})
    assert list(errors_of(response)) == fields
    assert User.objects.filter(is_superuser=False).count() == 1


def test_an_account_gets_its_groups_and_no_page_speaks_of_a_username(superuser_client):
    group = GroupFactory()
    account = UserFactory(email="colleague@example.org")
    address = f"{LIST}{account.pk}/change/"
    data = {**filled_in(superuser_client.get(address)), "is_staff": "on", "groups": [group.pk]}
    data.pop("password")
    response = superuser_client.post(address, data)
    assert response.status_code == 302, errors_of(response)
    account.refresh_from_db()
    assert (account.is_staff, list(account.groups.all()), account.check_password(PASSWORD)) == (True, [group], True)
    for page in (LIST, f"{LIST}add/", address):
        assert "username" not in superuser_client.get(page).content.decode().replace('id="id_username', "").lower()


def test_a_password_is_set_for_somebody_else(superuser_client):
    account = UserFactory()
    data = {"usable_password": "true", "password1": "quite-another-one", "password2": "quite-another-one"}
    assert superuser_client.post(f"{LIST}{account.pk}/password/", data).status_code == 302
    account.refresh_from_db()
    assert account.check_password("quite-another-one")
    [mail] = written()
    assert (mail.to, mail.subject) == (account.email, "Your password was changed")
    assert "The network's staff set a new password for your account" in mail.text


def test_an_editor_cannot_open_accounts(staff_client):
    account = UserFactory()
    own = f"{LIST}{account.pk}/"
    for address in (LIST, f"{LIST}add/", f"{own}change/", f"{own}password/", "/admin/auth/group/"):
        assert staff_client.get(address).status_code == 403
    assert account.email not in staff_client.get("/admin/").content.decode()


def test_whoever_looks_after_accounts_cannot_give_rights_or_touch_superusers(client, superuser):
    from django.contrib.auth.models import Permission

    keeper = UserFactory(is_staff=True)
    keeper.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(keeper)
    own = f"{LIST}{keeper.pk}/change/"
    data = {**filled_in(client.get(own)), "name": "Keeper", "is_superuser": "on", "is_staff": "on"}
    client.post(own, {**data, "user_permissions": list(Permission.objects.values_list("pk", flat=True))})
    keeper.refresh_from_db()
    assert (keeper.name, keeper.is_superuser) == ("Keeper", False)
    assert set(keeper.user_permissions.values_list("content_type__app_label", flat=True)) == {"accounts"}
    data = {"usable_password": "true", "password1": "quite-another-one", "password2": "quite-another-one"}
    assert client.post(f"{LIST}{superuser.pk}/password/", data).status_code == 403
    assert client.post(f"{LIST}{superuser.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"})
    superuser.refresh_from_db()
    assert superuser.check_password(PASSWORD)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_accounts_takes_the_same_queries_for_any_number(superuser_client, count, django_assert_num_queries):
    for _number in range(count):
        UserFactory(groups=[GroupFactory()])
    superuser_client.get(LIST)  # content types are asked for once in the life of a process
    with django_assert_num_queries(8):
        response = superuser_client.get(LIST)
    assert len(response.context["cl"].result_list) == count + 1
