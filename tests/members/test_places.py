from datetime import date

import pytest
from django.utils.translation import override

from members.dots_and_lines import GROUPS
from members.models.membership import Standing
from members.places import current_members, picture_of
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


def test_the_same_places_are_drawn_once(monkeypatch):
    UniversityFactory(slug="kth", membership="full", latitude="59", longitude="18")
    assert picture_of(current_members()) is picture_of(current_members())
