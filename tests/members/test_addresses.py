"""Addresses that change: who acts for a university with one of elsewhere does so with somebody's knowledge."""

import pytest
from django.core import mail

from cluster_portal.accounts.actions import create_account
from members.models import Role
from tests.accounts.signing_in import sign_in
from tests.accounts.test_address import ask_for
from tests.admin_forms import filled_in
from tests.factories.accounts import PASSWORD
from tests.factories.members import AffiliationFactory, UniversityFactory
from tests.factories.network import NetworkFactory
from tests.members.test_admin import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def kth():
    NetworkFactory()
    AffiliationFactory(role=Role.LEAD, university__slug="other", user__email="lead@other.example")
    return UniversityFactory(slug="kth", name="KTH", membership="full", email_domains="kth.se")


@pytest.fixture
def ada(kth):
    user = create_account(email="ada@kth.se", password=PASSWORD, name="Ada")
    AffiliationFactory(university=kth, role=Role.LEAD, user=user)
    return user


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Do something and return {receiver: subject} of the mails about addresses of elsewhere that went out by it."""

    def telling(action):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action()
        return {message.to[0]: message.subject for message in mail.outbox if "elsewhere" in message.subject}

    return telling


def confirmed(client, user, address):
    """Let somebody ask for another address and confirm it."""
    sign_in(client, user.email, PASSWORD)
    _response, link = ask_for(client, address)
    client.post(link)
    user.refresh_from_db()
    assert user.email == address


def test_the_other_leads_are_told_when_the_address_of_an_account_is_none_of_the_university(
    client, kth, ada, editor, told
):
    AffiliationFactory(university=kth, role=Role.LEAD, user__email="grace@kth.se")
    AffiliationFactory(university=kth, user__email="bo@kth.se")
    mails = told(lambda: confirmed(client, ada, "ada@elsewhere.example"))
    assert mails == {"grace@kth.se": "KTH: an account has an address of elsewhere"}
    [body] = [message.body for message in mail.outbox if message.to == ["grace@kth.se"]]
    assert ("Ada" in body, "ada@elsewhere.example" in body) == (True, False)
    assert "http://127.0.0.1:8000/en/workspace/kth/colleagues/" in body


def test_another_address_of_the_university_is_told_to_nobody(client, kth, ada, told):
    AffiliationFactory(university=kth, role=Role.LEAD)
    assert told(lambda: confirmed(client, ada, "ada@cs.kth.se")) == {}


def test_where_there_is_no_other_lead_staff_is_told_also_of_what_staff_changed(
    superuser_client, kth, ada, editor, told
):
    changed = {**filled_in(superuser_client.get(page_of(ada))), "email": "ada@elsewhere.example"}
    mails = told(lambda: superuser_client.post(page_of(ada), changed))
    assert mails[editor.email] == "KTH: an account has an address of elsewhere"
