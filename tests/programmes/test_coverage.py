"""Who may run a dual degree with whom, on which day."""

import csv
from datetime import date
from io import StringIO

import pytest

from programmes.coverage import Coverage, CoverageMatrix
from tests.factories.members import MembershipFactory, UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import AgreementFactory, PartnerFactory, ProgrammeFactory, SignatureFactory
from tests.pages import XHTML, Page

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


def university(slug, **kwargs):
    return UniversityFactory(slug=slug, name=slug.upper(), name__kind="short", membership="full", **kwargs)


@pytest.fixture
def kth():
    return university("kth")


@pytest.fixture
def upc():
    return university("upc")


def state(day=DAY, level="master"):
    (cell,) = CoverageMatrix(level, day).pairs
    return cell.state


def states(days, **kwargs):
    return [state(day, **kwargs).value for day in days]


# What covers ----------------------------------------------------------------------------------------------------------


def test_nothing_covers_a_pair_without_agreement_and_programme(kth, upc):
    assert state() == Coverage.MISSING


def test_an_agreement_that_both_signed_covers_them_at_its_levels(kth, upc):
    AgreementFactory(signatories=[kth, upc])
    assert [state(level=level) for level in ("bachelor", "master", "doctorate")] == ["missing", "covered", "missing"]


def test_one_signature_is_not_enough(kth, upc):
    AgreementFactory(signatories=[kth])
    assert state() == Coverage.MISSING


@pytest.mark.parametrize(
    "change",
    [
        {"publication": "draft"},
        {"publication": "withdrawn"},
        {"kind": "recognition"},
        {"kind": "student-exchange"},
        {"ended_on_unknown_day": True},
        {"valid_from": date(2026, 11, 26)},
        {"valid_to": date(2026, 11, 25)},
    ],
)
def test_an_agreement_that_does_not_hold_covers_nobody(kth, upc, change):
    AgreementFactory(signatories=[kth, upc], **change)
    assert state() == Coverage.MISSING


def test_an_agreement_that_nobody_confirmed_says_so(kth, upc):
    AgreementFactory(signatories=[kth, upc], state="unconfirmed")
    assert state() == Coverage.UNCONFIRMED


def test_an_agreement_expires_within_the_twelve_months_before_its_end(kth, upc):
    AgreementFactory(signatories=[kth, upc], valid_to=date(2027, 12, 1))
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2), date(2027, 11, 30), date(2027, 12, 1)]
    assert states(days) == ["covered", "expiring", "expiring", "expiring", "missing"]


def test_an_end_on_a_leap_day_expires_from_the_28_february_before(kth, upc):
    AgreementFactory(signatories=[kth, upc], valid_to=date(2028, 2, 29))
    assert states([date(2027, 2, 28), date(2027, 3, 1)]) == ["covered", "expiring"]


def test_the_earliest_of_agreement_and_signatures_decides(kth, upc):
    agreement = AgreementFactory(signatories=[kth], valid_to=date(2040, 1, 1))
    SignatureFactory(agreement=agreement, university=upc, withdrawn_on=date(2027, 1, 1))
    assert states([date(2025, 12, 31), DAY, date(2026, 12, 31), date(2027, 1, 1)]) == [
        "covered",
        "expiring",
        "expiring",
        "missing",
    ]


def test_a_newer_signature_counts_in_place_of_one_that_ends(kth, upc):
    agreement = AgreementFactory(signatories=[kth])
    SignatureFactory(agreement=agreement, university=upc, signed_on=date(2015, 1, 1), valid_to=date(2027, 1, 1))
    SignatureFactory(agreement=agreement, university=upc, signed_on=date(2026, 1, 1))
    assert state() == Coverage.COVERED


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("open", "covered"),
        ("announced", "covered"),
        ("phasing-out", "covered"),
        ("unconfirmed", "unconfirmed"),
        ("paused", "missing"),
        ("closed", "missing"),
    ],
)
def test_a_programme_covers_its_partners_while_it_runs(kth, upc, status, expected):
    ProgrammeFactory(partners=[kth, upc], status=status)
    assert state() == expected


def test_a_programme_of_several_levels_covers_each_and_an_exchange_none(kth, upc):
    ProgrammeFactory(partners=[kth, upc], level="any", kind="exchange")
    assert state() == Coverage.MISSING
    ProgrammeFactory(partners=[kth, upc], level="any")
    assert [state(level=level) for level in ("bachelor", "master", "doctorate")] == ["covered"] * 3


def test_the_end_of_a_part_ends_what_a_programme_covers(kth, upc):
    programme = ProgrammeFactory(partners=[kth])
    PartnerFactory(programme=programme, university=upc, agreement_to=date(2027, 1, 1))
    assert states([date(2025, 12, 31), DAY, date(2027, 1, 1)]) == ["covered", "expiring", "missing"]


def test_the_best_of_several_counts(kth, upc):
    ProgrammeFactory(partners=[kth, upc], status="unconfirmed")
    AgreementFactory(signatories=[kth, upc], valid_to=date(2027, 1, 1))
    assert state() == Coverage.EXPIRING
    ProgrammeFactory(partners=[kth, upc])
    assert state() == Coverage.COVERED


# The matrix -----------------------------------------------------------------------------------------------------------


def test_its_rows_and_columns_are_the_members_of_the_day(kth, upc):
    later = UniversityFactory(slug="later", name="LATER", name__kind="short")
    MembershipFactory(university=later, category="associate", valid_from=date(2030, 1, 1))
    suspended = UniversityFactory(slug="suspended")
    MembershipFactory(university=suspended, state="suspended")
    UniversityFactory(slug="draft", publication="draft", membership="full")
    assert [one.slug for one in CoverageMatrix("master", DAY).members] == ["kth", "upc"]
    assert [one.slug for one in CoverageMatrix("master", date(2030, 1, 1)).members] == ["kth", "later", "upc"]


def test_it_is_the_same_on_both_sides_of_its_diagonal(kth, upc):
    AgreementFactory(signatories=[kth, upc])
    matrix = CoverageMatrix("master", DAY)
    assert [[cell and cell.state.value for cell in cells] for _one, cells in matrix.rows] == [
        [None, "covered"],
        ["covered", None],
    ]


def test_pairs_that_could_start_tomorrow_have_an_agreement_and_no_programme(kth, upc):
    kit = university("kit")
    AgreementFactory(signatories=[kth, upc, kit])
    ProgrammeFactory(partners=[kth, upc])
    ready = CoverageMatrix("master", DAY).ready
    assert [(cell.one.slug, cell.other.slug) for cell in ready] == [("kit", "kth"), ("kit", "upc")]


def test_each_pair_is_counted_once(kth, upc):
    university("kit")
    AgreementFactory(signatories=[kth, upc])
    assert CoverageMatrix("master", DAY).counts == [
        (Coverage.COVERED, 1),
        (Coverage.EXPIRING, 0),
        (Coverage.UNCONFIRMED, 0),
        (Coverage.MISSING, 2),
    ]


# The page -------------------------------------------------------------------------------------------------------------


def test_each_cell_says_its_state_and_leads_to_what_it_rests_on(client, kth, upc):
    kit = university("kit")
    AgreementFactory(slug="framework", signatories=[kth, kit], valid_to=date(2200, 1, 1))
    ProgrammeFactory(partners=[kth, upc])
    page = Page(client.get("/en/programmes/coverage/"))
    assert page.errors == []
    cells = {a.get("href"): page.text(a) for a in page.all("a", class_="coverage__cell")}
    assert cells == {
        "/en/programmes/agreements/framework/": "Covered (2200-01-01)",
        "/en/programmes/?partner=kth&partner=upc&level=master": "Covered",
    }
    assert [th.get("scope") for th in page.one("table").iter(f"{XHTML}th")] == ["col"] * 3 + ["row"] * 3
    text = page.text()
    assert "Covered: 2" in text and "Missing: 1" in text


def test_the_pair_of_a_cell_is_found_in_the_catalogue(client, kth, upc):
    ProgrammeFactory(slug="shared", partners=[kth, upc])
    ProgrammeFactory(slug="other", partners=[kth, university("kit")])
    page = Page(client.get("/en/programmes/?partner=kth&partner=upc&level=master"))
    assert "1 programme" in page.text(page.one("p", role="status"))


def test_the_matrix_of_another_day_and_level_can_be_asked_for(client, kth, upc):
    AgreementFactory(signatories=[kth, upc], valid_to=date(2020, 1, 1), covers_doctorate=True)
    assert "Covered: 1" in Page(client.get("/en/programmes/coverage/?on=2018-05-01&level=doctorate")).text()
    assert "Covered: 0" in Page(client.get("/en/programmes/coverage/?on=2020-01-01&level=doctorate")).text()
    assert "1 May 2018" in Page(client.get("/en/programmes/coverage/?on=2018-05-01")).text()


def test_a_day_without_members_has_a_sentence(client):
    assert "There were no members on this day." in Page(client.get("/en/programmes/coverage/?on=1900-01-01")).text()


@pytest.mark.parametrize(
    "query", ["level=any", "level=x", "on=2026-02-30", "on=yesterday", "format=xml", "on=2026-13-01&format=csv"]
)
def test_what_does_not_exist_is_refused(client, query):
    assert client.get(f"/en/programmes/coverage/?{query}").status_code == 400


def test_the_csv_says_the_same_as_the_matrix(client, kth, upc):
    kit = university("kit")
    AgreementFactory(title_en="Framework", signatories=[kth, kit], valid_to=date(2200, 1, 1))
    ProgrammeFactory(title_en="Energy", partners=[kth, upc])
    response = client.get("/en/programmes/coverage/?on=2026-11-25&format=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="coverage-master-2026-11-25.csv"'
    rows = list(csv.reader(StringIO(response.content.decode())))
    assert rows == [
        ["day", "level", "university_a", "university_b", "state", "until", "basis"],
        ["2026-11-25", "master", "kit", "kth", "covered", "2200-01-01", "Framework"],
        ["2026-11-25", "master", "kit", "upc", "missing", "", ""],
        ["2026-11-25", "master", "kth", "upc", "covered", "", "Energy"],
    ]
    pairs = CoverageMatrix("master", DAY).pairs
    assert [(cell.one.slug, cell.other.slug, cell.state.value) for cell in pairs] == [
        tuple(row[2:5]) for row in rows[1:]
    ]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_title_that_is_a_formula_is_not_calculated(kth, upc, title):
    ProgrammeFactory(title_en=title, partners=[kth, upc])
    assert list(csv.reader(StringIO(CoverageMatrix("master", DAY).as_csv())))[1][-1] == f"'{title}"


@pytest.mark.parametrize("count", [2, 5])
def test_the_same_number_of_queries_whatever_the_number_of_members(client, count, django_assert_num_queries):
    universities = [university(f"u{number}") for number in range(count)]
    AgreementFactory(signatories=universities)
    ProgrammeFactory(partners=universities)
    with django_assert_num_queries(6):
        client.get("/fi/programmes/coverage/")
