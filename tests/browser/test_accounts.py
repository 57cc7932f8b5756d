"""Accounts in a real browser: from a password alone to a second factor, and to a passkey."""

import pytest
from playwright.sync_api import expect

from cluster_portal.accounts.models import User
from tests.accounts.signing_in import code_now
from tests.browser.conftest import axe_findings
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.network import NetworkFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staff(transactional_db):
    NetworkFactory(name="ORBIT")
    return UserFactory(email="staff@example.org", name="Ada Byron", is_staff=True, is_superuser=True)


@pytest.fixture
def passkeys(watched):
    """A device that keeps passkeys and is always willing."""
    session = watched.context.new_cdp_session(watched)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def _sign_in(page, email):
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _sign_out(page):
    page.locator(".masthead__tools summary", has_text="Ada Byron").click()
    page.locator(".masthead__tools").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def _is_sound(page, complaints):
    assert axe_findings(page) == []
    assert complaints.messages == []


def test_a_member_of_the_staff_sets_up_an_app_and_signs_in_with_it(watched, staff, complaints, live_server):
    page = watched
    page.goto(f"{live_server.url}/admin/accounts/user/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    _is_sound(page, complaints)
    _sign_in(page, staff.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("A second factor is needed")
    _is_sound(page, complaints)
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.locator(".account__secret").inner_text()
    _is_sound(page, complaints)
    page.get_by_label("Code", exact=True).fill(code_now(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery_code = page.locator(".account__codes code").first.inner_text()
    _is_sound(page, complaints)
    page.get_by_role("link", name="I have kept them: continue").click()
    page.wait_for_url(f"{live_server.url}/admin/accounts/user/")
    page.goto(f"{live_server.url}/en/account/")
    _is_sound(page, complaints)
    _sign_out(page)
    for code in (code_now(secret, steps=1), recovery_code):  # what the app showed before has been used
        _sign_in(page, staff.email)
        expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
        _is_sound(page, complaints)
        page.get_by_label("Code", exact=True).fill(code)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{live_server.url}/admin/")
        page.goto(f"{live_server.url}/en/account/sessions/")
        _is_sound(page, complaints)
        _sign_out(page)


def test_a_passkey_signs_in_without_a_password(watched, staff, passkeys, complaints, live_server):
    page = watched
    page.goto(f"{live_server.url}/en/account/sign-in/?next=/admin/accounts/user/")
    _sign_in(page, staff.email)
    page.get_by_role("link", name="Add a passkey or security key").click()
    _is_sound(page, complaints)
    page.get_by_label("Name", exact=True).fill("Telephone")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto(f"{live_server.url}/en/account/second-factor/keys/")
    expect(page.locator("main")).to_contain_text("Telephone Passkey")
    _is_sound(page, complaints)
    _sign_out(page)
    page.goto(f"{live_server.url}/en/account/sign-in/?next=/admin/accounts/user/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{live_server.url}/admin/accounts/user/")
    page.goto(f"{live_server.url}/en/account/")
    _sign_out(page)
    _sign_in(page, staff.email)  # with the password it is the second step
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.wait_for_url(f"{live_server.url}/admin/")
    assert complaints.messages == []


def test_a_passkey_that_is_refused_is_told_on_the_page(watched, staff, passkeys, complaints, live_server):
    session, device = passkeys
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    watched.goto(f"{live_server.url}/en/account/sign-in/")
    watched.get_by_role("button", name="Sign in with a passkey").click()
    expect(watched.get_by_role("alert")).to_contain_text("The key was not used")
    assert complaints.messages == []
    assert User.objects.get().last_login is None


@pytest.mark.parametrize("path", ["sign-in/", "password/reset/", "registration/"])
def test_a_page_fits_a_narrow_screen(watched, staff, live_server, path):
    watched.set_viewport_size({"width": 320, "height": 640})
    watched.goto(f"{live_server.url}/en/account/{path}")
    assert watched.evaluate("document.documentElement.scrollWidth") == 320
