"""The mails about people of universities: whole in text and HTML, in the language of who gets them, and safe."""

import html5lib
import pytest
from django.core import mail
from django.utils import timezone

from cluster_portal.mail.actions import send
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory, InvitationFactory, UniversityFactory

pytestmark = pytest.mark.django_db

NAMES = [
    "address_outside",
    "affiliation_ended",
    "invitation",
    "invitation_accepted",
    "invitation_asked_again",
    "role_changed",
    "universities_without_people",
    "university_without_lead",
]


@pytest.fixture
def context():
    """What any of the mails is about, with names that are hostile to HTML and to the head of a mail."""
    kth = UniversityFactory(name="A & B <i>", membership="full")
    lea = AffiliationFactory(university=kth, user__name="<b>Lea</b>\nBcc: eve@evil.org", ends_at=timezone.now())
    return {
        "invitation": InvitationFactory(
            university=kth, name="O'Hara & <b>", invited_by=lea.user, replaces=lea, replaces_at=timezone.now()
        ),
        "address": "https://portal.example.org/?a=1&b=2",
        "affiliation": lea,
        "person": lea.user,
        "universities": [kth],
        "university": kth,
        "path": "/en/workspace/",
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_mail_is_well_formed_says_the_same_twice_and_takes_no_name_for_mark_up(
    name, language, context, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(name, to="ada@kth.se", context=context, language=language)
    [message] = mail.outbox
    [(html, kind)] = message.alternatives
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True)
    root = parser.parse(html)
    assert (kind, root.get("lang")) == ("text/html", language)
    assert "A & B <i>" in message.body
    assert "A &amp; B &lt;i&gt;" in html
    assert ("&amp;" in message.body, "<i>" in html, "<b>" in html) == (False, False, False)
    assert (message.subject.count("\n"), bool(message.subject.strip())) == (0, True)
    assert message.to == message.recipients() == ["ada@kth.se"]
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert "src=" not in html


def test_an_account_that_was_switched_off_gets_none(context, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send("invitation_accepted", to=UserFactory(is_active=False), context=context)
    assert mail.outbox == []
