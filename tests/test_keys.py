"""The keys that tests give to rows, and what finds them on a page."""

import pytest

from tests.factories.members import UniversityFactory
from tests.keys import FIRST_KEY, numbers_to_be_read


def test_rows_of_tests_have_long_keys(db):
    assert UniversityFactory().pk >= FIRST_KEY


@pytest.mark.parametrize("separator", [",", ".", " ", "\u00a0", "\u202f", "\u2019", "&#x27;"])
def test_a_key_with_separators_is_found_on_a_page(separator):
    key = f"7{separator}310{separator}142"
    assert numbers_to_be_read(f'<input name="answer-{key}" value="7310001"> 26,000 students') == [key]


def test_an_attribute_with_a_number_to_be_read_is_found_on_a_page():
    html = '<meta content="1,600"><img width="1600" alt="1,600 people"> 26,000 students <meter value="12.5">'
    assert numbers_to_be_read(html) == ['content="1,600"']
