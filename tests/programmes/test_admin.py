"""Programmes in the back office: on one screen, judged together, told at the field."""

import re
from datetime import date

import pytest
from django.urls import reverse

from programmes.models import Deadline, Intake, PathStep, Programme, ProgrammeChange
from tests.admin_forms import add_row, errors_of, filled_in, messages_of, shown_in
from tests.factories.accounts import UserFactory
from tests.factories.members import UniversityFactory
from tests.factories.programmes import (
    AgreementFactory,
    DeadlineFactory,
    FeeFactory,
    IntakeFactory,
    LearningOutcomeFactory,
    PartnerFactory,
    PathFactory,
    ProgrammeFactory,
    RequirementFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/programmes/programme/"


def page_of(programme):
    return reverse("admin:programmes_programme_change", args=[programme.pk])


def university(slug, **kwargs):
    return UniversityFactory(slug=slug, name=slug.upper(), membership="full", time_zone="Europe/Berlin", **kwargs)


@pytest.fixture
def kth():
    return university("kth", country="SE")


@pytest.fixture
def upc():
    return university("upc", country="ES")


@pytest.fixture
def programme(kth, upc):
    """A programme that keeps every rule, with one row of each kind."""
    programme = ProgrammeFactory(slug="energy", title_en="Energy", ects_total=120, route=[kth, upc])
    DeadlineFactory(intake__programme=programme, university=kth)
    FeeFactory(programme=programme)
    RequirementFactory(programme=programme)
    LearningOutcomeFactory(programme=programme)
    return programme


def save(client, programme, **changes):
    """Submit the page of a programme with some fields changed."""
    data = filled_in(client.get(page_of(programme)))
    return client.post(page_of(programme), {**data, **changes})


SEE_ROWS = ["Something here does not go together: see the fields that are marked."]


def problems(response):
    """Return the errors that a refused page shows, without the sentence that points to them."""
    assert response.status_code == 200
    shown = errors_of(response)
    assert shown.pop("accreditations", SEE_ROWS) == SEE_ROWS
    return shown


# Who may do what ------------------------------------------------------------------------------------------------------


def test_an_editor_opens_and_saves_a_programme(staff_client, programme):
    response = save(staff_client, programme, title_sv="Energi", **{"steps-1-note_en": "thesis in a company"})
    programme.refresh_from_db()
    assert response.status_code == 302
    assert programme.title_sv == "Energi"
    assert PathStep.objects.get(order=2).note_en == "thesis in a company"


def test_staff_without_rights_and_visitors_see_no_programmes(client, programme):
    assert client.get(LIST).status_code == 302
    client.force_login(UserFactory(is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.post(page_of(programme), {"slug": "stolen"}).status_code == 403
    intake = programme.intakes.get()
    assert client.post(f"{page_of(programme)[:-7]}copy-intake/{intake.pk}/").status_code == 403
    programme.refresh_from_db()
    assert (programme.slug, Intake.objects.count()) == ("energy", 1)


def test_a_published_programme_is_withdrawn_and_not_deleted(superuser_client, programme):
    delete = reverse("admin:programmes_programme_delete", args=[programme.pk])
    assert superuser_client.post(delete, {"post": "yes"}).status_code == 403
    Programme.objects.update(publication="draft")
    assert superuser_client.post(delete, {"post": "yes"}).status_code == 302
    assert not Programme.objects.exists()


# Pages and what they load ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_whatever_it_shows(
    superuser_client, kth, upc, count, django_assert_num_queries
):
    for _number in range(count):
        ProgrammeFactory(route=[kth, upc])
    superuser_client.get(LIST)
    with django_assert_num_queries(9):
        response = superuser_client.get(LIST)
    assert len(response.context["cl"].result_list) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_queries_whatever_it_shows(superuser_client, count, django_assert_num_queries):
    universities = [university(f"u{number}") for number in range(count + 1)]
    programme = ProgrammeFactory(partners=universities)
    for number in range(count):
        path = PathFactory(programme=programme, places=[universities[number], universities[number + 1]])
        path.home_universities.set([universities[number]])
        DeadlineFactory(
            intake=IntakeFactory(programme=programme, academic_year=2030 + number), university=universities[number]
        )
        FeeFactory(programme=programme, university=universities[number])
        RequirementFactory(programme=programme, university=universities[number])
        LearningOutcomeFactory(programme=programme)
    superuser_client.get(page_of(programme))
    with django_assert_num_queries(31):
        superuser_client.get(page_of(programme))


def test_the_list_counts_notices_and_is_narrowed_to_them(superuser_client, programme):
    ProgrammeFactory(slug="closed", status="closed")
    response = superuser_client.get(LIST, {"notice": "any"})
    assert [each.slug for each in response.context["cl"].result_list] == ["energy"]
    assert response.context["cl"].result_list[0].notice_count > 0
    assert superuser_client.get(LIST, {"notice": "nothing"}).status_code == 302


def test_the_list_is_narrowed_to_a_partner(superuser_client, programme, kth):
    ProgrammeFactory(slug="other", partners=[university("tcd")])
    response = superuser_client.get(LIST, {"partner": kth.pk})
    assert [each.slug for each in response.context["cl"].result_list] == ["energy"]


def test_the_page_names_what_the_programme_lacks(superuser_client, programme):
    assert "There is no language of instruction." in superuser_client.get(page_of(programme)).content.decode()


# Rules are told at their fields ---------------------------------------------------------------------------------------


@pytest.mark.any_database
def test_a_programme_with_one_partner_is_refused(staff_client, kth):
    programme = ProgrammeFactory(publication="draft", partners=[kth])
    response = save(staff_client, programme, publication="published")
    assert set(problems(response)) == {"", "kind"}
    programme.refresh_from_db()
    assert programme.publication == "draft"


@pytest.mark.any_database
def test_credits_that_do_not_add_up_are_told_at_the_step(staff_client, programme):
    response = save(staff_client, programme, **{"steps-1-ects": "50", "title_fr": "Énergie"})
    ((field, (message,)),) = problems(response).items()
    assert field == "steps-1-ects"
    assert message.endswith("add up to 110 ECTS credits; the programme has 120.")
    assert shown_in(response, "steps-1-ects") == "50"
    assert shown_in(response, "title_fr") == "Énergie"
    programme.refresh_from_db()
    assert programme.title_fr is None


@pytest.mark.any_database
def test_a_path_over_a_university_that_is_no_partner_is_refused(staff_client, programme):
    stranger = university("tcd")
    response = save(staff_client, programme, **{"steps-1-university": str(stranger.pk)})
    assert "steps-1-university" in problems(response)
    assert not PathStep.objects.filter(university=stranger).exists()


@pytest.mark.any_database
def test_a_gap_in_the_order_of_the_steps_is_refused(staff_client, programme):
    assert "steps-1-order" in problems(save(staff_client, programme, **{"steps-1-order": "3"}))


@pytest.mark.any_database
def test_two_steps_of_one_order_are_refused(staff_client, programme):
    response = save(staff_client, programme, **{"steps-1-order": "1"})
    assert problems(response) == {"steps-1-order": ["There is a step of this order already."]}


@pytest.mark.any_database
def test_a_deadline_before_the_opening_is_refused(staff_client, programme):
    response = save(staff_client, programme, **{"intakes-0-opens_on": "2027-02-01"})
    assert list(problems(response)) == ["deadlines-0-closes_on"]


@pytest.mark.any_database
def test_a_partner_named_twice_is_refused(staff_client, programme, kth):
    response = save(staff_client, programme, **{"partners-1-university": str(kth.pk)})
    assert problems(response) == {"partners-1-university": ["This university is a partner already."]}


def test_a_second_coordinator_is_refused(staff_client, programme):
    response = save(staff_client, programme, **{"partners-1-is_coordinator": "on"})
    assert problems(response) == {"partners-1-is_coordinator": ["A programme has one coordinator."]}


@pytest.mark.any_database
def test_an_agreement_that_ends_before_the_intake_forbids_to_confirm_it(staff_client, programme, kth, upc):
    programme.agreement = AgreementFactory(signatories=[kth, upc], valid_to=date(2027, 1, 1))
    programme.save()
    changes = {"intakes-0-state": "confirmed", "intakes-0-starts_on": "2027-09-01", "intakes-0-ends_on": "2029-06-30"}
    assert list(problems(save(staff_client, programme, **changes))) == ["intakes-0-override_reason"]
    assert (
        save(staff_client, programme, **changes, **{"intakes-0-override_reason": "Renewal signed."}).status_code == 302
    )


@pytest.mark.any_database
def test_a_time_that_does_not_exist_is_refused(staff_client, programme):
    changes = {
        "deadlines-0-closes_on": "2027-03-28",
        "deadlines-0-closes_at": "02:30",
        "deadlines-0-precision": "minute",
        "deadlines-0-time_zone": "Europe/Stockholm",
    }
    response = save(staff_client, programme, **changes)
    assert problems(response) == {
        "deadlines-0-closes_at": ["This time does not exist: the clocks go forward on that day."]
    }


def test_a_constraint_is_told_at_its_field(staff_client, programme):
    response = save(staff_client, programme, **{"partners-0-degree_title": ""})
    assert list(problems(response)) == ["partners-0-degree_title"]


@pytest.mark.any_database
def test_an_amount_needs_a_currency(staff_client, programme):
    response = save(staff_client, programme, **{"fees-0-currency": ""})
    assert problems(response) == {"fees-0-currency": ["An amount needs a currency: three capitals, for example EUR."]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("steps-0-university", "no key"),
        ("steps-0-university", "9" * 30),
        ("partners-0-university", "999999"),
        ("agreement", "x"),
        ("kind", "nothing"),
    ],
)
def test_keys_that_are_none_are_refused_at_the_field(staff_client, programme, field, value):
    assert list(problems(save(staff_client, programme, **{field: value}))) == [field]


@pytest.mark.any_database
def test_several_rules_are_told_at_once(staff_client, programme):
    changes = {"steps-1-ects": "50", "intakes-0-opens_on": "2027-02-01"}
    assert set(problems(save(staff_client, programme, **changes))) == {"steps-1-ects", "deadlines-0-closes_on"}


# Rows that belong together --------------------------------------------------------------------------------------------


def test_a_path_with_its_steps_and_an_intake_with_its_deadline_are_added_in_one_go(staff_client, programme, kth, upc):
    data = filled_in(staff_client.get(page_of(programme)))
    add_row(data, "paths", code="other-way", position="1")
    for order, place in enumerate((upc, kth), start=1):
        add_row(
            data, "steps", path_code="other-way", order=str(order), university=str(place.pk), kind="coursework",
            months="12", ects="60", is_compulsory="on",
        )  # fmt: skip
    add_row(data, "intakes", academic_year="2030", state="planned", starts_on_precision="day")
    add_row(
        data, "deadlines", intake_year="2030", purpose="application", applicant_group="all", round="1",
        closes_on="2030-01-15", time_zone="Europe/Rome", precision="day", certainty="expected",
    )  # fmt: skip
    response = staff_client.post(page_of(programme), data)
    assert response.status_code == 302
    path = programme.paths.get(code="other-way")
    assert [step.university for step in path.steps.all()] == [upc, kth]
    assert programme.intakes.get(academic_year=2030).deadlines.get().closes_on == date(2030, 1, 15)


@pytest.mark.any_database
def test_a_step_of_a_path_that_is_not_there_is_refused(staff_client, programme):
    response = save(staff_client, programme, **{"steps-0-path_code": "nowhere"})
    assert problems(response) == {"steps-0-path_code": ["There is no path of this code."]}


@pytest.mark.any_database
def test_a_deadline_of_an_intake_that_is_not_there_is_refused(staff_client, programme):
    response = save(staff_client, programme, **{"deadlines-0-intake_year": "2031"})
    assert problems(response) == {"deadlines-0-intake_year": ["There is no intake of this academic year."]}


def test_two_steps_change_places_in_one_go(staff_client, programme, kth, upc):
    keys = list(PathStep.objects.order_by("order").values_list("pk", flat=True))
    response = save(staff_client, programme, **{"steps-0-order": "2", "steps-1-order": "1"})
    assert response.status_code == 302
    assert list(PathStep.objects.order_by("order").values_list("pk", flat=True)) == keys[::-1]


def test_a_new_programme_is_made_on_one_screen(staff_client, kth, upc):
    data = filled_in(staff_client.get(reverse("admin:programmes_programme_add")))
    data |= {"slug": "new", "kind": "dual", "level": "master", "status": "announced", "publication": "published",
             "source_language": "en", "title_en": "New", "coordinator_is_unknown": "on"}  # fmt: skip
    for position, partner in enumerate((kth, upc)):
        add_row(
            data, "partners", university=str(partner.pk), position=str(position), awarding="yes",
            degree_title="Master of Science",
        )  # fmt: skip
    response = staff_client.post(reverse("admin:programmes_programme_add"), data)
    assert response.status_code == 302, errors_of(response)
    programme = Programme.objects.get(slug="new")
    assert [partner.university for partner in programme.partners.all()] == [kth, upc]
    assert [change.areas for change in programme.changes.all()] == [["created"]]


# History --------------------------------------------------------------------------------------------------------------


def test_what_changed_is_recorded_by_its_part_and_a_save_without_change_is_not(staff_client, programme):
    assert save(staff_client, programme).status_code == 302
    assert not ProgrammeChange.objects.exists()
    save(staff_client, programme, **{"deadlines-0-closes_on": "2027-01-20"})
    assert [change.areas for change in ProgrammeChange.objects.all()] == [["dates"]]
    assert Deadline.objects.get().sequence == 1


def test_a_refused_save_records_nothing(staff_client, programme):
    save(staff_client, programme, **{"steps-1-ects": "50"})
    assert not ProgrammeChange.objects.exists()


# Publishing many ------------------------------------------------------------------------------------------------------


def act(client, action, *programmes):
    data = {"action": action, "_selected_action": [programme.pk for programme in programmes]}
    return client.post(LIST, data)


def test_many_are_published_by_the_same_rules(staff_client, programme, kth):
    Programme.objects.update(publication="draft")
    lonely = ProgrammeFactory(slug="lonely", publication="draft", partners=[kth])
    response = act(staff_client, "publish", programme, lonely)
    states = dict(Programme.objects.values_list("slug", "publication"))
    assert states == {"energy": "published", "lonely": "draft"}
    assert "One page was changed." in messages_of(response)
    assert [change.programme for change in ProgrammeChange.objects.all()] == [programme]


def test_many_are_withdrawn(staff_client, programme):
    act(staff_client, "withdraw", programme)
    programme.refresh_from_db()
    assert programme.publication == "withdrawn"
    assert "nothing to change here" in messages_of(act(staff_client, "withdraw", programme))[-1]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("typed", "told"),
    [({"ects_total": "90"}, ["Step 2"]), ({"ects_total": "no", "slug": "No"}, ["Slug", "ECTS credits"])],
)
def test_every_error_is_told_at_the_top_too_with_a_way_to_its_field(staff_client, programme, typed, told):
    data = filled_in(staff_client.get(page_of(programme)))
    html = staff_client.post(page_of(programme), {**data, **typed}).content.decode()
    (listed,) = re.findall(r'<ul class="error-links">(.*?)</ul>', html, re.DOTALL)
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', listed)
    assert [words.partition(":")[0] for _address, words in links] == told
    assert all(f'id="{address}"' in html for address, _words in links)
    assert "error-links" not in staff_client.get(page_of(programme)).content.decode()


@pytest.mark.any_database
def test_the_rows_are_folded_under_their_number_and_open_where_something_is_wrong(staff_client, programme):
    address = page_of(programme)
    page = staff_client.get(address)
    assert "Partners (2)" in page.content.decode()
    assert "Accreditations (0)" in page.content.decode()
    folded = {inline.opts.model.__name__ for inline in page.context["inline_admin_formsets"] if inline.is_collapsible}
    assert {"ProgrammePartner", "PathStep", "Deadline"} <= folded
    wrong = staff_client.post(address, {**filled_in(page), "ects_total": "90"})
    unfolded = {
        inline.opts.model.__name__ for inline in wrong.context["inline_admin_formsets"] if not inline.is_collapsible
    }
    assert "PathStep" in unfolded
    assert "ProgrammePartner" not in unfolded


def test_a_draft_is_not_withdrawn(staff_client, programme):
    Programme.objects.update(publication="draft")
    assert "nothing to change here" in messages_of(act(staff_client, "withdraw", programme))[-1]
    programme.refresh_from_db()
    assert programme.publication == "draft"


def test_a_new_address_is_told_and_the_old_one_leads_to_it(staff_client, client, programme):
    response = staff_client.post(page_of(programme), {**filled_in(staff_client.get(page_of(programme))), "slug": "new"})
    assert messages_of(response)[0] == ("The address of the page is now “new”. The old one, “energy”, leads to it.")
    assert client.get("/en/programmes/energy/")["Location"] == "/en/programmes/new/"


# Copying an intake ----------------------------------------------------------------------------------------------------


def copy_page(programme, intake):
    return reverse("admin:programmes_programme_copy_intake", args=[programme.pk, intake.pk])


def test_an_intake_is_copied_after_a_question(staff_client, programme):
    intake = programme.intakes.get()
    asked = staff_client.get(copy_page(programme, intake))
    assert asked.status_code == 200
    assert "2028/29" in asked.content.decode()
    assert Intake.objects.count() == 1
    response = staff_client.post(copy_page(programme, intake))
    assert response.status_code == 302
    copied = Intake.objects.get(copied_from=intake)
    assert (copied.academic_year, copied.state) == (2028, "planned")
    assert [(each.closes_on, each.certainty) for each in copied.deadlines.all()] == [(date(2028, 1, 15), "expected")]
    assert [change.areas for change in ProgrammeChange.objects.all()] == [["dates"]]


def test_copying_twice_makes_nothing(staff_client, programme):
    intake = programme.intakes.get()
    staff_client.post(copy_page(programme, intake))
    again = staff_client.post(copy_page(programme, intake))
    assert "There is an intake for this academic year already." in again.content.decode()
    assert Intake.objects.count() == 2


def test_an_intake_of_another_programme_is_not_found(staff_client, programme):
    other = IntakeFactory()
    assert staff_client.get(copy_page(programme, other)).status_code == 404


def test_a_partner_without_row_texts_shows_them_in_the_source_language(staff_client, kth, upc):
    programme = ProgrammeFactory(source_language="fi", title_en=None, title_fi="Energia")
    PartnerFactory(programme=programme, university=kth, is_coordinator=True, diploma_note_fi="huomautus")
    PartnerFactory(programme=programme, university=upc)
    html = staff_client.get(page_of(programme)).content.decode()
    assert 'name="partners-0-diploma_note_fi"' in html
    assert 'name="partners-0-diploma_note_en"' not in html


def test_the_texts_of_a_row_are_edited_in_all_languages_on_its_own_page(staff_client, programme):
    step = PathStep.objects.get(order=1)
    address = reverse("admin:programmes_pathstep_change", args=[step.pk])
    data = filled_in(staff_client.get(address))
    assert staff_client.post(address, {**data, "note_de": "mit Praktikum"}).status_code == 302
    step.refresh_from_db()
    assert step.note_de == "mit Praktikum"
