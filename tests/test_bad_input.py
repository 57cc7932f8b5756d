"""No address, however strange, makes the portal fail: every public route is tried with arbitrary input."""

from urllib.parse import quote

import pytest
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster_portal.core.languages import CODES
from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory

pytestmark = pytest.mark.django_db

STATIC_ROUTES = ["/", "/robots.txt", "/sitemap.xml", "/healthz", "/favicon.ico"]
ROUTES = ["", "members/", "members/{}/", "members/{}", "manifest.webmanifest", "style/", "{}", "{}/{}/"]
PARAMETERS = ["q", "page", "status", "country", "sort", "view", "next", "anything"]

anything = st.one_of(
    st.text(max_size=40).map(lambda text: quote(text, safe="")),
    st.binary(max_size=20).map(lambda raw: quote(raw, safe="")),
    st.integers().map(str),
    st.sampled_from(
        ["%00", "%FF", "%2e%2e", "%", "%zz", "kth", "'", "%22%3E%3Cscript%3E", "a" * 5000, "0", "-1", "1e9"]
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
    anything.map(lambda part: f"/id/university/{part}"),
    anything.map(lambda part: f"/{part}"),
)
queries = st.lists(st.tuples(st.sampled_from(PARAMETERS), anything), max_size=4).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)


@pytest.fixture(autouse=True)
def _content(db):
    NetworkFactory()
    UniversityFactory(slug="kth", name="KTH", membership="full", latitude="59.3", longitude="18.1")


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
        r"^theme/(?P<digest>[0-9a-f]{10})\.css$",
        "manifest.webmanifest",
        "style/",
        "members/",
        r"^media/(?P<path>.*)$",
    }
