"""No address, however strange, makes the portal fail: every public route is tried with arbitrary input."""

from importlib import import_module
from urllib.parse import quote

import pytest
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster_portal.accounts.urls import service_urlpatterns
from cluster_portal.core.languages import CODES
from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import AgreementFactory, DeadlineFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

STATIC_ROUTES = ["/", "/robots.txt", "/sitemap.xml", "/healthz", "/favicon.ico"]
ROUTES = [
    "",
    "manifest.webmanifest",
    "style/",
    "confirm/{}/",
    "members/",
    "members/{}/",
    "members/{}",
    "search/",
    "search/suggest/",
    "about/",
    "about/{}/",
    "about/{}/{}/",
    "about/history/",
    "about/governance/",
    "about/governance/{}/",
    "news/",
    "news/{}/",
    "news/feed/",
    "news/feed/member/{}/",
    "news/feed/topic/{}/",
    "documents/",
    "documents/mine/",
    "documents/{}/file/",
    "events/",
    "events/{}/",
    "events/{}/event.ics",
    "events/calendar.ics",
    "events/calendar/{}.ics",
    "programmes/",
    "programmes/finder/",
    "programmes/compare/",
    "programmes/coverage/",
    "programmes/agreements/",
    "programmes/agreements/{}/",
    "programmes/calendar/",
    "programmes/calendar/own.ics",
    "programmes/calendar/{}.ics",
    "programmes/feed/",
    "programmes/{}/",
    "programmes/{}/calendar.ics",
    "account/",
    "account/sign-in/",
    "account/sign-out/",
    "account/inactive/",
    "account/registration/",
    "account/again/",
    "account/again/code/",
    "account/again/key/",
    "account/again/university/",
    "account/sign-in/with/{}/",
    "account/sign-in/with/{}/off/",
    "account/address/",
    "account/address/{}/",
    "account/password/",
    "account/password/first/",
    "account/password/reset/",
    "account/password/reset/sent/",
    "account/password/reset/done/",
    "account/password/reset/{}-{}/",
    "account/sessions/",
    "account/second-factor/",
    "account/second-factor/set-up/",
    "account/second-factor/go-on/",
    "account/second-factor/sign-in/",
    "account/second-factor/codes/",
    "account/second-factor/codes/file/",
    "account/second-factor/keys/",
    "account/second-factor/keys/sign-in/",
    "account/second-factor/keys/{}/remove/",
    "invitations/accepted/",
    "invitations/{}/",
    "invitations/{}/ask/",
    "{}",
    "{}/{}/",
]
PARAMETERS = [
    "q",
    "page",
    "next",
    "status",
    "country",
    "sort",
    "view",
    "home",
    "partner",
    "level",
    "kind",
    "subject",
    "language",
    "deadline",
    "from",
    "p",
    "on",
    "month",
    "year",
    "member",
    "topic",
    "preview",
    "group",
    "format",
    "group",
    "next",
    "anything",
]

anything = st.one_of(
    st.text(max_size=40).map(lambda text: quote(text, safe="")),
    st.binary(max_size=20).map(lambda raw: quote(raw, safe="")),
    st.integers().map(str),
    st.sampled_from(
        ["%00", "%FF", "%2e%2e", "%", "%zz", "'", "%22%3E%3Cscript%3E", "a" * 5000, "0", "-1", "1e9", "2027-02-30"]
    ),
    st.sampled_from(
        [
            "kth",
            "energy",
            "framework",
            "master",
            "dual",
            "07",
            "0713",
            "en",
            "open",
            "closing",
            "eu",
            "csv",
            "2027-01-01",
        ]
    ),
)
addresses = st.one_of(
    st.sampled_from(STATIC_ROUTES),
    st.builds(
        lambda language, route, one, two: f"/{language}/{route.format(one, two)}",
        st.one_of(st.sampled_from(CODES), anything),
        st.sampled_from(ROUTES),
        anything,
        anything,
    ),
    anything.map(lambda part: f"/theme/{part}.css"),
    st.builds(
        lambda part, route: f"/account/{route}".replace("<slug:provider_id>", part),
        anything,
        st.sampled_from([str(pattern.pattern) for pattern in service_urlpatterns]),
    ),
    st.builds(
        lambda kind, part: f"/id/{kind}/{part}", st.sampled_from(["university", "programme", "agreement"]), anything
    ),
    anything.map(lambda part: f"/{part}"),
)
queries = st.lists(st.tuples(st.sampled_from(PARAMETERS), anything), max_size=4).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)


@pytest.fixture(autouse=True)
def _content(db):
    NetworkFactory()
    kth = UniversityFactory(slug="kth", name="KTH", membership="full", latitude="59.3", longitude="18.1")
    upc = UniversityFactory(slug="upc", name="UPC", membership="full", latitude="41.4", longitude="2.1")
    agreement = AgreementFactory(slug="framework", signatories=[kth, upc])
    programme = ProgrammeFactory(
        slug="energy", route=[kth, upc], subjects=["0713"], languages=["en"], agreement=agreement
    )
    DeadlineFactory(intake__programme=programme)


@given(address=addresses, query=queries, wish=st.text(st.characters(codec="latin-1"), max_size=30))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_makes_the_portal_fail(client, address, query, wish):
    response = client.generic("GET", address, QUERY_STRING=query, HTTP_ACCEPT_LANGUAGE=wish)
    assert response.status_code in {200, 301, 302, 303, 304, 400, 404, 405, 410, 414}
    if response.status_code >= 400:
        assert "</html>" in response.content.decode()


def test_every_public_route_is_among_those_that_are_tried():
    names = set()
    for pattern in get_resolver().url_patterns:
        names |= (
            {str(child.pattern) for child in getattr(pattern, "url_patterns", [])}
            if hasattr(pattern, "url_patterns") and "admin" not in str(pattern.pattern)
            else {str(pattern.pattern)}
        )
    assert names == {
        "",
        "admin/",
        "robots.txt",
        "sitemap.xml",
        "favicon.ico",
        "healthz",
        "id/network",
        "id/university/<uuid:uuid>",
        "id/group/<uuid:uuid>",
        "id/article/<uuid:uuid>",
        "id/event/<uuid:uuid>",
        "id/programme/<uuid:uuid>",
        "id/agreement/<uuid:uuid>",
        r"^theme/(?P<digest>[0-9a-f]{10})\.css$",
        "manifest.webmanifest",
        "style/",
        "confirm/<str:token>/",
        "members/",
        "about/",
        "about/governance/",
        "about/history/",
        "news/",
        "documents/",
        "events/",
        "programmes/",
        "search/",
        "account/",
        *[str(pattern.pattern) for pattern in service_urlpatterns],
        "invitations/",
        "workspace/",
        r"^media/(?P<path>.*)$",
    }


@pytest.mark.parametrize("section", ["members", "programmes"])
def test_every_page_of_a_section_is_among_those_that_are_tried(section):
    import_module("cluster_portal.urls")  # registers the converter that the sections use
    patterns = import_module(f"{section}.urls").urlpatterns
    pages = {f"{section}/{pattern.pattern}".replace("<portal_slug:slug>", "{}") for pattern in patterns}
    assert pages <= set(ROUTES)
