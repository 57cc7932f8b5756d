from datetime import date

import pytest

from cluster_portal.core.moments import months_later


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2026, 11, 25), 3, date(2027, 2, 25)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 1, 31), 6, date(2026, 7, 31)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_lead_to_the_same_day_or_the_last_of_the_month(day, months, later):
    assert months_later(day, months) == later
