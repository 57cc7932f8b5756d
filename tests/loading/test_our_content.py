"""The content that comes with the portal: `cluster_portal/data/` loads as it lies there, and is what it says it is."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from cluster_portal.core.languages import CODES, ENGLISH
from cluster_portal.loading import network, universities
from cluster_portal.network.models import Network
from cluster_portal.pages.models import Page
from cluster_portal.pages.translation import PageTranslation
from members.governance import Governance
from members.models import (
    Group,
    Membership,
    Presidency,
    University,
    UniversityFact,
    UniversityIdentifier,
    UniversityName,
)
from members.translation import GroupTranslation, PresidencyTranslation
from news.history import History
from news.models import Article, Event, Milestone, Topic
from programmes.models import Deadline, FrameworkAgreement, PathStep, Programme, ProgrammePartner, Requirement
from programmes.rules import Tree, broken_rules

DATA = Path(settings.BASE_DIR) / "cluster_portal" / "data"
OTHER_LANGUAGES = [code for code in CODES if code != ENGLISH]


def said(file):
    return json.loads((DATA / file).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The content of the folder, loaded once for all tests of this module and taken away after them."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_network", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _content(loaded, db):
    """Use the loaded content in each test."""


def test_the_universities_stand_to_the_network_as_the_sources_say():
    on = date(2026, 1, 1)

    standings = Counter(university.standing for university in University.objects.with_standing(on))

    assert standings == {"full": 12, "associate": 2, "suspended": 1, "unconfirmed": 1, "former": 5}
    assert University.objects.published().count() == 21


def test_nothing_unverified_is_stored():
    for table in (UniversityName, UniversityIdentifier, UniversityFact, Membership):
        assert not table.objects.filter(source="unverified").exists()
        assert not table.objects.filter(source="").exists()
    assert not UniversityIdentifier.objects.filter(scheme="schac").exists()  # all of them guesses from the domain
    tkk = University.objects.get(slug="helsinki-tkk")
    assert [name.value for name in tkk.names.all()] == ["Helsinki University of Technology"]
    assert (tkk.country.code, tkk.city_en) == ("", None)


def test_every_full_member_has_what_its_page_and_the_network_picture_need():
    for university in University.objects.members(category="full").prefetch_related("identifiers"):
        assert university.latitude is not None, university.slug
        assert university.time_zone, university.slug
        assert {"ror", "erasmus", "pic", "oid"} <= {row.scheme for row in university.identifiers.all()}, university.slug


def test_a_start_of_membership_is_there_only_where_a_source_names_it():
    known = Membership.objects.exclude(valid_from=None).values_list("university__slug", "valid_from__year")

    assert dict(known) == {"polito": 1990, "grenoble-inp": 1990, "tomsk-polytechnic": 2005}


def test_identifiers_of_the_university_behind_a_school_say_so():
    notes = UniversityIdentifier.objects.filter(university__slug="tecnico-lisboa").values_list("scheme", "note")

    whole = "Belongs to Universidade de Lisboa, of which the school is a part."
    assert dict(notes) == {"erasmus": whole, "pic": whole, "oid": whole, "ror": "", "wikidata": ""}


def test_the_merged_university_leads_to_its_successor():
    assert University.objects.get(slug="helsinki-tkk").successor.slug == "aalto"


def test_the_network_publishes_its_own_figures_without_a_year():
    figures = Network.objects.get().figures.values_list("kind", "value", "reference_year")

    assert set(figures) == {
        ("professors", 3000, None),
        ("academic_staff", 11000, None),
        ("doctoral_students", 14000, None),
        ("students", 140000, None),
        ("exchange_students_per_year", 1000, None),
    }


@pytest.mark.any_database
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_text_of_the_network_is_translated(language):
    texts = said(f"texts/{language}.json")["network"]

    assert texts.keys() == set(network.TEXTS)


@pytest.mark.any_database
# A city is only written where its name is another than in English.
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_text_of_every_university_is_translated(language):
    texts = said(f"texts/{language}.json")["universities"]

    missing = [
        f"{record['slug']}.{name}"
        for record in said("universities.json")
        for name in universities.TRANSLATED
        if name != "city" and record.get(name) and name not in texts.get(record["slug"], {})
    ]
    assert missing == []


@pytest.mark.any_database
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_no_translation_is_the_english_text_again(language):
    texts = said(f"texts/{language}.json")["universities"]
    english = {record["slug"]: record for record in said("universities.json")}

    copied = [
        f"{slug}.{name}"
        for slug, entry in texts.items()
        for name, text in entry.items()
        if text == english[slug][name] and name != "city"  # many cities have the same name in every language
    ]
    assert copied == []


# Programmes and agreements --------------------------------------------------------------------------------------------


def test_all_53_records_are_there():
    assert len(said("programmes.json")) == Programme.objects.published().count() == 50
    assert len(said("agreements.json")) == FrameworkAgreement.objects.published().count() == 3
    assert Counter(Programme.objects.values_list("kind", flat=True)) == {
        "dual": 36,
        "joint": 10,
        "multiple": 2,
        "cotutelle": 1,
        "exchange": 1,
    }
    assert Counter(Programme.objects.values_list("level", flat=True)) == {"master": 45, "doctorate": 2, "any": 3}
    assert Counter(Programme.objects.values_list("status", flat=True)) == {"open": 20, "unconfirmed": 21, "closed": 9}


def test_every_programme_keeps_every_hard_rule():
    broken = {p.slug: [each.code for each in broken_rules(Tree.of(p))] for p in Programme.objects.all()}
    assert {slug: codes for slug, codes in broken.items() if codes} == {}


def test_the_frameworks_are_agreements_with_their_signatories():
    counts = {one.slug: one.signatures.count() for one in FrameworkAgreement.objects.all()}
    assert counts == {
        "cluster-dual-doctorate": 10,
        "cluster-dual-master-convention": 12,
        "sese-doctoral-school": 3,
    }
    convention = FrameworkAgreement.objects.get(slug="cluster-dual-master-convention")
    assert {signature.is_inferred for signature in convention.signatures.all()} == {True}
    assert {programme.slug for programme in convention.programmes.all()} == {
        "ist-cluster-dual-masters",
        "upc-mai-cluster-dual",
    }


def test_no_date_of_the_content_is_firm_without_a_year():
    for deadline in Deadline.objects.select_related("intake"):
        assert (deadline.certainty == "firm") == (deadline.intake.academic_year is not None), deadline
        assert (deadline.closes_on.year == 2000) == (deadline.intake.academic_year is None), deadline


@pytest.mark.any_database
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Programme, ("title", "subject_note", "summary", "costs_note", "note")),
        (FrameworkAgreement, ("title", "scope_note", "summary", "conditions", "note")),
        (PathStep, ("place", "note")),
        (Deadline, ("note",)),
        (ProgrammePartner, ("diploma_note",)),
        (Requirement, ("text",)),
    ],
)
def test_every_text_of_the_programmes_is_there_in_every_language(language, model, fields):
    missing = [
        (row, field)
        for row in model.objects.all()
        for field in fields
        if getattr(row, f"{field}_en") and not getattr(row, f"{field}_{language}")
    ]
    assert missing == []


def test_every_programme_says_where_it_was_read():
    for programme in Programme.objects.all():
        assert {"title", "kind", "level", "status", "summary", "website"} <= set(programme.sources), programme.slug
        assert all(partner.source for partner in programme.partners.all()), programme.slug


# The pages that it makes ----------------------------------------------------------------------------------------------


def groups_of_four(slugs):
    """Return every programme together with the three that follow it."""
    return [[*slugs, *slugs][start : start + 4] for start in range(len(slugs))]


@pytest.mark.any_database
def test_every_programme_can_be_compared_with_its_neighbours(client):
    slugs = list(Programme.objects.order_by("slug").values_list("slug", flat=True))
    for group in groups_of_four(slugs):
        response = client.get("/de/programmes/compare/?" + "&".join(f"p={slug}" for slug in group))
        assert response.status_code == 200, group


@pytest.mark.any_database
def test_one_can_look_from_every_university_at_every_level(client):
    for slug in University.objects.published().values_list("slug", flat=True):
        for query in ("", "&level=bachelor", "&level=master", "&level=doctorate", "&subject=07"):
            response = client.get(f"/sv/programmes/finder/?from={slug}{query}")
            assert response.status_code == 200, (slug, query)


def test_every_university_has_a_calendar_and_every_programme_one(client):
    universities = University.objects.published().values_list("slug", flat=True)
    addresses = [f"/fi/programmes/calendar/{slug}.ics" for slug in universities]
    addresses += [f"/fi/programmes/{slug}/calendar.ics" for slug in Programme.objects.values_list("slug", flat=True)]
    assert [address for address in addresses if client.get(address).status_code != 200] == []


@pytest.mark.parametrize("day", ["1990-01-01", "2003-06-01", "2024-02-29", "2030-01-01"])
def test_coverage_can_be_asked_for_any_day(client, day):
    for level in ("bachelor", "master", "doctorate"):
        for form in ("", "&format=csv"):
            assert client.get(f"/pt/programmes/coverage/?on={day}&level={level}{form}").status_code == 200


# Governance -----------------------------------------------------------------------------------------------------------


def test_all_groups_and_presidencies_are_there_with_their_sources():
    assert (Group.objects.published().count(), Presidency.objects.count()) == (34, 12)
    for group in Group.objects.all():
        assert {"name", "kind", "state"} <= set(group.sources), group.slug


@pytest.mark.parametrize(
    ("day", "president"),
    [
        (date(2013, 1, 1), "Eberhard Umbach"),
        (date(2019, 5, 1), "Hans Jürgen Prömel"),
        (date(2024, 6, 30), "Luc Sels"),
        (date(2024, 7, 1), "Stefano Corgnati"),
        (date(2026, 6, 30), "Stefano Corgnati"),
        (date(2026, 7, 1), ""),
    ],
)
def test_the_network_has_one_president_or_a_vacancy_on_each_day_since_2012(day, president):
    presidency = Governance(day).presidency
    assert presidency.president_name == president
    assert presidency.is_vacant == (not president)


@pytest.mark.parametrize(
    ("day", "chair"),
    [
        (date(2021, 3, 18), None),
        (date(2021, 3, 19), "grenoble-inp"),
        (date(2022, 9, 1), "ku-leuven"),
        (date(2025, 1, 1), "polito"),
    ],
)
def test_the_chair_of_the_group_on_africa_follows_the_presidencies(day, chair):
    lines = [line for part in Governance(day).current for line in part.lines if line.group.slug == "wg-africa"]
    assert [lead.university.slug for line in lines for lead in line.leads] == ([chair] if chair else [])


@pytest.mark.any_database
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Group, GroupTranslation.fields),
        (Presidency, PresidencyTranslation.fields),
        (Milestone, ("title", "summary", "note")),
    ],
)
def test_every_text_on_governance_is_there_in_every_language_and_in_its_own_words(language, model, fields):
    pairs = [
        (str(row), field, getattr(row, f"{field}_en"), getattr(row, f"{field}_{language}"))
        for row in model.objects.all()
        for field in fields
        if not (field == "name" and row.kind == Group.Kind.PROJECT)  # these names are the same everywhere
    ]
    assert [(row, field) for row, field, english, text in pairs if english and (not text or text == english)] == []


def test_every_milestone_is_in_the_history_with_its_place_and_source():
    assert Milestone.objects.count() == 15
    assert not Milestone.objects.filter(place_en__gt="", place_fi__in=["", None]).exists()
    entries = History(date(2026, 11, 25)).entries
    assert all(entry.source for entry in entries if entry.summary)


PAGES = {
    "": ["Consortium Linking", "one nation", "education, research and innovation", "140,000"],
    "vision": ["entrepreneurship", "mindset", "disciplines meet", "start-ups", "voice for engineering"],
    "values": ["associates and partners", "equality", "originality", "ethical, safe and sustainable", "Open science"],
    "mission": ["changes of paradigm", "climate change", "responsible science"],
    "mission/how": ["SEEEP", "highly competitive funds", "before it is made"],
    "seeep": ["Workshops"],
    "contact": ["international office"],
    "privacy": ["cookie"],
    "accessibility": ["WCAG"],
    "open-data": ["JSON-LD"],
    "glossary": ["ECTS credits"],
}


@pytest.mark.any_database
def test_every_line_of_the_statement_stands_on_its_page(client):
    assert set(Page.objects.published().values_list("path", flat=True)) == set(PAGES)
    for path, words in PAGES.items():
        content = client.get(Page(path=path).get_absolute_url()).content.decode()
        assert [each for each in words if each not in content] == [], path


@pytest.mark.any_database
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_page_is_there_in_every_language_and_leads_to_pages_of_that_language(language, client):
    same = {*(("Vision", code) for code in ("de", "fr", "sv")), *(("Contact", code) for code in ("fr", "nl"))}
    same |= {("Mission", "fr"), ("Privacy", "nl"), ("Privacy", "it"), ("Open data", "nl")}
    missing = []
    for page in Page.objects.all():
        for field in PageTranslation.fields:
            english, text = getattr(page, f"{field}_en"), getattr(page, f"{field}_{language}")
            is_same = text == english and (english, language) not in same and english != "SEEEP"
            if english and (not text or is_same):
                missing.append((page.path, field))
        links = re.findall(r'href="([^"]+)"', getattr(page, f"body_{language}"))
        assert [link for link in links if not link.startswith(f"/{language}/") and link != "/sitemap.xml"] == []
        assert [link for link in links if client.get(link).status_code != 200] == []
    assert missing == []


@pytest.mark.any_database
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_article_is_there_in_every_language_and_leads_to_pages_of_that_language(language, client):
    articles, topics = Article.objects.public(), Topic.objects.all()
    assert (articles.count(), topics.count()) == (3, 3)
    assert [topic.slug for topic in topics if not getattr(topic, f"name_{language}")] == []
    for article in articles:
        for field in ("title", "lead", "body"):
            assert getattr(article, f"{field}_{language}") not in ("", getattr(article, f"{field}_en")), article.slug
        links = re.findall(r'href="([^"]+)"', getattr(article, f"body_{language}"))
        inner = [link for link in links if not link.startswith("https://")]
        assert [link for link in inner if not link.startswith(f"/{language}/")] == []
        assert [link for link in inner if client.get(link).status_code != 200] == []


def test_every_event_is_listed_with_its_source_and_those_of_the_history_are_told_there():
    assert Event.objects.published().count() == 30
    assert all(event.sources["starts_on"].startswith("http") for event in Event.objects.all())
    assert Event.objects.filter(is_milestone=True).count() == 22
    told = {entry.url for entry in History(date(2026, 11, 25)).entries}
    milestones = Event.objects.filter(is_milestone=True)
    assert [event.slug for event in milestones if event.get_absolute_url() not in told] == []


@pytest.mark.any_database
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_text_of_an_event_is_there_in_every_language(language):
    missing = [
        (event.slug, field)
        for event in Event.objects.all()
        for field in ("title", "summary", "place", "note")
        if getattr(event, f"{field}_en") and not getattr(event, f"{field}_{language}")
    ]
    assert missing == []
    same = [event.slug for event in Event.objects.all() if event.summary_en == getattr(event, f"summary_{language}")]
    assert same == []
