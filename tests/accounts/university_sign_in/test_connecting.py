"""Connecting the service of a university to an account that there is, and taking it off."""

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount

from cluster_portal.accounts.models import User
from members.models import Affiliation
from tests.accounts.signing_in import is_signed_in, sign_in
from tests.accounts.university_sign_in.conftest import come_back, entry, leave, sign_in_at
from tests.factories.accounts import PASSWORD, UserFactory
from tests.mails import written
from tests.pages import Page

pytestmark = pytest.mark.django_db

OVERVIEW = "/en/account/"
OFF = "/en/account/sign-in/with/kth/off/"


@pytest.fixture
def ada(kth, services):
    return UserFactory(email="ada@gmail.example", name="Ada")


def some_time_ago(client, seconds=3600):
    """Let the last proof of who is signed in be so old that the portal asks again."""
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**each, "at": time.time() - seconds} for each in records]
    session.save()


def rights():
    return list(Affiliation.objects.current().values_list("user__email", "university__slug", "role"))


def test_somebody_connects_their_university_signs_in_there_and_gets_the_rights_that_follow(client, ada):
    sign_in(client, ada.email)
    assert "Connect KTH" in Page(client.get(OVERVIEW)).text()
    assert sign_in_at(client)["Location"] == OVERVIEW
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid) == (ada, "kth", "7")
    assert rights() == [("ada@gmail.example", "kth", "viewer")]
    assert [message.subject for message in written()] == ["The sign-in of a university was connected"]
    page = Page(client.get(OVERVIEW)).text()
    assert ("Take KTH off" in page, "Connect KTH" in page, "Connect UPC" in page) == (True, False, True)
    client.post("/en/account/sign-out/")
    sign_in_at(client)
    assert is_signed_in(client)
    assert User.objects.count() == 1


def test_connecting_gives_no_rights_where_the_scope_does_not_fit(client, ada, services):
    services["kth"].userinfo["eduperson_scoped_affiliation"] = ["student@kth.example", "staff@upc.example"]
    sign_in(client, ada.email)
    sign_in_at(client)
    assert (SocialAccount.objects.count(), rights()) == (1, [])


def test_an_old_session_connects_nothing_before_it_has_proved_who_it_is(client, ada):
    sign_in(client, ada.email)
    some_time_ago(client)
    response = client.post("/en/account/sign-in/with/kth/")
    assert response["Location"].startswith("/en/account/again/")
    assert not SocialAccount.objects.exists()
    page = Page(client.post(response["Location"], {"password": PASSWORD}))
    come_back(client, page.one("a", rel="noreferrer").get("href"))
    assert SocialAccount.objects.get().user == ada


def test_a_session_that_grows_old_on_the_way_proves_it_on_coming_back(client, ada):
    sign_in(client, ada.email)
    target = leave(client)
    some_time_ago(client)
    response = come_back(client, target)
    assert (response["Location"], SocialAccount.objects.count()) == ("/en/account/again/", 0)
    assert client.post(response["Location"], {"password": PASSWORD})["Location"] == OVERVIEW
    assert SocialAccount.objects.get().user == ada
    assert rights() == [("ada@gmail.example", "kth", "viewer")]


def test_what_opens_another_account_is_not_connected(client, ada):
    eva = UserFactory(email="eva@kth.example")
    SocialAccount.objects.create(user=eva, provider="kth", uid="7")
    sign_in(client, ada.email)
    sign_in_at(client)
    assert SocialAccount.objects.get().user == eva
    assert "another account" in client.get(OVERVIEW).content.decode()
    assert ("ada@gmail.example", "kth", "viewer") not in rights()


def test_who_has_signed_out_on_the_way_connects_nothing(client, ada):
    sign_in(client, ada.email)
    target = leave(client)
    state = client.session["socialaccount_states"]
    client.post("/en/account/sign-out/")
    session = client.session
    session["socialaccount_states"] = state
    session.save()
    come_back(client, target)
    assert (SocialAccount.objects.count(), User.objects.count()) == (0, 1)


def test_the_owner_takes_it_off_and_is_told(client, ada):
    SocialAccount.objects.create(user=ada, provider="kth", uid="7")
    others = SocialAccount.objects.create(user=UserFactory(), provider="kth", uid="8")
    sign_in(client, ada.email)
    assert client.post(OFF)["Location"] == OVERVIEW
    assert list(SocialAccount.objects.all()) == [others]
    assert [(message.to, message.subject) for message in written()] == [
        ("ada@gmail.example", "The sign-in of a university was taken off")
    ]
    assert client.post(OFF).status_code == 404
    assert client.get(OFF).status_code == 405


def test_what_alone_opens_an_account_is_not_taken_off(client, kth, services):
    sign_in_at(client)
    assert client.post(OFF)["Location"] == OVERVIEW
    assert "Choose a password first" in client.get(OVERVIEW).content.decode()
    assert SocialAccount.objects.count() == 1


def test_nobody_takes_it_off_without_signing_in_or_with_an_old_session(client, ada):
    SocialAccount.objects.create(user=ada, provider="kth", uid="7")
    assert "/account/sign-in/?next=" in client.post(OFF)["Location"]
    sign_in(client, ada.email)
    some_time_ago(client)
    assert client.post(OFF)["Location"].startswith("/en/account/again/")
    assert SocialAccount.objects.count() == 1


def test_who_has_no_password_proves_who_they_are_at_their_university(client, kth, services):
    sign_in_at(client)
    some_time_ago(client)
    again = client.get("/en/account/second-factor/app/add/")["Location"]
    assert again.startswith("/en/account/again/university/?next=")
    page = Page(client.get(again))
    assert page.errors == []
    fields = {field.get("name"): field.get("value") for field in page.all("input") if field.get("name") != "q"}
    assert (fields["again"], fields["next"]) == ("1", "/en/account/second-factor/app/add/")
    assert sign_in_at(client, again="1", next=fields["next"])["Location"] == fields["next"]
    assert client.get(fields["next"]).status_code == 200


def test_who_has_no_password_and_whose_university_is_no_longer_configured_is_led_to_a_password(
    client, kth, services, configure
):
    sign_in_at(client)
    configure(entry("upc"))
    page = Page(client.get("/en/account/again/university/"))
    assert "/en/account/password/reset/" in [link.get("href") for link in page.all("a")]
    assert page.all("input", name="again") == []


def test_an_account_without_a_password_gets_one_by_mail_and_can_do_without_the_university(client, kth, services):
    from tests.mails import link_in

    sign_in_at(client)
    client.post("/en/account/sign-out/")
    client.post("/en/account/password/reset/", {"email": "ada@kth.example"})
    form = client.get(link_in(written()[-1]))["Location"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    sign_in(client, "ada@kth.example")
    assert is_signed_in(client)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_the_account_takes_the_same_queries_for_any_number(
    client, kth, configure, count, django_assert_num_queries
):
    configure(*[entry(name) for name in ("kth", "upc", "ntnu")[:count]])
    ada = UserFactory()
    for name in ("kth", "upc", "ntnu")[:count]:
        SocialAccount.objects.create(user=ada, provider=name, uid="7")
    client.force_login(ada)
    client.get(OVERVIEW)
    with django_assert_num_queries(7):
        page = Page(client.get(OVERVIEW))
    assert page.text().count(": connected since") == count
