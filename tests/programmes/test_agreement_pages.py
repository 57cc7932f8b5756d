"""The list of agreements, and the page of each."""

from datetime import date

import pytest

from programmes.models import FormerAgreementSlug
from tests.factories.members import UniversityFactory
from tests.factories.network import NetworkFactory
from tests.factories.programmes import AgreementFactory, ProgrammeFactory, SignatureFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _network(db):
    NetworkFactory()


def university(slug, **kwargs):
    return UniversityFactory(slug=slug, name=slug.upper(), name__kind="short", membership="full", **kwargs)


def get(client, slug="framework", language="en"):
    return Page(client.get(f"/{language}/programmes/agreements/{slug}/"))


def test_the_list_says_for_how_long_each_holds(client):
    AgreementFactory(title_en="Running", valid_from=date(2003, 1, 1), valid_from_precision="year")
    AgreementFactory(title_en="Over", valid_from=date(2003, 1, 1), valid_to=date(2010, 1, 1))
    AgreementFactory(title_en="Open question", state="unconfirmed")
    AgreementFactory(title_en="Secret", publication="draft")
    page = Page(client.get("/en/programmes/agreements/"))
    text = page.text()
    assert "2003 – today" in text
    assert "1 January 2003 – 1 January 2010 0 signatories Does not hold today" in text
    assert "Not confirmed by its universities" in text
    assert "Secret" not in page.html
    assert page.errors == []


def test_a_page_names_signatories_with_what_is_known_of_each_signature(client):
    agreement = AgreementFactory(slug="framework", title_en="Framework")
    SignatureFactory(
        agreement=agreement, university=university("kth"), signed_on=date(2010, 5, 1), signatory_name="A. B."
    )
    SignatureFactory(agreement=agreement, university=university("upc"), withdrawn_on=date(2020, 1, 1))
    SignatureFactory(agreement=agreement, university=university("kit"), is_inferred=True)
    SignatureFactory(agreement=agreement, university=None, external_name="Tongji University")
    text = get(client).text()
    assert "KTH signed on 1 May 2010 A. B." in text
    assert "UPC withdrawn on 1 January 2020" in text
    assert "KIT inferred from lists and reports" in text
    assert "Tongji University" in text


def test_what_is_not_known_says_so(client):
    AgreementFactory(slug="framework", covers_master=False, kind="other")
    text = get(client).text()
    assert "Signed onnot recorded" in text
    assert "Levelsnot known" in text
    assert "No signatory is known." in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_to": date(2020, 1, 1)}, "This agreement does not hold today."),
        ({"ended_on_unknown_day": True}, "This agreement does not hold today."),
        ({"state": "unconfirmed"}, "It is not confirmed that this agreement is in force."),
    ],
)
def test_an_agreement_that_does_not_hold_or_is_in_doubt_says_so_first(client, change, words):
    AgreementFactory(slug="framework", **change)
    assert words in get(client).text()


def test_the_programmes_that_rest_on_it_are_listed(client):
    agreement = AgreementFactory(slug="framework")
    ProgrammeFactory(title_en="Energy", agreement=agreement)
    ProgrammeFactory(title_en="Secret", agreement=agreement, publication="draft")
    ProgrammeFactory(title_en="Elsewhere")
    html = get(client).html
    assert "Energy" in html
    assert "Secret" not in html and "Elsewhere" not in html


def test_texts_in_another_language_carry_it(client):
    AgreementFactory(slug="framework", title_en="Framework", title_fi="Puitesopimus", summary_en="All of it.")
    page = get(client, language="fi")
    assert page.text(page.one("h1")) == "Puitesopimus"
    assert [page.text(each) for each in page.all("span", lang="en", dir="auto")] == ["All of it."]


@pytest.mark.parametrize(("publication", "status"), [("draft", 404), ("withdrawn", 410), ("published", 200)])
def test_only_a_published_agreement_has_a_page(client, publication, status):
    AgreementFactory(slug="framework", publication=publication)
    assert client.get("/en/programmes/agreements/framework/").status_code == status


def test_a_former_address_and_the_lasting_identifier_lead_to_the_page(client):
    agreement = AgreementFactory(slug="new")
    FormerAgreementSlug.objects.create(target=agreement, slug="old")
    response = client.get("/de/programmes/agreements/old/")
    assert (response.status_code, response["Location"]) == (301, "/de/programmes/agreements/new/")
    response = client.get(f"/id/agreement/{agreement.uuid}", headers={"accept-language": "fr"})
    assert (response.status_code, response["Location"]) == (303, "/fr/programmes/agreements/new/")
    draft = AgreementFactory(publication="draft")
    FormerAgreementSlug.objects.create(target=draft, slug="secret")
    assert client.get("/de/programmes/agreements/secret/").status_code == 404
    assert client.get(f"/id/agreement/{draft.uuid}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_is_three_queries(client, count, django_assert_num_queries):
    for _number in range(count):
        AgreementFactory(signatories=[university(f"u{_number}")])
    with django_assert_num_queries(3):
        client.get("/fi/programmes/agreements/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_queries_whatever_it_shows(client, count, django_assert_num_queries):
    universities = [university(f"u{number}") for number in range(count)]
    agreement = AgreementFactory(slug="framework", signatories=universities)
    for _number in range(count):
        ProgrammeFactory(partners=universities, agreement=agreement)
    with django_assert_num_queries(13):
        get(client, language="fi")
