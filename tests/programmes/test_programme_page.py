"""The page of a programme, as a visitor sees it."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import translation

from programmes.models import FormerProgrammeSlug, PathStep, Programme, ProgrammeChange
from programmes.page import ProgrammePage
from programmes.page_query import load_programme
from tests.factories.members import ContactFactory, MembershipFactory, UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import (
    AccreditationFactory,
    AgreementFactory,
    DeadlineFactory,
    FeeFactory,
    IntakeFactory,
    LearningOutcomeFactory,
    PartnerFactory,
    PathFactory,
    ProgrammeFactory,
    RequirementFactory,
    SignatureFactory,
)
from tests.pages import XHTML, Page

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


def university(slug, **kwargs):
    return UniversityFactory(slug=slug, name=slug.upper(), name__kind="short", membership="full", **kwargs)


def get(client, slug="energy", language="en", query=""):
    return Page(client.get(f"/{language}/programmes/{slug}/{query}"))


def words(element):
    """Return the words of an element, those of its parts apart."""
    return " ".join(" ".join(element.itertext()).split())


def section(page, heading):
    """Return the words of the section with the heading."""
    found = [each for each in page.all("section") if page.text(next(each.iter(f"{XHTML}h2"))) == heading]
    assert len(found) == 1
    return words(found[0])


def fill(programme, count):
    """Give a programme so many rows of everything."""
    partners = [university(f"{programme.slug}-{number}") for number in range(count + 1)]
    for one in partners:
        PartnerFactory(programme=programme, university=one)
        ContactFactory(university=one, function="dual-master")
    programme.agreement = AgreementFactory(signatories=partners)
    programme.save()
    intake = IntakeFactory(programme=programme)
    for number in range(count):
        path = PathFactory(programme=programme, places=[partners[number], partners[number + 1]])
        path.home_universities.set([partners[number]])
        DeadlineFactory(intake=intake, university=partners[number], round=number + 1)
        IntakeFactory(programme=programme, academic_year=2030 + number)
        FeeFactory(programme=programme, university=partners[number])
        RequirementFactory(programme=programme)
        LearningOutcomeFactory(programme=programme)
        AccreditationFactory(programme=programme)
        ProgrammeChange.objects.create(programme=programme, changed_at=NOW, areas=["dates"])
        programme.subjects.create(code=f"061{number + 1}")
        programme.languages.create(language=["en", "fr", "sv"][number])


@pytest.mark.parametrize("count", [1, 3])
def test_fifteen_queries_whatever_it_shows(client, count, django_assert_num_queries):
    programme = ProgrammeFactory(slug="energy")
    fill(programme, count)
    assert connection.features.supports_json_field  # asked once in the life of a process
    with django_assert_num_queries(15):
        client.get("/fi/programmes/energy/")


def test_a_programme_without_any_row_has_a_page_that_says_what_is_not_known(client):
    ProgrammeFactory(slug="energy", title_en="Energy", partners=[university("kth"), university("upc")])
    page = get(client)
    assert page.errors == []
    assert "No path is published" in section(page, "Where and when")
    assert "Duration not known How much longer not known Taught in not known" in section(page, "Where and when")
    assert section(page, "What it costs") == "What it costs Not known: ask the universities before you plan."
    assert "Dates not yet confirmed" in section(page, "By when")
    assert "Agreement not known" in section(page, "What it rests on")


def test_the_first_screen_names_each_diploma_in_its_own_words(client):
    programme = ProgrammeFactory(slug="energy")
    PartnerFactory(
        programme=programme, university=university("kth"), degree_title="Civilingenjör", degree_title_language="sv"
    )
    PartnerFactory(programme=programme, university=university("upc"), degree_title="", degree_title_is_unknown=True)
    PartnerFactory(programme=programme, external_name="DTU", awarding="unknown")
    PartnerFactory(programme=programme, university=university("tcd"), awarding="no", is_associated=True)
    page = get(client)
    diplomas = section(page, "What you get")
    assert "KTH Civilingenjör UPC Awards a degree; its wording is not known. DTU" in diplomas
    assert "DTU Not known whether it awards a degree" in diplomas
    assert "TCD" not in diplomas
    assert [page.text(each) for each in page.all("strong", lang="sv")] == ["Civilingenjör"]


def test_a_path_is_an_ordered_list_of_stays(client):
    programme = ProgrammeFactory(slug="energy", route=[university("kth"), university("upc")])
    step = PathStep.objects.get(order=2)
    step.kind, step.note_en = "thesis", "in a company"
    step.save()
    page = get(client)
    stays = [words(each) for each in page.all("ol", class_="path-timeline__stays")[0]]
    assert stays == [
        "Semesters 1–2 KTH Courses · 60 ECTS credits",
        "Semesters 3–4 UPC Thesis · 60 ECTS credits in a company",
    ]
    assert programme.paths.count() == 1


def test_paths_beyond_the_third_are_listed_and_several_make_a_matrix(client):
    names = ["kth", "upc", "tcd", "kit"]
    universities = [university(name) for name in names]
    programme = ProgrammeFactory(slug="energy", partners=universities)
    for one in universities:
        for other in universities:
            if one != other:
                PathFactory(programme=programme, code=f"{one.slug}-{other.slug}", places=[one, other])
    page = get(client)
    assert len(page.all("ol", class_="path-timeline__stays")) == 3
    assert "9 further paths" in section(page, "Where and when")
    table = page.one("table")
    assert [each.get("scope") for each in table.iter(f"{XHTML}th")] == ["col"] * 5 + ["row"] * 4


def test_zero_is_no_fee_and_an_amount_has_its_group_and_year(client):
    programme = ProgrammeFactory(slug="energy", partners=[university("kth"), university("upc")])
    FeeFactory(programme=programme, amount=15000, currency="EUR", applicant_group="non-eu", academic_year=2027)
    FeeFactory(programme=programme, amount=0, currency="", charged_by="host")
    costs = section(get(client), "What it costs")
    assert "15,000 EUR per year Citizens of other countries · 2027/28" in costs.replace("\xa0", " ")
    assert "No fee The host university · year not given" in costs


def at(programme, moment):
    return [
        (one.deadline.purpose, one.standing.state.value)
        for year in ProgrammePage(load_programme(programme.slug), moment).years
        for one in year.deadlines
    ]


def test_deadlines_say_what_they_mean_at_the_moment():
    programme = ProgrammeFactory()
    DeadlineFactory(intake__programme=programme, closes_on=date(2027, 1, 15))
    assert at(programme, datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)) == [("application", "closing")]
    assert at(programme, datetime(2027, 1, 15, 23, 0, 0, tzinfo=UTC)) == [("application", "closed")]


@pytest.mark.parametrize("change", [{"status": "closed"}, {"status": "paused"}, {"status": "phasing-out"}])
def test_nothing_is_open_in_a_programme_that_takes_nobody(change):
    programme = ProgrammeFactory(**change)
    DeadlineFactory(intake__programme=programme, closes_on=date(2027, 1, 15))
    assert at(programme, NOW) == [("application", "closed")]


def test_a_cancelled_intake_is_named_and_closed(client):
    programme = ProgrammeFactory(slug="energy")
    DeadlineFactory(intake__programme=programme, intake__state="cancelled", closes_on=date(2099, 1, 15))
    page = get(client)
    assert "2027/28 Cancelled" in section(page, "By when")
    assert at(programme, NOW) == [("application", "closed")]


def test_the_application_page_is_linked_only_while_it_is_open(client):
    programme = ProgrammeFactory(slug="energy", application_url="https://apply.example.org/")
    DeadlineFactory(intake__programme=programme, closes_on=date(2099, 1, 15), intake__academic_year=2099)
    assert len(get(client).all("a", href="https://apply.example.org/")) == 1
    Programme.objects.update(status="closed")
    assert get(client).all("a", href="https://apply.example.org/") == []


def test_one_asks_at_ones_own_university_first(client):
    kth, upc = university("kth"), university("upc", international_office_url_en="https://upc.example.org/office")
    programme = ProgrammeFactory(slug="energy", partners=[kth, upc])
    ContactFactory(university=kth, function="press", mailbox_email="press@kth.se")
    ContactFactory(university=kth, function="dual-master", mailbox_email="dual@kth.se", mailbox_name="Dual")
    ContactFactory(university=kth, function="outgoing", mailbox_email="hidden@kth.se", visibility="staff")
    asked = section(get(client), "Whom to ask")
    assert "KTH Dual master's degrees: Dual dual@kth.se UPC Its international office" in asked
    assert "press@kth.se" not in asked and "hidden@kth.se" not in asked
    own_first = section(get(client, query="?home=upc"), "Whom to ask")
    assert own_first.index("UPC") < own_first.index("KTH")
    assert programme.partners.count() == 2


@pytest.mark.parametrize("home", ["nothing", "tcd", "../x", "%00"])
def test_a_home_that_is_no_partner_is_refused(client, home):
    ProgrammeFactory(slug="energy", partners=[university("kth")])
    university("tcd")
    assert client.get(f"/en/programmes/energy/?home={home}").status_code == 400


def test_a_programme_that_nobody_confirmed_says_so(client):
    ProgrammeFactory(slug="energy", status="unconfirmed")
    page = get(client)
    assert "Not confirmed by its universities" in page.text()
    assert "Not yet confirmed by its universities" in page.text(page.one("footer"))


def test_a_closed_programme_keeps_its_page_and_leads_to_its_successor(client):
    new = ProgrammeFactory(slug="new-energy", title_en="New Energy")
    ProgrammeFactory(slug="energy", status="closed", successor=new)
    ProgrammeFactory(slug="other", status="closed", successor=ProgrammeFactory(publication="draft", title_en="Secret"))
    assert [a.get("href") for a in get(client).all("a") if a.text == "New Energy"] == ["/en/programmes/new-energy/"]
    assert "Secret" not in get(client, "other").html


def test_a_withdrawn_signature_and_a_missing_one_are_said(client):
    kth, upc, kit = university("kth"), university("upc"), university("kit")
    agreement = AgreementFactory(title_en="Framework")
    SignatureFactory(agreement=agreement, university=kth)
    SignatureFactory(agreement=agreement, university=upc, withdrawn_on=date(2024, 3, 1))
    ProgrammeFactory(slug="energy", partners=[kth, upc, kit], agreement=agreement)
    text = section(get(client), "What it rests on")
    assert "UPC withdrew its signature on 1 March 2024." in text
    assert "KIT has no signature that holds today." in text
    assert "KTH withdrew" not in text and "KTH has no" not in text


def test_an_agreement_that_is_a_draft_is_not_shown(client):
    agreement = AgreementFactory(title_en="Secret", publication="draft")
    ProgrammeFactory(slug="energy", agreement=agreement)
    assert "Secret" not in get(client).html


def test_a_suspended_partner_and_one_that_is_no_member_are_marked(client):
    suspended = UniversityFactory(slug="tsu", name="TSU", name__kind="short")
    MembershipFactory(university=suspended, state="suspended")
    former = UniversityFactory(slug="epfl", name="EPFL", name__kind="short")
    programme = ProgrammeFactory(slug="energy", partners=[university("kth"), suspended])
    PartnerFactory(programme=programme, university=former, is_external=True)
    partners = section(get(client), "Partners")
    assert "TSU (membership suspended)" in partners
    assert "EPFL (not a member)" in partners


def test_a_university_that_is_no_longer_public_is_named_without_a_link(client):
    ProgrammeFactory(slug="energy", partners=[university("kth"), university("gone", publication="withdrawn")])
    page = get(client)
    assert "GONE" in page.text()
    assert page.all("a", href="/en/members/gone/") == []


def test_terms_are_explained_where_they_stand(client):
    ProgrammeFactory(slug="energy", kind="cotutelle", level="doctorate")
    page = get(client)
    assert page.text(page.one("details", class_="term")).startswith("Dual doctorate (cotutelle) Cotutelle: a doctorate")


def test_texts_in_another_language_carry_it(client):
    ProgrammeFactory(slug="energy", title_en="Energy", title_fi="Energia", summary_en="All about it.")
    page = get(client, language="fi")
    assert page.text(page.one("h1")) == "Energia"
    assert [page.text(each) for each in page.all("span", lang="en", dir="auto")] == ["All about it."]


def test_changes_are_listed_in_words_the_newest_first(client):
    programme = ProgrammeFactory(slug="energy")
    for day, areas in ((1, ["created"]), (2, ["dates", "fees"])):
        ProgrammeChange.objects.create(
            programme=programme, changed_at=datetime(2026, 5, day, 12, tzinfo=UTC), areas=areas
        )
    assert section(get(client), "Changes") == (
        "Changes 2 May 2026 Intakes and deadlines; Costs 1 May 2026 New in the portal"
    )


@pytest.mark.parametrize(("publication", "status"), [("draft", 404), ("withdrawn", 410), ("published", 200)])
def test_only_a_published_programme_has_a_page(client, publication, status):
    ProgrammeFactory(slug="energy", publication=publication)
    assert client.get("/en/programmes/energy/").status_code == status


def test_a_former_address_leads_to_the_new_one(client):
    programme = ProgrammeFactory(slug="new")
    FormerProgrammeSlug.objects.create(target=programme, slug="old")
    draft = ProgrammeFactory(slug="secret", publication="draft")
    FormerProgrammeSlug.objects.create(target=draft, slug="older")
    response = client.get("/de/programmes/old/")
    assert (response.status_code, response["Location"]) == (301, "/de/programmes/new/")
    assert client.get("/de/programmes/older/").status_code == 404


def test_the_lasting_identifier_leads_to_the_page(client):
    programme = ProgrammeFactory(slug="energy")
    draft = ProgrammeFactory(publication="draft")
    response = client.get(f"/id/programme/{programme.uuid}", headers={"accept-language": "de"})
    assert (response.status_code, response["Location"]) == (303, "/de/programmes/energy/")
    assert client.get(f"/id/programme/{draft.uuid}").status_code == 404


def test_no_path_leaves_out_a_place_that_is_chosen_later(client):
    programme = ProgrammeFactory(slug="energy", partners=[university("kth"), university("upc")])
    path = PathFactory(programme=programme, places=[university("tcd")])
    PathStep.objects.create(path=path, order=2, place_en="a company", place_fr="une entreprise")
    PathStep.objects.create(path=path, order=3)
    with translation.override("fr"):
        page = get(client, language="fr")
    assert "une entreprise" in page.text(page.one("ol", class_="path-timeline__stays"))
    assert "Place chosen later" in page.text(Page(client.get("/en/programmes/energy/")).one("main"))
