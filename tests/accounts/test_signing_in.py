import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command

from cluster_portal.accounts.models import User
from tests.accounts.signing_in import SIGN_IN, is_signed_in, sign_in
from tests.factories.accounts import UserFactory
from tests.factories.network import NetworkFactory
from tests.mails import written
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


def test_somebody_signs_in_by_e_mail_in_whatever_case_and_comes_to_their_account(client):
    UserFactory(email="ada@example.org", name="Ada")
    response = sign_in(client, " Ada@Example.org ")
    assert (response.status_code, response["Location"]) == (302, "/en/account/")
    assert Page(client.get("/en/account/")).one("h1").text == "Your account"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    UserFactory(email="ada@example.org")
    known = sign_in(client, "ada@example.org", "wrong-password")
    unknown = sign_in(client, "eva@example.org", "wrong-password")
    assert known.status_code == unknown.status_code == 200
    errors = [response.context["form"].errors for response in (known, unknown)]
    assert errors[0] == errors[1] == {"__all__": ["The email address and/or password you specified are not correct."]}
    assert not is_signed_in(client)


def test_an_unknown_address_costs_as_much_as_a_wrong_password(client, monkeypatch):
    """Hashing is what takes time: it happens once in either case."""
    UserFactory(email="ada@example.org")
    hashed = []
    monkeypatch.setattr(User, "check_password", lambda *_: hashed.append("checked") and False)
    monkeypatch.setattr(User, "set_password", lambda *_: hashed.append("made"))
    sign_in(client, "ada@example.org", "wrong-password")
    sign_in(client, "eva@example.org", "wrong-password")
    assert hashed == ["checked", "made"]


def test_an_account_that_was_closed_is_not_signed_in_to(client):
    UserFactory(email="ada@example.org", is_active=False)
    response = sign_in(client, "ada@example.org")
    assert response["Location"] == "/en/account/inactive/"
    assert client.get(response["Location"]).status_code == 200
    assert not is_signed_in(client)


def test_rights_of_an_account_that_is_closed_end_at_once(superuser_client, superuser):
    assert superuser_client.get("/admin/").status_code == 200
    User.objects.filter(pk=superuser.pk).update(is_active=False)
    assert superuser_client.get("/admin/").status_code == 302
    assert not is_signed_in(superuser_client)


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client):
    UserFactory(email="ada@example.org")
    UserFactory(email="eva@example.org")
    for _number in range(5):
        sign_in(client, "ada@example.org", "wrong-password")
    refused = sign_in(client, "ADA@example.org")
    assert refused.context["form"].errors == {"__all__": ["Too many failed login attempts. Try again later."]}
    assert not is_signed_in(client)
    sign_in(client, "eva@example.org")
    assert is_signed_in(client)


def test_one_visitor_tries_ten_addresses_a_minute_and_another_is_not_kept_from_signing_in(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    UserFactory(email="ada@example.org")
    for number in range(10):
        client.post(
            SIGN_IN,
            {"login": f"guess{number}@example.org", "password": "wrong"},
            # What the visitor invents stands before what the proxy adds.
            headers={"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"},
        )
    data = {"login": "ada@example.org", "password": "a-long-password-for-tests"}
    assert client.post(SIGN_IN, data, headers={"x-forwarded-for": "198.51.100.7"}).status_code == 200
    assert client.post(SIGN_IN, data, headers={"x-forwarded-for": "198.51.100.8"}).status_code == 302


def test_thirty_attempts_a_minute_from_one_address_end_in_a_page_of_ours(client):
    answers = [client.post(SIGN_IN, {"login": "", "password": ""}) for _number in range(31)]
    assert [response.status_code for response in answers] == [200] * 30 + [429]
    assert Page(answers[-1]).one("h1").text == "Too many attempts"


@pytest.mark.parametrize("wanted", ["/fi/members/", "/admin/accounts/user/?q=a"])
def test_somebody_comes_to_where_they_wanted_to_go(client, wanted):
    UserFactory(email="ada@example.org")
    assert sign_in(client, "ada@example.org", next=wanted)["Location"] == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        r"\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https://testserver@evil.example/",
    ],
)
def test_nobody_is_led_away_from_the_portal(client, wanted):
    UserFactory(email="ada@example.org")
    assert sign_in(client, "ada@example.org", next=wanted)["Location"] == "/en/account/"
    assert client.get(SIGN_IN, {"next": wanted})["Location"] == "/en/account/"
    assert client.post("/en/account/sign-out/", {"next": wanted})["Location"] == "/en/account/sign-in/"
    staff = UserFactory(is_staff=True)
    client.force_login(staff)
    assert client.get("/admin/login/", {"next": wanted})["Location"] == "/admin/"
    assert client.get("/en/account/second-factor/set-up/", {"next": wanted})["Location"] == "/admin/"


def test_a_get_signs_nobody_out(client):
    client.force_login(UserFactory())
    assert client.get("/en/account/sign-out/").status_code == 200
    assert is_signed_in(client)
    client.post("/en/account/sign-out/")
    assert not is_signed_in(client)


def test_nobody_registers(client):
    for answer in (
        client.get("/en/account/registration/"),
        client.post("/en/account/registration/", {"email": "new@example.org", "password1": "a-long-password-1"}),
    ):
        assert Page(answer).one("h1").text == "Who gets an account"
    assert not User.objects.exists()
    assert written() == []


def test_an_account_from_the_command_line_signs_in_and_gets_its_address(client):
    call_command("createsuperuser", interactive=False, email="root@example.org", verbosity=0)
    root = User.objects.get()
    root.set_password("a-long-password-for-tests")
    root.save()
    assert not EmailAddress.objects.exists()
    sign_in(client, "root@example.org")
    assert is_signed_in(client)
    address = EmailAddress.objects.get()
    assert (address.user, address.email, address.primary, address.verified) == (root, root.email, True, True)


@pytest.mark.parametrize(("ticked", "ends_with_browser"), [({}, True), ({"remember": "on"}, False)])
def test_a_session_ends_with_the_browser_unless_the_person_wants_to_stay(client, ticked, ends_with_browser):
    UserFactory(email="ada@example.org")
    sign_in(client, "ada@example.org", **ticked)
    assert client.session.get_expire_at_browser_close() is ends_with_browser
