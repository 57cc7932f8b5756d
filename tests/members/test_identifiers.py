import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members.identifiers import ROR_ALPHABET, Scheme, has_ror_check_figures, normalise, public_url


@pytest.mark.parametrize(
    ("scheme", "typed", "stored"),
    [
        ("erasmus", "S  STOCKHO04", "S  STOCKHO04"),
        ("erasmus", " S STOCKHO04 ", "S  STOCKHO04"),
        ("erasmus", "SSTOCKHO04", "S  STOCKHO04"),
        ("erasmus", "s stockho 4", "S  STOCKHO04"),
        ("erasmus", "CH LAUSANN06", "CH LAUSANN06"),
        ("erasmus", "CH  LAUSANN06", "CH LAUSANN06"),
        ("erasmus", "IRLDUBLIN01", "IRLDUBLIN01"),
        ("erasmus", "IRL DUBLIN1", "IRLDUBLIN01"),
        ("erasmus", "P  LISBOA109", "P  LISBOA109"),
        ("erasmus", "LUXLUX-VIL01", "LUXLUX-VIL01"),
        ("ror", "https://ror.org/026vcq606", "026vcq606"),
        ("ror", "ror.org/026VCQ606/", "026vcq606"),
        ("pic", "999 990 946", "999990946"),
        ("oid", "e10209479", "E10209479"),
        ("schac", "KTH.SE", "kth.se"),
        ("schac", "https://www.kth.se/", "kth.se"),
        ("schac", "urn:schac:homeOrganization:kth.se", "kth.se"),
        ("wikidata", "https://www.wikidata.org/wiki/Q854280", "Q854280"),
        ("wikidata", "q854280", "Q854280"),
        ("eter", "se0003", "SE0003"),
    ],
)
def test_sloppy_spellings_are_repaired(scheme, typed, stored):
    assert normalise(scheme, typed) == stored


@pytest.mark.parametrize(
    ("scheme", "typed", "code"),
    [
        ("erasmus", "STOCKHOLM", "identifier"),
        ("erasmus", "S  STOCKHOLMCITY04", "identifier"),
        ("erasmus", "GERAKLIO01", "erasmus_ambiguous"),
        ("erasmus", "", "identifier"),
        ("ror", "026vcq607", "ror_check"),
        ("ror", "126vcq606", "identifier"),
        ("ror", "026vcq6", "identifier"),
        ("ror", "026ucq606", "identifier"),
        ("pic", "99999094", "identifier"),
        ("oid", "10209479", "identifier"),
        ("schac", "kth", "identifier"),
        ("schac", "-kth.se", "identifier"),
        ("schac", "kth.se/en", "identifier"),
        ("wikidata", "Q0123", "identifier"),
        ("wikidata", "854280", "identifier"),
        ("eter", "SE3", "identifier"),
    ],
)
def test_what_cannot_be_repaired_is_refused_in_words(scheme, typed, code):
    with pytest.raises(ValidationError) as caught:
        normalise(scheme, typed)
    assert caught.value.code == code
    assert str(caught.value.messages[0]).endswith(".")


@pytest.mark.parametrize("value", ["026vcq606", "00bgk9508", "05f950310", "04t3en479", "05sbt2524", "03db2by73"])
def test_real_ror_identifiers_have_fitting_check_figures(value):
    assert has_ror_check_figures(value)


@given(st.sampled_from(["026vcq606", "00bgk9508", "05f950310"]), st.integers(1, 6), st.sampled_from(ROR_ALPHABET))
def test_one_mistyped_letter_of_a_ror_identifier_is_noticed(value, place, letter):
    mistyped = value[:place] + letter + value[place + 1 :]
    assert has_ror_check_figures(mistyped) == (mistyped == value)


@given(st.sampled_from(Scheme.values), st.text(max_size=60))
def test_whatever_is_typed_is_either_stored_well_formed_or_refused(scheme, typed):
    try:
        stored = normalise(scheme, typed)
    except ValidationError:
        return
    assert normalise(scheme, stored) == stored


def test_only_schemes_with_pages_have_addresses():
    assert public_url("ror", "026vcq606") == "https://ror.org/026vcq606"
    assert public_url("wikidata", "Q854280") == "https://www.wikidata.org/wiki/Q854280"
    assert public_url("erasmus", "S  STOCKHO04") == ""
