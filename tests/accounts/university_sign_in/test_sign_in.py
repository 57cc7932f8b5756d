"""Signing in at a university's own service: who gets in, who gets which rights, and what a hostile service can do."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.utils import timezone

from cluster_portal.accounts.models import User
from members.models import Affiliation, Membership
from tests.accounts.signing_in import CODE, SIGN_IN, code_now, is_signed_in, sign_in
from tests.accounts.university_sign_in.conftest import come_back, entry, leave, sign_in_at
from tests.factories.accounts import UserFactory, second_factor_of
from tests.factories.members import AffiliationFactory, UniversityFactory
from tests.mails import written
from tests.pages import Page

pytestmark = pytest.mark.django_db


def rights():
    """Return (address, university, role, source) of everybody who has some now."""
    rows = Affiliation.objects.current().order_by("pk").select_related("user", "university")
    return [(row.user.email, row.university.slug, row.role, row.source) for row in rows]


def is_refused(response, *, because, status=403):
    page = Page(response)
    assert page.errors == []
    assert (response.status_code, page.one("h1").text) == (status, "You are not signed in")
    assert because in page.text()
    return True


NOT_OF_THE_UNIVERSITY = "did not tell us that you work there"
NO_ADDRESS = "no confirmed e-mail address of its own"
HAS_ACCOUNT = "There is an account with the address"
DID_NOT_WORK = "did not work"


# Without a file ------------------------------------------------------------------------------------------------------


def test_without_a_file_nobody_is_offered_a_university_and_there_is_no_such_address(client, kth, settings):
    assert settings.SIGN_IN_PROVIDERS == []
    assert "With your university" not in client.get(SIGN_IN).content.decode()
    assert client.post("/en/account/sign-in/with/kth/").status_code == 404
    assert client.get("/account/with/kth/callback/?code=c&state=s").status_code == 404
    client.force_login(UserFactory())
    assert "Connect" not in client.get("/en/account/").content.decode()


# The first time ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "queries"), [(1, 2), (3, 2)])
def test_the_page_lists_the_universities_as_buttons(client, kth, configure, count, queries, django_assert_num_queries):
    configure(*[entry(name) for name in ("kth", "upc", "ntnu")[:count]])
    client.get(SIGN_IN)
    with django_assert_num_queries(queries):
        page = Page(client.get(SIGN_IN, {"next": "/en/workspace/"}))
    forms = [form for form in page.all("form") if "/sign-in/with/" in (form.get("action") or "")]
    assert [(form.get("action"), form.get("method")) for form in forms] == [
        (f"/en/account/sign-in/with/{name}/", "post") for name in ("kth", "upc", "ntnu")[:count]
    ]
    assert "Sign in with KTH" in page.text()
    assert len([field for field in page.all("input", name="next") if field.get("value") == "/en/workspace/"]) >= count


def test_who_works_there_gets_an_account_the_rights_of_a_viewer_and_a_mail(client, kth, services):
    response = sign_in_at(client, language="sv", next="/sv/workspace/")
    assert (response.status_code, response["Location"]) == (302, "/sv/workspace/")
    ada = User.objects.get()
    assert (ada.email, ada.name, ada.language, ada.is_staff) == ("ada@kth.example", "Ada Byron", "sv", False)
    assert not ada.has_usable_password()
    assert rights() == [("ada@kth.example", "kth", "viewer", "sso")]
    assert list(EmailAddress.objects.values_list("user", "email", "primary", "verified")) == [
        (ada.pk, "ada@kth.example", True, True)
    ]
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid, account.extra_data) == (ada, "kth", "7", {})
    assert [(message.to, message.name) for message in written()] == [("ada@kth.example", "account_security_notice")]
    assert is_signed_in(client)


def test_the_second_time_the_same_account_is_signed_in_to_though_the_address_has_changed(client, kth, services):
    sign_in_at(client)
    client.post("/en/account/sign-out/")
    services["kth"].userinfo["email"] = "byron@kth.example"
    assert sign_in_at(client)["Location"] == "/en/account/"
    assert [user.email for user in User.objects.all()] == ["ada@kth.example"]
    assert is_signed_in(client)


def test_the_way_to_the_service_says_who_we_are_and_where_to_come_back(client, kth, services, settings):
    settings.SITE_URL = "https://portal.example.org"
    asked = parse_qs(urlsplit(leave(client)).query)
    assert (asked["x"], asked["y"]) == (["1"], ["2"])  # as the address has it that the service gives
    assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (
        ["portal"],
        ["code"],
        ["S256"],
    )
    assert asked["redirect_uri"] == ["https://portal.example.org/account/with/kth/callback/"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["state"][0]


def test_nobody_adds_to_what_the_service_is_asked(client, kth, services):
    response = client.post("/en/account/sign-in/with/kth/?auth_params=redirect_uri%3Dhttps://evil.example&scope=admin")
    target = Page(response).one("a", rel="noreferrer").get("href")
    assert "evil" not in target
    assert "admin" not in target


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_away_from_the_portal_afterwards(client, kth, services, wanted):
    assert sign_in_at(client, next=wanted)["Location"] == "/en/account/"


def test_a_get_starts_nothing(client, kth, services):
    assert client.get("/en/account/sign-in/with/kth/").status_code == 405
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post("/en/account/sign-in/with/kth/").status_code == 403
    assert services["kth"].asked == []


# Who gets no account -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scopes",
    [
        None,
        [],
        "student@kth.example",
        ["alum@kth.example", "library-walk-in@kth.example", "member@kth.example"],
        "staff@upc.example",  # another university's
        "staff@kth.example.evil.org",
        "staff@evilkth.example",
        "staff@kth.exampl\u0435",  # with a Cyrillic letter
        "staff@\uff4bth.example",
        "staff@student.kth.example",  # whoever runs a subdomain need not run the university
        "staff@example",
        "staff@kth.example@evil.org",
        "staff@evil.org@kth.example",
        "staff@kth.example;staff@evil.org",
        "staff@kth.example\u0000",
        "staff@\ud800.example",
        "staff@",
        "kth.example",
        7,
        {"staff": "kth.example"},
        [["staff@kth.example"], None, 7],
        [f"staff@s{number}.example" for number in range(50)] + ["staff@kth.example"],
    ],
)
def test_who_does_not_work_there_gets_no_account(client, kth, services, scopes):
    services["kth"].userinfo["eduperson_scoped_affiliation"] = scopes
    assert is_refused(sign_in_at(client), because=NOT_OF_THE_UNIVERSITY)
    assert (User.objects.count(), SocialAccount.objects.count(), rights(), written()) == (0, 0, [], [])
    assert not is_signed_in(client)


def test_the_service_of_another_university_cannot_speak_for_ours(client, kth, services):
    services["upc"].userinfo |= {
        "eduperson_scoped_affiliation": ["staff@kth.example"],
        "email": "rector@kth.example",
    }
    assert is_refused(sign_in_at(client, "upc"), because=NOT_OF_THE_UNIVERSITY)
    services["upc"].userinfo["eduperson_scoped_affiliation"] = ["staff@kth.example", "staff@upc.example"]
    assert is_refused(sign_in_at(client, "upc"), because=NO_ADDRESS)  # rector@kth.example is no address of upc
    services["upc"].userinfo["email"] = "ada@upc.example"
    sign_in_at(client, "upc")
    assert rights() == [("ada@upc.example", "upc", "viewer", "sso")]


def test_a_scope_that_two_universities_claim_opens_nothing(client, kth, services):
    UniversityFactory(membership="full", email_domains="kth.example")
    assert is_refused(sign_in_at(client), because=NOT_OF_THE_UNIVERSITY)


@pytest.mark.parametrize(
    "said",
    [
        {"email": None},
        {"email": "ada@gmail.example"},
        {"email": "ada@evilkth.example"},
        {"email": "ada@kth.example.evil.org"},
        {"email": "ada@kth.example\r\nBcc: all@kth.example"},
        {"email": f"{'a' * 250}@kth.example"},
        {"email": ["ada@kth.example"]},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "yes"},
    ],
)
def test_without_a_confirmed_address_of_the_university_there_is_no_account(client, kth, services, said):
    services["kth"].userinfo |= said
    assert is_refused(sign_in_at(client), because=NO_ADDRESS)
    assert (User.objects.count(), rights()) == (0, [])


def test_an_address_is_not_confirmed_by_another_answer_than_its_own(client, kth, services):
    services["kth"].token |= {"email": "ada@kth.example", "email_verified": True}
    services["kth"].userinfo |= {"email": "rector@kth.example", "email_verified": None}
    assert is_refused(sign_in_at(client), because=NO_ADDRESS)


def test_a_university_that_has_left_opens_no_account(client, kth, services):
    Membership.objects.filter(university=kth).update(valid_to=timezone.localdate())
    assert is_refused(sign_in_at(client), because="nobody can act for it")
    assert (User.objects.count(), SocialAccount.objects.count(), written()) == (0, 0, [])


# Accounts that there are ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{}, {"is_staff": True, "is_superuser": True}, {"is_active": False}])
def test_an_account_is_not_given_away_because_a_service_says_its_address(client, kth, services, fields):
    UserFactory(email="ada@kth.example", **fields)
    assert is_refused(sign_in_at(client), because=HAS_ACCOUNT)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert sign_in(client, "ada@kth.example").status_code == 302  # by its password, as before


def test_whose_scope_no_longer_fits_signs_in_and_gets_nothing(client, kth, services):
    user = UserFactory(email="ada@kth.example")
    SocialAccount.objects.create(user=user, provider="kth", uid="7")
    services["kth"].userinfo["eduperson_scoped_affiliation"] = ["alum@kth.example"]
    sign_in_at(client)
    assert (is_signed_in(client), rights()) == (True, [])


def test_who_has_a_role_keeps_it_and_whose_rights_were_ended_stays_without(client, kth, services):
    lead = AffiliationFactory(university=kth, role="lead", user__email="lead@kth.example")
    SocialAccount.objects.create(user=lead.user, provider="kth", uid="7")
    sign_in_at(client)
    assert rights() == [("lead@kth.example", "kth", "lead", lead.source)]
    Affiliation.objects.update(ends_at=timezone.now())
    sign_in_at(client, again="1")
    assert rights() == []


def test_an_account_that_is_switched_off_stays_closed(client, kth, services):
    user = UserFactory(email="ada@kth.example", is_active=False)
    SocialAccount.objects.create(user=user, provider="kth", uid="7")
    assert sign_in_at(client)["Location"] == "/en/account/inactive/"
    assert (is_signed_in(client), rights()) == (False, [])


def test_the_same_subject_at_another_service_is_somebody_else(client, kth, services):
    sign_in_at(client)
    client.post("/en/account/sign-out/")
    sign_in_at(client, "upc")
    assert sorted(user.email for user in User.objects.all()) == ["ada@kth.example", "ada@upc.example"]


def test_a_service_in_the_tables_of_allauth_is_none(client, kth, services):
    SocialApp.objects.create(
        provider="openid_connect", provider_id="evil", client_id="x", settings={"server_url": "https://evil.example"}
    )
    assert client.post("/en/account/sign-in/with/evil/").status_code == 404
    assert client.get("/account/with/evil/callback/?code=c&state=s").status_code == 404


# Second factors ------------------------------------------------------------------------------------------------------


def test_signing_in_there_is_no_second_factor_for_staff(client, kth, services):
    staff = UserFactory(email="staff@kth.example", is_staff=True, is_superuser=True)
    SocialAccount.objects.create(user=staff, provider="kth", uid="7")
    assert "/en/account/second-factor/set-up/" in sign_in_at(client)["Location"]
    assert client.get("/admin/").status_code == 302


def test_who_has_a_second_factor_is_asked_for_it(client, kth, services):
    staff = UserFactory(email="staff@kth.example", is_staff=True, is_superuser=True)
    second_factor_of(staff)
    SocialAccount.objects.create(user=staff, provider="kth", uid="7")
    assert sign_in_at(client)["Location"] == CODE
    assert not is_signed_in(client)
    client.post(CODE, {"code": code_now()})
    assert client.get("/admin/").status_code == 200


# Services that fail or lie -------------------------------------------------------------------------------------------


def test_who_calls_it_off_there_comes_back_to_signing_in(client, kth, services):
    target = leave(client, language="fi")
    state = parse_qs(urlsplit(target).query)["state"][0]
    response = client.get("/account/with/kth/callback/", {"error": "access_denied", "state": state})
    assert response["Location"] == "/fi/account/sign-in/"
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "x"},
        {"state": ""},
        {"code": ""},
        {"error": "server_error"},
        {"error": "<script>"},
    ],
)
def test_an_answer_that_nobody_asked_for_signs_nobody_in(client, kth, services, changes):
    services["kth"].answer = {"error": "invalid_grant"} if changes == {"code": ""} else services["kth"].answer
    assert is_refused(come_back(client, leave(client), **changes), because=DID_NOT_WORK, status=400)
    assert not User.objects.exists()


def test_an_answer_counts_once_and_in_the_browser_that_asked_only(client, kth, services):
    target = leave(client)
    assert is_refused(come_back(type(client)(), target), because=DID_NOT_WORK, status=400)
    assert is_refused(come_back(client, target, "upc"), because=DID_NOT_WORK, status=400)  # another service's
    assert come_back(client, target).status_code == 302
    client.post("/en/account/sign-out/")
    assert is_refused(come_back(client, target), because=DID_NOT_WORK, status=400)


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("token", {"iss": "https://evil.example"}),
        ("token", {"aud": "another"}),
        ("token", {"exp": 1}),
        ("token", {"sub": "8"}),  # the other answer is about 7
        ("userinfo", {"sub": "8"}),
        ("userinfo", {"sub": None}),
        ("token", None),
        ("userinfo", None),
        ("userinfo", []),
        ("userinfo", "text"),
        ("userinfo", b"no JSON"),
        ("answer", {"expires_in": "soon"}),
    ],
)
def test_an_answer_that_is_not_to_be_believed_signs_nobody_in(client, kth, services, part, changes):
    service = services["kth"]
    target = leave(client)
    setattr(service, part, {**getattr(service, part), **changes} if isinstance(changes, dict) else changes)
    if part == "userinfo" and changes == []:
        service.userinfo = [1]
    assert is_refused(come_back(client, target), because=DID_NOT_WORK, status=400)
    assert (User.objects.count(), SocialAccount.objects.count()) == (0, 0)


@pytest.mark.parametrize("subject", ["", "a" * 192, "a\x00", "a\n"])
def test_a_subject_that_cannot_be_kept_signs_nobody_in(client, kth, services, subject):
    services["kth"].token["sub"] = services["kth"].userinfo["sub"] = subject
    assert is_refused(sign_in_at(client), because=DID_NOT_WORK, status=400)


@pytest.mark.parametrize(
    "description",
    [
        None,
        b"no JSON",
        [],
        {"issuer": "https://login.evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"token_endpoint": "http://login.kth.example/token"},
    ],
)
def test_a_service_that_does_not_answer_or_hides_who_it_is_is_not_gone_to(client, kth, services, description):
    service = services["kth"]
    service.description = {**service.description, **description} if isinstance(description, dict) else description
    response = client.post("/en/account/sign-in/with/kth/")
    assert is_refused(response, because=DID_NOT_WORK, status=502)


def test_a_name_is_kept_as_text_of_one_line(client, kth, services):
    services["kth"].userinfo["name"] = "Ada\r\n\x00<b>Byron</b>" + "x" * 300
    sign_in_at(client)
    assert User.objects.get().name.startswith("Ada <b>Byron</b>xxx")
    assert len(User.objects.get().name) == 150


def test_thirty_a_minute_from_one_address_are_enough(client, kth, services):
    answers = [client.post("/en/account/sign-in/with/kth/").status_code for _number in range(31)]
    assert answers == [200] * 30 + [429]


# Other ways to a scope -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said", "expected"),
    [
        ({"scope_from": "home_organization"}, {"schac_home_organization": "KTH.example"}, True),
        ({"scope_from": "home_organization"}, {"schac_home_organization": "upc.example"}, False),
        ({"scope_from": "home_organization"}, {}, False),
        ({"scope_from": "home_organization", "scope_claims": ["org"]}, {"org": ["kth.example"]}, True),
        ({"scope_from": "email_domain"}, {}, True),
        ({"scope_from": "email_domain"}, {"email": "ada@student.kth.example"}, False),
        ({"scope_from": "email_domain"}, {"email_verified": False}, False),
        ({"scope_from": "email_domain", "addresses_are_verified": True}, {"email_verified": None}, True),
        ({"affiliations": ["Student"]}, {"eduperson_scoped_affiliation": "student@kth.example"}, True),
        ({"affiliations": ["student"]}, {}, False),
    ],
)
def test_where_the_scope_comes_from_is_configured(client, kth, services, configure, changes, said, expected):
    configure(entry("kth", **changes))
    services["kth"].userinfo |= said
    sign_in_at(client)
    assert rights() == ([("ada@kth.example", "kth", "viewer", "sso")] if expected else [])
