"""Each mail of the portal: three templates, well formed in every language, nothing fetched from elsewhere."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import html5lib
import pytest
from django.conf import settings

from cluster_portal.accounts.mails import NOTICES
from cluster_portal.core.languages import CODES
from cluster_portal.mail.digests import Group, Line
from cluster_portal.mail.rendering import render
from tests.mail.conftest import TEMPLATES

PARTS = ["_body.html", "_body.txt", "_subject.txt"]
FOLDERS = [Path(settings.BASE_DIR) / "cluster_portal" / "templates" / "email", TEMPLATES / "email"]
FILES = sorted(path.name for folder in FOLDERS for path in folder.iterdir() if not path.name.startswith("layout."))
NAMES = sorted({re.sub(r"_(subject|body)\.\w+$", "", name) for name in FILES})
KTH = SimpleNamespace(name=SimpleNamespace(value="KTH & Co"))
MOMENT = datetime(2026, 11, 30, 12, tzinfo=UTC)
AFFILIATION = SimpleNamespace(university=KTH, get_role_display="Editor", user="Ada & Co", ends_at=MOMENT)
INVITATION = SimpleNamespace(
    university=KTH,
    get_role_display="Editor",
    email="ada@example.org",
    name="Ada & Co",
    invited_by="Grace & Co",
    replaces=AFFILIATION,
    replaces_at=MOMENT,
    expires_at=MOMENT,
)
ADDRESS = "https://example.org/?a=1&b=2"
# What a mail needs to be whole; one that needs nothing does not stand here.
CONTEXTS = {
    "account_confirm_address": {"user": "Ada & Co", "email": "ada@example.org", "activate_url": ADDRESS},
    "account_password_reset": {"email": "ada@example.org", "password_reset_url": ADDRESS},
    "account_security_notice": {
        "notice": NOTICES["account/email/email_changed"],
        "from_email": "ada@example.org",
        "to_email": "ada@example.com",
        "ip": "2001:db8::1",
        "user_agent": "A & B",
        "timestamp": MOMENT,
    },
    "account_unknown_address": {"email": "ada@example.org"},
    "affiliation_ended": {"affiliation": AFFILIATION},
    "digest": {"groups": [Group("Members", [Line("A & B", "https://example.org/"), Line("C", "")])], "count": 2},
    "invitation": {"invitation": INVITATION, "path": "/en/?a=1&b=2"},
    "invitation_accepted": {"invitation": INVITATION},
    "invitation_asked_again": {"invitation": INVITATION},
    "role_changed": {"affiliation": AFFILIATION},
    "sample": {"name": "A & B", "path": "/en/"},
    "universities_without_people": {"universities": [KTH, KTH], "path": "/admin/?a=1&b=2"},
}

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize("name", NAMES)
def test_each_mail_has_a_subject_a_text_and_html(name):
    assert [part for part in PARTS if f"{name}{part}" in FILES] == PARTS


@pytest.mark.parametrize("name", NAMES)
def test_each_mail_is_well_formed_in_every_language(name):
    for language in CODES:
        rendered = render(name, context=CONTEXTS.get(name, {}), language=language)
        page = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True).parse(rendered.html)
        assert page.get("lang") == language
        title = page.find(".//{http://www.w3.org/1999/xhtml}title")
        assert (title.text, "\n" in rendered.subject) == (rendered.subject, False)
        assert rendered.subject
        assert "\n\n\n" not in rendered.text
        assert len(rendered.text) > 100
        assert not re.search(r"<[a-z]|&amp;", rendered.text)


@pytest.mark.parametrize("name", NAMES)
def test_no_mail_fetches_anything_or_tells_anybody_that_it_was_read(name):
    html = render(name, context=CONTEXTS.get(name, {}), language="en").html
    assert re.findall(r"<(?:img|link|script|iframe|object|video|style)\b|url\(|@import|background=", html) == []
