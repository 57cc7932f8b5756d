"""The portal as its server calls it, and the bare view that everything is held against."""

import gzip
import time
from contextlib import contextmanager

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.base import BaseHandler
from django.core.management import CommandError
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from cluster_portal.accounts.actions import give_second_factor
from cluster_portal.accounts.second_factor import has_second_factor
from members.models import University

LANGUAGE = "de"  # not English: texts fall back, as they do for most visitors
BARE_ROWS = 30
_BARE = """<!doctype html><html lang="en"><title>Universities</title><ul>{% for university in universities %}
<li>{{ university.slug }}, {{ university.city }}, {{ university.country.name }}, {{ university.founded_year }}</li>
{% endfor %}</ul></html>"""


def bare(request):
    """List thirty universities as Django does it when nobody adds anything: one query, one loop, a bare page."""
    universities = University.objects.order_by("slug")[:BARE_ROWS]
    return HttpResponse(engines["django"].from_string(_BARE).render({"universities": universities}, request))


urlpatterns = [path("bare/", bare)]


class Portal:
    """The portal as its server calls it: every middleware, no network."""

    def __init__(self):
        # SQLite works inside this process, so the time that the processor spent on it is all there is, and neighbours
        # on the machine do not disturb it. Another server's work shows on the clock on the wall only.
        self.clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factory = RequestFactory(headers={"host": settings.ALLOWED_HOSTS[0], "accept-encoding": "gzip"})

    def get(self, address):
        """Return (response, seconds) of a request; raises CommandError unless it is answered with 200."""
        request = self.factory.get(address)
        if address == "/bare/":
            request.urlconf = __name__
        began = self.clock()
        response = self.handler.get_response(request)
        seconds = self.clock() - began
        # The response is not closed: that would close the database connection, and with it the generated universities.
        if response.status_code != 200:
            raise CommandError(f"{address} is answered with {response.status_code}: it cannot be measured.")
        return response, seconds

    def seconds(self, address):
        return self.get(address)[1]

    def queries(self, address):
        """Return the SQL statements of a request."""
        with CaptureQueriesContext(connection) as captured:
            self.get(address)
        return [query["sql"] for query in captured.captured_queries]

    def content(self, address):
        """Return the content of a page as it was before it was compressed."""
        return plain(self.get(address)[0])


@contextmanager
def signed_in(portal, user):
    """Let the portal be asked as somebody who has signed in with a second factor."""
    if not has_second_factor(user):
        give_second_factor(user)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    portal.factory.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    try:
        yield
    finally:
        del portal.factory.cookies[settings.SESSION_COOKIE_NAME]


def plain(response):
    """Return the content of a response as it was before it was compressed."""
    content = response.getvalue() if response.streaming else response.content
    return gzip.decompress(content) if response.get("Content-Encoding") == "gzip" else content
