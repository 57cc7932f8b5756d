from datetime import date

import pytest
from django.utils.translation import override

from members.dots_and_lines import GROUPS
from members.models.membership import Standing
from members.network_picture import Link
from members.places import _draw, current_members, picture_of, rows_of
from tests.factories.members import UniversityFactory, UniversityNameFactory

pytestmark = pytest.mark.django_db


def test_the_picture_knows_a_mark_for_every_standing():
    assert set(GROUPS) == set(Standing.values)


def test_current_members_come_full_ones_first_each_group_by_name():
    for slug, category, fields in (
        ("zeta", "full", {}),
        ("alpha", "full", {}),
        ("beta", "associate", {}),
        ("gone", "full", {"membership__valid_to": date(2010, 1, 1)}),
    ):
        UniversityFactory(slug=slug, name=slug.title(), membership=category, **fields)
    UniversityFactory(slug="draft", publication="draft", membership="full")
    assert [university.slug for university in current_members(on=date(2024, 1, 1))] == ["alpha", "zeta", "beta"]


def test_the_picture_is_labelled_by_what_is_the_same_in_every_language():
    university = UniversityFactory(
        slug="polito", membership="full", latitude="45.06", longitude="7.66", city_en="Turin", city_it="Torino"
    )
    UniversityNameFactory(university=university, language="it", value="Politecnico di Torino")
    UniversityNameFactory(university=university, kind="translation", value="Polytechnic University of Turin")
    names = {}
    for language in ("en", "it", "fi"):
        with override(language):
            (dot,) = picture_of(current_members()).dots
            names[language] = (dot.label.text, dot.full_name, dot.name_language)
    assert names == {
        "en": ("Politecnico di Torino", "Polytechnic University of Turin, Politecnico di Torino, PT", ""),
        "it": ("Politecnico di Torino", "Politecnico di Torino, PT", ""),
        "fi": ("Politecnico di Torino", "Polytechnic University of Turin, Politecnico di Torino, PT", "en"),
    }


def test_a_network_is_drawn_once_for_all_languages():
    for slug, longitude in (("kth", "18"), ("upc", "2")):
        UniversityFactory(slug=slug, name=slug.upper(), membership="full", latitude="50", longitude=longitude)
    pictures = {}
    before = _draw.cache_info().misses
    for language in ("en", "de", "fr"):
        with override(language):
            link = Link("kth", "upc", 2, f"name in {language}", f"/{language}/programmes/")
            pictures[language] = picture_of(current_members(), [link])
    assert _draw.cache_info().misses == before + 1
    for language, picture in pictures.items():
        assert [dot.url for dot in picture.dots] == [f"/{language}/members/kth/", f"/{language}/members/upc/"]
        (line,) = picture.lines
        assert (line.name, line.url) == (f"name in {language}", f"/{language}/programmes/")


def test_another_number_of_programmes_is_another_picture():
    for slug, longitude in (("kth", "18"), ("upc", "2")):
        UniversityFactory(slug=slug, name=slug.upper(), membership="full", latitude="50", longitude=longitude)
    strengths = []
    for weight in (1, 5):
        (line,) = picture_of(current_members(), [Link("kth", "upc", weight, str(weight), "/")]).lines
        strengths.append((line.strength, line.name))
    assert strengths == [(1, "1"), (4, "5")]


def test_the_table_tells_for_each_university_whom_it_is_linked_to_in_its_own_order():
    for slug in ("aalto", "kth", "upc"):
        UniversityFactory(slug=slug, name=slug.upper(), membership="full")
    links = [Link("aalto", "kth", 3, "", "/1"), Link("kth", "upc", 1, "", "/2"), Link("kth", "outside", 1, "", "/3")]
    rows = rows_of(list(current_members()), links)
    assert [(row.university.slug, [(one.label, one.link.url) for one in row.neighbours]) for row in rows] == [
        ("aalto", [("KTH", "/1")]),
        ("kth", [("AALTO", "/1"), ("UPC", "/2")]),
        ("upc", [("KTH", "/2")]),
    ]
