"""Where one can go: every route, held against sets that were worked out by hand, and why what is missing is missing."""

from datetime import UTC, date, datetime

import pytest

from programmes.finder import Finder, home_of
from tests.factories.members import ContactFactory, MembershipFactory, UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import (
    AgreementFactory,
    DeadlineFactory,
    PartnerFactory,
    PathFactory,
    ProgrammeFactory,
    SignatureFactory,
    StepFactory,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


def university(slug, **kwargs):
    return UniversityFactory(slug=slug, name=slug.upper(), name__kind="short", membership="full", **kwargs)


def find(slug, **kwargs):
    return Finder(home_of(slug, DAY), NOW, DAY, **kwargs)


def routes(slug, **kwargs):
    """Return {(destination, programme)}: the slug of a university, the name of another one, or "" for chosen later."""
    return {
        (place.university.slug if place.university else place.name, route.offer.slug)
        for place in find(slug, **kwargs).destinations
        for route in place.routes
    }


def reasons(slug):
    return {(one.offer.slug, one.partner): one.reason for one in find(slug).obstacles}


@pytest.fixture
def four():
    return {slug: university(slug) for slug in ("kth", "upc", "aalto", "kit")}


def test_every_route_of_three_programmes_as_worked_out_by_hand(four):
    kth, upc, aalto, kit = four.values()
    # One with paths from two of its three partners.
    select = ProgrammeFactory(slug="select", partners=[kth, upc, aalto])
    for first, last in ((kth, upc), (kth, aalto), (upc, kth)):
        PathFactory(programme=select, code=f"{first.slug}-{last.slug}", places=[first, last])
    # One without paths, open both ways.
    ProgrammeFactory(slug="pair", partners=[kth, kit])
    # One without paths that begins at one partner only.
    limited = ProgrammeFactory(slug="limited")
    PartnerFactory(programme=limited, university=upc, is_entry=True)
    PartnerFactory(programme=limited, university=kit, is_exit=True)
    assert routes("kth") == {("upc", "select"), ("aalto", "select"), ("kit", "pair")}
    assert routes("upc") == {("kth", "select"), ("kit", "limited")}
    assert routes("aalto") == set()
    assert routes("kit") == {("kth", "pair")}


def test_a_withdrawn_signature_removes_the_route_and_the_page_says_why(client, four):
    kth, upc, aalto, _kit = four.values()
    agreement = AgreementFactory(signatories=[kth, aalto])
    SignatureFactory(agreement=agreement, university=upc, withdrawn_on=date(2026, 3, 1))
    ProgrammeFactory(slug="energy", title_en="Energy", partners=[kth, upc, aalto], agreement=agreement)
    assert routes("kth") == {("aalto", "energy")}
    assert reasons("kth") == {("energy", "UPC"): "Signature under the agreement withdrawn on 1 March 2026"}
    assert routes("upc") == set()
    page = Page(client.get("/en/programmes/finder/?from=kth"))
    assert "Signature under the agreement withdrawn on 1 March 2026Energy (UPC)" in page.text()


def test_a_path_through_a_partner_that_is_not_open_is_no_route(four):
    kth, upc, aalto, _kit = four.values()
    programme = ProgrammeFactory(slug="energy", partners=[kth, aalto])
    PartnerFactory(programme=programme, university=upc, agreement_to=date(2026, 1, 1))
    PathFactory(programme=programme, code="a", places=[kth, upc, aalto])
    PathFactory(programme=programme, code="b", places=[kth, aalto])
    finder = find("kth")
    assert routes("kth") == {("aalto", "energy")}
    assert [len(route.ways) for place in finder.destinations for route in place.routes] == [1]
    assert reasons("kth") == {("energy", "UPC"): "Took part until 1 January 2026"}


def test_a_path_for_students_of_one_university_is_theirs_alone(four):
    kth, upc, aalto, _kit = four.values()
    programme = ProgrammeFactory(slug="energy", partners=[kth, upc, aalto])
    path = PathFactory(programme=programme, places=[upc, aalto])
    path.home_universities.set([kth])
    assert routes("kth") == {("upc", "energy"), ("aalto", "energy")}
    assert routes("upc") == set()
    assert reasons("upc") == {("energy", ""): "No path begins at your university."}


def test_external_partners_and_places_that_are_chosen_later_are_destinations(four):
    kth = four["kth"]
    outside = ProgrammeFactory(slug="outside", partners=[kth])
    PartnerFactory(programme=outside, external_name="DTU")
    later = ProgrammeFactory(slug="later", partners=[kth])
    PartnerFactory(programme=later, university=None, is_unnamed=True, awarding="unknown")
    path = PathFactory(programme=later, places=[kth])
    StepFactory(path=path, order=2, university=None, place_en="another member")
    assert routes("kth") == {("DTU", "outside"), ("", "later")}


@pytest.mark.parametrize("state", ["suspended", "former"])
def test_a_member_that_is_suspended_or_has_left_is_no_destination_and_the_reason_is_given(four, state):
    kth = four["kth"]
    other = UniversityFactory(slug="tsu", name="TSU", name__kind="short")
    if state == "suspended":
        MembershipFactory(university=other, state="suspended")
    ProgrammeFactory(slug="energy", partners=[kth, other])
    words = {"suspended": "Membership suspended", "former": "No member of the network today"}
    assert routes("kth") == set()
    assert reasons("kth") == {("energy", "TSU"): words[state]}


@pytest.mark.parametrize(
    ("status", "words"), [("closed", "Closed"), ("paused", "Paused"), ("phasing-out", "Phasing out")]
)
def test_a_programme_that_takes_nobody_is_named_with_its_state(four, status, words):
    ProgrammeFactory(slug="energy", status=status, partners=[four["kth"], four["upc"]])
    assert routes("kth") == set()
    assert reasons("kth") == {("energy", ""): words}


@pytest.mark.parametrize("publication", ["draft", "withdrawn"])
def test_what_is_not_public_is_neither_a_route_nor_an_obstacle(four, publication):
    ProgrammeFactory(partners=[four["kth"], four["upc"]], publication=publication)
    assert routes("kth") == set()
    assert reasons("kth") == {}


def test_level_and_field_narrow_the_routes(four):
    kth, upc = four["kth"], four["upc"]
    ProgrammeFactory(slug="energy", partners=[kth, upc], subjects=["0713", "0712"])
    ProgrammeFactory(slug="computing", partners=[kth, upc], subjects=["0613"], level="doctorate")
    ProgrammeFactory(slug="any", partners=[kth, upc], level="any")
    assert routes("kth", level="doctorate") == {("upc", "computing"), ("upc", "any")}
    assert routes("kth", subject="07") == {("upc", "energy")}
    assert routes("kth", subject="0613", level="master") == set()


def test_each_route_names_its_diplomas_and_its_path(four):
    kth, upc = four["kth"], four["upc"]
    programme = ProgrammeFactory(slug="energy")
    PartnerFactory(programme=programme, university=kth, degree_title="Civilingenjör", degree_title_language="sv")
    PartnerFactory(programme=programme, university=upc, degree_title="", degree_title_is_unknown=True)
    PartnerFactory(programme=programme, university=four["aalto"])
    PathFactory(programme=programme, places=[kth, upc])
    ((route,),) = [place.routes for place in find("kth").destinations]
    assert [(one.university, one.title, one.language) for one in route.diplomas] == [
        ("KTH", "Civilingenjör", "sv"),
        ("UPC", "", ""),
    ]
    assert route.ways == [[("KTH", 12), ("UPC", 12)]]


def test_many_programmes_of_one_destination_are_cut_short_with_a_way_to_the_rest(client, four):
    for _number in range(12):
        ProgrammeFactory(partners=[four["kth"], four["upc"]])
    (place,) = find("kth").destinations
    assert (len(place.shown), place.rest) == (10, 2)
    page = Page(client.get("/en/programmes/finder/?from=kth"))
    assert [a.get("href") for a in page.all("a") if page.text(a) == "2 more programmes"] == [
        "/en/programmes/?home=kth&partner=upc"
    ]


def test_one_asks_the_office_at_home(client, four):
    ContactFactory(university=four["kth"], function="outgoing", mailbox_email="out@kth.se")
    ContactFactory(university=four["kth"], function="dual-master", mailbox_email="dual@kth.se")
    ContactFactory(university=four["kth"], function="press", mailbox_email="press@kth.se")
    ContactFactory(university=four["upc"], function="outgoing", mailbox_email="out@upc.edu")
    assert [contact.mailbox_email for contact, _person in find("kth").contacts] == ["dual@kth.se", "out@kth.se"]
    assert "press@kth.se" not in client.get("/en/programmes/finder/?from=kth").content.decode()


def test_the_page_without_a_university_asks_for_one(client, four):
    ProgrammeFactory(partners=[four["kth"], four["upc"]], subjects=["0713"])
    page = Page(client.get("/en/programmes/finder/"))
    names = [select.get("name") for select in page.all("select")]
    assert names == ["from", "level", "subject"]
    assert page.errors == []


def test_many_destinations_are_listed_with_ways_down_to_each(client, four):
    places = [four["kth"], *(university(f"place-{number}") for number in range(4))]
    for place in places[1:]:
        ProgrammeFactory(partners=[four["kth"], place])
    page = Page(client.get("/en/programmes/finder/?from=kth"))
    (nav,) = [each for each in page.all("nav") if each.get("aria-label") == "Destinations"]
    targets = [link.get("href") for link in page.all("a") if link in list(nav.iter())]
    assert targets == ["#to-1", "#to-2", "#to-3", "#to-4"]
    assert {target[1:] for target in targets} <= set(page.ids)
    few = Page(client.get("/en/programmes/finder/?from=place-1"))
    assert "Destinations" not in [each.get("aria-label") for each in few.all("nav")]


def chosen_in(page):
    """Return {field: value} of the form's options that are chosen."""
    fields = {select.get("name"): list(select) for select in page.all("select")}
    chosen = [option for option in page.all("option") if option.get("selected") is not None]
    return {name: option.get("value") for name, options in fields.items() for option in options if option in chosen}


def test_the_form_keeps_what_was_asked(client, four):
    ProgrammeFactory(partners=[four["kth"], four["upc"]], level="master", subjects=["0713"])
    page = Page(client.get("/en/programmes/finder/?from=upc&level=master&subject=07"))
    assert chosen_in(page) == {"from": "upc", "level": "master", "subject": "07"}
    # Neither a former member nor a level and a field without programmes are offered, but they were asked.
    former = UniversityFactory(slug="epfl", name="EPFL")
    MembershipFactory(university=former, valid_to=date(2020, 1, 1))
    page = Page(client.get("/en/programmes/finder/?from=epfl&level=doctorate&subject=05"))
    assert chosen_in(page) == {"from": "epfl", "level": "doctorate", "subject": "05"}
    assert chosen_in(Page(client.get("/en/programmes/finder/"))) == {"from": "", "level": "", "subject": ""}


def test_a_former_member_is_told_apart(client):
    former = UniversityFactory(slug="epfl", name="EPFL")
    MembershipFactory(university=former, valid_to=date(2020, 1, 1))
    assert (
        "This university is no member of the network today."
        in Page(client.get("/en/programmes/finder/?from=epfl")).text()
    )


@pytest.mark.parametrize(
    "query", ["from=nothing", "from=draft", "from=kth&level=nothing", "from=kth&subject=99999", "subject=xx"]
)
def test_what_does_not_exist_is_refused(client, four, query):
    UniversityFactory(slug="draft", publication="draft")
    assert client.get(f"/en/programmes/finder/?{query}").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_whatever_there_is(client, four, count, django_assert_num_queries):
    kth, upc, aalto, kit = four.values()
    ContactFactory(university=kth, function="outgoing")
    for number in range(count):
        programme = ProgrammeFactory(
            route=[kth, [upc, aalto, kit][number]], agreement=AgreementFactory(signatories=[kth]), subjects=["0713"]
        )
        DeadlineFactory(intake__programme=programme)
    with django_assert_num_queries(14):
        client.get("/fi/programmes/finder/?from=kth")
