import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.core.text import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Universitat Politècnica de Catalunya", "universitat politecnica de catalunya"),
        ("UNIVERSITÉ", "universite"),
        ("Technische  Universität\tMünchen", "technische universitat munchen"),
        ("Høgskolen", "hogskolen"),
        ("Straße", "strasse"),
        ("l’École", "l'ecole"),
        ("Col·legi", "collegi"),
        ("清华大学", "清华大学"),
    ],
)
def test_folding_takes_away_capitals_accents_and_doubled_blanks(typed, folded):
    assert fold(typed) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(categories=["L"]), max_size=40))
def test_case_never_matters(text):
    assert fold(text.upper()) == fold(text.upper().lower())
