import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cluster_portal.core.languages import Text
from members.models import FormerUniversitySlug, University, UniversityName
from tests.factories.members import UniversityFactory, UniversityNameFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kth():
    university = UniversityFactory(slug="kth")
    for kind, language, value in (
        ("official", "sv", "Kungliga Tekniska högskolan"),
        ("translation", "en", "KTH Royal Institute of Technology"),
        ("translation", "fi", "Kuninkaallinen teknillinen korkeakoulu"),
        ("acronym", "", "KTH"),
    ):
        UniversityNameFactory(university=university, kind=kind, language=language, value=value)
    UniversityNameFactory(university=university, kind="former", language="sv", value="Teknologiska institutet")
    return university


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", Text("Kungliga Tekniska högskolan", "sv", False)),
        ("fi", Text("Kuninkaallinen teknillinen korkeakoulu", "fi", False)),
        ("de", Text("KTH Royal Institute of Technology", "en", True)),
    ],
)
def test_a_name_is_shown_in_the_visitors_language_else_in_english(kth, language, text):
    with override(language):
        assert kth.name == text


def test_the_source_language_comes_before_english(kth):
    kth.source_language = "sv"
    with override("de"):
        assert kth.name == Text("Kungliga Tekniska högskolan", "sv", True)


def test_the_native_name_stands_in_the_universitys_own_language(kth):
    assert kth.native_name == Text("Kungliga Tekniska högskolan", "sv", True)
    with override("sv"):
        assert kth.native_name == kth.name


def test_a_university_without_names_goes_by_its_slug():
    university = UniversityFactory(slug="nameless")
    assert university.name == Text("nameless", "", False)
    assert university.native_name == Text("", "")
    assert university.monogram == "NAM"


def test_a_name_in_no_language_of_ours_is_shown_where_there_is_no_other():
    university = UniversityFactory(slug="tsinghua", name="清华大学", name__language="zh")
    assert university.name == Text("清华大学", "zh", True)


@pytest.mark.parametrize(
    ("names", "monogram"),
    [
        ([("acronym", "KTH")], "KTH"),
        ([("acronym", "UNILISBOA")], "UNIL"),
        ([("short", "TU Darmstadt")], "TUD"),
        ([("short", "Grenoble INP - UGA")], "GINP"),
        ([("short", "PoliTo")], "PT"),
        ([("short", "Aalto")], "Aal"),
        ([("official", "Politecnico di Torino")], "PT"),
    ],
)
def test_a_monogram_stands_for_the_logo(names, monogram):
    university = UniversityFactory()
    for kind, value in names:
        UniversityNameFactory(university=university, kind=kind, language="en", value=value)
    assert university.monogram == monogram


@pytest.mark.parametrize("query", ["kungliga", "HÖGSKOLAN tekniska", "kth", "hogskolan", "teknologiska", "korkeakoulu"])
def test_a_university_is_found_by_every_name_it_has_or_had(kth, query):
    UniversityFactory(name="Politecnico di Torino", name__language="it")
    assert list(University.objects.matching(query)) == [kth]


def test_an_empty_query_finds_all_and_a_strange_one_nothing(kth):
    assert list(University.objects.matching("  ")) == [kth]
    assert list(University.objects.matching("50% _")) == []


def test_reading_order_goes_by_what_is_shown_and_accents_do_not_count():
    for slug, names in (
        ("b", {"en": "Beta", "de": "Älpha"}),
        ("c", {"en": "École"}),
        ("a", {"en": "Zeta", "de": "Zeta"}),
        ("d", {"fr": "Delta"}),
    ):
        university = UniversityFactory(slug=slug, source_language="fr" if slug == "d" else "en")
        for language, value in names.items():
            UniversityNameFactory(university=university, language=language, kind="translation", value=value)
    with override("de"):
        assert [university.slug for university in University.objects.in_reading_order()] == ["b", "d", "c", "a"]
    with override("en"):
        assert [university.slug for university in University.objects.in_reading_order()] == ["b", "d", "c", "a"]


def test_the_order_of_the_database_is_the_order_of_the_names_on_the_page(kth):
    UniversityFactory(name="Århus Universitet", name__language="da")
    UniversityFactory(name="Politecnico di Torino", name__language="it", source_language="it")
    UniversityFactory(slug="nameless")
    from cluster_portal.core.text import fold

    for language in ("en", "de", "sv", "fi", "it"):
        with override(language):
            listed = list(University.objects.in_reading_order().prefetch_related("names"))
            assert [university.reading_name for university in listed] == [
                fold(university.name.value) for university in listed
            ]


def test_a_bulk_insert_keeps_the_folded_name_too():
    university = UniversityFactory()
    UniversityName.objects.bulk_create([UniversityName(university=university, kind="short", value="École")])
    assert university.names.get().folded == "ecole"


def test_a_changed_slug_leaves_the_old_one_to_lead_there_for_ever(kth):
    for slug in ("kth-stockholm", "kth-sweden"):
        university = University.objects.get(pk=kth.pk)
        university.slug = slug
        university.save()
    assert sorted(kth.former_slugs.values_list("slug", flat=True)) == ["kth", "kth-stockholm"]


def test_going_back_to_an_old_slug_makes_it_the_current_one(kth):
    for slug in ("kth-stockholm", "kth"):
        university = University.objects.get(pk=kth.pk)
        university.slug = slug
        university.full_clean()
        university.save()
    assert list(kth.former_slugs.values_list("slug", flat=True)) == ["kth-stockholm"]


def test_no_other_university_gets_a_slug_that_was_once_in_use(kth):
    university = University.objects.get(pk=kth.pk)
    university.slug = "kth-stockholm"
    university.save()
    with pytest.raises(ValidationError) as caught:
        University(slug="kth", country="SE").full_clean()
    assert caught.value.error_dict["slug"][0].code == "slug_reserved"
    assert FormerUniversitySlug.objects.count() == 1


@pytest.mark.parametrize("slug", ["KTH", "kth_1", "-kth", "kth--se", "kth/1", "högskolan", ""])
def test_a_slug_has_small_letters_figures_and_single_hyphens(slug):
    with pytest.raises(ValidationError) as caught:
        University(slug=slug, country="SE").full_clean()
    assert "slug" in caught.value.error_dict


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"latitude": "59.3"}, "longitude", "half_coordinate"),
        ({"longitude": "18.1"}, "latitude", "half_coordinate"),
        ({"latitude": "91", "longitude": "0"}, "latitude", "max_value"),
        ({"latitude": "0", "longitude": "-181"}, "longitude", "min_value"),
        ({"time_zone": "Stockholm"}, "time_zone", "time_zone"),
        ({"founded_year": 12}, "founded_year", "min_value"),
        ({"country": "XX"}, "country", "invalid_choice"),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(fields, field, code):
    with pytest.raises(ValidationError) as caught:
        University(slug="a", **{"country": "SE", **fields}).full_clean()
    assert caught.value.error_dict[field][0].code == code


def test_email_domains_are_stored_in_one_spelling():
    university = University(slug="a", country="SE", email_domains=" @KTH.se\n student.kth.se ")
    university.full_clean()
    assert university.email_domains == "kth.se\nstudent.kth.se"


def test_a_monogram_colour_is_chosen_once_and_kept():
    university = UniversityFactory(slug="kth")
    hue = university.hue
    university.slug = "kth-stockholm"
    university.save()
    assert University.objects.get(pk=university.pk).hue == hue
