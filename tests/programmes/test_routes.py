"""Which partners are open on a day, and the lines that follow."""

from datetime import date

import pytest

from programmes.links import shared_programmes
from programmes.routes import open_partners
from tests.factories.members import MembershipFactory, UniversityFactory
from tests.factories.programmes import AgreementFactory, PartnerFactory, ProgrammeFactory, SignatureFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)


def university(slug, **kwargs):
    return UniversityFactory(slug=slug, membership="full", **kwargs)


def lines(day=DAY, universities=None):
    return shared_programmes(day, universities)


@pytest.fixture
def kth():
    return university("kth")


@pytest.fixture
def upc():
    return university("upc")


def test_a_pair_is_counted_once_for_each_programme_that_it_shares(kth, upc):
    aalto = university("aalto")
    ProgrammeFactory(partners=[kth, upc])
    ProgrammeFactory(partners=[upc, kth, aalto])
    assert lines() == [("aalto", "kth", 1), ("aalto", "upc", 1), ("kth", "upc", 2)]
    assert lines(universities={"kth", "upc"}) == [("kth", "upc", 2)]


@pytest.mark.parametrize(
    "change",
    [
        {"publication": "draft"},
        {"publication": "withdrawn"},
        {"status": "closed"},
        {"status": "paused"},
        {"status": "phasing-out"},
        {"kind": "exchange"},
    ],
)
def test_what_nobody_can_get_into_makes_no_line(kth, upc, change):
    ProgrammeFactory(partners=[kth, upc], **change)
    assert lines() == []


@pytest.mark.parametrize("change", [{"status": "unconfirmed"}, {"status": "announced"}, {"status": "open"}])
def test_what_one_may_hope_for_makes_a_line(kth, upc, change):
    ProgrammeFactory(partners=[kth, upc], **change)
    assert lines() == [("kth", "upc", 1)]


def test_a_partner_takes_part_from_its_first_day_until_the_last_one_before_its_end(kth, upc):
    programme = ProgrammeFactory(partners=[kth])
    PartnerFactory(programme=programme, university=upc, agreement_from=date(2026, 1, 1), agreement_to=date(2027, 1, 1))
    found = [bool(lines(day)) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))]
    assert found == [False, True, True, False]


def test_a_withdrawn_signature_ends_a_line_on_its_day(kth, upc):
    agreement = AgreementFactory()
    SignatureFactory(agreement=agreement, university=kth)
    SignatureFactory(agreement=agreement, university=upc, withdrawn_on=date(2026, 11, 25))
    ProgrammeFactory(partners=[kth, upc], agreement=agreement)
    assert [bool(lines(day)) for day in (date(2026, 11, 24), date(2026, 11, 25))] == [True, False]


def test_a_newer_signature_holds_in_place_of_one_that_ended(kth, upc):
    agreement = AgreementFactory(signatories=[kth])
    SignatureFactory(agreement=agreement, university=upc, signed_on=date(2015, 1, 1), valid_to=date(2020, 1, 1))
    SignatureFactory(agreement=agreement, university=upc, signed_on=date(2020, 1, 1))
    ProgrammeFactory(partners=[kth, upc], agreement=agreement)
    assert lines() == [("kth", "upc", 1)]


def test_a_partner_that_never_signed_is_left_to_a_notice(kth, upc):
    ProgrammeFactory(partners=[kth, upc], agreement=AgreementFactory(signatories=[kth]))
    assert lines() == [("kth", "upc", 1)]


@pytest.mark.parametrize("end", [{"valid_to": date(2026, 11, 25)}, {"ended_on_unknown_day": True}])
def test_an_agreement_that_is_over_ends_every_line_on_it(kth, upc, end):
    ProgrammeFactory(partners=[kth, upc], agreement=AgreementFactory(signatories=[kth, upc], **end))
    assert lines() == []


def test_a_suspended_and_a_former_member_make_no_line_unless_they_take_part_as_outsiders(kth):
    suspended = UniversityFactory(slug="suspended")
    MembershipFactory(university=suspended, state="suspended")
    former = UniversityFactory(slug="former")
    MembershipFactory(university=former, valid_to=date(2020, 1, 1))
    outsider = UniversityFactory(slug="outsider")
    unconfirmed = UniversityFactory(slug="unconfirmed")
    MembershipFactory(university=unconfirmed, state="unconfirmed")
    programme = ProgrammeFactory(partners=[kth, suspended, former, unconfirmed])
    PartnerFactory(programme=programme, university=outsider, is_external=True)
    PartnerFactory(programme=programme, external_name="DTU")
    assert {p.university.slug if p.university else p.external_name for p in open_partners(DAY)} == {
        "kth",
        "unconfirmed",
        "outsider",
        "DTU",
    }


@pytest.mark.parametrize("count", [1, 3])
def test_lines_are_one_query(kth, upc, count, django_assert_num_queries):
    for _number in range(count):
        ProgrammeFactory(partners=[kth, upc])
    with django_assert_num_queries(1):
        assert lines() == [("kth", "upc", count)]
