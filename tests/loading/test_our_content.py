"""The content that comes with the portal: `cluster_portal/data/` loads as it lies there, and is what it says it is."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from cluster_portal.core.languages import CODES, ENGLISH
from cluster_portal.loading import network, universities
from cluster_portal.network.models import Network
from members.models import Membership, University, UniversityFact, UniversityIdentifier, UniversityName

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


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_text_of_the_network_is_translated(language):
    texts = said(f"texts/{language}.json")["network"]

    assert texts.keys() == set(network.TEXTS)


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
