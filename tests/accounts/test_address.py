import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from cluster_portal.accounts.actions import create_account, keep_address_in_step
from cluster_portal.accounts.models import User
from tests.accounts.signing_in import RESET, is_signed_in, sign_in
from tests.admin_forms import errors_of, filled_in
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.network import NetworkFactory
from tests.mails import link_in, written
from tests.pages import Page

pytestmark = pytest.mark.django_db

ADDRESS = "/en/account/address/"


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


@pytest.fixture
def ada(db):
    return create_account(email="ada@example.org", password=PASSWORD, name="Ada")


def rows():
    return sorted(EmailAddress.objects.values_list("user__email", "email", "primary", "verified"))


def ask_for(client, address):
    """Ask for another address; return the answer and the path of the link that went there, if any did."""
    response = client.post(ADDRESS, {"email": address, "action_add": ""})
    mails = written()
    return response, link_in(mails[-1]) if mails else None


def test_an_account_is_made_with_its_address_in_step():
    made = create_account(email=" Ada@Example.org", name="Ada", password=PASSWORD, language="fi")
    assert (made.email, made.name, made.language, made.check_password(PASSWORD)) == (
        "ada@example.org",
        "Ada",
        "fi",
        True,
    )
    assert (made.is_staff, made.is_superuser, made.is_active) == (False, False, True)
    assert rows() == [("ada@example.org", "ada@example.org", True, True)]


def test_an_account_without_a_password_cannot_be_signed_in_to(client):
    made = create_account(email="ada@example.org", verified=False)
    assert not made.has_usable_password()
    assert rows() == [("ada@example.org", "ada@example.org", True, False)]
    sign_in(client, "ada@example.org", "")
    assert not is_signed_in(client)


def test_an_address_that_is_taken_makes_no_account(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        create_account(email="ADA@example.org")
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_a_new_address_counts_once_it_was_confirmed(client, ada):
    sign_in(client, "ada@example.org")
    _response, link = ask_for(client, "New@example.org")
    (asking,) = written()
    assert (asking.to, asking.is_secret) == ("new@example.org", True)
    page = Page(client.get(link))  # as a scanner of mails does
    ada.refresh_from_db()
    assert (page.one("h1").text, ada.email) == ("Confirm your address", "ada@example.org")
    assert client.post(link)["Location"] == "/en/account/"
    ada.refresh_from_db()
    assert ada.email == "new@example.org"
    assert rows() == [("new@example.org", "new@example.org", True, True)]
    told = written()[-1]
    assert (told.to, told.subject) == ("ada@example.org", "The address of your account was changed")
    assert ("new@example.org" in told.text, told.is_secret) == (True, False)
    client.logout()
    sign_in(client, "ada@example.org")
    assert not is_signed_in(client)
    sign_in(client, "new@example.org")
    assert is_signed_in(client)


def test_a_link_is_confirmed_in_a_browser_in_which_nobody_is_signed_in(client, ada):
    sign_in(client, "ada@example.org")
    _response, link = ask_for(client, "new@example.org")
    other = type(client)()
    assert other.post(link)["Location"] == "/en/account/sign-in/"
    ada.refresh_from_db()
    assert ada.email == "new@example.org"
    assert not is_signed_in(other)


@pytest.mark.parametrize("change", [lambda link: link[:-2] + "/", lambda link: link.replace(":", "x", 1)])
def test_an_altered_link_confirms_nothing(client, ada, change):
    sign_in(client, "ada@example.org")
    _response, link = ask_for(client, "new@example.org")
    assert "no longer valid" in client.get(change(link)).content.decode()
    assert client.post(change(link)).status_code == 404
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_a_link_that_is_too_old_confirms_nothing(client, ada, settings):
    sign_in(client, "ada@example.org")
    _response, link = ask_for(client, "new@example.org")
    settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = -1
    assert client.post(link).status_code == 404
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_asking_for_the_address_of_another_account_gets_the_same_answer_and_is_refused_by_the_link(client, ada):
    UserFactory(email="eva@example.org")  # without a row of its own, as from createsuperuser
    sign_in(client, "ada@example.org")
    free, _link = ask_for(client, "free@example.org")
    taken, link = ask_for(client, "eva@example.org")
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"]) == (302, ADDRESS)
    assert client.post(link).status_code < 400
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert User.objects.filter(email="eva@example.org").count() == 1


def test_an_address_that_nobody_vouches_for_is_not_lost_when_another_is_asked_for(client):
    create_account(email="ada@example.org", password=PASSWORD, verified=False)
    sign_in(client, "ada@example.org")
    client.post(ADDRESS, {"email": "ada@example.org", "action_remove": ""})
    _response, link = ask_for(client, "new@example.org")
    assert User.objects.get().email == "ada@example.org"
    client.post(link)
    assert rows() == [("new@example.org", "new@example.org", True, True)]


def test_a_change_is_called_off(client, ada):
    sign_in(client, "ada@example.org")
    _response, link = ask_for(client, "new@example.org")
    client.post(ADDRESS, {"email": "new@example.org", "action_remove": ""})
    assert client.post(link).status_code == 404
    assert rows() == [("ada@example.org", "ada@example.org", True, True)]


def test_the_back_office_keeps_the_addresses_in_step(superuser_client, ada):
    EmailAddress.objects.create(user=ada, email="wanted@example.org")
    page = f"/admin/accounts/user/{ada.pk}/change/"
    data = {**filled_in(superuser_client.get(page)), "email": "Right@example.org"}
    data.pop("password")
    response = superuser_client.post(page, data)
    assert response.status_code == 302, errors_of(response)
    assert ("right@example.org", "right@example.org", True, True) in rows()
    assert EmailAddress.objects.filter(user=ada).count() == 1
    [mail] = written()
    assert (mail.to, mail.subject) == ("ada@example.org", "The address of your account was changed")
    assert "New address: right@example.org" in mail.text


@pytest.mark.parametrize("name", ["Your mailbox is full: http://evil.example", "See WWW.evil.example", "Ada\nEva"])
def test_a_name_leads_nowhere(client, ada, name):
    client.force_login(ada)
    response = client.post("/en/account/", {"name": name, "language": "en"})
    ada.refresh_from_db()
    assert (response.status_code, ada.name) == (422, "Ada")


def test_the_mail_to_a_new_address_says_nothing_that_somebody_chose(client, ada):
    User.objects.filter(pk=ada.pk).update(name="Win a prize")
    sign_in(client, "ada@example.org")
    ask_for(client, "victim@example.com")
    [mail] = [each for each in written() if each.to == "victim@example.com"]
    assert "Win a prize" not in mail.text + mail.html


def test_keeping_in_step_what_is_in_step_changes_nothing(ada, django_assert_num_queries):
    with django_assert_num_queries(3):  # one of them and a savepoint
        assert keep_address_in_step(ada) is False


def test_an_address_that_is_still_to_be_confirmed_opens_nothing(client, ada):
    """Whoever has the address that somebody typed by mistake gets neither in nor a link to a new password."""
    sign_in(client, ada.email)
    ask_for(client, "stranger@example.org")
    client.post("/en/account/sign-out/")
    sign_in(client, "stranger@example.org")
    assert not is_signed_in(client)
    client.post(RESET, {"email": "stranger@example.org"})
    assert written()[-1].name == "account_unknown_address"
    client.post(RESET, {"email": ada.email})
    assert written()[-1].name == "account_password_reset"
