import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.http import HttpResponse
from django.urls import get_resolver, reverse

from cluster_portal.accounts.actions import remove_second_factors
from cluster_portal.accounts.second_factor import has_second_factor, second_factor_required
from tests.accounts.signing_in import CODE, code_now, is_signed_in, sign_in
from tests.factories.accounts import PASSWORD, UserFactory, second_factor_of
from tests.factories.network import NetworkFactory
from tests.mails import written
from tests.pages import Page

pytestmark = pytest.mark.django_db

SET_UP = "/en/account/second-factor/set-up/"
ADD_APP = "/en/account/second-factor/app/add/"
CODES = "/en/account/second-factor/codes/"


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


@pytest.fixture
def staff(db):
    return UserFactory(email="staff@example.org", is_staff=True, is_superuser=True)


def addresses_of_the_back_office():
    """Yield an address for every pattern under /admin/, with a number or a word where one is asked for."""
    patterns = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/").url_patterns
    pending = [("/admin/", patterns)]
    while pending:
        start, found = pending.pop()
        for pattern in found:
            route = start + str(pattern.pattern).replace("<path:object_id>", "1").replace("<int:content_type_id>", "1")
            if hasattr(pattern, "url_patterns"):
                pending.append((route, pattern.url_patterns))
            elif "(?P<" not in route:
                yield route.replace("<id>", "1").replace("<str:app_label>", "members").replace("<path:object_id>", "1")
            else:
                yield "/admin/members/" if "app_label" in route else "/admin/nothing/"


def test_nothing_of_the_back_office_answers_without_a_second_factor(client, staff):
    client.force_login(staff, second_factor=False)
    addresses = set(addresses_of_the_back_office()) - {"/admin/login/", "/admin/logout/"}
    assert len(addresses) > len(admin.site._registry) * 4
    for address in sorted(addresses):
        for response in (client.get(address), client.post(address, {"action": "delete_selected"})):
            assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/admin/login/"), address


def test_a_session_without_the_second_factor_stays_outside_even_if_the_account_has_one(client, staff):
    second_factor_of(staff)
    client.force_login(staff, second_factor=False)
    assert client.get("/admin/").status_code == 302
    way = client.get("/admin/login/?next=/admin/members/")["Location"]
    assert way == "/en/account/again/code/?next=%2Fadmin%2Fmembers%2F"
    assert client.post(way, {"code": code_now()})["Location"] == "/admin/members/"
    assert client.get("/admin/").status_code == 200


def test_a_session_is_worth_nothing_once_the_second_factor_is_gone(superuser_client, superuser):
    assert superuser_client.get("/admin/").status_code == 200
    Authenticator.objects.filter(user=superuser).delete()
    assert superuser_client.get("/admin/").status_code == 302


def test_recovery_codes_alone_are_no_second_factor(client, staff):
    second_factor_of(staff)
    Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).delete()
    assert not has_second_factor(staff)
    sign_in(client, staff.email)
    assert client.get("/admin/").status_code == 302


def test_who_is_not_of_the_staff_is_told_so(client):
    client.force_login(UserFactory(), second_factor=True)
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/en/style/").status_code == 403


@pytest.mark.django_db(transaction=True)  # what is done with the commit is part of the answer
def test_staff_without_a_second_factor_set_one_up_and_come_to_where_they_wanted_to_go(client, staff):
    way = client.get("/admin/members/", follow=True)
    assert way.redirect_chain[-1][0] == "/en/account/sign-in/?next=%2Fadmin%2Fmembers%2F"
    response = sign_in(client, staff.email, next="/admin/members/")
    assert response["Location"] == f"{SET_UP}?next=%2Fadmin%2Fmembers%2F"
    page = Page(client.get(response["Location"]))
    assert ADD_APP in [link.get("href") for link in page.all("a")]
    secret = client.get(ADD_APP).context["form"].secret
    response = client.post(ADD_APP, {"code": code_now(secret)})
    assert response["Location"] == CODES
    page = Page(client.get(CODES))
    assert len(page.all("code")) == 10
    assert "/en/account/second-factor/go-on/" in [link.get("href") for link in page.all("a")]
    assert client.get("/en/account/second-factor/go-on/")["Location"] == "/admin/members/"
    assert client.get("/admin/members/").status_code == 200


@pytest.mark.django_db(transaction=True)  # what is done with the commit is part of the answer
def test_setting_up_the_first_factor_ends_the_sessions_that_have_not_seen_it(client, staff):
    other = type(client)()
    sign_in(other, staff.email)
    assert is_signed_in(other)
    sign_in(client, staff.email)
    secret = client.get(ADD_APP).context["form"].secret
    client.post(ADD_APP, {"code": code_now(secret)})
    assert client.get("/admin/").status_code == 200
    assert [message.subject for message in written()] == ["An authenticator app was added"]
    assert not is_signed_in(other)


def test_a_wrong_code_sets_nothing_up_and_the_key_stays_the_same(client, staff):
    sign_in(client, staff.email)
    secret = client.get(ADD_APP).context["form"].secret
    response = client.post(ADD_APP, {"code": "000000"})
    assert response.context["form"].errors == {"code": ["Incorrect code."]}
    assert response.context["form"].secret == secret
    assert not Authenticator.objects.exists()


def test_the_second_step_asks_for_a_code_and_only_then_is_somebody_signed_in(client, staff):
    second_factor_of(staff)
    assert sign_in(client, staff.email, next="/admin/members/")["Location"] == CODE
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    assert client.post(CODE, {"code": code_now()})["Location"] == "/admin/members/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_opens_once(client, staff, steps):
    second_factor_of(staff)
    code = code_now(steps=steps)
    sign_in(client, staff.email)
    assert client.post(CODE, {"code": code}).status_code == 302
    client.logout()
    sign_in(client, staff.email)
    assert client.post(CODE, {"code": code}).context["form"].errors == {"code": ["Incorrect code."]}
    assert not is_signed_in(client)


def test_an_old_code_opens_nothing(client, staff):
    second_factor_of(staff)
    sign_in(client, staff.email)
    assert client.post(CODE, {"code": code_now(steps=-4)}).status_code == 200
    assert not is_signed_in(client)


def test_a_recovery_code_opens_once_and_another_one_again(client, staff):
    second_factor_of(staff)
    codes = Authenticator.objects.get(user=staff, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    opened = []
    for code in (codes[0], codes[0], codes[1]):
        sign_in(client, staff.email)
        client.post(CODE, {"code": code})
        opened.append(client.get("/admin/").status_code == 200)
        client.logout()
    assert opened == [True, False, True]


def test_codes_cannot_be_guessed_for_long(client, staff):
    second_factor_of(staff)
    sign_in(client, staff.email)
    for number in range(5):
        client.post(CODE, {"code": f"00000{number}"})
    assert client.post(CODE, {"code": code_now()}).context["form"].errors == {
        "code": ["Too many failed login attempts. Try again later."]
    }
    assert not is_signed_in(client)


def test_a_contact_may_do_without_but_is_told_what_it_is_good_for(client):
    contact = UserFactory(email="contact@example.org")
    sign_in(client, contact.email)
    assert "we recommend it" in client.get("/en/account/").content.decode()
    second_factor_of(contact)
    assert "we recommend it" not in client.get("/en/account/").content.decode()


def test_an_old_session_cannot_touch_a_second_factor_with_the_password(client, staff):
    second_factor_of(staff)
    client.force_login(staff, second_factor=False)
    remove = "/en/account/second-factor/app/remove/"
    for address in (remove, "/en/account/again/"):
        response = client.post(address, {"password": PASSWORD})
        assert response["Location"].startswith("/en/account/again/code/")
    assert client.post(remove).status_code == 302
    assert has_second_factor(staff)


def test_the_owner_removes_the_app_and_is_told_by_mail(superuser_client, superuser):
    remove = "/en/account/second-factor/app/remove/"
    again = superuser_client.get(remove)["Location"]
    superuser_client.post(again, {"password": PASSWORD})
    superuser_client.post(remove)
    assert not Authenticator.objects.filter(user=superuser).exists()
    assert written()[0].subject == "The authenticator app was removed"
    assert superuser_client.get("/admin/").status_code == 302


def test_a_superuser_frees_somebody_of_factors_that_were_lost(superuser_client, superuser):
    lost = UserFactory(email="lost@example.org", is_staff=True, language="fi")
    second_factor_of(lost)
    UserFactory()
    other = type(superuser_client)()
    other.force_login(lost)
    data = {"action": "take_off_second_factors", "_selected_action": [lost.pk]}
    assert superuser_client.post("/admin/accounts/user/", data).status_code == 302
    assert not has_second_factor(lost)
    assert has_second_factor(superuser)
    assert not is_signed_in(other)
    assert [message.to for message in written()] == ["lost@example.org"]


def test_whoever_looks_after_accounts_cannot_take_the_factors_off_a_superuser(client, superuser):
    from django.contrib.auth.models import Permission

    second_factor_of(superuser)
    keeper = UserFactory(is_staff=True)
    keeper.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(keeper)
    client.post("/admin/accounts/user/", {"action": "take_off_second_factors", "_selected_action": [superuser.pk]})
    assert has_second_factor(superuser)
    assert written() == []


def test_secrets_stand_nowhere_in_the_back_office(superuser_client):
    labels = {model._meta.label for model in admin.site._registry}
    assert not labels & {"mfa.Authenticator", "account.EmailAddress", "usersessions.UserSession"}
    assert superuser_client.get("/admin/mfa/authenticator/").status_code == 404


def test_a_view_can_ask_for_a_second_factor(rf, client, staff):
    view = second_factor_required(lambda _request: HttpResponse("inside"))

    def answer():
        request = rf.get("/somewhere/?page=2")
        request.session, request.user = client.session, staff
        return view(request)

    client.force_login(staff, second_factor=False)
    assert answer()["Location"] == f"{reverse('account_second_factor')}?next=%2Fsomewhere%2F%3Fpage%3D2"
    client.force_login(staff)
    assert answer().content == b"inside"
    remove_second_factors(staff)
    assert answer().status_code == 302
