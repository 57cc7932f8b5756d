"""The fields of education and training: complete, and the same codes in ten languages."""

import pytest
from django.utils import translation

from cluster_portal.core.languages import CODES
from programmes import isced


@pytest.mark.parametrize("language", CODES)
def test_every_language_has_every_code_with_a_label(language):
    labels = isced.labels(language)
    assert list(labels) == list(isced.labels("en"))
    assert [code for code, label in labels.items() if not label.strip() or label != label.strip()] == []


@pytest.mark.parametrize("language", [code for code in CODES if code != "en"])
def test_labels_are_translated(language):
    same = [code for code, label in isced.labels(language).items() if label == isced.labels("en")[code]]
    assert len(same) <= 12, same  # Arts, Agriculture, Sports: words that two languages share


def test_every_field_lies_in_a_wider_one():
    codes = set(isced.labels("en"))
    assert {len(code) for code in codes} == {2, 3, 4}
    assert [code for code in codes if len(code) > 2 and code[:-1] not in codes] == []
    assert len(codes) == 220


def test_a_label_is_in_the_language_of_the_visitor():
    with translation.override("de"):
        assert isced.label("0732") == "Baugewerbe, Hoch- und Tiefbau"
    assert isced.label("0732") == "Building and civil engineering"
    assert isced.label("0732", "fr") == "Bâtiment et génie civil"
    assert isced.label("none") == "none"


@pytest.mark.parametrize(
    ("code", "is_one"), [("0613", True), ("061", False), ("06", False), ("9998", False), ("", False)]
)
def test_only_four_digits_of_the_list_are_a_detailed_field(code, is_one):
    assert isced.is_detailed(code) is is_one


def test_detailed_fields_are_in_order():
    fields = isced.detailed_fields()
    assert fields == sorted(fields)
    assert (fields[0], len(fields)) == ("0000", 150)
    assert isced.broad("0613") == "06"
