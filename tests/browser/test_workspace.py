"""Stories of the workspace in a real browser, each person in a window of their own."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cluster_portal.accounts.roles import editors_group
from cluster_portal.freshness.campaign import send_campaign
from cluster_portal.review.models import Confirmation, Proposal
from members.models import Affiliation, Role, University
from programmes.models import Programme
from tests.accounts.signing_in import code_now
from tests.browser.conftest import axe_findings
from tests.clients import PortalClient
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.members import AffiliationFactory, InvitationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def windows(browser, live_server, complaints):
    """A function that opens a window in which somebody is signed in."""
    opened = []

    def window(user, width=1280):
        client = PortalClient()
        client.force_login(user)
        context = browser.new_context(viewport={"width": width, "height": 800})
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
        )
        opened.append(context)
        page = context.new_page()
        complaints.watch(page)
        return page

    yield window
    for context in opened:
        context.close()


@pytest.fixture
def kth(content):
    return University.objects.get(slug="kth")


@pytest.fixture
def upc(content):
    return University.objects.get(slug="upc")


def contact_of(university, role=Role.EDITOR, **fields):
    return AffiliationFactory(university=university, role=role, user=UserFactory(**fields)).user


def open_at(page, live_server, name, *args):
    page.goto(f"{live_server.url}{reverse(f'workspace:{name}', args=args)}")


def is_sound(page, complaints):
    assert axe_findings(page) == []
    assert [message for message in complaints.messages if "status of 4" not in message] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_somebody_who_is_invited_sets_up_an_account_with_a_second_factor(watched, live_server, kth, complaints):
    InvitationFactory(university=kth, email="ada@kth.se", token="t", role=Role.EDITOR, name="Ada")
    page = watched
    page.goto(f"{live_server.url}/en/invitations/t/")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.get_by_role("button", name="Make the account and accept").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.goto(f"{live_server.url}{reverse('mfa_activate_totp')}")
    is_sound(page, complaints)
    secret = page.locator(".account__secret").inner_text()
    page.get_by_label("Code", exact=True).fill(code_now(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    open_at(page, live_server, "first")
    expect(page.get_by_role("link", name="Look and confirm")).to_be_visible()
    is_sound(page, complaints)


def test_the_yearly_question_is_answered_without_signing_in(watched, live_server, kth, complaints):
    user = contact_of(kth, name="Ada", email="ada@kth.se")
    send_campaign(2026, at=timezone.now(), universities=[kth])
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    address = re.search(r"https?://[^/]+(/en/confirm/\S+)", letter.body)[1]
    watched.goto(f"{live_server.url}{address}")
    is_sound(watched, complaints)
    assert not Confirmation.objects.exists()
    watched.get_by_role("button", name="Everything is right").click()
    expect(watched.get_by_text("All of this was confirmed today")).to_be_visible()
    is_sound(watched, complaints)
    assert set(Confirmation.objects.values_list("university__slug", flat=True)) == {"kth"}


def test_a_description_in_two_languages_of_which_staff_accepts_one(windows, live_server, kth, complaints):
    contact = contact_of(kth, name="Ada", email="ada@kth.se")
    staff = UserFactory(name="Sam", is_staff=True, groups=[editors_group("members", "review")])
    page = windows(contact, width=375)
    open_at(page, live_server, "first")
    page.get_by_role("link", name="What we publish", exact=True).click()
    page.get_by_role("link", name="Look through and change").click()
    is_sound(page, complaints)
    page.get_by_label("Texts also in").select_option("sv")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Change Texts").click()
    is_sound(page, complaints)
    page.get_by_label("Summary (English)").fill("A university of technology in Stockholm.")
    page.get_by_label("Summary (Swedish)").fill("Ett tekniskt universitet i Stockholm.")
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Your draft holds 2 changes.")).to_be_visible()
    page.get_by_role("link", name="Look through and send").click()
    is_sound(page, complaints)
    page.get_by_label("A note to those who decide (optional)").fill("From our new brochure.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".proposal-state")).to_have_text("Waiting")

    proposal = Proposal.objects.get()
    english, swedish = proposal.items.get(column="summary_en"), proposal.items.get(column="summary_sv")
    desk = windows(staff)
    desk.goto(f"{live_server.url}{reverse('admin:review_proposal_change', args=[proposal.pk])}")
    expect(desk.get_by_text("From our new brochure.")).to_be_visible()
    desk.check(f"[name=decision-{english.pk}][value=accept]")
    desk.check(f"[name=decision-{swedish.pk}][value=reject]")
    desk.get_by_role("button", name="Decide").last.click()
    expect(desk.get_by_text("a rejection without a reason helps nobody").first).to_be_visible()
    desk.fill(f"[name=reason-{swedish.pk}]", "Not the words of your own site.")
    desk.get_by_role("button", name="Decide").last.click()
    expect(desk.get_by_text("Not the words of your own site.").first).to_be_visible()

    page.reload()
    expect(page.locator(".proposal-state")).to_have_text("Partly accepted")
    expect(page.get_by_text("Not the words of your own site.").first).to_be_visible()
    is_sound(page, complaints)
    kth.refresh_from_db()
    assert kth.summary_en == "A university of technology in Stockholm."
    assert kth.summary_sv != "Ett tekniskt universitet i Stockholm."


def test_a_programme_that_a_partner_objects_to_until_it_is_settled(  # noqa: PLR0915  one story
    windows, live_server, kth, upc, complaints
):
    ours, theirs = windows(contact_of(kth, name="Ada")), windows(contact_of(upc, name="Pau"), width=375)
    staff = UserFactory(is_staff=True, groups=[editors_group("members", "programmes", "review")])
    open_at(ours, live_server, "begin_new", "kth", "programme")
    ours.get_by_label("Title (English) (required)").fill("Quantum engineering")
    ours.get_by_label("Kind").select_option("dual")
    ours.get_by_label("Level").select_option("master")
    ours.get_by_label("Status").select_option("announced")
    is_sound(ours, complaints)
    ours.get_by_role("button", name="Keep in the draft").click()
    expect(ours.get_by_role("heading", level=1)).to_have_text("Quantum engineering")
    for slug, title, is_coordinator in (("kth", "Civilingenjör", True), ("upc", "Màster", False)):
        ours.get_by_role("link", name="Add a partner").click()
        university = University.objects.get(slug=slug)
        ours.get_by_label("University", exact=True).select_option(str(university.pk))
        ours.get_by_label("Awards a degree").select_option("yes")
        ours.get_by_label("Degree awarded").fill(title)
        if is_coordinator:
            ours.get_by_label("Coordinator").check()
        ours.get_by_role("button", name="Keep in the draft").click()
    ours.get_by_role("link", name="Look through and send").click()
    is_sound(ours, complaints)
    ours.get_by_role("button", name="Send", exact=True).click()
    expect(ours.locator(".proposal-state")).to_have_text("Waiting")
    assert not Programme.objects.filter(title_en="Quantum engineering").exists()

    open_at(theirs, live_server, "first")
    expect(theirs.get_by_text("A partner proposes a change that concerns you.")).to_be_visible()
    is_sound(theirs, complaints)
    theirs.get_by_role("link", name="Answer Quantum engineering").click()
    is_sound(theirs, complaints)
    theirs.get_by_label("No", exact=True).check()
    theirs.get_by_label("If not: what is wrong").fill("Our degree is called Màster universitari.")
    theirs.get_by_role("button", name="Send the answer").click()
    expect(theirs.get_by_text("Objects").first).to_be_visible()
    ours.reload()
    expect(ours.get_by_text("Our degree is called Màster universitari.").first).to_be_visible()

    ours.get_by_role("button", name="Take it back").click()
    ours.get_by_role("button", name="Take it up again").click()
    ours.get_by_role("link", name="Change more").click()
    ours.locator("section", has=ours.get_by_role("heading", name="Partners and degrees")).get_by_role(
        "link", name="Change"
    ).last.click()
    ours.get_by_label("Degree awarded").fill("Màster universitari")
    ours.get_by_role("button", name="Keep in the draft").click()
    ours.get_by_role("link", name="Look through and send").click()
    ours.get_by_role("button", name="Send", exact=True).click()
    expect(ours.locator(".proposal-state")).to_have_text("Waiting")

    open_at(theirs, live_server, "first")
    theirs.get_by_role("link", name="Answer Quantum engineering").click()
    theirs.get_by_label("Yes, we agree").check()
    theirs.get_by_role("button", name="Send the answer").click()
    expect(theirs.get_by_text("Agrees").first).to_be_visible()

    proposal = Proposal.objects.get(state="submitted")
    desk = windows(staff)
    desk.goto(f"{live_server.url}{reverse('admin:review_proposal_change', args=[proposal.pk])}")
    for item in proposal.items.all():
        desk.check(f"[name=decision-{item.pk}][value=accept]")
    desk.get_by_role("button", name="Decide").last.click()
    made = Programme.objects.get(title_en="Quantum engineering")
    desk.goto(f"{live_server.url}{made.get_absolute_url()}")
    expect(desk.get_by_text("Màster universitari").first).to_be_visible()


def test_a_university_is_handed_over(windows, live_server, kth, complaints):
    lead = contact_of(kth, Role.LEAD, name="Lea Lead", email="lea@kth.se")
    heir = contact_of(kth, Role.EDITOR, name="Hugo Heir", email="hugo@kth.se")
    page = windows(lead)
    open_at(page, live_server, "colleagues", "kth")
    is_sound(page, complaints)
    page.get_by_role("link", name="Hand over Lea Lead").click()
    is_sound(page, complaints)
    page.get_by_label("E-mail address of who takes over").fill("hugo@kth.se")
    page.get_by_role("button", name="Hand over").click()
    page.wait_for_load_state()
    assert dict(Affiliation.objects.current().values_list("user__name", "role")) == {"Hugo Heir": "lead"}
    response = page.goto(f"{live_server.url}{reverse('workspace:home', args=['kth'])}")
    assert response.status == 404
    other = windows(heir)
    open_at(other, live_server, "colleagues", "kth")
    expect(other.get_by_role("heading", name="Invite somebody")).to_be_visible()


def test_a_contact_who_tries_everything_against_another_university_reaches_nothing(
    windows, live_server, kth, upc, complaints
):
    page = windows(contact_of(kth, Role.LEAD))
    theirs = contact_of(upc)
    programme = ProgrammeFactory(title_en="Theirs", partners=[upc])
    before = list(University.objects.filter(pk=upc.pk).values()), list(Affiliation.objects.values())
    tried = [
        ("home", ["upc"]),
        ("about", ["upc"]),
        ("proposals", ["upc"]),
        ("colleagues", ["upc"]),
        ("contacts", ["upc"]),
        ("object", ["upc", "university", upc.uuid]),
        ("object", ["kth", "university", upc.uuid]),
        ("object", ["kth", "programme", programme.uuid]),
        ("edit_section", ["kth", "university", upc.uuid, "texts"]),
        ("begin_new", ["upc", "programme"]),
        ("end", ["kth", theirs.affiliations.get().pk]),
        ("hand_over", ["upc", theirs.affiliations.get().pk]),
    ]
    for name, arguments in tried:
        response = page.goto(f"{live_server.url}{reverse(f'workspace:{name}', args=arguments)}")
        assert response.status == 404, name
    # With the page of the own university open, a form that leads to the other one.
    open_at(page, live_server, "colleagues", "kth")
    page.evaluate("document.querySelector('form.account__form').action = '/en/workspace/upc/colleagues/'")
    page.get_by_label("E-mail address").fill("evil@upc.edu")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert before == (list(University.objects.filter(pk=upc.pk).values()), list(Affiliation.objects.values()))
