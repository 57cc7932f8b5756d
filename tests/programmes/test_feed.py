"""The feed of new and changed programmes."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest

from programmes.models import ProgrammeChange
from tests.factories.network import NetworkFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory(name="ORBIT")


def change(programme, day, *areas):
    moment = datetime(2026, 5, day, 12, 30, tzinfo=UTC)
    return ProgrammeChange.objects.create(programme=programme, changed_at=moment, areas=list(areas))


def feed(client, language="en"):
    response = client.get(f"/{language}/programmes/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def entries(root):
    return root.findall(f"{ATOM}entry")


def test_changes_come_newest_first_in_words_and_with_moments(client):
    energy = ProgrammeFactory(slug="energy", title_en="Energy")
    change(energy, 1, "created")
    change(energy, 2, "dates", "fees")
    root = feed(client)
    assert [
        (entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}summary").text, entry.find(f"{ATOM}updated").text)
        for entry in entries(root)
    ] == [
        ("Energy", "Intakes and deadlines, Costs", "2026-05-02T12:30:00+00:00"),
        ("Energy", "New in the portal", "2026-05-01T12:30:00+00:00"),
    ]
    assert root.find(f"{ATOM}updated").text == "2026-05-02T12:30:00+00:00"
    assert root.find(f"{ATOM}author/{ATOM}name").text == "ORBIT"


def test_an_entry_is_the_same_in_every_language_and_after_a_change_of_address(client):
    energy = ProgrammeFactory(slug="energy")
    change(energy, 1, "created")
    ids = [entries(feed(client, code))[0].find(f"{ATOM}id").text for code in ("en", "fi")]
    energy.slug = "power"
    energy.save()
    entry = entries(feed(client))[0]
    assert {*ids, entry.find(f"{ATOM}id").text} == {f"urn:uuid:{energy.uuid}#change-{energy.changes.get().pk}"}
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/en/programmes/power/"


def test_the_feed_names_itself_and_the_same_in_the_other_languages(client):
    root = feed(client, "de")
    links = {(link.get("rel"), link.get("hreflang")): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self", None] == "http://testserver/de/programmes/feed/"
    assert links["alternate", "fi"] == "http://testserver/fi/programmes/feed/"
    assert len(links) == 11
    assert root.get(LANGUAGE) == "de"


def test_a_title_in_another_language_says_so(client):
    change(ProgrammeFactory(title_en="Energy", title_fi="Energia"), 1, "created")
    change(ProgrammeFactory(title_en="Water"), 2, "created")
    titles = [entry.find(f"{ATOM}title") for entry in entries(feed(client, "fi"))]
    assert [(title.text, title.get(LANGUAGE)) for title in titles] == [("Water", "en"), ("Energia", None)]


@pytest.mark.parametrize("publication", ["draft", "withdrawn"])
def test_what_is_not_public_is_not_in_it(client, publication):
    change(ProgrammeFactory(publication=publication), 1, "created")
    assert entries(feed(client)) == []


def test_it_ends_after_thirty_entries(client):
    programme = ProgrammeFactory()
    for _number in range(33):
        change(programme, 1, "dates")
    assert len(entries(feed(client))) == 30


def test_the_catalogue_says_where_it_is(client):
    html = client.get("/fr/programmes/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml"' in html
    assert 'href="/fr/programmes/feed/"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_whatever_is_in_it(client, count, django_assert_num_queries):
    for _number in range(count):
        change(ProgrammeFactory(), 1, "created")
    with django_assert_num_queries(3):
        client.get("/fi/programmes/feed/")
