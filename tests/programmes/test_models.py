from datetime import UTC, date, datetime, time
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import get_resolver

from programmes.models import (
    Deadline,
    Intake,
    PathStep,
    Programme,
    ProgrammeChange,
    ProgrammePartner,
    ProgrammeSubject,
    TeachingLanguage,
)
from programmes.models.programme import RESERVED_SLUGS
from programmes.vocabulary import Level, Role, Status
from tests.factories.members import ContactFactory, UniversityFactory
from tests.factories.programmes import (
    AccreditationFactory,
    DeadlineFactory,
    FeeFactory,
    IntakeFactory,
    LearningOutcomeFactory,
    PartnerFactory,
    PathFactory,
    ProgrammeFactory,
    RequirementFactory,
    StepFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)


def errors_of(instance):
    with pytest.raises(ValidationError) as caught:
        instance.full_clean()
    return {field: [error.code for error in errors] for field, errors in caught.value.error_dict.items()}


# Programmes ----------------------------------------------------------------------------------------------------------


def test_a_programme_needs_a_title_in_its_source_language():
    programme = ProgrammeFactory(title_en="", title_sv="Fotonik")
    assert errors_of(programme) == {"title_en": ["required"]}
    programme.source_language = "sv"
    programme.full_clean()


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_a_programme_does_not_hide_a_page_of_the_portal(slug):
    assert errors_of(ProgrammeFactory.build(slug=slug)) == {"slug": ["slug_reserved"]}


def test_every_page_beside_the_programmes_is_reserved():
    get_resolver().url_patterns  # noqa: B018  # reading them registers the converters that ours need
    routes = [str(pattern.pattern) for pattern in import_module("programmes.urls").urlpatterns]
    beside = {route.split("/", maxsplit=1)[0] for route in routes}
    assert {word for word in beside if word and not word.startswith("<")} <= RESERVED_SLUGS


@pytest.mark.parametrize("slug", ["Photonics", "photonics/", "two--hyphens", "-x", ""])
def test_an_address_is_made_of_small_letters_digits_and_hyphens(slug):
    assert set(errors_of(ProgrammeFactory.build(slug=slug))) >= {"slug"}


def test_old_addresses_of_a_programme_lead_on_and_are_never_given_away():
    programme = ProgrammeFactory(slug="photonics")
    programme.slug = "nano-photonics"
    programme.save()
    assert [former.slug for former in programme.former_slugs.all()] == ["photonics"]
    assert errors_of(ProgrammeFactory.build(slug="photonics")) == {"slug": ["slug_reserved"]}
    programme.slug = "photonics"
    programme.full_clean()  # its own old address is free for it
    programme.save()
    assert [former.slug for former in programme.former_slugs.all()] == ["nano-photonics"]


@pytest.mark.parametrize(
    ("level", "eqf", "cycle"), [("bachelor", 6, 1), ("master", 7, 2), ("doctorate", 8, 3), ("any", None, None)]
)
def test_the_eqf_level_follows_from_the_level(level, eqf, cycle):
    assert Programme(level=level).eqf == eqf
    assert Level(level).cycle == cycle


def test_only_what_one_can_enter_takes_applications():
    taking = [status for status in Status if Programme(status=status).takes_applications]
    assert taking == [Status.ANNOUNCED, Status.OPEN, Status.UNCONFIRMED] == Status.reachable()


def test_the_changes_of_a_programme_are_a_list_of_areas():
    programme = ProgrammeFactory()
    ProgrammeChange(programme=programme, changed_at=datetime(2026, 1, 1, tzinfo=UTC), areas=["dates"]).full_clean()
    change = ProgrammeChange(programme=programme, changed_at=datetime(2026, 1, 1, tzinfo=UTC), areas={"dates": 1})
    assert errors_of(change) == {"areas": ["areas"]}


def test_programmes_are_reachable_lead_to_degrees_and_have_partners():
    kth = UniversityFactory()
    dual = ProgrammeFactory(slug="a", partners=[kth])
    exchange = ProgrammeFactory(slug="b", kind="exchange", status="unconfirmed")
    closed = ProgrammeFactory(slug="c", status="closed", partners=[UniversityFactory()])
    assert list(Programme.objects.reachable()) == [dual, exchange]
    assert list(Programme.objects.leading_to_degrees()) == [dual, closed]
    assert list(Programme.objects.with_partner(kth)) == [dual]


# Partners ------------------------------------------------------------------------------------------------------------


def test_a_contact_works_at_the_partner():
    kth = UniversityFactory()
    partner = PartnerFactory(university=kth, contact=ContactFactory(university=kth))
    partner.full_clean()
    partner.contact = ContactFactory()
    assert errors_of(partner) == {"contact": ["other_university"]}


@pytest.mark.parametrize(
    ("kwargs", "is_kept"),
    [
        ({"university": None, "external_name": "DTU", "is_external": True}, True),
        ({"university": None, "external_name": "DTU", "is_external": False}, False),
        ({"university": None, "external_name": "", "is_unnamed": True}, True),
        ({"university": None, "external_name": ""}, False),
        ({"external_name": "DTU", "is_external": True}, False),
        ({"is_unnamed": True}, False),
        ({"is_external": True}, True),
    ],
)
def test_a_partner_is_a_university_or_an_external_one_or_not_named(kwargs, is_kept):
    values = {"university": UniversityFactory(), **kwargs}
    partner = ProgrammePartner(programme=ProgrammeFactory(), awarding="no", **values)
    if is_kept:
        partner.full_clean()
    else:
        assert list(errors_of(partner)) == ["__all__"]


@pytest.mark.parametrize(
    ("awarding", "title", "is_unknown", "is_kept"),
    [
        ("yes", "Civilingenjör", False, True),
        ("yes", "", True, True),
        ("yes", "", False, False),
        ("yes", "Civilingenjör", True, False),
        ("no", "", False, True),
        ("no", "Civilingenjör", False, False),
        ("unknown", "", False, True),
        ("unknown", "", True, False),
    ],
)
def test_a_degree_has_a_title_or_the_word_that_nobody_knows_it(awarding, title, is_unknown, is_kept):
    partner = ProgrammePartner(
        programme=ProgrammeFactory(),
        university=UniversityFactory(),
        awarding=awarding,
        degree_title=title,
        degree_title_is_unknown=is_unknown,
    )
    if is_kept:
        partner.full_clean()
    else:
        assert list(errors_of(partner)) == ["__all__"]


@pytest.mark.parametrize(
    ("kwargs", "on", "takes_part"),
    [
        ({}, DAY, True),
        ({"agreement_from": DAY}, date(2026, 11, 24), False),
        ({"agreement_from": DAY}, DAY, True),
        ({"agreement_to": DAY}, date(2026, 11, 24), True),
        ({"agreement_to": DAY}, DAY, False),
    ],
)
def test_a_partner_takes_part_from_its_first_day_until_its_end(kwargs, on, takes_part):
    partner = PartnerFactory(**kwargs)
    assert partner.takes_part_on(on) is takes_part
    assert ProgrammePartner.objects.taking_part(on).exists() is takes_part


def test_a_partner_has_roles_and_a_name():
    partner = PartnerFactory(university__slug="kth", is_coordinator=True, is_thesis_place=True)
    assert partner.roles == [Role.COORDINATOR, Role.THESIS]
    assert partner.awards_degree
    assert not PartnerFactory(awarding="unknown").awards_degree
    assert str(partner) == "kth"
    assert str(PartnerFactory(external_name="DTU")) == "DTU"


# Paths ---------------------------------------------------------------------------------------------------------------


def test_a_step_belongs_to_the_programme_of_its_path():
    path = PathFactory()
    step = PathStep(path=path, order=1)
    step.save()
    assert step.programme == path.programme
    step.path = PathFactory()
    step.save()
    step.refresh_from_db()
    assert step.programme == step.path.programme != path.programme


# Intakes and deadlines -----------------------------------------------------------------------------------------------


def test_an_academic_year_is_written_with_both_its_years():
    assert [Intake(academic_year=year).year_label for year in (2027, 2099, None)] == [
        "2027/28",
        "2099/00",
        "every year",
    ]


@pytest.mark.parametrize(
    ("terms", "moment"),
    [
        ({"closes_on": date(2027, 1, 15)}, datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)),
        ({"closes_on": date(2027, 7, 15)}, datetime(2027, 7, 15, 21, 59, 59, tzinfo=UTC)),
        ({"closes_on": date(2027, 1, 15), "time_zone": "Europe/Lisbon"}, datetime(2027, 1, 15, 23, 59, 59, tzinfo=UTC)),
        ({"closes_on": date(2028, 2, 1), "precision": "month"}, datetime(2028, 2, 29, 22, 59, 59, tzinfo=UTC)),
        (
            {"closes_on": date(2027, 1, 15), "precision": "minute", "closes_at": time(12, 0)},
            datetime(2027, 1, 15, 11, 0, tzinfo=UTC),
        ),
    ],
)
def test_saving_a_deadline_computes_its_last_moment(terms, moment):
    deadline = DeadlineFactory(**terms)
    deadline.refresh_from_db()
    assert deadline.last_moment == moment
    assert deadline.programme == deadline.intake.programme


def test_a_usual_date_has_no_last_moment():
    deadline = DeadlineFactory(intake__academic_year=None, closes_on=date(2000, 1, 15), certainty="expected")
    assert deadline.last_moment is None


def test_giving_an_intake_its_year_gives_its_deadlines_their_moments():
    intake = IntakeFactory(academic_year=None)
    deadline = DeadlineFactory(intake=intake)
    other = DeadlineFactory(intake=IntakeFactory(academic_year=None))
    intake.academic_year = 2027
    intake.save()
    deadline.refresh_from_db()
    other.refresh_from_db()
    assert deadline.last_moment == datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)
    assert other.last_moment is None
    intake.academic_year = None
    intake.save()
    deadline.refresh_from_db()
    assert deadline.last_moment is None


CALENDAR_CHANGES = {
    "purpose": "nomination",
    "applicant_group": "eu",
    "authority": "Franco-German University",
    "round": 2,
    "opens_on": date(2026, 10, 1),
    "closes_on": date(2027, 1, 16),
    "time_zone": "Europe/Helsinki",
    "precision": "month",
    "certainty": "expected",
}


@pytest.mark.parametrize("field", CALENDAR_CHANGES)
def test_what_a_calendar_shows_raises_the_sequence(field):
    deadline = DeadlineFactory()
    untouched = DeadlineFactory()
    setattr(deadline, field, CALENDAR_CHANGES[field])
    deadline.save()
    assert deadline.sequence == 1
    deadline.save()
    deadline.refresh_from_db()
    untouched.refresh_from_db()
    assert (deadline.sequence, untouched.sequence) == (1, 0)


def test_the_university_and_the_time_raise_the_sequence_as_well():
    deadline = DeadlineFactory()
    deadline.university = UniversityFactory()
    deadline.save()
    deadline.precision, deadline.closes_at = "minute", time(12, 0)
    deadline.save()
    assert deadline.sequence == 2


@pytest.mark.parametrize(
    ("field", "value"), [("note_en", "By e-mail."), ("url", "https://example.org"), ("source", "editorial")]
)
def test_what_a_calendar_does_not_show_leaves_the_sequence(field, value):
    deadline = DeadlineFactory()
    setattr(deadline, field, value)
    deadline.save()
    deadline.refresh_from_db()
    assert (deadline.sequence, getattr(deadline, field)) == (0, value)


def test_the_uid_of_a_deadline_stays():
    deadline = DeadlineFactory()
    uid = deadline.uuid
    deadline.closes_on = DAY
    deadline.save()
    assert Deadline.objects.get().uuid == uid


def test_a_deadline_needs_a_time_zone_that_exists():
    assert errors_of(DeadlineFactory.build(intake=IntakeFactory(), time_zone="Stockholm")) == {
        "time_zone": ["time_zone"]
    }


@pytest.mark.parametrize(
    ("zone", "closes_on", "closes_at", "exists"),
    [
        ("Europe/Stockholm", date(2027, 3, 28), time(1, 59), True),
        ("Europe/Stockholm", date(2027, 3, 28), time(2, 30), False),
        ("Europe/Stockholm", date(2027, 3, 28), time(3, 0), True),
        ("Europe/Lisbon", date(2027, 3, 28), time(1, 30), False),
        ("Europe/Stockholm", date(2027, 10, 31), time(2, 30), True),  # an hour that comes twice exists
    ],
)
def test_a_local_time_that_the_clocks_leave_out_is_refused(zone, closes_on, closes_at, exists):
    deadline = DeadlineFactory.build(
        intake=IntakeFactory(), time_zone=zone, closes_on=closes_on, closes_at=closes_at, precision="minute"
    )
    deadline.programme = deadline.intake.programme
    if exists:
        deadline.full_clean()
    else:
        assert errors_of(deadline) == {"closes_at": ["no_such_time"]}


def test_the_deadlines_of_an_intake_go_with_it():
    deadline = DeadlineFactory()
    deadline.intake.delete()
    assert not Deadline.objects.exists()


def test_a_university_that_a_row_names_is_kept():
    university = UniversityFactory()
    DeadlineFactory(university=university)
    with pytest.raises(IntegrityError):
        university.delete()


# Details -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "is_kept"), [("0613", True), ("0619", True), ("06", False), ("9998", False)])
def test_a_subject_is_a_detailed_field_of_isced(code, is_kept):
    subject = ProgrammeSubject(programme=ProgrammeFactory(), code=code)
    if is_kept:
        subject.full_clean()
        assert subject.label
    else:
        assert errors_of(subject)["code"] == ["isced"]


@pytest.mark.parametrize(("tag", "is_kept"), [("en", True), ("pt-BR", True), ("English", False), ("e", False)])
def test_a_language_is_a_tag(tag, is_kept):
    language = TeachingLanguage(programme=ProgrammeFactory(), language=tag)
    if is_kept:
        language.full_clean()
    else:
        assert list(errors_of(language)) == ["__all__"]


def test_a_learning_outcome_is_written_in_the_source_language():
    LearningOutcomeFactory().full_clean()
    outcome = LearningOutcomeFactory(text_en="", text_fr="Concevoir")
    assert errors_of(outcome) == {"text_en": ["required"]}


@pytest.mark.parametrize(
    "factory", [LearningOutcomeFactory, RequirementFactory, FeeFactory, PathFactory, IntakeFactory]
)
def test_a_row_is_written_in_the_source_language_of_its_programme(factory):
    assert factory(programme__source_language="ca").source_language == "ca"


def test_steps_and_deadlines_are_written_in_the_source_language_of_their_programme():
    assert StepFactory(path__programme__source_language="ca").source_language == "ca"
    assert DeadlineFactory(intake__programme__source_language="ca").source_language == "ca"


def test_rows_are_called_by_what_an_editor_knows_them_by():
    path = PathFactory(code="kth-upc")
    deadline = DeadlineFactory(purpose="application", closes_on=date(2027, 1, 15))
    rows = {
        path: "kth-upc",
        StepFactory(path=path, order=2): f"{path.pk}/2",
        deadline: "Application 2027-01-15",
        deadline.intake: "2027/28",
        FeeFactory(amount=10, currency="EUR"): "Tuition fee 10 EUR",
        RequirementFactory(kind="degree"): "Previous degree",
        AccreditationFactory(agency="ASIIN"): "ASIIN",
        TeachingLanguage(pk=1, language="en"): "en",
        ProgrammeSubject(pk=1, code="0613"): "0613",
    }
    assert [str(row) for row in rows] == list(rows.values())
