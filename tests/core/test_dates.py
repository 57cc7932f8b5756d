from datetime import date

import pytest
from django.utils.translation import override

from cluster_portal.core.dates import date_range, long_date


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "1 July 2018", "July 2018"),
        ("pt", "1 de julho de 2018", "julho de 2018"),
        ("fr", "1er juillet 2018", "juillet 2018"),
        ("de", "1. Juli 2018", "Juli 2018"),
        ("it", "1 luglio 2018", "luglio 2018"),
        ("es", "1 de julio de 2018", "julio de 2018"),
        ("ca", "1 de juliol de 2018", "juliol del 2018"),
        ("nl", "1 juli 2018", "juli 2018"),
        ("sv", "1 juli 2018", "juli 2018"),
        ("fi", "1. heinäkuuta 2018", "heinäkuu 2018"),
    ],
)
def test_dates_are_written_as_each_language_writes_them(language, day, month):
    with override(language):
        assert long_date(date(2018, 7, 1)) == day
        assert long_date(date(2018, 7, 1), "YEAR_MONTH_FORMAT") == month


def test_catalan_elides_before_a_vowel():
    with override("ca"):
        assert long_date(date(2018, 8, 25)) == "25 d’agost de 2018"


def test_only_the_first_of_a_month_is_an_ordinal_in_french():
    with override("fr"):
        assert [long_date(date(2018, 7, day)) for day in (2, 11, 21)] == [
            "2 juillet 2018",
            "11 juillet 2018",
            "21 juillet 2018",
        ]


@pytest.mark.parametrize(
    ("language", "same_month", "two_months"),
    [
        ("en", "1–3 July 2018", "1 July 2018 – 2 August 2018"),
        ("fr", "1er–3 juillet 2018", "1er juillet 2018 – 2 août 2018"),
        ("de", "1.–3. Juli 2018", "1. Juli 2018 – 2. August 2018"),
        ("ca", "1–3 de juliol de 2018", "1 de juliol de 2018 – 2 d’agost de 2018"),
        ("es", "1–3 de julio de 2018", "1 de julio de 2018 – 2 de agosto de 2018"),
    ],
)
def test_days_of_one_month_name_it_once(language, same_month, two_months):
    with override(language):
        assert date_range(date(2018, 7, 1), date(2018, 7, 1)) == long_date(date(2018, 7, 1))
        assert date_range(date(2018, 7, 1), date(2018, 7, 3)) == same_month
        assert date_range(date(2018, 7, 1), date(2018, 8, 2)) == two_months
