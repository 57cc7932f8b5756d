from itertools import product

import pytest
from django.utils.translation import override

from cluster_portal.core.languages import CODES, Text, own_name, reading_order, text_of, visitor_language
from members.models import University
from tests.factories.members import MembershipFactory, UniversityFactory


def test_the_order_of_reading_names_each_language_once():
    assert reading_order("it", "de") == ("de", "it", "en")
    assert reading_order("de", "de") == ("de", "en")
    assert reading_order("en", "en") == ("en",)
    assert reading_order("", "fi") == ("fi", "en")


@pytest.mark.parametrize(("active", "language"), [("pt", "pt"), ("pt-br", "pt"), ("ja", "en"), (None, "en")])
def test_the_visitor_reads_one_of_the_ten_languages(active, language):
    with override(active):
        assert visitor_language() == language


def test_each_language_is_named_in_itself():
    assert [own_name(code) for code in CODES] == [
        "English",
        "português",
        "français",
        "Deutsch",
        "italiano",
        "español",
        "català",
        "Nederlands",
        "svenska",
        "suomi",
    ]


CITIES = {"en": "Turin", "it": "Torino", "de": "Turin (de)", "fr": ""}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("de", "it", Text("Turin (de)", "de", False)),
        ("fr", "it", Text("Torino", "it", True)),
        ("fr", "en", Text("Turin", "en", True)),
        ("fi", "fr", Text("Turin", "en", True)),
        ("it", "it", Text("Torino", "it", False)),
        ("en", "it", Text("Turin", "en", False)),
    ],
)
def test_a_text_falls_back_to_the_source_language_then_to_english(language, source, text):
    university = UniversityFactory(source_language=source, **{f"city_{code}": city for code, city in CITIES.items()})
    assert text_of(university, "city", language) == text
    loaded = University.objects.with_texts("city", language=language).only("slug", "source_language").get()
    with override(language):
        assert text_of(loaded, "city") == text


@pytest.mark.django_db
def test_each_field_falls_back_by_itself():
    university = UniversityFactory(city_en="Turin", city_fr="Turin", summary_en="An English summary")
    with override("fr"):
        assert text_of(university, "city") == Text("Turin", "fr", False)
        assert text_of(university, "summary") == Text("An English summary", "en", True)
        assert text_of(university, "strengths") == Text("", "")


@pytest.mark.django_db
def test_the_database_and_the_object_agree_on_every_combination():
    languages = ("en", "de", "fi")
    for number, (source, *written) in enumerate(product(languages, *[("", "x")] * 3)):
        texts = {f"city_{code}": f"{text}{code}" if text else "" for code, text in zip(languages, written, strict=True)}
        UniversityFactory(slug=f"u{number}", source_language=source, **texts)
    for language in (*languages, "sv"):
        with override(language):
            loaded = University.objects.with_texts("city").order_by("pk")
            for from_list, whole in zip(loaded, University.objects.order_by("pk"), strict=True):
                assert text_of(from_list, "city") == text_of(whole, "city")


@pytest.mark.django_db
def test_a_list_loads_two_short_columns_for_a_text_and_no_language_column(django_assert_num_queries):
    for _count in range(3):
        UniversityFactory(city_en="Turin", summary_en="Long " * 400)
    with override("fi"), django_assert_num_queries(1) as captured:
        cities = [text_of(university, "city") for university in University.objects.with_texts("city").only("slug")]
    assert cities == [Text("Turin", "en", True)] * 3
    selected = captured.captured_queries[0]["sql"].split(" FROM ")[0]
    assert "summary" not in selected
    assert "Long" not in selected


@pytest.mark.django_db
def test_a_note_falls_back_to_the_source_language_of_its_university():
    university = UniversityFactory(source_language="pt")
    MembershipFactory(university=university, note_pt="Fundadora", note_en="")
    period = university.memberships.with_texts("note", language="de").get()
    assert text_of(period, "note", "de") == Text("Fundadora", "pt", True)
