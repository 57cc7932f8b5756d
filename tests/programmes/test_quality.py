from datetime import date

import pytest
from django.utils import translation

from programmes.models import FrameworkAgreement, Programme, ProgrammeSubject, TeachingLanguage
from programmes.quality import (
    AGREEMENT_RULES,
    RULES,
    current_cycle,
    lacking,
    notices,
    with_notice_count,
)
from tests.factories.members import MembershipFactory, UniversityFactory
from tests.factories.programmes import (
    AgreementFactory,
    DeadlineFactory,
    FeeFactory,
    IntakeFactory,
    LearningOutcomeFactory,
    PartnerFactory,
    PathFactory,
    ProgrammeFactory,
    SignatureFactory,
    StepFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)


def lacks(instance, code, on=DAY):
    model = type(instance)
    return model.objects.filter(lacking(code, on, model), pk=instance.pk).exists()


def member(country="SE"):
    return UniversityFactory(membership="full", country=country)


def complete_programme():
    """A programme about which there is nothing to say."""
    kth, upc = member("SE"), member("ES")
    programme = ProgrammeFactory(
        route=[kth, upc],
        subjects=["0613"],
        languages=["en"],
        confirmed_on=DAY,
        summary_en="Two years in two countries.",
        ects_total=120,
        duration_months=24,
        extra_months=0,
        agreement=AgreementFactory(signatories=[kth, upc]),
    )
    programme.partners.filter(university=kth).update(is_entry=True)
    LearningOutcomeFactory(programme=programme)
    FeeFactory(programme=programme)
    DeadlineFactory(intake=IntakeFactory(programme=programme))
    return programme


@pytest.fixture
def complete():
    return complete_programme()


@pytest.fixture
def bare():
    """A programme that lacks what can be lacking without any row; a complete one stands beside it."""
    complete_programme()
    return ProgrammeFactory(publication="published", coordinator_is_unknown=True)


def test_there_is_nothing_to_say_about_a_complete_programme(complete):
    assert notices(complete, DAY) == []


def test_a_bare_programme_is_told_all_that_it_lacks(bare):
    codes = [
        "partners",
        "coordinator",
        "confirmation",
        "summary",
        "subject",
        "language",
        "outcome",
        "ects",
        "duration",
        "extra_time",
        "intake",
        "fee",
    ]
    assert notices(bare, DAY) == [RULES[code][0] for code in codes]


@pytest.mark.parametrize(
    "kwargs", [{"publication": "draft"}, {"publication": "withdrawn"}, {"status": "closed"}], ids=str
)
def test_only_published_programmes_that_are_not_closed_are_held_to_the_rules(kwargs):
    ProgrammeFactory()
    assert notices(ProgrammeFactory(**kwargs), DAY) == []


def test_a_notice_is_read_in_the_language_of_the_reader(bare):
    with translation.override("en"):
        assert str(notices(bare, DAY)[0]) == "Fewer than two partners take part today."


@pytest.mark.parametrize("programmes", [1, 3])
def test_a_list_counts_its_notices_in_one_query(programmes, bare, django_assert_num_queries):
    others = [complete_programme() for _programme in range(programmes - 1)]
    with translation.override("pt"), django_assert_num_queries(1):
        counts = dict(with_notice_count(Programme.objects.all(), DAY).values_list("pk", "notice_count"))
    assert counts[bare.pk] == 12
    assert [counts[programme.pk] for programme in others] == [0] * len(others)


# Partners and degrees ------------------------------------------------------------------------------------------------


def test_two_partners_take_part_today(complete):
    assert not lacks(complete, "partners")
    complete.partners.filter(position=1).update(agreement_to=DAY)
    assert lacks(complete, "partners")
    assert not lacks(complete, "partners", date(2026, 11, 24))
    PartnerFactory(programme=complete, university=None, is_unnamed=True, awarding="unknown")
    assert not lacks(complete, "partners")


def test_an_associated_partner_is_no_second_partner(complete):
    complete.partners.filter(position=1).delete()
    PartnerFactory(programme=complete, is_associated=True, awarding="no")
    assert lacks(complete, "partners")


def test_partners_are_from_two_countries(complete):
    upc = complete.partners.get(position=1).university
    upc.country = "SE"
    upc.save()
    assert lacks(complete, "countries")
    PartnerFactory(programme=complete, external_name="DTU", external_country="DK")
    assert not lacks(complete, "countries")


def test_a_partner_whose_country_is_not_known_may_be_from_another(complete):
    upc = complete.partners.get(position=1).university
    upc.country = ""
    upc.save()
    assert not lacks(complete, "countries")
    upc.country = "SE"
    upc.save()
    external = PartnerFactory(programme=complete, external_name="Tongji University")
    assert not lacks(complete, "countries")
    external.external_country = "SE"
    external.save()
    assert lacks(complete, "countries")


@pytest.mark.parametrize(
    ("code", "of_programme", "of_partner"),
    [
        ("coordinator", {"coordinator_is_unknown": True}, {}),
        ("degree_title", {"joint_degree_title_is_unknown": True}, {}),
        ("degree_title", {}, {"degree_title": "", "degree_title_is_unknown": True}),
        ("awarding", {}, {"degree_title": "", "awarding": "unknown"}),
        ("unnamed_partner", {}, {"university": None, "is_unnamed": True}),
    ],
)
def test_what_is_ticked_as_not_known_is_asked_for(complete, code, of_programme, of_partner):
    assert not lacks(complete, code)
    Programme.objects.filter(pk=complete.pk).update(**of_programme)
    if of_partner:
        complete.partners.filter(position=1).update(**of_partner)
    assert lacks(complete, code)


@pytest.mark.parametrize("code", ["awarding", "extra_time"])
def test_an_exchange_leads_to_no_degree_of_which_something_could_be_unknown(complete, code):
    complete.partners.update(awarding="unknown", degree_title="")
    Programme.objects.filter(pk=complete.pk).update(extra_months=None)
    assert lacks(complete, code)
    Programme.objects.filter(pk=complete.pk).update(kind="exchange")
    assert not lacks(complete, code)


# What it is ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("confirmation", {"status": "unconfirmed"}),
        ("confirmation", {"confirmed_on": None}),
        ("summary", {"summary_en": ""}),
        ("summary", {"summary_en": None}),
        ("summary", {"source_language": "fr"}),
        ("ects", {"ects_total": None}),
        ("duration", {"duration_months": None}),
        ("extra_time", {"extra_months": None}),
    ],
)
def test_a_value_is_lacking(complete, code, values):
    assert not lacks(complete, code)
    Programme.objects.filter(pk=complete.pk).update(**values)
    assert lacks(complete, code)


@pytest.mark.parametrize(
    ("code", "rows"), [("subject", "subjects"), ("language", "languages"), ("outcome", "outcomes"), ("fee", "fees")]
)
def test_rows_are_lacking(complete, code, rows):
    other = ProgrammeFactory()
    ProgrammeSubject.objects.create(programme=other, code="0613")
    TeachingLanguage.objects.create(programme=other, language="en")
    assert not lacks(complete, code)
    getattr(complete, rows).all().delete()
    assert lacks(complete, code)


# Paths ---------------------------------------------------------------------------------------------------------------


def test_each_first_university_begins_a_path(complete):
    assert not lacks(complete, "entry")
    complete.partners.filter(position=1).update(is_entry=True)
    assert lacks(complete, "entry")
    kth, upc = [partner.university for partner in complete.partners.all()]
    PathFactory(programme=complete, places=[upc, kth])
    assert not lacks(complete, "entry")


def test_a_path_that_begins_at_a_place_to_be_chosen_begins_anywhere(complete):
    complete.partners.filter(position=1).update(is_entry=True)
    path = PathFactory()
    StepFactory(path=path, university=None)
    assert lacks(complete, "entry")
    path.programme = complete
    path.save()
    path.steps.get().save()
    assert not lacks(complete, "entry")


def test_a_step_without_credits_is_told_unless_one_may_leave_it_out(complete):
    complete.steps.filter(order=2).update(ects=None)
    assert lacks(complete, "step_ects")
    complete.steps.filter(order=2).update(is_compulsory=False)
    assert not lacks(complete, "step_ects")


def test_a_step_is_at_a_university_or_at_a_partner_that_is_named(complete):
    PartnerFactory(programme=complete, external_name="DTU", external_country="DK")
    PartnerFactory(external_name="Uppsala University")  # of another programme
    assert not lacks(complete, "step_place")
    complete.steps.filter(order=2).update(university=None, place_fr="DTU")
    assert not lacks(complete, "step_place")
    complete.steps.filter(order=2).update(place_fr="Uppsala University")
    assert lacks(complete, "step_place")
    complete.steps.filter(order=2).update(place_fr=None)
    assert lacks(complete, "step_place")


# Dates ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 8, 31), 2026), (date(2026, 9, 1), 2027), (date(2027, 1, 1), 2027)]
)
def test_from_september_on_one_applies_for_the_next_year(day, year):
    assert current_cycle(day) == year


@pytest.mark.parametrize(
    ("year", "state", "status", "is_lacking"),
    [
        (2027, "planned", "open", False),
        (2028, "planned", "open", False),
        (2026, "confirmed", "open", True),
        (2027, "cancelled", "open", True),
        (None, "planned", "open", True),
        (2026, "confirmed", "paused", False),
        (2026, "confirmed", "phasing-out", False),
    ],
)
def test_a_programme_that_one_can_enter_has_an_intake_to_come(year, state, status, is_lacking):
    IntakeFactory()  # of another programme
    programme = IntakeFactory(academic_year=year, state=state, programme__status=status).programme
    assert lacks(programme, "intake") is is_lacking


@pytest.mark.parametrize(
    ("year", "closes_on", "certainty", "state", "is_over"),
    [
        (2027, date(2026, 11, 24), "expected", "planned", True),
        (2027, date(2026, 11, 25), "expected", "planned", False),
        (2027, date(2026, 11, 24), "firm", "planned", False),
        (2027, date(2026, 11, 24), "expected", "cancelled", False),
        (2026, date(2026, 1, 15), "expected", "planned", True),
        (2025, date(2025, 1, 15), "expected", "planned", False),
        (None, date(2000, 1, 15), "expected", "planned", False),
    ],
)
def test_an_expected_date_of_this_year_or_the_last_that_is_over_is_told(year, closes_on, certainty, state, is_over):
    intake = IntakeFactory(academic_year=year, state=state)
    DeadlineFactory(intake=intake, closes_on=closes_on, certainty=certainty)
    assert lacks(intake.programme, "expected_date") is is_over


# Agreements of programmes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ended", [{"valid_to": DAY}, {"withdrawn_on": DAY}, {"valid_from": date(2026, 11, 26)}], ids=str
)
def test_partners_are_signatories_of_the_agreement_today(complete, ended):
    SignatureFactory(university=complete.partners.last().university)  # under another agreement
    assert not lacks(complete, "signatory")
    complete.agreement.signatures.filter(university=complete.partners.last().university).update(**ended)
    assert lacks(complete, "signatory")


def test_whoever_needs_not_sign_is_not_asked_to(complete):
    PartnerFactory(programme=complete, is_associated=True, awarding="no")
    PartnerFactory(programme=complete, agreement_to=DAY)
    PartnerFactory(programme=complete, university=None, is_unnamed=True, awarding="no")
    assert not lacks(complete, "signatory")
    assert not lacks(ProgrammeFactory(partners=[member()]), "signatory")  # no agreement


def test_an_external_partner_signs_under_its_name(complete):
    PartnerFactory(programme=complete, external_name="DTU")
    assert lacks(complete, "signatory")
    SignatureFactory(agreement=complete.agreement, university=None, external_name="DTU")
    assert not lacks(complete, "signatory")


@pytest.mark.parametrize(
    ("valid_to", "codes"),
    [
        (None, []),
        (date(2027, 11, 26), []),
        (date(2027, 11, 25), ["agreement_expiring"]),
        (date(2026, 11, 26), ["agreement_expiring"]),
        (date(2026, 11, 25), ["agreement_over"]),
    ],
)
def test_an_agreement_that_ends_is_told_twelve_months_before(complete, valid_to, codes):
    complete.agreement.valid_to = valid_to
    complete.agreement.save()
    assert notices(complete, DAY) == [RULES[code][0] for code in codes]


def test_an_agreement_that_ended_on_an_unknown_day_is_over(complete):
    complete.agreement.ended_on_unknown_day = True
    complete.agreement.save()
    assert notices(complete, DAY) == [RULES["agreement_over"][0]]


# Agreements ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def agreement():
    return AgreementFactory(confirmed_on=DAY, signatories=[member(), member("ES")])


def test_there_is_nothing_to_say_about_a_complete_agreement(agreement):
    assert notices(agreement, DAY) == []


def test_only_published_agreements_are_held_to_the_rules(agreement):
    draft = AgreementFactory(publication="draft", state="unconfirmed")
    published = AgreementFactory(state="unconfirmed", confirmed_on=DAY)
    assert notices(draft, DAY) == []
    assert notices(published, DAY) == [AGREEMENT_RULES["agreement_confirmation"][0]]
    counts = dict(with_notice_count(FrameworkAgreement.objects.all(), DAY).values_list("pk", "notice_count"))
    assert counts == {agreement.pk: 0, draft.pk: 0, published.pk: 1}


def test_a_signature_that_nobody_has_seen_is_told(agreement):
    SignatureFactory(is_inferred=True)
    assert not lacks(agreement, "inferred")
    SignatureFactory(agreement=agreement, is_inferred=True)
    assert lacks(agreement, "inferred")


@pytest.mark.parametrize(
    ("category", "signed_on", "is_told"),
    [
        ("full", date(2019, 12, 31), False),
        ("associate", date(2019, 12, 31), False),
        ("full", date(2020, 1, 1), True),
        ("full", None, False),
    ],
)
def test_a_university_was_a_member_when_it_signed(agreement, category, signed_on, is_told):
    university = UniversityFactory()
    MembershipFactory(university=university, category=category, valid_to=date(2020, 1, 1))
    MembershipFactory()  # of another university
    SignatureFactory(agreement=agreement, university=university, signed_on=signed_on)
    SignatureFactory(agreement=agreement, university=None, external_name="DTU", signed_on=signed_on)
    assert lacks(agreement, "signatory_no_member") is is_told


@pytest.mark.parametrize(
    ("valid_to", "codes"),
    [
        (date(2026, 11, 25), []),  # over
        (date(2026, 11, 26), ["expires_3"]),
        (date(2027, 2, 25), ["expires_3"]),
        (date(2027, 2, 26), ["expires_6"]),
        (date(2027, 5, 26), ["expires_12"]),
        (date(2027, 11, 25), ["expires_12"]),
        (date(2027, 11, 26), []),
    ],
)
def test_an_end_is_told_twelve_six_and_three_months_before(agreement, valid_to, codes):
    agreement.valid_to = valid_to
    agreement.save()
    assert notices(agreement, DAY) == [AGREEMENT_RULES[code][0] for code in codes]
