"""Italian days without a leading nought: 1 luglio 2024, not 01 luglio 2024."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
