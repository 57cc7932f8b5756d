import pytest
from django.utils.translation import override
from django_countries import countries

from cluster_portal.core.countries import CORRECTIONS, country_name
from cluster_portal.core.languages import CODES


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Sweden", "Brazil", "China", "Germany"]),
        ("pt", ["Suécia", "Brasil", "China", "Alemanha"]),
        ("de", ["Schweden", "Brasilien", "China", "Deutschland"]),
        ("ca", ["Suècia", "Brasil", "Xina", "Alemanya"]),
        ("sv", ["Sverige", "Brasilien", "Kina", "Tyskland"]),
        ("fi", ["Ruotsi", "Brasilia", "Kiina", "Saksa"]),
    ],
)
def test_countries_have_their_names_in_the_visitors_language(language, names):
    with override(language):
        assert [country_name(code) for code in ("SE", "BR", "CN", "DE")] == names


@pytest.mark.parametrize("code", ["", None, "XX"])
def test_no_country_has_no_name(code):
    assert country_name(code) == ""


def test_each_correction_is_for_a_country_and_a_language_of_ours():
    assert set(CORRECTIONS) <= set(CODES)
    assert {code for names in CORRECTIONS.values() for code in names} <= {country.code for country in countries}
