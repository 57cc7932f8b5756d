import pytest

from cluster_portal.accounts.models import User
from tests.accounts.signing_in import RESET, is_signed_in, sign_in
from tests.factories.accounts import PASSWORD, UserFactory, second_factor_of
from tests.factories.network import NetworkFactory
from tests.mails import link_in, written
from tests.pages import Page

pytestmark = pytest.mark.django_db

NEW = "quite-another-password"
CHANGE = "/en/account/password/"


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


def ask_for_a_link(client, email):
    """Ask for a new password and return the path of the link in the mail."""
    client.post(RESET, {"email": email})
    return link_in(written()[-1])


def form_of(client, link):
    """Follow a link and return the page that it ends at, and its address."""
    response = client.get(link)
    address = response["Location"] if response.status_code == 302 else link
    return client.get(address), address


def choose(client, link, password=NEW):
    _page, address = form_of(client, link)
    return client.post(address, {"password1": password, "password2": password})


def test_a_known_an_unknown_and_a_closed_address_get_the_same_answer_and_one_mail_each(client):
    UserFactory(email="ada@example.org")
    UserFactory(email="gone@example.org", is_active=False)
    answers = []
    for email in ("ada@example.org", "eva@example.org", "gone@example.org"):
        response = client.post(RESET, {"email": email})
        answers.append((response.status_code, response["Location"], client.get(response["Location"]).content))
        assert written()[-1].to == email
    assert answers[0] == answers[1] == answers[2]
    assert [(message.subject, message.is_secret) for message in written()] == [
        ("Choose a new password", True),
        ("There is no account with this address", False),
        ("There is no account with this address", False),
    ]


def test_a_new_password_is_chosen_by_the_link_and_the_owner_is_told(client):
    UserFactory(email="ada@example.org")
    response = choose(client, ask_for_a_link(client, "Ada@Example.org"))
    assert response["Location"] == "/en/account/password/reset/done/"
    assert User.objects.get().check_password(NEW)
    assert not is_signed_in(client)
    assert [message.subject for message in written()] == ["Choose a new password", "Your password was reset"]
    sign_in(client, "ada@example.org", NEW)
    assert is_signed_in(client)


def test_looking_at_the_link_changes_nothing(client):
    UserFactory(email="ada@example.org")
    link = ask_for_a_link(client, "ada@example.org")
    for _number in range(2):  # a scanner of mails, and then the owner
        page, _address = form_of(client, link)
        assert len(Page(page).all("input", type="password")) == 2
    assert User.objects.get().check_password(PASSWORD)


def test_a_link_works_once(client):
    UserFactory(email="ada@example.org")
    link = ask_for_a_link(client, "ada@example.org")
    choose(client, link)
    page, _address = form_of(client, link)
    assert "This link is no longer valid" in page.content.decode()
    choose(client, link, "a-third-long-password")
    assert User.objects.get().check_password(NEW)


def test_a_link_that_is_too_old_opens_nothing(client, settings):
    UserFactory(email="ada@example.org")
    link = ask_for_a_link(client, "ada@example.org")
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link is no longer valid" in choose(client, link).content.decode()
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize("change", [lambda key: key[:-1] + ("a" if key[-1] != "a" else "b"), lambda key: key[:-4]])
def test_a_link_that_was_altered_opens_nothing(client, change):
    UserFactory(email="ada@example.org")
    link = change(ask_for_a_link(client, "ada@example.org").rstrip("/")) + "/"
    assert "This link is no longer valid" in choose(client, link).content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_a_link_of_one_account_does_not_open_another(client):
    ada, eva = UserFactory(email="ada@example.org"), UserFactory(email="eva@example.org")
    own = ask_for_a_link(client, "ada@example.org")
    others = ask_for_a_link(client, "eva@example.org")
    mixed = "-".join([others.split("-", 1)[0], own.split("-", 1)[1]])
    choose(client, mixed)
    ada.refresh_from_db()
    eva.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert eva.check_password(PASSWORD)


def test_a_link_is_of_no_use_once_the_account_is_closed(client):
    UserFactory(email="ada@example.org")
    link = ask_for_a_link(client, "ada@example.org")
    User.objects.update(is_active=False)
    choose(client, link)
    sign_in(client, "ada@example.org", NEW)
    assert not is_signed_in(client)


def test_a_new_password_does_not_stand_in_for_the_second_factor(client):
    user = UserFactory(email="ada@example.org")
    second_factor_of(user)
    choose(client, ask_for_a_link(client, "ada@example.org"))
    sign_in(client, "ada@example.org", NEW)
    assert not is_signed_in(client)


def test_an_account_without_a_password_gets_its_first_one_by_the_link(client):
    User.objects.create_user("ada@example.org")
    choose(client, ask_for_a_link(client, "ada@example.org"))
    assert User.objects.get().check_password(NEW)


def test_five_mails_a_minute_go_to_one_address(client):
    answers = [client.post(RESET, {"email": "ada@example.org"}).status_code for _number in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(written()) == 5


def test_a_weak_password_is_told_at_the_field(client):
    UserFactory(email="ada@example.org")
    response = choose(client, ask_for_a_link(client, "ada@example.org"), "12345678")
    assert list(response.context["form"].errors) == ["password1"]
    assert User.objects.get().check_password(PASSWORD)


def test_the_password_is_changed_and_sessions_elsewhere_end_at_once(client):
    ada = UserFactory(email="ada@example.org")
    other = type(client)()
    for each in (client, other):
        sign_in(each, "ada@example.org")
    response = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert response["Location"] == "/en/account/"
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert [message.subject for message in written()] == ["Your password was changed"]


def test_the_password_is_not_changed_without_the_present_one(client):
    ada = UserFactory(email="ada@example.org")
    client.force_login(ada)
    response = client.post(CHANGE, {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert list(response.context["form"].errors) == ["oldpassword"]
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert written() == []


def test_the_back_office_leads_to_the_page_of_the_account_for_a_password(superuser_client):
    assert superuser_client.get("/admin/password_change/")["Location"] == CHANGE
