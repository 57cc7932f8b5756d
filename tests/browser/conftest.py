"""A real Chromium against a live server with the real content: what it complains about is collected for each page."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from tests.clients import PortalClient
from tests.factories.accounts import UserFactory

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright's own loop runs in this thread; the tests use the database from the same thread all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.fail("These tests need Chromium: install Debian's package chromium.")
    return {
        "executable_path": executable,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    }


@pytest.fixture(scope="session")
def loaded():
    """A copy of the database with the real content, filled by the first test that asks for it."""
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as copy:
        yield copy


@pytest.fixture
def content(transactional_db, loaded):
    """The real content of the network: loaded once, and put back for each test (these run on SQLite only)."""
    connection.ensure_connection()
    if loaded.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        call_command("load_network", verbosity=0)
        connection.connection.backup(loaded)
    else:
        loaded.backup(connection.connection)
        ContentType.objects.clear_cache()


@dataclass
class Complaints:
    """What the browser held against the pages that it was shown."""

    origin: str
    messages: list = field(default_factory=list)

    def watch(self, page):
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        page.on("request", self._request)
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', event => "
            "console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile))"
        )

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.messages.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request):
        address = urlsplit(request.url)
        if address.scheme != "data" and f"{address.scheme}://{address.netloc}" != self.origin:
            self.messages.append(f"request outside the origin: {request.url}")


@pytest.fixture
def complaints(live_server):
    return Complaints(live_server.url)


@pytest.fixture
def watched(page, complaints):
    """A page whose complaints are collected."""
    complaints.watch(page)
    return page


@pytest.fixture
def superuser_page(watched, live_server, content):
    """A page in which somebody is signed in who may do everything."""
    superuser = UserFactory(email="superuser@example.org", is_staff=True, is_superuser=True)
    client = PortalClient()
    client.force_login(superuser)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    watched.context.add_cookies([session])
    watched.goto(f"{live_server.url}/admin/")
    return watched


def axe_findings(page, rules=None):
    """Return what axe-core finds on the page, by some rules or by all: [(rule, element, what to do)]."""
    page.evaluate(AXE.read_text())  # evaluated by the debugger, so the page's policy does not apply
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    result = page.evaluate("only => axe.run({runOnly: only})", only)
    return [
        (violation["id"], node["target"], node["failureSummary"])
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
