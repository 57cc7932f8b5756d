"""Each mail of the portal: three templates, well formed in every language, nothing fetched from elsewhere."""

import re
from pathlib import Path

import html5lib
import pytest
from django.conf import settings

from cluster_portal.core.languages import CODES
from cluster_portal.mail.digests import Group, Line
from cluster_portal.mail.rendering import render
from tests.mail.conftest import TEMPLATES

PARTS = ["_body.html", "_body.txt", "_subject.txt"]
FOLDERS = [Path(settings.BASE_DIR) / "cluster_portal" / "templates" / "email", TEMPLATES / "email"]
FILES = sorted(path.name for folder in FOLDERS for path in folder.iterdir() if not path.name.startswith("layout."))
NAMES = sorted({re.sub(r"_(subject|body)\.\w+$", "", name) for name in FILES})
# What a mail needs to be whole; one that needs nothing does not stand here.
CONTEXTS = {
    "digest": {"groups": [Group("Members", [Line("A & B", "https://example.org/"), Line("C", "")])], "count": 2},
    "sample": {"name": "A & B", "path": "/en/"},
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
