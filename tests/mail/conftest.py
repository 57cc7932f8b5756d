"""A mail of the tests' own, a mail server that does what it is told, and kinds of notices."""

from pathlib import Path

import pytest
from django.core.mail.backends.locmem import EmailBackend as InMemory
from django.utils.translation import gettext, gettext_lazy

from cluster_portal.mail import notices

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def _sample_mail(settings):
    """Add the templates of the mail `sample`."""
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [TEMPLATES, *first["DIRS"]]}]


@pytest.fixture
def kinds(monkeypatch):
    """Two kinds of notices, `arrival` and `departure`; their sentences need a name."""
    monkeypatch.setattr(notices, "_kinds", {})
    notices.register_notice("arrival", gettext_lazy("Members"), lambda context: f"{gettext('News')}: {context['name']}")
    notices.register_notice("departure", gettext_lazy("Events"), lambda context: context["name"])


class Server(InMemory):
    """A mail server: `answers` are what it raises or does for one message after the other, then it takes all."""

    answers = []
    opened = closed = 0
    asked = []

    def open(self):
        type(self).opened += 1

    def close(self):
        type(self).closed += 1

    def send_messages(self, messages):
        type(self).asked += [message.to[0] for message in messages]
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, BaseException):
            raise answer
        if answer:
            answer()
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.mail.conftest.Server"
    Server.answers, Server.asked = [], []
    Server.opened = Server.closed = 0
    return Server
