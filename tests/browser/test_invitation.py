"""Accepting an invitation in a real browser: no complaint, nothing from elsewhere, WCAG 2.2 AA."""

import re

import pytest
from playwright.sync_api import expect

from members.models import Affiliation, Role, University
from tests.browser.conftest import axe_findings
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.members import AffiliationFactory, InvitationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def invite(email="ada@kth.se", token="t", **fields):
    kth = University.objects.get(slug="kth")
    return InvitationFactory(university=kth, email=email, token=token, role=Role.APPROVER, name="Ada", **fields)


def test_somebody_without_an_account_reads_chooses_a_password_and_is_in(watched, live_server, content, complaints):
    lead = AffiliationFactory(university=University.objects.get(slug="kth"), role=Role.LEAD, user__name="Lea Lead")
    invite(invited_by=lead.user)
    invite(token="old", invited_by=lead.user, revoked_at="2026-01-01T00:00Z")
    watched.goto(f"{live_server.url}/en/invitations/t/")
    assert axe_findings(watched) == []
    watched.fill("[name=password1]", PASSWORD)
    watched.fill("[name=password2]", "another one")
    watched.get_by_role("button", name="Make the account and accept").click()
    # The refused form came with its origin: a policy of no referrer at all would have kept even this from us.
    expect(watched.get_by_text("Nothing was saved yet.")).to_be_visible()
    expect(watched.locator("[name=name]")).to_have_value("Ada")
    assert axe_findings(watched) == []
    watched.fill("[name=password1]", PASSWORD)
    watched.fill("[name=password2]", PASSWORD)
    watched.get_by_role("button", name="Make the account and accept").click()
    watched.wait_for_url(f"{live_server.url}/en/invitations/accepted/")
    expect(watched.get_by_role("heading", name="Welcome")).to_be_visible()
    assert axe_findings(watched) == []
    assert Affiliation.objects.get(user__email="ada@kth.se").role == "approver"
    watched.goto(f"{live_server.url}/en/invitations/t/")
    expect(watched.get_by_text("It has been accepted already.")).to_be_visible()
    expect(watched.get_by_role("button", name="Ask for a new invitation")).to_have_count(0)
    assert axe_findings(watched) == []
    watched.goto(f"{live_server.url}/en/invitations/old/")
    watched.get_by_role("button", name="Ask for a new invitation").click()
    expect(watched.get_by_role("heading", name="Your wish was passed on")).to_be_visible()
    assert axe_findings(watched) == []
    refusals = [message for message in complaints.messages if not re.search(r"status of (410|422)", message)]
    assert refusals == []


def test_the_page_fits_a_narrow_window_whoever_looks_at_it(watched, live_server, content):
    lead = AffiliationFactory(university=University.objects.get(slug="kth"), role=Role.LEAD, user__name="Lea Lead")
    long_address = f"{'a-rather-long-name-without-a-break' * 2}@kth.se"
    UserFactory(email=long_address)
    invite(email=long_address, replaces=lead, replaces_at="2030-01-01T00:00Z")
    watched.set_viewport_size({"width": 320, "height": 700})
    for address in ("t", "unknown"):
        watched.goto(f"{live_server.url}/de/invitations/{address}/")
        assert watched.evaluate("document.documentElement.scrollWidth") == 320
        assert axe_findings(watched) == []
