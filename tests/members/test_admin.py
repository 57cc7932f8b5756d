import re
from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models.signals import pre_save
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cluster_portal.models import LoadedRecord
from members.models import (
    Contact,
    FormerUniversitySlug,
    Membership,
    Person,
    University,
    UniversityFact,
    UniversityIdentifier,
    UniversityName,
)
from tests.admin_forms import add_row, errors_of, filled_in, messages_of, shown_in
from tests.factories.accounts import UserFactory
from tests.factories.members import (
    AffiliationFactory,
    ContactFactory,
    MembershipFactory,
    PersonFactory,
    UniversityFactFactory,
    UniversityFactory,
    UniversityIdentifierFactory,
    UniversityNameFactory,
)
from tests.factories.network import NetworkFactory
from tests.factories.pictures import PictureFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/members/university/"


def page_of(thing):
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])


def names_in(response):
    return [university.name.value for university in response.context["cl"].result_list]


@pytest.fixture
def kth():
    return UniversityFactory(slug="kth", name="KTH Royal Institute of Technology", membership="full")


# Who may do what --------------------------------------------------------------------------------------------------


def test_an_editor_opens_and_saves_a_university(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    response = staff_client.post(page_of(kth), {**data, "city_sv": "Stockholm"})
    kth.refresh_from_db()
    assert response.status_code == 302
    assert (kth.city_sv, kth.city_en) == ("Stockholm", None)


def test_somebody_who_is_not_staff_is_sent_to_the_sign_in_page(client, kth):
    client.force_login(UserFactory())
    for address in (LIST, page_of(kth)):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_staff_without_rights_see_no_universities(client, kth):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.post(page_of(kth), {"slug": "stolen"}).status_code == 403
    kth.refresh_from_db()
    assert kth.slug == "kth"


def test_what_was_loaded_from_files_is_not_edited_in_the_back_office():
    assert LoadedRecord not in admin.site._registry


# Pages and what they load -----------------------------------------------------------------------------------------


def admin_pages():
    """Return the address of each kind of page of each model in the back office, with something on it."""
    NetworkFactory()
    university = UniversityFactory(name="KTH", membership="full")
    person = PersonFactory()
    ContactFactory(university=university, person=person)
    UserFactory(groups=[])
    pages = ["/admin/", "/admin/login/"]
    for model in admin.site._registry:
        opts = model._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        pages += [reverse(f"{name}_{kind}") for kind in ("changelist", "add")]
        if thing := model._default_manager.first():
            pages += [reverse(f"{name}_{kind}", args=[thing.pk]) for kind in ("change", "history")]
    return pages


@pytest.mark.any_database
def test_no_page_of_the_back_office_loads_anything_from_elsewhere(superuser_client):
    loaded = set()
    for address in admin_pages():
        html = superuser_client.get(address, follow=True).content.decode()
        loaded |= set(re.findall(r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]+)"', html))
        loaded |= set(re.findall(r'<link[^>]*\shref="([^"]+)"', html))
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html), address
    assert "/static/vendor/jquery-ui/jquery-ui.min.js" in loaded
    assert "/static/modeltranslation/js/tabbed_translation_fields.js" in loaded
    assert [address for address in loaded if not re.match(r"/(?!/)", address)] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_universities(staff_client, count):
    for number in range(count):
        university = UniversityFactory(name=f"University {number}", name__language="sv", membership="full")
        MembershipFactory(university=university, valid_from=date(1980, 1, 1), valid_to=date(1990, 1, 1))
        UniversityNameFactory(university=university, language="fr", kind="translation")
        ContactFactory(university=university)
    staff_client.get(LIST)  # content types are asked for once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        response = staff_client.get(LIST)
    assert len(response.context["cl"].result_list) == count
    assert len(queries) == 11


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_rows(staff_client, kth, count):
    UniversityFactory(name="Another")
    kth.memberships.all().delete()
    for number in range(count):
        UniversityNameFactory(university=kth, language=f"x{'abc'[number]}", kind="translation")
        MembershipFactory(university=kth, valid_from=date(1990 + number, 1, 1), valid_to=date(1991 + number, 1, 1))
        UniversityIdentifierFactory(university=kth)
        UniversityFactFactory(university=kth, reference_year=2020 + number)
        ContactFactory(university=kth, person=PersonFactory())
    staff_client.get(page_of(kth))  # content types are asked for once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        response = staff_client.get(page_of(kth))
    shown = [len(inline.formset.initial_forms) for inline in response.context["inline_admin_formsets"]]
    assert shown == [count + 1, count, count, count, count]
    assert len(queries) == 17


def test_the_list_loads_no_texts(staff_client, kth):
    with CaptureQueriesContext(connection) as queries:
        staff_client.get(LIST)
    [listing] = [
        query["sql"] for query in queries if "reading_name" in query["sql"] and "LIMIT" in query["sql"].upper()
    ]
    columns = listing.split(" FROM ")[0]
    assert '"members_university"."slug"' in columns
    assert '"members_university"."description_fi"' not in columns.split("CASE")[0]


# The list ---------------------------------------------------------------------------------------------------------


def test_the_list_stands_in_the_order_of_the_names_as_the_editor_reads_them(staff_client):
    aalto = UniversityFactory(slug="x", name="Aalto-yliopisto", name__language="fi", source_language="fi")
    UniversityNameFactory(university=aalto, kind="translation", language="sv", value="Öppna universitetet")
    UniversityFactory(slug="y", name="Lund University")
    assert names_in(staff_client.get(LIST)) == ["Aalto-yliopisto", "Lund University"]
    assert names_in(staff_client.get(LIST, headers={"accept-language": "sv"})) == [
        "Lund University",
        "Öppna universitetet",
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("poly montreal", ["Polytechnique Montréal"]),
        ("POLYTÉCHNIQUE", ["Polytechnique Montréal"]),
        ("helsinki", ["Aalto University"]),  # a former name
        ("aalto yliopisto", ["Aalto University"]),
        ("nothing of the kind", []),
        ("x " * 900, []),
    ],
)
def test_a_search_looks_in_every_name_whatever_accents_and_capitals(staff_client, typed, found):
    aalto = UniversityFactory(name="Aalto University")
    UniversityNameFactory(university=aalto, kind="translation", language="fi", value="Aalto-yliopisto")
    UniversityNameFactory(university=aalto, kind="former", value="Helsinki University of Technology")
    UniversityFactory(name="Polytechnique Montréal")
    assert names_in(staff_client.get(LIST, {"q": typed})) == found


def test_the_list_shows_standings_as_they_were_on_a_day(staff_client):
    leaver = UniversityFactory(name="Leaver")
    MembershipFactory(university=leaver, valid_from=date(1990, 1, 1), valid_to=date(2000, 1, 1))
    UniversityFactory(name="Newcomer", membership="associate", membership__valid_from=date(1999, 6, 1))
    UniversityFactory(name="Stranger")

    def standings(day):
        rows = staff_client.get(LIST, {"on": day}).context["cl"].result_list
        return {row.name.value: row.standing for row in rows}

    assert standings("1995-01-01") == {"Leaver": "full", "Newcomer": "", "Stranger": ""}
    assert standings("1999-12-31") == {"Leaver": "full", "Newcomer": "associate", "Stranger": ""}
    assert standings("2000-01-01") == {"Leaver": "former", "Newcomer": "associate", "Stranger": ""}
    assert names_in(staff_client.get(LIST, {"on": "1999-12-31", "standing": "full"})) == ["Leaver"]
    assert names_in(staff_client.get(LIST, {"on": "2000-01-01", "standing": "full"})) == []
    assert names_in(staff_client.get(LIST, {"standing": "none"})) == ["Stranger"]


@pytest.mark.parametrize("day", ["yesterday", "2024-13-01", "2024-02-30", "99999-01-01", "0", "2024-01-01x"])
def test_what_is_not_a_day_is_said_and_the_rest_of_the_address_kept(staff_client, day):
    response = staff_client.get(LIST, {"on": day, "standing": "full"})
    assert (response.status_code, response["Location"]) == (302, f"{LIST}?standing=full")
    assert messages_of(response) == [f"“{day}” is not a day: write it as year, month, day, for example 2024-12-31."]
    assert staff_client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("query", ["standing=nonsense", "missing=xx", "notice=zz", "country__nonsense=1", "nonsense=1"])
def test_a_filter_that_does_not_exist_leads_back_to_the_whole_list(staff_client, kth, query):
    response = staff_client.get(f"{LIST}?{query}", follow=True)
    assert response.status_code == 200
    assert names_in(response) == [kth.name.value]


def test_universities_are_filtered_by_country_and_publication(staff_client):
    UniversityFactory(name="Swede", country="SE")
    UniversityFactory(name="Finn", country="FI", publication="draft")
    assert names_in(staff_client.get(LIST, {"country": "FI"})) == ["Finn"]
    assert names_in(staff_client.get(LIST, {"publication__exact": "published"})) == ["Swede"]


def test_universities_are_found_by_the_language_that_they_lack(staff_client):
    UniversityFactory(name="Both", summary_sv="Text", city_sv="Lund")
    UniversityFactory(name="Summary only", summary_sv="Text", city_sv="")
    UniversityFactory(name="City only", city_sv="Lund")
    assert names_in(staff_client.get(LIST, {"missing": "sv"})) == ["City only", "Summary only"]
    rows = staff_client.get(LIST).context["cl"].result_list
    assert {row.name.value: row.missing_count for row in rows} == {"Both": 9, "City only": 10, "Summary only": 10}


def test_every_filter_can_count_its_choices(staff_client, kth):
    assert staff_client.get(LIST, {"_facets": "1", "on": "2020-01-01"}).status_code == 200


def test_universities_with_a_notice_are_found_by_it(staff_client):
    complete = UniversityFactory(
        name="Complete",
        membership="full",
        city_en="Lund",
        website_en="https://example.org",
        logo=PictureFactory(),
    )
    ContactFactory(university=complete)
    UniversityIdentifierFactory(university=complete, scheme="ror", value="026vcq606")
    AffiliationFactory.create_batch(2, university=complete)
    bare = UniversityFactory(name="Bare", membership="full", country="")
    UniversityFactory(name="Associate", membership="associate", country="")
    UniversityFactory(name="Draft", membership="full", country="", publication="draft")
    rows = staff_client.get(LIST).context["cl"].result_list
    assert {row.name.value: row.notice_count for row in rows} == {"Complete": 0, "Bare": 7, "Associate": 0, "Draft": 0}
    assert names_in(staff_client.get(LIST, {"notice": "any"})) == ["Bare"]
    assert names_in(staff_client.get(LIST, {"notice": "country"})) == ["Bare"]
    assert names_in(staff_client.get(LIST, {"notice": "english_name"})) == []
    assert "There is no country." in staff_client.get(page_of(bare)).content.decode()
    assert "the page has all that it should have" in staff_client.get(page_of(complete)).content.decode()


# The page of a university -------------------------------------------------------------------------------------------


def test_view_on_site_leads_to_the_page_in_the_editors_language(staff_client, kth):
    response = staff_client.get(page_of(kth), headers={"accept-language": "sv"})
    assert 'href="/sv/members/kth/"' in response.content.decode()
    assert staff_client.get("/sv/members/kth/").status_code == 200


def test_a_draft_has_no_link_to_a_page(staff_client):
    draft = UniversityFactory(slug="draft", publication="draft")
    assert "/en/members/draft/" not in staff_client.get(page_of(draft)).content.decode()


def test_the_history_of_membership_is_told_in_words(staff_client, kth):
    kth.memberships.all().delete()
    MembershipFactory(
        university=kth, category="associate", valid_from=None, valid_to=date(2001, 1, 1), valid_to_precision="year"
    )
    MembershipFactory(university=kth, valid_from=date(2018, 7, 1), valid_from_precision="month", state="suspended")
    html = staff_client.get(page_of(kth)).content.decode()
    assert "<li>Associate member: not recorded – 2001</li><li>Full member: July 2018 – open (Suspended)</li>" in html
    assert "Standing today: <strong>Suspended</strong>" in html


def test_sources_are_shown_as_labels_with_links_and_cannot_be_typed_over(staff_client, kth):
    University.objects.filter(pk=kth.pk).update(sources={"summary": "own-words", "city": "https://ror.org/026vcq606"})
    response = staff_client.get(page_of(kth))
    html = response.content.decode()
    assert "<li>Summary: written for this portal</li>" in html
    assert (
        '<li>City: <a href="https://ror.org/026vcq606" rel="noreferrer" '
        'title="https://ror.org/026vcq606">ror.org</a></li>' in html
    )
    staff_client.post(page_of(kth), {**filled_in(response), "sources": "{}"})
    kth.refresh_from_db()
    assert kth.sources == {"summary": "own-words", "city": "https://ror.org/026vcq606"}


def test_a_new_address_is_said_and_the_old_one_leads_to_it(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    response = staff_client.post(page_of(kth), {**data, "slug": "kth-stockholm"})
    assert "The address of the page is now “kth-stockholm”. The old one, “kth”, leads to it." in messages_of(response)
    assert list(FormerUniversitySlug.objects.values_list("slug", "target__slug")) == [("kth", "kth-stockholm")]
    moved = staff_client.get("/en/members/kth/")
    assert (moved.status_code, moved["Location"]) == (301, "/en/members/kth-stockholm/")


def test_a_university_is_made_with_all_its_rows_in_one_submission(staff_client):
    person = PersonFactory()
    data = filled_in(staff_client.get(f"{LIST}add/"))
    data.update({"slug": "lund", "publication": "draft", "source_language": "sv", "city_sv": "Lund"})
    add_row(data, "names", kind="official", language="sv", value="Lunds universitet")
    add_row(data, "memberships", category="full", state="active", valid_from="1999-01-01", note_sv="Grundare")
    add_row(data, "identifiers", scheme="erasmus", value="S LUND01")
    add_row(data, "facts", kind="students", value="40000", reference_year="2023", note_en="heads")
    add_row(
        data, "contacts", function="incoming", mailbox_email="office@example.org", person=person.pk, visibility="public"
    )
    response = staff_client.post(f"{LIST}add/", data)
    assert response.status_code == 302, errors_of(response)
    lund = University.objects.get(slug="lund")
    assert [name.value for name in lund.names.all()] == ["Lunds universitet"]
    assert [(period.valid_from, period.note_sv) for period in lund.memberships.all()] == [
        (date(1999, 1, 1), "Grundare")
    ]
    assert [row.value for row in lund.identifiers.all()] == ["S  LUND01"]
    assert [(fact.value, fact.note_en) for fact in lund.facts.all()] == [(40000, "heads")]
    assert [contact.person for contact in lund.contacts.all()] == [person]


# Publishing, withdrawing, deleting ----------------------------------------------------------------------------------


@pytest.mark.parametrize("publication", ["published", "withdrawn"])
def test_what_had_a_page_is_never_deleted(superuser_client, publication):
    university = UniversityFactory(publication=publication)
    address = reverse("admin:members_university_delete", args=[university.pk])
    assert superuser_client.get(address).status_code == 403
    assert superuser_client.post(address, {"post": "yes"}).status_code == 403
    superuser_client.post(LIST, {"action": "delete_selected", "_selected_action": [university.pk], "post": "yes"})
    assert University.objects.filter(pk=university.pk).exists()


def test_a_draft_can_be_deleted(staff_client):
    draft = UniversityFactory(publication="draft", name="Mistake", membership="full")
    kept = UniversityFactory(name="Kept")
    response = staff_client.post(reverse("admin:members_university_delete", args=[draft.pk]), {"post": "yes"})
    assert response.status_code == 302
    assert list(University.objects.all()) == [kept]


def test_what_was_published_cannot_become_a_draft_again(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    response = staff_client.post(page_of(kth), {**data, "publication": "draft"})
    assert errors_of(response) == {
        "publication": ["What was published once can only be withdrawn, not made a draft again."]
    }


def test_the_list_publishes_what_is_valid_and_says_what_is_not(staff_client):
    good = UniversityFactory(name="Good", publication="draft")
    bad = UniversityFactory(name="Bad", publication="draft", time_zone="Mars/Olympus")
    untouched = UniversityFactory(name="Untouched", publication="draft")
    response = staff_client.post(LIST, {"action": "publish", "_selected_action": [good.pk, bad.pk]})
    states = dict(University.objects.values_list("pk", "publication"))
    assert states == {good.pk: "published", bad.pk: "draft", untouched.pk: "draft"}
    assert messages_of(response) == [
        "Bad: “Mars/Olympus” is not a time zone: write it as region and city, for example Europe/Stockholm.",
        "One page was changed.",
    ]


def test_the_list_withdraws_published_universities_only(staff_client, kth):
    draft = UniversityFactory(name="Draft", publication="draft")
    staff_client.post(LIST, {"action": "withdraw", "_selected_action": [kth.pk, draft.pk]})
    assert dict(University.objects.values_list("pk", "publication")) == {kth.pk: "withdrawn", draft.pk: "draft"}
    assert staff_client.get("/en/members/kth/").status_code == 410


# Bad input: a message at the field, nothing typed is lost, nothing stored --------------------------------------------


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"latitude": "59.3", "longitude": ""}, {"longitude": ["Give both coordinates or none."]}),
        ({"latitude": "", "longitude": "18.07"}, {"latitude": ["Give both coordinates or none."]}),
        (
            {"time_zone": "Stockholm"},
            {
                "time_zone": [
                    "“Stockholm” is not a time zone: write it as region and city, for example Europe/Stockholm."
                ]
            },
        ),
        (
            {"email_domains": "kth.se\nnot a domain!"},
            {"email_domains": ["“domain!” is not a domain: write what stands after the @, for example kth.se."]},
        ),
        (
            {"slug": "KTH Stockholm"},
            {"slug": ["Use lower-case letters a to z, digits and single hyphens, for example tu-darmstadt."]},
        ),
        ({"website_fi": "www"}, {"website_fi": ["Enter a valid URL."]}),
    ],
)
def test_a_wrong_value_of_the_university_is_told_at_its_field(staff_client, kth, typed, errors):
    data = {**filled_in(staff_client.get(page_of(kth))), "summary_sv": "Just written", **typed}
    add_row(data, "facts", kind="staff", value="77")
    response = staff_client.post(page_of(kth), data)
    assert response.status_code == 200
    assert errors_of(response) == errors
    for name, value in {**typed, "summary_sv": "Just written", "facts-0-value": "77"}.items():
        assert shown_in(response, name) == value
    kth.refresh_from_db()
    assert (kth.slug, kth.summary_sv, kth.facts.count()) == ("kth", None, 0)


@pytest.mark.any_database
def test_several_domains_are_tidied(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    staff_client.post(page_of(kth), {**data, "email_domains": "@KTH.se, ug.kth.se"})
    kth.refresh_from_db()
    assert kth.email_domains == "kth.se\nug.kth.se"


def test_an_address_that_belonged_to_another_university_is_refused(staff_client, kth):
    other = UniversityFactory(slug="eth")
    other.slug = "eth-zuerich"
    other.save()
    data = filled_in(staff_client.get(page_of(kth)))
    response = staff_client.post(page_of(kth), {**data, "slug": "eth"})
    assert errors_of(response) == {"slug": ["This address once belonged to another object."]}


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("scheme", "typed", "message"),
    [
        ("ror", "026vcq607", "The check digits of this ROR identifier do not fit: a letter or a digit is mistyped."),
        ("pic", "12345", "A PIC is nine digits."),
        ("erasmus", "S  STOCKHOLM-UNIVERSITY", None),
        (
            "erasmus",
            "GERAKLIO01",
            "Write the spaces after the country part: without them this Erasmus code can be read in two ways.",
        ),
    ],
)
def test_a_wrong_identifier_is_told_at_its_field(staff_client, kth, scheme, typed, message):
    data = filled_in(staff_client.get(page_of(kth)))
    number = add_row(data, "identifiers", scheme=scheme, value=typed, note="Just typed")
    response = staff_client.post(page_of(kth), data)
    assert list(errors_of(response)) == [f"identifiers-{number}-value"]
    if message:
        assert errors_of(response)[f"identifiers-{number}-value"] == [message]
    assert shown_in(response, f"identifiers-{number}-value") == typed
    assert shown_in(response, f"identifiers-{number}-note") == "Just typed"
    assert not UniversityIdentifier.objects.exists()


@pytest.mark.any_database
@pytest.mark.parametrize("typed", ["S STOCKHO04", "SSTOCKHO04", "  s   stockho04 ", "S  STOCKHO4"])
def test_an_erasmus_code_with_wrong_padding_is_repaired_and_said_so(staff_client, kth, typed):
    data = filled_in(staff_client.get(page_of(kth)))
    add_row(data, "identifiers", scheme="erasmus", value=typed)
    response = staff_client.post(page_of(kth), data)
    assert [row.value for row in kth.identifiers.all()] == ["S  STOCKHO04"]
    assert "The Erasmus code was written as “S  STOCKHO04”." in messages_of(response)
    assert '<code class="identifier">S  STOCKHO04</code>' in staff_client.get(response["Location"]).content.decode()


@pytest.mark.any_database
def test_a_right_erasmus_code_keeps_its_blanks_and_is_passed_over_in_silence(staff_client, kth):
    UniversityIdentifierFactory(university=kth, scheme="erasmus", value="S  STOCKHO04")
    page = staff_client.get(page_of(kth))
    assert shown_in(page, "identifiers-0-value") == "S  STOCKHO04"
    response = staff_client.post(page_of(kth), {**filled_in(page), "identifiers-0-note": "checked"})
    assert [(row.value, row.note) for row in kth.identifiers.all()] == [("S  STOCKHO04", "checked")]
    assert [message for message in messages_of(response) if "Erasmus" in message] == []


def test_an_identifier_of_another_university_is_refused_and_a_moved_one_accepted(staff_client, kth):
    other = UniversityIdentifierFactory(scheme="pic", value="999990946")
    data = filled_in(staff_client.get(page_of(kth)))
    number = add_row(data, "identifiers", scheme="pic", value="999990946")
    response = staff_client.post(page_of(kth), data)
    assert errors_of(response) == {f"identifiers-{number}-value": ["Another university has this identifier."]}
    UniversityIdentifier.objects.filter(pk=other.pk).update(valid_to=date(2020, 1, 1))
    assert staff_client.post(page_of(kth), data).status_code == 302
    assert [row.value for row in kth.identifiers.all()] == ["999990946"]


def test_the_same_identifier_twice_in_one_submission_is_refused_however_it_is_written(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    add_row(data, "identifiers", scheme="erasmus", value="S  STOCKHO04")
    number = add_row(data, "identifiers", scheme="erasmus", value="S STOCKHO04")
    response = staff_client.post(page_of(kth), data)
    assert errors_of(response) == {f"identifiers-{number}-value": ["Another university has this identifier."]}
    assert shown_in(response, f"identifiers-{number}-value") == "S STOCKHO04"


# Periods that are changed together ------------------------------------------------------------------------------------


def test_two_submitted_periods_that_overlap_are_told_at_the_field(staff_client, kth):
    kth.memberships.all().delete()
    data = filled_in(staff_client.get(page_of(kth)))
    add_row(data, "memberships", category="associate", state="active", valid_from="1990-01-01", valid_to="2000-01-01")
    add_row(data, "memberships", category="full", state="active", valid_from="1999-12-31", note_de="Gerade getippt")
    response = staff_client.post(page_of(kth), data)
    message = (
        "This period overlaps another one: Associate member, 1990-01-01 to 2000-01-01. "
        "A period ends before the next begins."
    )
    assert errors_of(response) == {"memberships-1-valid_from": [message]}
    assert shown_in(response, "memberships-1-valid_from") == "1999-12-31"
    assert shown_in(response, "memberships-1-note_de") == "Gerade getippt"
    assert not Membership.objects.exists()


def test_a_new_period_beside_an_open_one_is_told_at_the_new_one(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    add_row(data, "memberships", category="associate", state="active", valid_from="2020-01-01")
    response = staff_client.post(page_of(kth), data)
    assert list(errors_of(response)) == ["memberships-1-valid_from"]
    assert Membership.objects.count() == 1


@pytest.mark.any_database
def test_a_period_that_ends_before_it_starts_is_told_at_its_end(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    response = staff_client.post(page_of(kth), {**data, "memberships-0-valid_to": "1980-01-01"})
    assert errors_of(response) == {"memberships-0-valid_to": ["The end must be after the start."]}
    assert shown_in(response, "memberships-0-valid_to") == "1980-01-01"


@pytest.mark.any_database
def test_an_end_both_known_and_unknown_is_told_at_the_box(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    typed = {"memberships-0-valid_to": "2000-01-01", "memberships-0-ended_on_unknown_day": "on"}
    response = staff_client.post(page_of(kth), {**data, **typed})
    assert errors_of(response) == {"memberships-0-ended_on_unknown_day": ["You gave the day of the end: untick this."]}


@pytest.mark.parametrize("day", ["2010-01-01", "2015-05-05"])
def test_one_submission_ends_a_period_and_opens_the_next(staff_client, kth, day):
    data = filled_in(staff_client.get(page_of(kth)))
    data["memberships-0-valid_to"] = "2010-01-01"
    add_row(data, "memberships", category="associate", state="active", valid_from=day)
    response = staff_client.post(page_of(kth), data)
    assert response.status_code == 302, errors_of(response)
    assert list(kth.memberships.values_list("category", "valid_from", "valid_to")) == [
        ("full", date(1990, 1, 1), date(2010, 1, 1)),
        ("associate", date.fromisoformat(day), None),
    ]


def test_one_submission_opens_the_earlier_row_and_ends_the_later_one(staff_client, kth):
    early = kth.memberships.get()
    early.valid_to = date(2000, 1, 1)
    early.save()
    late = MembershipFactory(university=kth, category="associate", valid_from=date(2010, 1, 1))
    data = filled_in(staff_client.get(page_of(kth)))
    # The first row becomes the open one before the second has been written.
    data.update(
        {"memberships-0-valid_from": "2012-01-01", "memberships-0-valid_to": "", "memberships-1-valid_to": "2012-01-01"}
    )
    response = staff_client.post(page_of(kth), data)
    assert response.status_code == 302, errors_of(response)
    assert list(kth.memberships.values_list("pk", "valid_from", "valid_to")) == [
        (late.pk, date(2010, 1, 1), date(2012, 1, 1)),
        (early.pk, date(2012, 1, 1), None),
    ]


def test_a_deleted_period_is_in_nobodys_way(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    data["memberships-0-DELETE"] = "on"
    add_row(data, "memberships", category="associate", state="active", valid_from="1990-01-01")
    assert staff_client.post(page_of(kth), data).status_code == 302
    assert list(kth.memberships.values_list("category", flat=True)) == ["associate"]


def test_a_period_that_somebody_else_added_meanwhile_counts(staff_client, kth):
    kth.memberships.all().delete()
    data = filled_in(staff_client.get(page_of(kth)))
    MembershipFactory(university=kth, valid_from=date(1990, 1, 1))
    add_row(data, "memberships", category="associate", state="active", valid_from="2000-01-01")
    response = staff_client.post(page_of(kth), data)
    assert list(errors_of(response)) == ["memberships-0-valid_from"]


@pytest.mark.parametrize(
    ("rival_from", "rival_to"),
    [
        (date(2005, 1, 1), None),
        pytest.param(
            date(1999, 1, 1),
            date(2001, 1, 1),
            marks=pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
        ),
    ],
)
def test_a_race_lost_to_somebody_else_ends_in_the_form(staff_client, kth, rival_from, rival_to):
    kth.memberships.all().delete()
    data = filled_in(staff_client.get(page_of(kth)))
    add_row(data, "memberships", category="associate", state="active", valid_from="2000-01-01", note_en="Just typed")
    rivals = []

    def add_rival(instance, **kwargs):
        rivals.extend(
            Membership.objects.bulk_create(
                [Membership(university=kth, category="full", valid_from=rival_from, valid_to=rival_to)]
            )
        )

    pre_save.connect(add_rival, sender=Membership)
    try:
        response = staff_client.post(page_of(kth), data)
    finally:
        pre_save.disconnect(add_rival, sender=Membership)
    assert len(rivals) == 1
    assert response.status_code == 200
    assert list(errors_of(response)) == [""]
    assert errors_of(response)[""][0].startswith("Somebody else saved something at the same moment")
    assert shown_in(response, "memberships-0-note_en") == "Just typed"
    assert messages_of(response) == []
    assert not Membership.objects.exists()


# Names, figures and contacts that are changed together --------------------------------------------------------------


def test_two_current_names_of_one_kind_and_language_are_refused(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    number = add_row(data, "names", kind="official", language="en", value="KTH")
    response = staff_client.post(page_of(kth), data)
    assert errors_of(response) == {
        f"names-{number}-value": ["There is a current name of this kind in this language already: end it first."]
    }


def test_a_name_is_ended_and_followed_by_another_in_one_submission(staff_client, kth):
    data = filled_in(staff_client.get(page_of(kth)))
    data["names-0-valid_to"] = "2020-01-01"
    add_row(data, "names", kind="official", language="en", value="KTH Institute", valid_from="2020-01-01")
    assert staff_client.post(page_of(kth), data).status_code == 302
    assert set(kth.names.values_list("value", "valid_to")) == {
        ("KTH Royal Institute of Technology", date(2020, 1, 1)),
        ("KTH Institute", None),
    }


def test_two_names_change_places_in_one_submission(staff_client, kth):
    UniversityNameFactory(university=kth, language="sv", value="Kungliga Tekniska högskolan")
    data = filled_in(staff_client.get(page_of(kth)))
    data.update({"names-0-language": "sv", "names-1-language": "en"})
    response = staff_client.post(page_of(kth), data)
    assert response.status_code == 302, errors_of(response)
    assert dict(kth.names.values_list("value", "language")) == {
        "KTH Royal Institute of Technology": "sv",
        "Kungliga Tekniska högskolan": "en",
    }
    assert set(kth.names.values_list("valid_to", flat=True)) == {None}


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        (
            {"kind": "official", "language": "", "value": "X"},
            "language",
            "An official name, or its translation, is in some language: say which.",
        ),
        (
            {"kind": "short", "language": "Swedish!", "value": "X"},
            "language",
            "Write the language as a tag, for example sv, zh or zh-Hant.",
        ),
        ({"kind": "short", "language": "sv", "value": ""}, "value", "This field is required."),
    ],
)
def test_a_wrong_name_is_told_at_its_field(staff_client, kth, row, field, message):
    data = filled_in(staff_client.get(page_of(kth)))
    number = add_row(data, "names", **row)
    response = staff_client.post(page_of(kth), data)
    assert errors_of(response) == {f"names-{number}-{field}": [message]}
    assert shown_in(response, f"names-{number}-language") == row["language"]
    assert UniversityName.objects.count() == 1


def test_figures_change_their_years_with_each_other_but_none_stands_twice(staff_client, kth):
    UniversityFactFactory(university=kth, value=1, reference_year=2022)
    UniversityFactFactory(university=kth, value=2, reference_year=2023)
    data = filled_in(staff_client.get(page_of(kth)))
    years = [data["facts-0-reference_year"], data["facts-1-reference_year"]]
    data.update({"facts-0-reference_year": years[1], "facts-1-reference_year": years[0]})
    assert staff_client.post(page_of(kth), data).status_code == 302
    assert dict(kth.facts.values_list("value", "reference_year")) == {1: 2023, 2: 2022}
    data = filled_in(staff_client.get(page_of(kth)))
    add_row(data, "facts", kind="staff", value="3")
    number = add_row(data, "facts", kind="staff", value="4")
    response = staff_client.post(page_of(kth), data)
    assert errors_of(response) == {
        f"facts-{number}-reference_year": ["There is a figure of this kind without a year already."]
    }
    assert UniversityFact.objects.count() == 2


def test_one_network_coordinator_follows_another_in_one_submission(staff_client, kth):
    ContactFactory(university=kth, function="coordinator")
    data = filled_in(staff_client.get(page_of(kth)))
    number = add_row(data, "contacts", function="coordinator", mailbox_email="new@example.org", visibility="staff")
    response = staff_client.post(page_of(kth), data)
    assert list(errors_of(response)) == [f"contacts-{number}-function"]
    response = staff_client.post(page_of(kth), {**data, "contacts-0-valid_to": "2024-01-01"})
    assert response.status_code == 302, errors_of(response)
    assert kth.contacts.filter(valid_to=None).get().mailbox_email == "new@example.org"


# Contacts and people ------------------------------------------------------------------------------------------------


@pytest.mark.any_database
def test_a_public_contact_without_mailbox_or_consent_is_told_at_the_field(staff_client, kth):
    person = PersonFactory()
    data = filled_in(staff_client.get(page_of(kth)))
    number = add_row(data, "contacts", function="press", person=person.pk, visibility="public")
    response = staff_client.post(page_of(kth), data)
    message = "A public contact needs a mailbox address, or a person who consented to be shown."
    assert errors_of(response) == {f"contacts-{number}-visibility": [message]}
    assert f'<option value="{person.pk}" selected>{person}</option>' in response.content.decode()
    alone = "/admin/members/contact/add/"
    data = {**filled_in(staff_client.get(alone)), "university": kth.pk, "function": "press", "visibility": "public"}
    response = staff_client.post(alone, {**data, "person": person.pk})
    assert errors_of(response) == {"visibility": [message]}
    response = staff_client.post(alone, {**data, "visibility": "staff"})
    assert errors_of(response) == {"mailbox_email": ["A contact needs a mailbox address or a person."]}
    assert not Contact.objects.exists()


def test_a_second_coordinator_is_told_at_the_function_unless_a_deputy(staff_client, kth):
    first = ContactFactory(university=kth, function="coordinator")
    alone = "/admin/members/contact/add/"
    data = {**filled_in(staff_client.get(alone)), "university": kth.pk, "function": "coordinator"}
    data.update({"mailbox_email": "second@example.org", "visibility": "public"})
    assert list(errors_of(staff_client.post(alone, data))) == ["function"]
    assert staff_client.post(alone, {**data, "deputy_of": first.pk}).status_code == 302
    assert list(kth.contacts.order_by("pk").values_list("deputy_of", flat=True)) == [None, first.pk]


def test_a_deputy_of_another_university_is_refused_at_the_field(staff_client, kth):
    stranger = ContactFactory()
    contact = ContactFactory(university=kth)
    data = filled_in(staff_client.get(page_of(contact)))
    response = staff_client.post(page_of(contact), {**data, "deputy_of": stranger.pk})
    assert errors_of(response) == {"deputy_of": ["A deputy works at the same university."]}


@pytest.mark.any_database
def test_consent_without_day_or_text_is_told_at_these_fields(staff_client):
    person = PersonFactory()
    data = filled_in(staff_client.get(page_of(person)))
    response = staff_client.post(page_of(person), {**data, "has_consented": "on", "consent_text": "2024-1"})
    message = ["Consent needs the day it was given and the version of the text."]
    assert errors_of(response) == {"consented_on": message}
    assert shown_in(response, "consent_text") == "2024-1"
    assert errors_of(staff_client.post(page_of(person), {**data, "has_consented": "on"})) == {
        "consented_on": message,
        "consent_text": message,
    }
    assert not Person.objects.get().has_consented


def test_contacts_are_listed_and_chosen_by_the_name_of_their_university(staff_client, kth):
    ContactFactory(university=kth)
    assert "KTH Royal Institute of Technology" in staff_client.get("/admin/members/contact/").content.decode()
    found = staff_client.get(
        "/admin/autocomplete/",
        {"app_label": "members", "model_name": "contact", "field_name": "university", "term": "royal"},
    ).json()
    assert found["results"] == [{"id": str(kth.pk), "text": "KTH Royal Institute of Technology"}]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_contacts_takes_the_same_queries_for_any_number(staff_client, count):
    for number in range(count):
        ContactFactory(university=UniversityFactory(name=f"University {number}"), person=PersonFactory())
    staff_client.get("/admin/members/contact/")  # content types are asked for once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        response = staff_client.get("/admin/members/contact/")
    assert len(response.context["cl"].result_list) == count
    assert len(queries) == 11


def change_page(university):
    return reverse("admin:members_university_change", args=[university.pk])


@pytest.mark.parametrize("change", [{"memberships-0-note_en": "Seen on a list"}, {"memberships-0-DELETE": "on"}])
def test_a_period_that_ended_on_an_unknown_day_can_be_edited_and_deleted(staff_client, change):
    university = UniversityFactory(name="EPFL", membership="full", membership__valid_from=None)
    university.memberships.update(ended_on_unknown_day=True)
    page = change_page(university)
    response = staff_client.post(page, filled_in(staff_client.get(page)) | change)
    assert response.status_code == 302
    notes = list(university.memberships.values_list("note_en", flat=True))
    assert notes == ([] if "memberships-0-DELETE" in change else ["Seen on a list"])


def test_a_row_that_somebody_else_deleted_is_told_and_nothing_typed_is_lost(staff_client):
    university = UniversityFactory(name="KTH", membership="full", city_en="Stockholm")
    UniversityIdentifierFactory(university=university)
    page = change_page(university)
    data = filled_in(staff_client.get(page)) | {"city_en": "Typed with care"}
    university.identifiers.all().delete()
    response = staff_client.post(page, data)
    assert response.status_code == 200
    assert "Somebody else saved something" in errors_of(response)["identifiers"][0]
    assert "Typed with care" in response.content.decode()


@pytest.mark.parametrize("key", ["abc", "1\0", "-1", "99999"])
def test_a_choice_that_is_no_key_is_an_error_at_its_field(staff_client, key):
    university = UniversityFactory(name="KTH", membership="full")
    page = change_page(university)
    response = staff_client.post(page, filled_in(staff_client.get(page)) | {"successor": key})
    assert response.status_code == 200
    assert "successor" in errors_of(response)
    assert staff_client.get(reverse("admin:members_university_add") + "?successor=abc").status_code == 200
