import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from cluster_portal.accounts.actions import end_sessions
from tests.accounts.signing_in import is_signed_in, sign_in
from tests.factories.accounts import UserFactory
from tests.factories.network import NetworkFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

SESSIONS = "/en/account/sessions/"


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


@pytest.fixture
def browsers(client):
    """Three browsers: two in which Ada is signed in, one of them without a row of allauth's, and one of Eva's."""
    ada, eva = UserFactory(email="ada@example.org"), UserFactory(email="eva@example.org")
    past, others = type(client)(), type(client)()
    sign_in(client, ada.email)
    past.force_login(ada)
    others.force_login(eva)
    return client, past, others


def test_all_sessions_of_an_account_end_at_once_and_nobody_elses(browsers):
    ada = UserSession.objects.get().user
    assert end_sessions(ada) == 2
    assert [is_signed_in(each) for each in browsers] == [False, False, True]
    assert not UserSession.objects.filter(user=ada).exists()
    assert end_sessions(ada) == 0


def test_the_session_that_asks_is_kept(browsers):
    own, _past, _others = browsers
    ada = UserSession.objects.get().user
    assert end_sessions(ada, except_session_key=own.session.session_key) == 1
    assert [is_signed_in(each) for each in browsers] == [True, False, True]


def test_somebody_ends_all_other_sessions_on_the_page(browsers):
    own, _past, _others = browsers
    response = own.post(SESSIONS)
    assert (response.status_code, response["Location"]) == (302, SESSIONS)
    assert [is_signed_in(each) for each in browsers] == [True, False, True]


def test_a_session_from_before_is_listed_once_its_owner_looks(browsers):
    _own, past, _others = browsers
    page = Page(past.get(SESSIONS))
    assert (page.text().count("This one"), len(page.all("button", name="session"))) == (1, 1)


def test_somebody_ends_one_session_and_no_other(client, browsers):
    second, third = type(client)(), type(client)()
    for each in (second, third):
        sign_in(each, "ada@example.org")
    chosen = UserSession.objects.get(session_key=second.session.session_key)
    client.post(SESSIONS, {"session": chosen.pk})
    assert [is_signed_in(each) for each in (client, second, third)] == [True, False, True]


@pytest.mark.parametrize("number", ["own", "other", "9" * 30, "²", "x"])
def test_nobody_ends_a_session_of_somebody_else_or_their_own_by_number(client, browsers, number):
    _own, past, others = browsers
    sign_in(others, "eva@example.org")
    own_row = UserSession.objects.get(user__email="ada@example.org")
    other_row = UserSession.objects.create(
        user=UserFactory(), ip="127.0.0.1", session_key=others.session.session_key, user_agent="Test"
    )
    client.post(SESSIONS, {"session": {"own": own_row.pk, "other": other_row.pk}.get(number, number)})
    assert [is_signed_in(each) for each in (client, past, others)] == [True, True, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_shows_the_sessions_of_the_account(client, count):
    UserFactory(email="ada@example.org")
    eva = UserFactory(email="eva@example.org")
    type(client)().force_login(eva)
    sign_in(client, "ada@example.org")
    for number in range(count - 1):
        type(client)(headers={"user-agent": f"Browser {number}"}).post(
            "/en/account/sign-in/", {"login": "ada@example.org", "password": "a-long-password-for-tests"}
        )
    page = Page(client.get(SESSIONS))
    assert len(page.all("button", name="session")) == count - 1
    assert page.text().count("This one") == 1
    assert Session.objects.count() == count + 1
