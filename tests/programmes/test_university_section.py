from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from cluster_portal.core.languages import text_of
from members.portrait import Portrait, load_for_portrait
from programmes.deadlines import State
from programmes.links import shared_programmes
from programmes.university_section import UniversityProgrammes
from tests.factories.members import UniversityFactory, UniversityNameFactory
from tests.factories.programmes import (
    AgreementFactory,
    DeadlineFactory,
    PartnerFactory,
    ProgrammeFactory,
    SignatureFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def university(slug, *, placed=True, **fields):
    place = {"latitude": "50.0", "longitude": f"{len(slug)}.{sum(map(ord, slug)) % 10}"} if placed else {}
    one = UniversityFactory(slug=slug, name=f"University {slug}", membership="full", **place, **fields)
    UniversityNameFactory(university=one, kind="short", language="", value=slug.upper())
    return one


def programmes_of(slug="kth", day=DAY):
    return UniversityProgrammes(Portrait(load_for_portrait(slug, on=day), on=day, now=NOW))


@pytest.fixture
def kth():
    return university("kth")


# Programmes ---------------------------------------------------------------------------------------------------------


def test_programmes_stand_by_level_what_one_can_get_into_first_and_closed_ones_apart(kth):
    for slug, level, fields in (
        ("water", "master", {}),
        ("energy", "master", {}),
        ("asked", "master", {"status": "unconfirmed"}),
        ("thesis", "doctorate", {}),
        ("first", "bachelor", {}),
        ("package", "any", {"kind": "exchange"}),
        ("gone", "master", {"status": "closed"}),
        ("draft", "master", {"publication": "draft"}),
        ("withdrawn", "master", {"publication": "withdrawn"}),
    ):
        ProgrammeFactory(slug=slug, title_en=slug.title(), level=level, partners=[kth], **fields)
    ProgrammeFactory(partners=[university("upc")])
    content = programmes_of()
    assert [(group.level.value, [line.title.value for line in group.lines]) for group in content.groups] == [
        ("bachelor", ["First"]),
        ("master", ["Energy", "Water", "Asked"]),
        ("doctorate", ["Thesis"]),
        ("any", ["Package"]),
    ]
    assert [line.title.value for line in content.over] == ["Gone"]


def test_of_very_many_programmes_the_page_shows_the_first_ones_and_how_many_there_are(kth, monkeypatch):
    monkeypatch.setattr("programmes.university_section.MOST", 2)
    for number in range(3):
        ProgrammeFactory(title_en=f"Title {number}", partners=[kth])
    (group,) = programmes_of().groups
    assert ([line.title.value for line in group.lines], group.count) == (["Title 0", "Title 1"], 3)


def test_a_line_names_the_other_partners_of_the_day(kth):
    programme = ProgrammeFactory(partners=[kth, university("upc")], languages=["sv", "en"], ects_total=120)
    PartnerFactory(programme=programme, university=university("usp"), position=3, agreement_to=DAY)
    PartnerFactory(programme=programme, external_name="DTU", position=4)
    PartnerFactory(programme=programme, university=None, is_unnamed=True, position=5)
    (line,) = programmes_of().lines
    assert (line.others, line.has_unnamed) == (("UPC", "DTU"), True)
    assert line.partners == "UPC, DTU, further partners, not named"
    assert (line.languages, line.ects, line.has_left, line.is_over) == (("en", "sv"), 120, False, False)


def test_a_programme_that_the_university_has_left_is_over_for_it_and_open_for_the_others(kth):
    programme = ProgrammeFactory(partners=[university("upc")])
    PartnerFactory(programme=programme, university=kth, agreement_to=DAY)
    content = programmes_of()
    assert content.groups == []
    assert [(line.has_left, line.takes_applications) for line in content.over] == [(True, False)]
    assert not content.has_routes
    assert [line.is_over for line in programmes_of(day=date(2026, 11, 24)).lines] == [False]
    assert [line.is_over for line in programmes_of("upc").lines] == [False]


def test_a_programme_that_the_university_is_about_to_join_is_not_over(kth):
    PartnerFactory(programme=ProgrammeFactory(), university=kth, agreement_from=date(2027, 9, 1))
    assert [line.is_over for line in programmes_of().lines] == [False]


def test_a_line_says_by_when_one_applies_and_never_that_something_over_is_open(kth):
    for slug, status in (("a", "open"), ("b", "closed"), ("c", "paused")):
        programme = ProgrammeFactory(slug=slug, title_en=slug, status=status, partners=[kth])
        DeadlineFactory(intake__programme=programme, closes_on=date(2026, 12, 1))
        DeadlineFactory(intake__programme=programme, intake__academic_year=2028, purpose="fee", closes_on=DAY)
    states = {line.title.value: (line.standing.state, line.takes_applications) for line in programmes_of().lines}
    assert states == {"a": (State.CLOSING, True), "b": (State.CLOSED, False), "c": (State.CLOSED, False)}


# Whom it is linked to -----------------------------------------------------------------------------------------------


def test_the_picture_shows_the_university_and_whom_it_shares_open_programmes_with(kth):
    upc, aalto, usp, epfl = (university(slug) for slug in ("upc", "aalto", "usp", "epfl"))
    ProgrammeFactory(partners=[kth, upc, aalto])
    ProgrammeFactory(partners=[kth, upc])
    ProgrammeFactory(partners=[upc, usp])
    ProgrammeFactory(partners=[kth, epfl], status="closed")
    content = programmes_of()
    assert [(one.label, one.link.weight) for one in content.neighbours] == [("AALTO", 1), ("UPC", 2)]
    assert {dot.key for dot in content.picture.dots} == {"kth", "upc", "aalto"}
    assert {line.name for line in content.picture.lines} == {
        "AALTO and KTH: 1 programme",
        "KTH and UPC: 2 programmes",
    }
    assert [dot.key for dot in content.picture.dots if dot.is_focus] == ["kth"]


def test_the_lines_of_a_page_are_those_of_the_home_page(kth):
    upc, aalto, usp, tpu, former = (university(slug) for slug in ("upc", "aalto", "usp", "tpu", "former"))
    tpu.memberships.update(state="suspended")
    former.memberships.update(valid_to=date(2010, 1, 1))
    agreement = AgreementFactory(signatories=[kth, upc])
    SignatureFactory(agreement=agreement, university=aalto, withdrawn_on=date(2020, 1, 1))
    ProgrammeFactory(partners=[kth, upc, aalto], agreement=agreement)
    ProgrammeFactory(partners=[kth, upc, tpu, former])
    ProgrammeFactory(partners=[kth, usp], kind="exchange")
    ProgrammeFactory(partners=[kth, aalto, upc], status="paused")
    for slug in ("kth", "upc", "aalto", "usp", "tpu", "former"):
        shared = [row for row in shared_programmes(DAY) if slug in row[:2]]
        links = [(link.a_key, link.b_key, link.weight) for link in programmes_of(slug).links]
        assert links == shared
    assert [(link.a_key, link.b_key, link.weight) for link in programmes_of().links] == [("kth", "upc", 2)]


def test_a_line_leads_to_the_programmes_that_begin_here_or_else_there(kth):
    upc, aalto, usp = (university(slug) for slug in ("upc", "aalto", "usp"))
    ProgrammeFactory(partners=[kth, upc])
    to_aalto = ProgrammeFactory()
    PartnerFactory(programme=to_aalto, university=aalto, is_exit=True)
    PartnerFactory(programme=to_aalto, university=kth, is_entry=True)
    from_usp = ProgrammeFactory()
    PartnerFactory(programme=from_usp, university=kth, is_exit=True)
    PartnerFactory(programme=from_usp, university=usp, is_entry=True)
    assert [link.url for link in programmes_of().links] == [
        "/en/programmes/?home=kth&partner=aalto",
        "/en/programmes/?home=kth&partner=upc",
        "/en/programmes/?home=usp&partner=kth",
    ]
    assert [link.url for link in programmes_of("aalto").links] == ["/en/programmes/?home=kth&partner=aalto"]


def test_there_is_no_picture_without_a_line_or_without_a_place(kth):
    ProgrammeFactory(partners=[kth, university("epfl")], status="closed")
    content = programmes_of()
    assert (content.links, content.picture) == ([], None)
    ProgrammeFactory(partners=[kth, university("nowhere", placed=False)])
    content = programmes_of()
    assert ([one.label for one in content.neighbours], content.picture) == (["NOWHERE"], None)


def test_a_partner_whose_page_is_not_public_is_named_but_not_linked_to(kth):
    ProgrammeFactory(partners=[kth, university("secret", publication="draft")])
    content = programmes_of()
    assert content.lines[0].others == ("SECRET",)
    assert content.links == []


# Agreements ---------------------------------------------------------------------------------------------------------


def test_agreements_that_hold_come_first_and_each_tells_the_dates_of_the_signature(kth):
    AgreementFactory(title_en="Zeta", signatories=[kth])
    AgreementFactory(title_en="Alpha", valid_to=DAY, signatories=[kth])
    AgreementFactory(title_en="Future", valid_from=date(2027, 3, 1), signatories=[kth])
    AgreementFactory(title_en="Draft", publication="draft", signatories=[kth])
    left = AgreementFactory(title_en="Left", signatories=[university("upc")])
    SignatureFactory(agreement=left, university=kth, withdrawn_on=DAY, is_inferred=True)

    def signed(day):
        return [(text_of(one.agreement, "title").value, one.holds) for one in programmes_of(day=day).agreements]

    assert signed(DAY) == [("Zeta", True), ("Alpha", False), ("Future", False), ("Left", False)]
    assert signed(date(2026, 11, 24)) == [("Alpha", True), ("Left", True), ("Zeta", True), ("Future", False)]
    agreement = programmes_of().agreements[-1].agreement
    assert (agreement.withdrawn_on, agreement.is_inferred) == (DAY, True)


# Queries ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_what_there_is_to_show(count, kth, django_assert_num_queries):
    for number in range(count):
        other = university(f"u{number}")
        programme = ProgrammeFactory(partners=[kth, other], languages=["en"], subjects=["0613"])
        DeadlineFactory(intake__programme=programme)
        AgreementFactory(signatories=[kth, other])
    with override("fi"):
        portrait = Portrait(load_for_portrait("kth", on=DAY), on=DAY, now=NOW)
        with django_assert_num_queries(3):
            content = UniversityProgrammes(portrait)
            assert [len(content.lines), len(content.neighbours), len(content.agreements)] == [count] * 3
            assert content.picture
