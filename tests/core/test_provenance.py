import pytest
from django.core.exceptions import ValidationError

from cluster_portal.core.provenance import Source, validate_source, validate_sources


@pytest.mark.parametrize("value", ["https://ror.org/026vcq606", "http://example.org/a?b=c", "own-words", "editorial"])
def test_a_source_is_an_address_or_one_of_two_words(value):
    validate_source(value)


@pytest.mark.parametrize("value", ["unverified", "javascript:alert(1)", "a book", "", "ftp://example.org/"])
def test_anything_else_is_no_source(value):
    with pytest.raises(ValidationError):
        validate_source(value)


@pytest.mark.parametrize("value", [["https://example.org/"], "own-words", {"city": "hearsay"}])
def test_sources_map_fields_to_sources(value):
    with pytest.raises(ValidationError):
        validate_sources(value)


def test_a_source_is_shown_as_its_host_or_in_words():
    assert (Source("https://www.kth.se/om").label, Source("https://www.kth.se/om").url) == (
        "www.kth.se",
        "https://www.kth.se/om",
    )
    assert (str(Source("own-words").label), Source("own-words").url) == ("written for this portal", "")
    assert (str(Source("editorial").label), Source("editorial").url) == ("classified by the editors of this portal", "")
