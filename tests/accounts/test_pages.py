"""What the pages about an account have in common, and the page of the account itself."""

import pytest
from django.core.cache import cache

from tests.accounts.signing_in import RESET, is_signed_in, sign_in
from tests.factories.accounts import PASSWORD, UserFactory, second_factor_of
from tests.factories.network import NetworkFactory
from tests.mails import written
from tests.pages import Page

pytestmark = pytest.mark.django_db

FOR_EVERYBODY = [
    "sign-in/",
    "inactive/",
    "registration/",
    "address/nonsense/",
    "password/reset/",
    "password/reset/sent/",
    "password/reset/done/",
    "password/reset/1-nonsense/",
]
FOR_SIGNED_IN = [
    "",
    "sign-out/",
    "again/",
    "address/",
    "password/",
    "sessions/",
    "second-factor/",
    "second-factor/keys/",
]
WITH_PROOF = [
    "second-factor/codes/",
    "second-factor/codes/new/",
    "second-factor/app/remove/",
    "second-factor/keys/add/",
]


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory(name="ORBIT")


def _is_ours(response):
    page = Page(response)
    assert response.status_code == 200
    assert page.errors == []
    assert page.one("h1").text
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert response["X-Robots-Tag"] == "noindex"
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert page.all("link", rel="canonical") == []
    return page


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("address", FOR_EVERYBODY)
def test_a_page_before_signing_in_is_ours_and_kept_by_nobody(client, address, language):
    page = _is_ours(client.get(f"/{language}/account/{address}"))
    assert page.language == language
    assert f"/{language}/account/sign-in/" in [link.get("href") for link in page.all("a")]


@pytest.mark.parametrize("address", FOR_SIGNED_IN)
def test_a_page_of_an_account_is_ours_and_says_who_is_signed_in(client, address):
    client.force_login(UserFactory(name="Ada Byron", email="ada@example.org"))
    response = client.get(f"/en/account/{address}")
    page = _is_ours(response)
    assert "Ada Byron" in response.content.decode()
    assert page.one("form", id="sign-out").get("method") == "post"
    assert "/en/account/sign-in/" not in [link.get("href") for link in page.all("a")]


@pytest.mark.parametrize("address", FOR_SIGNED_IN[:1] + FOR_SIGNED_IN[3:] + WITH_PROOF + ["second-factor/set-up/"])
def test_a_page_of_an_account_leads_others_to_signing_in(client, address):
    assert "/account/sign-in/?next=" in client.get(f"/en/account/{address}")["Location"]


@pytest.mark.parametrize("address", WITH_PROOF)
def test_a_page_about_safety_is_ours_for_who_has_just_signed_in(client, address):
    ada = UserFactory(email="ada@example.org")
    sign_in(client, ada.email)
    second_factor_of(ada)
    session = client.session
    session["account_authentication_methods"] += [{**session["account_authentication_methods"][0], "method": "mfa"}]
    session.save()
    _is_ours(client.get(f"/en/account/{address}"))


def test_the_second_step_is_ours(client):
    second_factor_of(UserFactory(email="ada@example.org"))
    _is_ours(client.get(sign_in(client, "ada@example.org")["Location"]))


def test_a_public_page_asks_nobody_who_they_are(client):
    client.force_login(UserFactory(name="Ada Byron"))
    response = client.get("/en/members/")
    assert "Ada Byron" not in response.content.decode()
    assert "cookie" not in response.get("Vary", "").lower()
    assert response["Cache-Control"].startswith("public")


def test_a_person_changes_name_and_language(client):
    ada = UserFactory(name="Ada", email="ada@example.org")
    client.force_login(ada)
    assert client.post("/en/account/", {"name": "Ada Byron", "language": "pt"}).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.language, ada.email) == ("Ada Byron", "pt", "ada@example.org")
    assert "Your name and language are saved." in client.get("/en/account/").content.decode()


def test_nobody_makes_themselves_staff_on_the_page(client):
    ada = UserFactory(name="Ada")
    client.force_login(ada)
    client.post("/en/account/", {"name": "Ada", "language": "en", "is_staff": "on", "email": "other@example.org"})
    ada.refresh_from_db()
    assert (ada.is_staff, ada.email != "other@example.org") == (False, True)


@pytest.mark.parametrize("typed", [{"name": "A" * 151, "language": "en"}, {"name": "Ada", "language": "xx"}, {}])
def test_a_wrong_entry_is_told_at_the_field_and_kept(client, typed):
    ada = UserFactory(name="Ada")
    client.force_login(ada)
    response = client.post("/en/account/", typed)
    assert response.status_code == 422
    assert response.context["form"].errors
    ada.refresh_from_db()
    assert (ada.name, ada.language) == ("Ada", "en")


@pytest.mark.parametrize(("language", "subject"), [("en", "Choose a new password"), ("de", None)])
def test_a_mail_is_in_the_language_of_its_recipient_and_so_is_its_link(client, language, subject):
    UserFactory(email="ada@example.org", language=language)
    client.post("/fi/account/password/reset/", {"email": "ada@example.org"})
    (message,) = written()
    assert f"http://testserver/{language}/account/password/reset/" in message.text
    assert f'href="http://testserver/{language}/account/password/reset/' in message.html
    assert (message.language, f'<html lang="{language}">' in message.html) == (language, True)
    assert f"http://127.0.0.1:8000/{language}/account/\n" in message.text  # where one chooses the language
    assert subject in (None, message.subject)


def test_a_mail_to_an_address_without_account_is_in_the_language_of_the_visitor(client):
    client.post("/fi/account/password/reset/", {"email": "nobody@example.org"})
    (message,) = written()
    assert (message.language, "/account/" in message.text) == ("fi", False)  # there is no account to set it in


def test_a_mail_shows_what_a_browser_says_as_text(client):
    ada = UserFactory(email="ada@example.org")
    sign_in(client, ada.email)
    data = {"oldpassword": PASSWORD, "password1": "quite-another-one", "password2": "quite-another-one"}
    client.post("/en/account/password/", data, headers={"user-agent": "<b>Ada</b> & Co"})
    (message,) = written()
    assert "<b>Ada</b> & Co" in message.text
    assert "&lt;b&gt;Ada&lt;/b&gt; &amp; Co" in message.html


def test_no_address_of_the_sender_of_a_mail_comes_from_who_asks(client, settings):
    settings.SITE_URL = "https://portal.example.org"
    UserFactory(email="ada@example.org")
    client.post(RESET, {"email": "ada@example.org"}, headers={"host": "localhost"})
    assert "https://portal.example.org/en/account/password/reset/" in written()[0].text
    assert "localhost" not in written()[0].text


def test_a_form_without_its_token_is_refused(client):
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post("/en/account/sign-in/", {"login": "a@example.org", "password": "x"}).status_code == 403
    assert strict.post("/en/account/password/reset/", {"email": "a@example.org"}).status_code == 403
    assert written() == []


def test_the_limits_are_counted_where_every_process_sees_them(client, settings):
    """In production without Redis: a table, made by `createcachetable`."""
    from django.core.management import call_command

    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
    }
    call_command("createcachetable", verbosity=0)
    cache.clear()
    UserFactory(email="ada@example.org")
    for _number in range(5):
        sign_in(client, "ada@example.org", "wrong-password")
    sign_in(client, "ada@example.org")
    assert not is_signed_in(client)
    cache.clear()
    sign_in(client, "ada@example.org")
    assert is_signed_in(client)
