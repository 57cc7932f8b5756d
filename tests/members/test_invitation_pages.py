"""The pages behind the link of an invitation, as a browser, a mail scanner and somebody hostile see them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cluster_portal.accounts.models import User
from cluster_portal.mail.actions import send
from cluster_portal.search.index import bring_up_to_date
from cluster_portal.search.models import SearchEntry
from cluster_portal.translations.sources import MODELS
from members.models import Affiliation, Invitation, Role
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.members import AffiliationFactory, InvitationFactory, UniversityFactory
from tests.factories.network import NetworkFactory
from tests.mails import written
from tests.pages import Page

pytestmark = pytest.mark.django_db

ADDRESS = "/en/invitations/t/"
ANSWERS = {"name": "Ada", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def kth():
    NetworkFactory()
    return UniversityFactory(slug="kth", name="KTH", membership="full", email_domains="kth.se")


@pytest.fixture
def invitation(kth):
    """An open one; beside it stands one that was revoked, whose link must not matter."""
    InvitationFactory(university=kth, token="other", email="eve@kth.se", revoked_at=timezone.now())
    lead = AffiliationFactory(university=kth, role=Role.LEAD, user__email="lead@kth.se", user__name="Lea").user
    return InvitationFactory(
        university=kth, token="t", email="ada@kth.se", name="Ada L.", role=Role.APPROVER, invited_by=lead
    )


def as_it_is_stored():
    return (list(Invitation.objects.values()), list(Affiliation.objects.values()), list(User.objects.values()))


def fields_of(page):
    return [field.get("name") for field in page.all("input") if field.get("type") not in ("hidden", "search")]


# Looking -------------------------------------------------------------------------------------------------------------


def test_the_page_says_what_it_is_about_and_asks_for_name_and_password(client, invitation):
    page = Page(client.get(ADDRESS))
    text = page.text()
    assert page.errors == []
    for words in ("KTH", "Approver", "ada@kth.se", "Lea", "approve in its name"):
        assert words in text
    assert fields_of(page) == [None, "name", "password1", "password2"]  # the address cannot be sent
    assert page.one("input", name="name").get("value") == "Ada L."


@pytest.mark.parametrize(("name", "words"), [("Grace", "from Grace on"), ("", "from whoever holds it now on")])
def test_the_page_and_the_mail_name_whose_role_it_is_and_never_their_address(client, invitation, kth, name, words):
    grace = AffiliationFactory(university=kth, user__name=name, user__email="grace@kth.se")
    invitation.replaces, invitation.replaces_at = grace, timezone.now()
    invitation.save()
    text = Page(client.get(ADDRESS)).text()
    message = send("invitation", to="ada@kth.se", context={"invitation": invitation, "address": "x"})
    for each in (text, " ".join(message.text.split()), " ".join(message.html.split())):
        assert (words in each, "grace@kth.se" in each) == (True, False)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_it_any_number_of_times_changes_nothing_and_starts_no_session(client, invitation, method):
    before = as_it_is_stored()
    for _time in range(3):
        response = getattr(client, method)(ADDRESS)
    assert response.status_code == (405 if method == "options" else 200)
    assert as_it_is_stored() == before
    assert (Session.objects.count(), settings.SESSION_COOKIE_NAME in response.cookies, written()) == (0, False, [])


@pytest.mark.parametrize("address", [ADDRESS, "/en/invitations/other/", "/en/invitations/unknown/"])
def test_nobody_keeps_or_lists_it_and_no_other_site_learns_its_address(client, invitation, address):
    response = client.get(address)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    page = Page(response)
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert page.errors == []


@pytest.mark.parametrize(
    ("token", "changes", "status", "words"),
    [
        ("t", {"expires_at": timezone.now()}, 410, "fourteen days"),
        ("t", {"revoked_at": timezone.now()}, 410, "taken back"),
        ("t", {"accepted_at": timezone.now()}, 410, "accepted already"),
        ("T", {}, 404, "There is no invitation with this address"),
        ("t%20", {}, 404, "There is no invitation with this address"),
        ("%FF", {}, 404, "There is no invitation with this address"),
        ("x" * 3000, {}, 404, "There is no invitation with this address"),
    ],
)
def test_a_link_that_does_not_work_says_why_and_what_to_do(client, invitation, token, changes, status, words):
    Invitation.objects.filter(pk=invitation.pk).update(**changes)
    before = as_it_is_stored()
    for response in (client.get(f"/en/invitations/{token}/"), client.post(f"/en/invitations/{token}/", ANSWERS)):
        page = Page(response)
        assert (response.status_code, words in page.text()) == (status, True)
        buttons = [button.text for button in page.all("button", type="submit")]
        assert ("Ask for a new invitation" in buttons) is ("accepted_at" not in changes)
        assert "ada@kth.se" not in page.text()
    assert as_it_is_stored() == before


def test_the_page_of_an_old_link_does_not_lead_to_the_new_one(client, invitation):
    invitation.token_digest = "another"
    invitation.save()
    assert client.get(ADDRESS).status_code == 404


# Accepting -----------------------------------------------------------------------------------------------------------


def test_who_has_no_account_makes_one_and_is_signed_in(client, invitation, kth):
    response = client.post(ADDRESS, ANSWERS)
    assert (response.status_code, response["Location"]) == (302, "/en/invitations/accepted/")
    page = Page(client.get("/en/invitations/accepted/"))
    assert ("KTH" in page.text(), "Approver" in page.text(), "second factor" in page.text()) == (True, True, True)
    ada = User.objects.get(email="ada@kth.se")
    assert (ada.name, ada.is_staff, client.session["_auth_user_id"]) == ("Ada", False, str(ada.pk))
    assert Affiliation.objects.get(user=ada).role == "approver"
    assert client.post(ADDRESS, ANSWERS).status_code == 410


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"name": "x" * 151}, "name", "at most 150 characters"),
        ({"name": "a\0b"}, "name", "Null characters"),
        ({"password2": "another"}, "password2", "didn’t match"),
        ({"password1": "short", "password2": "short"}, "password2", "too short"),
        ({"password1": "ada@kth.se", "password2": "ada@kth.se"}, "password2", "too similar to the e-mail"),
        ({"password1": "", "password2": ""}, "password1", "required"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_nothing_typed_but_passwords_is_lost(
    client, invitation, typed, field, words
):
    before = as_it_is_stored()
    response = client.post(ADDRESS, {**ANSWERS, **typed})
    page = Page(response)
    assert (response.status_code, as_it_is_stored()) == (422, before)
    control = page.one("input", name=field)
    errors = page.one("p", id=f"id_{field}_error")
    assert (words in page.text(errors), control.get("aria-invalid")) == (True, "true")
    assert errors.get("id") in control.get("aria-describedby")
    if "\0" not in typed.get("name", ""):
        assert page.one("input", name="name").get("value", "") == {**ANSWERS, **typed}["name"]


@pytest.mark.parametrize("hostile", [{"email": "eve@evil.org"}, {"role": "lead"}, {"is_staff": "on"}])
def test_nothing_else_can_be_sent_along(client, invitation, hostile):
    client.post(ADDRESS, {**ANSWERS, **hostile})
    ada = User.objects.get(email="ada@kth.se")
    assert (ada.is_staff, Affiliation.objects.get(user=ada).role) == (False, "approver")
    assert User.objects.count() == 2


def test_without_the_token_of_the_form_nothing_is_accepted(invitation):
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(ADDRESS, ANSWERS).status_code == 403
    token = Page(careful.get(ADDRESS)).one("input", name="csrfmiddlewaretoken").get("value")
    assert careful.post(ADDRESS, {**ANSWERS, "csrfmiddlewaretoken": token}).status_code == 302


def test_who_has_an_account_is_led_to_sign_in_and_back_and_then_accepts(client, invitation):
    ada = UserFactory(email="ada@kth.se")
    page = Page(client.get(ADDRESS))
    assert fields_of(page) == []
    links = [link.get("href") for link in page.one("main").iter() if link.get("class") == "button"]
    assert links == [f"{reverse(settings.LOGIN_URL)}?next=/en/invitations/t/"]
    refused = client.post(ADDRESS, ANSWERS)
    assert (refused.status_code, Affiliation.objects.filter(user=ada).exists()) == (403, False)
    client.force_login(ada)
    assert "Accept the invitation" in Page(client.get(ADDRESS)).text()
    assert not Affiliation.objects.filter(user=ada).exists()
    assert client.post(ADDRESS)["Location"] == "/en/invitations/accepted/"
    assert Affiliation.objects.get(user=ada).role == "approver"
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_who_is_signed_in_under_another_address_is_told_and_can_sign_out(client, invitation):
    client.force_login(UserFactory(email="grace@kth.se"))
    page = Page(client.get(ADDRESS))
    assert "You are signed in as grace@kth.se, but the invitation is for ada@kth.se." in page.text()
    assert client.post(ADDRESS, ANSWERS).status_code == 403
    assert (Affiliation.objects.count(), User.objects.count()) == (1, 2)
    assert client.post(ADDRESS, {"sign_out": "yes"})["Location"] == ADDRESS
    assert "_auth_user_id" not in client.session
    assert fields_of(Page(client.get(ADDRESS))) == [None, "name", "password1", "password2"]


def test_an_account_that_was_switched_off_cannot_accept(client, invitation):
    UserFactory(email="ada@kth.se", is_active=False)
    for response, status in ((client.get(ADDRESS), 200), (client.post(ADDRESS, ANSWERS), 403)):
        page = Page(response)
        assert (response.status_code, "switched off" in page.text(), fields_of(page)) == (status, True, [])
    assert Affiliation.objects.count() == 1


def test_the_page_after_it_is_for_who_is_signed_in_and_shows_only_their_own(client, invitation, kth):
    assert client.get("/en/invitations/accepted/").status_code == 302
    user = UserFactory()
    client.force_login(user)
    assert "You act for no university" in Page(client.get("/en/invitations/accepted/")).text()
    AffiliationFactory(user=user, university__name="UPC", starts_at=timezone.now() + timedelta(days=3))
    text = Page(client.get("/en/invitations/accepted/")).text()
    assert ("UPC" in text, "KTH" in text, "(from" in text) == (True, False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_after_it_takes_the_same_queries_for_any_number(client, kth, count, django_assert_num_queries):
    user = UserFactory()
    for number in range(count):
        AffiliationFactory(user=user, university__name=f"University {number}")
    client.force_login(user)
    with django_assert_num_queries(6):
        client.get("/de/invitations/accepted/")


# Asking for a new one ------------------------------------------------------------------------------------------------


def test_asking_for_a_new_one_gets_the_same_answer_whatever_the_link_is_worth(
    client, invitation, django_capture_on_commit_callbacks
):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    answers = set()
    for token in ("t", "t", "unknown", "other"):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(f"/en/invitations/{token}/ask/")
        answers.add((response.status_code, Page(response).text()))
    assert len(answers) == 1
    assert sorted(message.to[0] for message in mail.outbox) == ["lead@kth.se", "lead@kth.se"]  # of t and of other
    assert client.get("/en/invitations/t/ask/").status_code == 405


# What nobody else sees -----------------------------------------------------------------------------------------------


def test_people_and_invitations_are_in_no_search_on_no_board_and_on_no_public_page(client, invitation, kth):
    AffiliationFactory(university=kth, user__email="secret@kth.se", user__name="Secretia")
    bring_up_to_date()
    said = " ".join(map(str, SearchEntry.objects.values_list("title", "detail", "summary", "names")))
    hidden = ("ada@kth.se", "Ada L.", "secret@kth.se", "Secretia")
    assert "KTH" in said
    assert {Affiliation, Invitation}.isdisjoint(MODELS)
    pages = ["", "members/", "members/kth/", "search/?q=Secretia", "search/?q=ada%40kth.se", "about/governance/"]
    shown = [said, client.get("/sitemap.xml").content.decode()]
    shown += [Page(client.get(f"/en/{address}")).text() for address in pages if "?q" not in address]
    assert [words for words in hidden if words in " ".join(shown)] == []
    for address in pages:
        if "?q" in address:
            assert "Nothing found" in Page(client.get(f"/en/{address}")).text()
